"""Which unit a control request is about, and whether it may ask."""

import hmac

from fastapi import Request

from emulator.appliance import Appliance
from emulator.control.errors import ControlError
from emulator.running import Running


async def running(request: Request) -> Running:
    """What this process serves."""
    state: Running = request.app.state.running
    return state


async def current_unit(request: Request) -> Appliance:
    """The unit that the request is about."""
    return (await running(request)).unit


async def check_token(request: Request) -> None:
    """With a control token set, every control request carries it: `Authorization: Bearer TOKEN` (RFC 6750)."""
    token = (await current_unit(request)).settings.control_token
    if token is None:
        return
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise ControlError(401, "unauthorized", "this emulator asks for its control token")
