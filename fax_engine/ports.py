"""What the engine needs from outside, as protocols: who fetches documents by URL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that was fetched; `content_type` as the server gave it, empty when it gave none."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """A document that could not be fetched, and why, for the person who sent the fax."""

    reason: str


class Fetcher(Protocol):
    """Fetches documents for external attachments."""

    def fetch(self, url: str, done: Callable[[Fetched | FetchFailed], None]) -> None:
        """Fetch `url` within limits of time, size and redirects; `done` is called exactly once, later."""
