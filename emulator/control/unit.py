"""Which unit a control request is about, and whether it may ask."""

from fastapi import Request

from emulator.appliance import Appliance
from emulator.bearer import shows_token
from emulator.control.errors import ControlError
from emulator.running import Running
from fax_engine.context import UnitContext


async def running(request: Request) -> Running:
    """The unit that the request is about, with what stands around it."""
    state: Running = request.scope["faxfinder.running"]
    return state


async def current_unit(request: Request) -> Appliance:
    """The unit that the request is about."""
    return (await running(request)).unit


async def check_token(request: Request) -> None:
    """With a control token set, every control request carries it, whichever unit it is about."""
    token = (await running(request)).settings.control_token
    shown = request.headers.get("authorization")
    if not shows_token(shown or "", token):
        asks = "this emulator asks for its control token: send Authorization: Bearer TOKEN"
        what = asks if shown is None else f"{asks}; what was sent is not it"
        raise ControlError(401, "unauthorized", what, headers={"WWW-Authenticate": 'Bearer realm="control plane"'})


def refuse_after_reset(unit: Appliance, context: UnitContext) -> None:
    """For what was read in this context while others were answered: raises `ControlError` when the unit was reset
    meanwhile, `UnitGone` when it was deleted."""
    context.check_is_there()
    if unit.appliance_id != context.appliance_id:
        raise ControlError(410, "reset", "the unit was reset meanwhile")


def powered_off() -> ControlError:
    """The refusal of what a unit cannot do without power."""
    return ControlError(409, "powered_off", "a fault keeps the unit off")
