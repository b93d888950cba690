"""What a converter is given: a document's bytes and what its content type says of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is what to call the format in front of the sender; `charset` the content type's parameter, for text."""

    content: bytes
    name: str
    charset: str | None = None
