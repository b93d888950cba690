"""What the engine needs from outside, as protocols: who fetches documents by URL, sends mails, and takes received
faxes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fax_engine.reasons import Reason

if TYPE_CHECKING:  # the processes that fetch read this module, and need no store
    from fax_engine.mails import OutgoingMail
    from models.store import Work


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that was fetched; `content_type` as the server gave it, empty when it gave none."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """A document that could not be fetched, and why, for the person who sent the fax."""

    reason: Reason


class Fetcher(Protocol):
    """Fetches documents for external attachments."""

    def fetch(self, url: str, done: Callable[[Fetched | FetchFailed], None]) -> None:
        """Fetch `url` within limits of time, size and redirects; `done` is called exactly once, later."""


class Mailer(Protocol):
    """Sends mails."""

    def post(self, work: "Work", mail: "OutgoingMail") -> None:
        """Take the mail over, for good once `work` is committed, and not at all when it is not."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A document that arrived, and where it lies now; without anything secret."""

    place: str


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """A document that did not arrive, and why."""

    reason: str


class Sink(Protocol):
    """Takes documents of received faxes."""

    def problem(self, value: str) -> str | None:
        """Why nothing can ever be delivered to a destination of this value; None when something may."""

    def put(self, value: str, name: str, content: bytes, done: Callable[[Delivered | DeliveryFailed], None]) -> None:
        """Deliver the document under a file name; one of that name that is there is replaced.

        `done` is called exactly once, sooner or later.
        """
