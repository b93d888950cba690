"""Requests for paths that are nobody's: neither the appliance's interface nor the control plane.

Rule: they are written down with those to `/ffws/v1`, since a client that asks at the wrong place is looked for there,
and refused with what may have been meant.
"""

from emulator.asgi import Scope, Send, respond
from emulator.ffws.links import BASE_PATH, is_below_base

CONTROL = "/_emulator"
PROBES = frozenset({"/livez", "/readyz"})
"""What health checks ask."""

OURS = frozenset({"/", CONTROL, *PROBES})
"""Paths beside `/ffws/v1` that are the emulator's own; so is all below the last."""


def is_stray(path: str) -> bool:
    """Whether nothing is served there, whatever stands behind it."""
    return not (path in OURS or path.startswith(f"{CONTROL}/") or is_below_base(path))


async def refuse_stray(scope: Scope, send: Send, templates: tuple[str, ...]) -> None:
    """Answer such a request. `templates`: the paths of all operations, below `/ffws/v1`."""
    from json import dumps

    from emulator.near_misses import near_misses

    prefix = scope.get("faxfinder.prefix", "")
    near = [prefix + path for path in near_misses(scope["path"], templates)]
    places = f"the appliance's interface is below {prefix}{BASE_PATH}, the control plane below {prefix}{CONTROL}"
    detail = f"nothing is here: {places}" + (f"; did you mean {' or '.join(near)}?" if near else "")
    await respond(send, 404, dumps({"error": "not_found", "detail": detail}).encode(), b"application/json")
