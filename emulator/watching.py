"""What stands around `/ffws/v1`: every request is logged, written down and counted, and faults stand before the unit.

Requests for paths that are nobody's are logged and written down beside them.

Rule: it changes nothing, and costs a poll next to nothing.
"""

from emulator.asgi import Asgi, Receive, Scope, Send
from emulator.dates import Dates
from emulator.ffws.access import claimed_username
from emulator.logs import log_request, stopwatch
from emulator.request_journal import Record, Recorder
from emulator.request_log import CLIENT_LEFT
from emulator.running import Running
from emulator.strays import refuse_stray

METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})


class Watch:
    """The application for `/ffws/v1` and all below it."""

    def __init__(self, state: Running) -> None:
        self._state = state
        self._dates = Dates(lambda: state.unit.shown(state.unit.timeline.now))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and keep what became of it."""
        elapsed = stopwatch()
        recorder = Recorder(receive, send)
        whose = self._state.unit.appliance_id
        try:
            await self._way_in()(scope, recorder.take, self._dates.on(recorder.give))
        finally:
            self._keep(recorder, scope, elapsed(), whose)

    def _way_in(self) -> Asgi:
        """The unit, or the faults before it while there are any: its own, or the default unit's, which may name it."""
        state = self._state
        if state.default is not None and state.default.faults:
            from emulator.faults.board import board_of

            return board_of(state)
        return state.faults or state.ffws

    async def stray(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request for a path that is nobody's, and keep that."""
        elapsed = stopwatch()
        recorder = Recorder(receive, send)
        scope["faxfinder.user"] = claimed_username(dict(scope["headers"]).get(b"authorization"))
        whose = self._state.unit.appliance_id
        try:
            await refuse_stray(scope, self._dates.on(recorder.give), self._state.ffws.templates)
        finally:
            self._keep(recorder, scope, elapsed(), whose, is_stray=True)

    def _keep(
        self, recorder: Recorder, scope: Scope, milliseconds: float, whose: int, *, is_stray: bool = False
    ) -> None:
        state = self._state
        found = scope.get
        record = Record(scope)
        record.at = state.unit.timeline.now
        record.milliseconds = milliseconds
        record.user = found("faxfinder.user", "-")
        record.asked = recorder.asked
        record.answer = recorder.answer
        record.answer_headers = recorder.answer_headers
        record.status = status = recorder.status
        record.fault = fault = found("faxfinder.fault")
        record.unit_status = status if fault is None else found("faxfinder.unit_status")
        record.template = template = None if is_stray else self._template(scope)
        if whose == state.unit.appliance_id:  # else it was asked before a reset or a restore
            state.requests.add(record)
        if not is_stray:
            method = record.method if record.method in METHODS else "other"  # clients can make up any number of them
            state.figures.add(method, template, status, milliseconds / 1000)
        log_request(
            method=record.method,
            path=record.path,
            query=record.query.decode("latin-1"),
            user=record.user,
            status=status or CLIENT_LEFT,
            milliseconds=milliseconds,
            workspace=state.workspace,
        )

    def _template(self, scope: Scope) -> str | None:
        found: str | None = scope.get("faxfinder.template")
        return found or self._state.ffws.template_of(scope["path"])
