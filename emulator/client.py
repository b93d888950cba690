"""A client of FFWS: what `send` schedules and follows faxes with, on the emulator as well as on a real unit.

Rule: it believes an answer's words, not its addresses. A unit behind mapped ports writes URLs that its caller may not
reach, so an entry is asked for by the keys in its URL, at the server that was named; credentials go nowhere else.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from emulator.ffws.elements import Attachment, CoverPage, FaxEntry, Recipient, ScheduleFax
from emulator.markup import MarkupError, Node, WriteStyle, read
from emulator.markup.writing import write
from models.vocabulary import Location

if TYPE_CHECKING:
    import httpx

BASE_PATH = "/ffws/v1"
# A unit may take long over a large document, and a fax that was taken must not be posted twice.
ANSWER_SECONDS = 100.0

ENDINGS = {
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".log": "text/plain",
    ".md": "text/plain",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
}

_KEYS = re.compile(r"/ofax/([0-9A-Fa-f]+)(?:/|%2[Ff])([0-9A-Fa-f]+)/?$")


class ClientError(Exception):
    """Something that should be told to the person who sends; the message says what."""


class Refused(ClientError):
    """The unit answered, and said no; the message is the unit's."""


class Unreachable(ClientError):
    """No answer came; asking again may help."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent: to whom, when, how often, with which cover page. None leaves a choice to the unit.

    `priority` 0 (first) to 5, `max_tries` from 1, `try_interval` in seconds.
    """

    files: tuple[Path, ...]
    numbers: tuple[str, ...]
    cover: str | None = None
    subject: str | None = None
    comments: str | None = None
    at: datetime | None = None
    priority: int | None = None
    max_tries: int | None = None
    try_interval: int | None = None


def content_type_of(path: Path) -> str:
    """The content type that a file's ending stands for. Raises `ClientError` for one that makes no fax pages."""
    try:
        return ENDINGS[path.suffix.lower()]
    except KeyError:
        known = " ".join(ENDINGS)
        raise ClientError(f"{path}: no fax pages are made of a file with this ending (of these: {known})") from None


def check_server(url: str) -> str:
    """The base URL of a server, without a slash at its end. Raises `ClientError` when it is none."""
    try:
        parts = urlsplit(url)
        is_usable = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        is_usable = False
    if not is_usable or parts.query or parts.fragment:
        raise ClientError(f"{url!r} is not the address of a server, such as http://127.0.0.1:8080")
    if parts.username is not None:
        raise ClientError("credentials belong into --user, not into the server's address")
    return url.rstrip("/").removesuffix(BASE_PATH)


class Client:
    """Speaks to one server as one user. `http` carries credentials, time-out and trust."""

    def __init__(self, server: str, http: "httpx.Client") -> None:
        self._base = check_server(server) + BASE_PATH
        self._http = http

    def schedule(self, order: Order) -> list[FaxEntry]:
        """Have the order taken; answers an entry for each number, in order. Raises `ClientError`."""
        body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + write(self._element(order), 0, WriteStyle()).encode()
        return self._entries("POST", f"{self._base}/ofax", body)

    def entry(self, keys: str) -> FaxEntry:
        """How one entry stands; `keys` as `keys_of` gives them. Raises `ClientError`."""
        entries = self._entries("GET", f"{self._base}/ofax/{keys}")
        if len(entries) != 1:
            raise ClientError(f"the server told of {len(entries)} entries where one was asked for")
        return entries[0]

    def _element(self, order: Order) -> ScheduleFax:
        return ScheduleFax(
            cover_page=self._cover_page(order) if order.cover else None,
            recipients=tuple(Recipient(fax_number=number) for number in order.numbers),
            attachments=tuple(_attachment(path) for path in order.files),
            priority=order.priority,
            max_tries=order.max_tries,
            try_interval=order.try_interval,
            schedule_all_at=order.at,
        )

    def _cover_page(self, order: Order) -> CoverPage:
        name = order.cover or ""
        file = name if Path(name).suffix else f"{name}.pdf"
        url = f"{self._base}/data/cover_pages/{quote(file)}"
        return CoverPage(url=url, enabled=True, subject=order.subject, comments=order.comments)

    def _entries(self, method: str, url: str, body: bytes | None = None) -> list[FaxEntry]:
        import httpx

        headers = {"Content-Type": "application/xml"} if body else None
        try:
            answer = self._http.request(method, url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unreachable(f"{url}: {error or type(error).__name__}") from None
        return _understand(answer.status_code, answer.content)


def keys_of(entry: FaxEntry) -> str:
    """`FAXKEY/ENTRYKEY` of an entry. Raises `ClientError` when its URL holds none."""
    found = _KEYS.search(entry.fax_entry_url or "")
    if found is None:
        raise ClientError(f"the server's answer holds no usable fax_entry_url: {entry.fax_entry_url!r}")
    return f"{found[1]}/{found[2]}"


def _attachment(path: Path) -> Attachment:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClientError(f"{path}: {error.strerror}") from None
    return Attachment(location=Location.INLINE, name=path.name, content_type=content_type_of(path), content=content)


def _understand(status: int, content: bytes) -> list[FaxEntry]:
    try:
        response = read(content)
        message = _message(response)
        if status // 100 == 2:
            return [FaxEntry.from_node(node) for node in response.children if node.tag == "fax_entry"]
    except MarkupError as error:
        if status // 100 == 2:
            raise ClientError(f"the server's answer is not what a FaxFinder answers: {error}") from None
        message = ""
    raise Refused(message or f"status {status}")


def _message(response: Node) -> str:
    return next((node.text.strip() for node in response.children if node.tag == "message"), "")
