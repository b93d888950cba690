"""Effects that change the answer: the request is carried out, and the client is told something else."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from emulator.asgi import WITHOUT_CONTENT
from emulator.faults.passage import Effect, Passage, WholeAnswer, Within, answer_from
from emulator.faults.refusing import FRAMING, GivenHeaders, checked_headers
from emulator.faults.shape import BodyText, HeaderName, HeaderValue, Status

NEVER_MISSING = (FRAMING | {"date"}) - {"content-type"}
"""Headers that the connection or the unit's clock puts on an answer, whatever an effect has done to it."""


class Spoiling(Effect):
    """What these effects share."""

    async def apply(self, passage: Passage, within: Within) -> None:
        """Have it carried out, change the answer, send it."""
        answer = await answer_from(within, passage)
        if answer.status is not None:
            self.change(answer)
        await answer.leave(passage.send)

    def change(self, answer: WholeAnswer) -> None:
        """Change the answer in place."""
        raise NotImplementedError


class ChangedStatus(Spoiling):
    """Another status over the same body, such as 200 for 201; with `instead_of`, only where that was the status."""

    kind: Literal["changed_status"]
    status: Status
    instead_of: Status | None = None

    def change(self, answer: WholeAnswer) -> None:
        """Set the status."""
        if self.instead_of in (None, answer.status):
            answer.status = self.status
            if self.status in WITHOUT_CONTENT:
                answer.body = b""


class ChangedContentType(Spoiling):
    """Another Content-Type over the same body; null for none at all."""

    kind: Literal["changed_content_type"]
    content_type: HeaderValue | None

    def change(self, answer: WholeAnswer) -> None:
        """Set the header."""
        value = self.content_type
        answer.set_header(b"content-type", None if value is None else value.encode("latin-1"))


class ChangedHeaders(Spoiling):
    """Other headers: `set` adds or replaces, `remove` takes away."""

    kind: Literal["changed_headers"]
    set: GivenHeaders = Field(default_factory=dict)
    remove: Annotated[tuple[HeaderName, ...], Field(max_length=50)] = ()

    @field_validator("set")
    @classmethod
    def _not_framing(cls, headers: dict[str, str]) -> dict[str, str]:
        return checked_headers(headers)

    @field_validator("remove")
    @classmethod
    def _can_be_missing(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name.lower() in NEVER_MISSING:
                raise ValueError(f"{name} is put there after all effects: it is not to be removed, but see chunked")
        return names

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.set and not self.remove:
            raise ValueError("give set or remove")
        return self

    def change(self, answer: WholeAnswer) -> None:
        """Set and remove."""
        for name in self.remove:
            answer.set_header(name.lower().encode(), None)
        for name, value in self.set.items():
            answer.set_header(name.lower().encode(), value.encode("latin-1"))


class ReplacedText(Spoiling):
    """Another text in the body, wherever `find` stands: a state, a message, a separator in a URL."""

    kind: Literal["replaced_text"]
    find: Annotated[BodyText, Field(min_length=1)]
    replace: BodyText = ""

    def change(self, answer: WholeAnswer) -> None:
        """Replace it."""
        answer.body = answer.body.replace(self.find.encode(), self.replace.encode())


class BrokenXml(Spoiling):
    """The first half of the body, well framed: a parser fails, a connection does not."""

    kind: Literal["broken_xml"]

    def change(self, answer: WholeAnswer) -> None:
        """Cut it."""
        answer.body = answer.body[: len(answer.body) // 2]


class EmptyBody(Spoiling):
    """The status and the headers, and nothing to read."""

    kind: Literal["empty_body"]

    def change(self, answer: WholeAnswer) -> None:
        """Empty it."""
        answer.body = b""


class ChangedEncoding(Spoiling):
    """The body in another encoding than its XML declaration says."""

    kind: Literal["changed_encoding"]
    encoding: Literal["utf-16", "utf-32", "iso-8859-1", "cp037"]

    def change(self, answer: WholeAnswer) -> None:
        """Encode it anew; what the encoding does not have becomes `?`, and what is no text stays as it is."""
        try:
            text = answer.body.decode()
        except UnicodeDecodeError:
            return
        answer.body = text.encode(self.encoding, "replace")


class ClosedAfterwards(Spoiling):
    """`Connection: close`, and it is: the next request needs another connection."""

    kind: Literal["closed_afterwards"]

    def change(self, answer: WholeAnswer) -> None:
        """Say so; the server keeps the word."""
        answer.set_header(b"connection", b"close")


class Chunked(Effect):
    """The body in chunks of `size` bytes, without Content-Length (RFC 9112 section 7.1)."""

    kind: Literal["chunked"]
    size: Annotated[int, Field(ge=1, le=1 << 20, strict=True)] = 64

    async def apply(self, passage: Passage, within: Within) -> None:
        """Send it so."""
        answer = await answer_from(within, passage)
        if answer.status is None:
            return
        answer.set_header(b"content-length", None)
        await answer.leave_in(passage.send, pieces_of(answer.body, self.size))


def pieces_of(body: bytes, size: int) -> list[bytes]:
    """The body cut into pieces of `size` bytes."""
    return [body[at : at + size] for at in range(0, len(body), size)]
