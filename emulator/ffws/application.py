"""The HTTP face of `/ffws/v1`: an ASGI application that turns requests into operations and their outcome into XML.

Rule: whatever comes in, the answer is the appliance's XML with a status of its own set. The order of the checks is
fixed: credentials, path, method, size, markup, and then the operation's own.
"""

import logging
from datetime import timedelta
from inspect import isawaitable
from itertools import islice

from emulator.appliance import Appliance
from emulator.asgi import Receive, Scope, Send, respond
from emulator.connection import connection_of
from emulator.ffws.access import Access, Caller, claimed_username
from emulator.ffws.answers_cache import EntryAnswers
from emulator.ffws.body import ClientLeft, TooLarge, check_announced_size, drain, read_markup
from emulator.ffws.interface import Interface
from emulator.ffws.links import BASE_PATH, Links, links_for
from emulator.ffws.operations import Answer, Operation
from emulator.ffws.problems import Problem, bad_request, defect, method_not_allowed, no_room, not_found
from emulator.ffws.request import Request
from emulator.ffws.warning_headers import bounded, warning_headers
from emulator.markup import MarkupError, answer, pieces, problem
from emulator.pacer import let_others_go_first
from fax_engine.errors import DiskFull, EngineError, UnitGone

log = logging.getLogger(__name__)

XML = b"application/xml"

WRITTEN_AT_ONCE = 200
"""Elements of an answer that are written before others have their turn."""


class PowerLost(Exception):
    """The unit went off while a request was on its way to it."""


