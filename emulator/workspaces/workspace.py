"""One workspace, as long as it is there: its unit, and how it is used."""

from datetime import datetime, timedelta

from emulator.asgi import Asgi, Receive, Scope, Send
from emulator.pacer import ClockMode, real_now
from emulator.running import Running
from emulator.watching import Watch
from emulator.workspaces.order import WorkspaceOrder


class Workspace:
    """`made_at` and `last_used_at` are of the real clock; nobody has used it yet when the latter is the former."""

    def __init__(self, order: WorkspaceOrder, running: Running, made_at: datetime) -> None:
        self.order = order
        self.running = running
        self.watch = Watch(running)
        self.made_at = made_at
        self.last_used_at = made_at
        self.requests = 0

    async def serve(self, app: Asgi, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with `app`: the workspace is in use meanwhile."""
        scope["faxfinder.workspace"] = self.order.name
        self.requests += 1
        try:
            await app(scope, receive, send)
        finally:
            scope.pop("faxfinder.running", None)  # the server keeps a connection's last scope as long as the connection
            self.requests -= 1
            self.last_used_at = real_now()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is being answered, or something is going to happen by itself."""
        unit = self.running.unit
        return bool(self.requests) or (unit.pacer.mode is ClockMode.REAL and not unit.timeline.is_idle)

    def is_left(self, seconds: float, now: datetime) -> bool:
        """Whether nobody has used it for so long, and nothing goes on in it."""
        is_old = now - self.last_used_at >= timedelta(seconds=seconds)
        return is_old and not self.is_busy and not self.running.unit.webhooks.owes_something
