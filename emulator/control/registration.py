"""`/_emulator/registration`: how an FF240-IP stands with its SIP registrar, and what that registrar answers.

Rule: what is declared counts from now on and until the next reset or restart; the unit asks the registrar at once.
"""

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.control.alternatives import told_as
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.given_back import given_back, refuse_another
from emulator.control.packets import SipMessage
from emulator.control.unit import current_unit

if TYPE_CHECKING:
    from hardware_sim.sip.registration import Registration

router = APIRouter(prefix="/registration", tags=["line"])

Unit = Annotated[Appliance, Depends(current_unit)]

State = Literal["unregistered", "registering", "registered", "failed"]
Refusal = Annotated[int, Field(ge=400, le=699, strict=True)]
Answer = Annotated[Literal["ok", "silence"] | Refusal, told_as("give ok, silence, or a status from 400 to 699")]

OK = 200


class RegistrationView(BaseModel):
    """How it stands. `registrar`: as the settings have it; `status`: that of the last answer, 408 where there was none,
    null before the first; `tries`: REGISTERs since settings or `answer` were changed last; `messages`: the exchange of
    the last try, in seconds from its beginning, as far as it has come."""

    state: State
    registrar: str
    answer: Answer
    status: int | None
    tries: int
    tried_at: Moment | None
    expires_at: Moment | None
    next_try_at: Moment | None
    messages: list[SipMessage]


@given_back(RegistrationView)
class RegistrarAnswer(BaseModel):
    """`answer`: `ok`, `silence`, or the status of a refusal, 400 to 699. All else is only shown, and may be there so
    that it can be put back as it was read."""

    model_config = ConfigDict(extra="forbid")

    answer: Answer


@router.get("")
async def view_registration(unit: Unit) -> RegistrationView:
    """How the unit stands with its registrar. `404` `no_sip`: it has analog lines."""
    return _view(unit, _registration(unit))


@router.put("")
async def declare_answer(wanted: RegistrarAnswer, unit: Unit) -> RegistrationView:
    """Say what the registrar answers from now on; the unit asks it at once where that is another answer than before.

    While the unit is not registered though its settings say that it should be, its calls are refused (403) and none
    comes in. `404` `no_sip`: it has analog lines.
    """
    registration = _registration(unit)
    refuse_another(wanted, registrar=registration.trunk.registrar)
    registration.declare(
        {"ok": OK, "silence": None}[wanted.answer] if isinstance(wanted.answer, str) else wanted.answer
    )
    return _view(unit, registration)


def _registration(unit: Appliance) -> "Registration":
    unit.pacer.catch_up()
    if unit.registration is None:
        raise ControlError(404, "no_sip", "the unit has analog lines and no SIP")
    return unit.registration


def _shown(answer: int | None) -> Answer:
    if answer is None:
        return "silence"
    return "ok" if answer == OK else answer


def _view(unit: Appliance, registration: "Registration") -> RegistrationView:
    from hardware_sim.catalogue.sip import reason_of
    from hardware_sim.sip.register import register_messages

    standing, trunk, answer = registration.standing, registration.trunk, registration.answer
    said: list[SipMessage] = []
    if standing.tried_at is not None:
        spent = (unit.context.now - standing.tried_at).total_seconds()
        reason = "OK" if answer in (OK, None) else reason_of(answer)
        records = register_messages(trunk, answer, reason, f"{unit.name}/{standing.tries}")
        said = [SipMessage.of(record) for record in records if record.seconds <= spent]
    return RegistrationView(
        state=standing.state.value,
        registrar=trunk.registrar,
        answer=_shown(answer),
        status=standing.status,
        tries=standing.tries,
        tried_at=standing.tried_at,
        expires_at=standing.expires_at,
        next_try_at=standing.next_try_at,
        messages=said,
    )
