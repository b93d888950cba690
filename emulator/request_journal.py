"""The journal of requests: what clients asked of the unit and were answered, the newest of it.

Rule: it is bounded by number and by bytes. Of a long body the beginning and the end are kept; credentials in headers
are not kept at all. What else is secret or of no use to a reader is left out when it is shown.
"""

from collections import deque
from collections.abc import Awaitable, Iterator
from datetime import datetime

from emulator.asgi import Message, Receive, Scope, Send

MOST_REQUESTS = 1_000
MOST_BYTES = 4 << 20
"""Of bodies, paths and headers, all requests together."""

GONE_WITH_ANOTHER = 20
"""How many forgotten requests' memory is given back with each new one."""

HEAD_BYTES = 16 << 10
TAIL_BYTES = 8 << 10
"""What is kept of one body: enough for any XML around an attachment."""

SECRET_HEADERS = frozenset({b"authorization", b"proxy-authorization", b"cookie"})
MASK = b"***"


class Excerpt:
    """A body that is taken in piece by piece: its size, its beginning, and its end where that is further on."""

    __slots__ = ("head", "size", "tail")

    def __init__(self) -> None:
        self.size = 0
        self.head = b""
        self.tail = b""

    def add(self, piece: bytes) -> None:
        """The next piece."""
        if not self.size and len(piece) <= HEAD_BYTES:
            self.head = piece
        elif piece:
            room = HEAD_BYTES - len(self.head)
            self.head += piece[:room]
            self.tail = (self.tail + piece[room:][-TAIL_BYTES:])[-TAIL_BYTES:]
        self.size += len(piece)

    @property
    def kept(self) -> int:
        """Bytes that are kept."""
        return len(self.head) + len(self.tail)


class Record:
    """One request and its answer. `status` is None when no answer was begun; `unit_status` is the unit's own.

    `template` is the path of the operation that the request reached, None where there is no such path; `fault` is the
    name of the fault that hit it. A body that is empty is None.
    """

    __slots__ = (
        "answer",
        "answer_headers",
        "asked",
        "at",
        "fault",
        "headers",
        "kept",
        "method",
        "milliseconds",
        "number",
        "path",
        "query",
        "raw_path",
        "status",
        "template",
        "unit_status",
        "user",
    )

    number: int
    kept: int
    method: str
    path: str
    raw_path: bytes
    query: bytes
    user: str
    headers: list[tuple[bytes, bytes]]
    asked: Excerpt | None
    at: datetime
    milliseconds: float
    template: str | None
    fault: str | None
    status: int | None
    unit_status: int | None
    answer_headers: list[tuple[bytes, bytes]]
    answer: Excerpt | None

    def __init__(self, scope: Scope) -> None:
        self.method = scope["method"]
        self.path = scope["path"]
        self.raw_path = scope["raw_path"]
        self.query = scope["query_string"]
        self.headers = [(name, MASK if name in SECRET_HEADERS else value) for name, value in scope["headers"]]


class Recorder:
    """Listens in on one request: `take` stands for `receive`, `give` for `send`."""

    __slots__ = ("_receive", "_send", "answer", "answer_headers", "asked", "status")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.status: int | None = None
        self.answer_headers: list[tuple[bytes, bytes]] = []
        self.asked: Excerpt | None = None
        self.answer: Excerpt | None = None

    async def take(self) -> Message:
        """What comes in."""
        message = await self._receive()
        if piece := message.get("body"):
            if self.asked is None:
                self.asked = Excerpt()
            self.asked.add(piece)
        return message

    def give(self, message: Message) -> Awaitable[None]:
        """What goes out."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answer_headers = message["headers"]
        elif piece := message["body"]:
            if self.answer is None:
                self.answer = Excerpt()
            self.answer.add(piece)
        return self._send(message)


class RequestJournal:
    """The newest requests; each has a number, counted from 1 and never given again."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque()
        self._gone: deque[Record] = deque()
        self._kept = 0
        self.last_number = 0

    def add(self, record: Record) -> None:
        """A request that is over; the oldest go when there are too many."""
        self.last_number += 1
        record.number = self.last_number
        record.kept = len(record.raw_path) + len(record.query)
        for name, value in (*record.headers, *record.answer_headers):
            record.kept += len(name) + len(value)
        for excerpt in (record.asked, record.answer):
            if excerpt is not None:
                record.kept += excerpt.kept
        records = self._records
        records.append(record)
        self._kept += record.kept
        while len(records) > MOST_REQUESTS or self._kept > MOST_BYTES:
            self._kept -= records.popleft().kept
        for _ in range(min(len(self._gone), GONE_WITH_ANOTHER)):
            self._gone.popleft()

    def __iter__(self) -> Iterator[Record]:
        """The oldest first."""
        return iter(self._records)

    def find(self, number: int) -> Record | None:
        """The request of that number, if it is still there."""
        return next((record for record in self._records if record.number == number), None)

    def clear(self) -> int:
        """Forget all; answers how many. Their memory is given back beside later requests: all at once takes a while."""
        self._gone, self._records = self._records, deque()
        self._kept = 0
        return len(self._gone)
