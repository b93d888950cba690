"""A station that calls an emulator's unit: has the call come in, and hears how it goes until it is over.

Rule: it only asks and listens; what is shown of it is given to it. The events of the call are listened to before it is
made, so that none is missed.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.client import ClientError, Unreachable, check_server, content_type_of

if TYPE_CHECKING:
    import httpx

Event = tuple[str, Mapping[str, Any]]
"""The type of an event, and its object."""

Show = Callable[["Heard"], None]

TYPES = ("channel", "call", "reset")


class NotTaken(ClientError):
    """The unit takes no such call now; another time it may."""


class WronglyAsked(ClientError):
    """No unit takes such a call."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How the call stands: its number, its line, what the line shows, and the page that it is at, 0 before the
    first."""

    call: int
    line: int
    state: str
    page: int = 0

    def __str__(self) -> str:
        """`call 7, line 1: Receiving Page 1`."""
        return f"call {self.call}, line {self.line}: {self.state}{f' {self.page}' if self.page else ''}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How the call ended: `pages` were confirmed, `message` is why it ended, as logs have it. `note`: what of the
    request had no effect, empty when all had."""

    call: int
    received: bool
    pages: int
    outcome: str
    message: str
    note: str


class Station:
    """Speaks to one emulator. `http` carries the token and the time-out."""

    def __init__(self, server: str, http: "httpx.Client") -> None:
        self._base = check_server(server) + "/_emulator"
        self._http = http

    @property
    def is_unit_frozen(self) -> bool:
        """Whether the unit's clock stands still, so that nothing goes on by itself. Raises `ClientError`."""
        return bool(self._json(self._ask("GET", "/clock"))["mode"] == "frozen")

    def call(self, file: Path, fields: Mapping[str, str], show: Show) -> Ended:
        """Send the unit a document, showing each change, until the call is over. Raises `ClientError`.

        `fields` are those of `POST /_emulator/inbound`.
        """
        document = file.name, _content(file), _type_of(file)
        import httpx

        try:
            with self._http.stream("GET", f"{self._base}/events", params={"types": TYPES}) as stream:
                self._refuse_unless(stream, 200)
                ringing = self._json(self._ask("POST", "/inbound", data=dict(fields), files={"document": document}))
                heard = Heard(ringing["call"], ringing["line"], ringing["state"])
                show(heard)
                _follow(heard, _events(stream.iter_lines()), show)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self._base}: {error or type(error).__name__}") from None
        return self._ended(heard.call, ringing["note"] or "")

    def _ended(self, number: int, note: str) -> Ended:
        call = self._json(self._ask("GET", f"/calls/{number}"))
        return Ended(number, call["succeeded"], call["pages"], call["outcome"], call["hangup"]["message"], note)

    def _ask(self, method: str, path: str, **more: Any) -> "httpx.Response":
        import httpx

        try:
            answer = self._http.request(method, self._base + path, **more)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self._base}{path}: {error or type(error).__name__}") from None
        self._refuse_unless(answer, 200, 202)
        return answer

    def _refuse_unless(self, answer: "httpx.Response", *statuses: int) -> None:
        if answer.status_code in statuses:
            return
        answer.read()
        try:
            detail = str(answer.json()["detail"])
        except (ValueError, KeyError, TypeError):
            detail = f"status {answer.status_code}: this does not look like an emulator's answer"
        raise (WronglyAsked if answer.status_code in (400, 413) else NotTaken)(detail)

    def _json(self, answer: "httpx.Response") -> Any:
        try:
            return answer.json()
        except ValueError:
            raise ClientError("this does not look like an emulator's answer") from None


def _follow(heard: Heard, events: Iterator[Event], show: Show) -> None:
    """Show each change until the call is over. Raises `ClientError` when nobody will ever tell of that."""
    for kind, told in events:
        if kind == "reset":
            raise NotTaken("the unit was reset meanwhile")
        if kind == "call" and told["call"] == heard.call:
            return
        if kind == "channel" and told["channel"] == heard.line and told["direction"] == "inbound":
            now = Heard(heard.call, heard.line, told["state"], told["page"] or 0)
            if now != heard:
                heard = now
                show(now)
    raise Unreachable("the emulator tells no more: it was stopped")


def _events(lines: Iterator[str]) -> Iterator[Event]:
    """The events of a stream, each in one line of data
    (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    kind = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


def _type_of(file: Path) -> str:
    try:
        return content_type_of(file)
    except ClientError as error:
        raise WronglyAsked(str(error)) from None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WronglyAsked(f"{file}: {error.strerror}") from None
