"""The way into a workspace: what a request names is looked up or made, and the request goes on to it.

Rule: whoever asks below `/ffws/v1` or `/_emulator` uses a workspace, and makes it with that; nothing else makes one.
With a control token set, only who shows it makes one through the control plane.
"""

from functools import partial

from emulator.asgi import Asgi, Receive, Scope, Send, respond
from emulator.bearer import shows_token
from emulator.ffws.links import BASE_PATH, is_below_base
from emulator.markup import problem
from emulator.request_log import RequestLog
from emulator.running import Running
from emulator.strays import PROBES, is_stray
from emulator.workspaces.addressing import Address, Addressing
from emulator.workspaces.names import DEFAULT, parse_name
from emulator.workspaces.refusals import WorkspaceRefused, no_such_name, no_such_workspace
from emulator.workspaces.workspace import Workspace
from emulator.workspaces.workspaces import Workspaces

CONTROL_PATH = "/_emulator/"


class Entrance:
    """Asked first about every request. `to_default` serves the unit without a name, `elsewhere` all but `/ffws/v1`."""

    def __init__(self, default: Running, workspaces: Workspaces, to_default: Asgi, elsewhere: Asgi) -> None:
        self._default = default
        self._workspaces = workspaces
        self._to_default = to_default
        self._elsewhere = elsewhere
        settings = default.settings
        self.address_of = Addressing(
            settings.workspace_domains, workspaces.may_be, is_advertised=settings.advertise is not None
        )

    async def __call__(self, address: Address, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request to the workspace that it names."""
        _rewrite(scope, address)
        workspace = self._workspaces.find(address.name)
        if workspace is None or address.path in PROBES:
            if address.name == DEFAULT or self._is_for_nobody(address, scope):
                await self._to_default(scope, receive, send)
                return
            try:
                workspace = await self._made(address)
            except WorkspaceRefused as refusal:
                scope["faxfinder.workspace"] = address.name
                await RequestLog(partial(_refuse, refusal))(scope, receive, send)
                return
        if is_below_base(address.path):
            scope["root_path"] = BASE_PATH
            await workspace.serve(workspace.watch, scope, receive, send)
        elif is_stray(address.path):
            await workspace.serve(workspace.watch.stray, scope, receive, send)
        else:
            scope["faxfinder.running"] = workspace.running
            await workspace.serve(self._elsewhere, scope, receive, send)

    async def _made(self, address: Address) -> Workspace:
        if is_below_base(address.path) or address.path.startswith(CONTROL_PATH):
            return await self._workspaces.reach(address.name)
        raise no_such_workspace(address.name) if parse_name(address.name) else no_such_name(address.name)

    def _is_for_nobody(self, address: Address, scope: Scope) -> bool:
        """What the process answers for all, and what it refuses to everybody who does not show its token."""
        if address.path in PROBES:
            return True
        if not address.path.startswith(CONTROL_PATH):
            return False
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return not shows_token(shown.decode("latin-1"), self._default.settings.control_token)


def _rewrite(scope: Scope, address: Address) -> None:
    """In place: who logs reads from the same scope who asked."""
    scope["path"] = address.path
    scope["root_path"] = scope["faxfinder.prefix"] = address.prefix
    if address.credentials is not None:
        scope["headers"] = [
            (name, address.credentials if name == b"authorization" else value) for name, value in scope["headers"]
        ]


async def _refuse(refusal: WorkspaceRefused, scope: Scope, receive: Receive, send: Send) -> None:
    """In the words of the interface that was asked."""
    if is_below_base(scope["path"]):
        await respond(send, refusal.status, problem(refusal.detail), b"application/xml")
        return
    from json import dumps

    body = dumps({"error": refusal.error, "detail": refusal.detail}).encode()
    await respond(send, refusal.status, body, b"application/json")