class FfwsApplication:
    """Serves one unit's `/ffws/v1`."""

    def __init__(self, unit: Appliance, interface: Interface) -> None:
        self._unit = unit
        self._access = Access()
        self._routes = interface.routes(unit.profile.channel_kind)
        self._answers = EntryAnswers(unit.journal)
        self._style = interface.style(unit.dialect, unit.settings.zone)
        self._skew = unit.skew
        self._texts = unit.ffws_texts
        unit.timeline.watch_set_back(self._clock_went_back)

    def forget(self) -> None:
        """The unit was reset: nothing that is remembered about it holds any more."""
        self._access.forget()
        self._answers.forget()

    def _clock_went_back(self, _by: timedelta) -> None:
        self._answers.forget()  # they show moments that have gone back with it

    def template_of(self, path: str) -> str | None:
        """The template that a path, `/ffws/v1` included, belongs to; None when it leads nowhere."""
        operations, _ = self._routes.find(path.removeprefix(BASE_PATH))
        return next((operation.template for operation in operations.values()), None)

    @property
    def templates(self) -> tuple[str, ...]:
        """The paths of all operations, below `/ffws/v1`."""
        return self._routes.templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = dict(scope["headers"])
        notes: list[str] = []
        try:
            found = await self._perform(scope, headers, receive, notes)
            await respond(send, found.status, await self._written(found), found.content_type, _told(notes))
        except PowerLost:
            log.info("the unit lost its power in the middle of a request")
            await _cut(scope, receive)
        except ClientLeft:
            log.info("the client left in the middle of its request")
        except Problem as refusal:
            await self._refuse(refusal, headers, notes, receive, send)
        except MarkupError as error:
            log.info("refused: %s", error.detail or error)
            await self._refuse(bad_request(str(error)), headers, notes, receive, send)
        except DiskFull:
            await self._refuse(no_room(self._texts.disk_full), headers, notes, receive, send)
        except UnitGone as error:
            await self._refuse(not_found(str(error)), headers, notes, receive, send)
        except EngineError as error:
            await self._refuse(bad_request(str(error)), headers, notes, receive, send)
        except Exception:
            log.exception("a defect: the request could not be answered")
            await self._refuse(defect(), headers, notes, receive, send)

    async def _perform(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, notes: list[str]) -> Answer:
        unit = self._unit
        unit.pacer.catch_up()
        if unit.skew is not self._skew:
            self._follow_clock()
        caller = self._authenticate(scope, headers.get(b"authorization"))
        operation, values = self._find(scope["method"], _path_below_base(scope))
        scope["faxfinder.template"] = operation.template
        check_announced_size(headers)
        request = Request(
            unit=unit,
            caller=caller,
            values=values,
            query_string=scope["query_string"],
            links=self._links(scope, headers),
            answers=self._answers,
            access=self._access,
            write=self._write,
            own_address=(scope.get("server") or ("127.0.0.1", None))[0],
            body=await read_markup(receive) if operation.takes_body else None,
            notes=notes,
        )
        if not unit.is_on:
            raise PowerLost
        _note_what_stands_outside(request, operation, headers)
        outcome = operation.handler(request)
        return await outcome if isawaitable(outcome) else outcome

    def _follow_clock(self) -> None:
        """The unit's clock goes wrong, or right again: what was written with the other one is not said any more."""
        unit = self._unit
        self._skew = unit.skew
        self._style = unit.dialect.write_style(unit.settings.zone, unit.wording.elements, unit.skew.shown)
        self._answers.forget()

    def _authenticate(self, scope: Scope, credentials: bytes | None) -> Caller:
        """Who calls; the log is told the name, also of somebody who is sent away."""
        try:
            caller = self._access.authenticate(credentials, self._unit.context)
        except Problem:
            scope["faxfinder.user"] = claimed_username(credentials)
            raise
        scope["faxfinder.user"] = caller.username
        return caller

    def _find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        operations, values = self._routes.find(path)
        if not operations:
            raise not_found()
        if method not in operations:
            raise method_not_allowed(sorted(operations))
        return operations[method], values

    def _links(self, scope: Scope, headers: dict[bytes, bytes]) -> Links:
        server = scope.get("server") or ("localhost", None)
        own_host = f"{server[0]}:{server[1]}" if server[1] else server[0]
        unit = self._unit
        prefix = scope.get("faxfinder.prefix", "")
        return links_for(
            headers, scope["scheme"], own_host, unit.settings.advertise, unit.dialect, unit.wording.paths, prefix
        )

    def _write(self, found: Answer) -> bytes:
        if found.body is not None:
            return found.body
        return answer(found.message or self._texts.success, found.elements, style=self._style)

    async def _written(self, found: Answer) -> bytes:
        """The body; a long one is written bit by bit, and others are answered meanwhile."""
        if len(found.elements) <= WRITTEN_AT_ONCE:
            return self._write(found)
        parts = pieces(found.message or self._texts.success, found.elements, style=self._style)
        body = bytearray()
        while part := "".join(islice(parts, WRITTEN_AT_ONCE)):
            body += part.encode()
            await let_others_go_first()
        return bytes(body)

    async def _refuse(
        self, refusal: Problem, headers: dict[bytes, bytes], notes: list[str], receive: Receive, send: Send
    ) -> None:
        body = problem(refusal.said_with(self._texts))
        extra = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        extra += _told(notes)
        if not isinstance(refusal, TooLarge):
            await respond(send, refusal.status, body, XML, extra)
            return
        # Answer first, then read on for a while: closing at once would take the answer away from a client that is
        # still sending. One that asked first (Expect) sends nothing more.
        await respond(send, refusal.status, body, XML, [*extra, (b"connection", b"close")], is_last=False)
        if b"expect" not in headers:
            await drain(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _cut(scope: Scope, receive: Receive) -> None:
    """End the connection without an answer."""
    connection_of(scope).reset()
    while (await receive())["type"] != "http.disconnect":
        pass


def _note_what_stands_outside(request: Request, operation: Operation, headers: dict[bytes, bytes]) -> None:
    """What the appliance passes over in a request's headers and query. Raises a 400 `Problem` where that is strict."""
    if operation.takes_body and not headers.get(b"content-type", b"").strip():
        request.note(request.texts.no_content_type)
    if request.query_string:
        for name in request.query.names:
            if name not in operation.queries:
                request.note(request.texts.unknown_parameter, name=name)
        for name in request.query.doubled:
            request.note(request.texts.doubled_parameter, name=name)


def _told(notes: list[str]) -> list[tuple[bytes, bytes]]:
    """The headers that tell the notes; the log is told, too."""
    if not notes:
        return []
    log.warning("passed over: %s", "; ".join(bounded(notes)))
    return warning_headers(notes)


def _path_below_base(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
