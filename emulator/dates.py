"""The Date header (RFC 9110 section 6.6.1): every answer says when it was given, by the clock of whoever gives it.

Rule: an answer that has one already keeps it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from emulator.asgi import Message, Send


class Dates:
    """Puts dates on answers by this clock; what it says in one second is written once."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._second: datetime | None = None
        self._written = b""

    def on(self, send: Send) -> Send:
        """What sends an answer with its date."""

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if not any(name.lower() == b"date" for name, _ in headers):
                    message = {**message, "headers": [(b"date", self._date()), *headers]}
            await send(message)

        return give

    def _date(self) -> bytes:
        second = self._clock().replace(microsecond=0)
        if second != self._second:
            self._second = second
            self._written = format_datetime(second.astimezone(UTC), usegmt=True).encode()
        return self._written
