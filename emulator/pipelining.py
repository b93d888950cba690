"""One client's HTTP/1.1 connection, on which requests may come before earlier ones are answered (RFC 9112 section
9.3.2).

Rule: when it is gone, the request in progress hears of it, however many have come after it. uvicorn tells the newest
request alone: the one in progress would go on waiting, and then write to a connection that is not there.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_IN_LINE = 100
"""Requests that are taken in while one is in progress. Only a connection that is read shows that its client has
left."""


class PipelinedConnection(HttpToolsProtocol):
    """uvicorn's connection, with an eye on all requests that are not answered yet."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unanswered: list[RequestResponseCycle] = []

    def on_headers_complete(self) -> None:
        """A request begins; those before it may be answered by now."""
        super().on_headers_complete()
        self._unanswered = [cycle for cycle in self._unanswered if not cycle.response_complete]
        self._unanswered.append(self.cycle)
        if len(self._unanswered) < MOST_IN_LINE:
            self.flow.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone, or the connection was cut: nobody reads what is not answered yet."""
        super().connection_lost(exc)
        for cycle in self._unanswered:
            if not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self._unanswered.clear()
