"""The unit as a whole: what it is, back to factory state, its certificate authority, approvals."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from emulator.appliance import Appliance
from emulator.control.errors import ControlError
from emulator.control.unit import current_unit, powered_off, running
from emulator.ffws.links import parse_entry_key, parse_fax_key
from emulator.pacer import ClockMode
from emulator.running import Running
from emulator.version import VERSION
from fax_engine.errors import MoveRefused
from models.store import Work
from models.vocabulary import FaxState

router = APIRouter()

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]


class Info(BaseModel):
    """What is running. `faxes` counts entries by state; `urls` are where it listens, a workspace's with what leads to
    it.

    `workspace`: its name, null for the unit that answers when none is named.
    """

    version: str
    workspace: str | None
    model: str
    firmware: str
    channels: int
    dialect: str
    pace: str
    clock: ClockMode
    time_zone: str
    data_folder: str | None
    urls: list[str]
    faxes: dict[FaxState, int]


class Cleared(BaseModel):
    """How many rows of each table went."""

    cleared: dict[str, int]


class Verdict(BaseModel):
    """An approver's decision."""

    model_config = ConfigDict(extra="forbid")

    approve: bool
    approver: Annotated[str, Field(min_length=1, max_length=200)]


class ApprovalRule(BaseModel):
    """Whether a user's faxes need approval, and by whom."""

    model_config = ConfigDict(extra="forbid")

    needs_approval: bool
    approver: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _approver_is_named(self) -> Self:
        if self.needs_approval and not self.approver.strip():
            raise ValueError("approver: required where approval is needed")
        return self


class EntryState(BaseModel):
    """How the entry stands after the verdict."""

    state: FaxState
    schedule_message: str


@router.get("/info", tags=["unit"])
async def view_info(state: State, unit: Unit) -> Info:
    """What is running, and how busy it is."""
    with unit.context.work() as work:
        counts = work.faxes.count_by_state()
    settings = unit.settings
    return Info(
        version=VERSION,
        workspace=state.workspace,
        model=unit.profile.name,
        firmware=settings.firmware,
        channels=unit.profile.channels,
        dialect=settings.dialect,
        pace=settings.pace.name,
        clock=unit.pacer.mode,
        time_zone=settings.time_zone,
        data_folder=str(settings.data_dir) if settings.data_dir else None,
        urls=state.urls,
        faxes=counts,
    )


@router.post("/reset", tags=["unit"])
async def reset(state: State, unit: Unit) -> Cleared:
    """Back to factory state and what the seed adds to it; without one there are no faxes, and no users but one.

    The clock stays as it is; faults end, and the journal of requests is empty. Answered once what is due has happened;
    when the unit is reset or restored again meanwhile, in the state that it is in then. `410` `deleted`: its workspace
    is no more.
    """
    cleared = unit.reset()
    state.forget()
    await unit.settle()
    return Cleared(cleared=cleared)


@router.get("/ca.crt", tags=["unit"], response_class=Response)
async def view_authority(state: State) -> Response:
    """The certificate authority that signed the HTTPS certificate, PEM."""
    pem = state.ca_pem
    if pem is None:
        raise ControlError(
            404, "not_found", "no certificate authority of its own: HTTPS is off or uses your certificate"
        )
    return Response(pem, media_type="application/x-pem-file")


@router.put("/users/{username}", tags=["approval"])
async def set_approval_rule(username: str, rule: ApprovalRule, unit: Unit) -> ApprovalRule:
    """Have a user's faxes wait for an approver, who is a user of the unit, or not any more."""
    with unit.context.work() as work:
        user = work.users.find(username)
        if user is None:
            raise ControlError(404, "not_found", f"no user {username}")
        if rule.approver and not work.users.exists(rule.approver):
            raise ControlError(400, "invalid_request", f"approver: the unit has no user {rule.approver!r}")
        user.needs_approval = rule.needs_approval
        user.approver = rule.approver
    return rule


@router.post("/faxes/{fax_key}/{entry_key}/approval", tags=["approval"])
async def decide(fax_key: str, entry_key: str, verdict: Verdict, unit: Unit) -> EntryState:
    """The verdict on an entry that waits for one, of the approver of whose fax it is.

    Where nobody has to approve that user's faxes any more, any user of the unit may. `409`: `wrong_state`: it does not
    wait; `wrong_approver`: that is somebody else.
    """
    unit.pacer.catch_up()
    if not unit.is_on:
        raise powered_off()
    key, number = parse_fax_key(fax_key), parse_entry_key(entry_key)
    with unit.context.work() as work:
        entry = None if key is None or number is None else work.faxes.find_entry(key, number)
        if entry is None:
            raise ControlError(404, "not_found", f"no fax entry {fax_key}/{entry_key}")
        if entry.state is FaxState.APPROVAL_PENDING:
            _check_approver(work, entry.fax.username, verdict.approver)
        try:
            unit.outbox.decide(work, entry, verdict.approver, approve=verdict.approve)
        except MoveRefused as refusal:
            raise ControlError(409, "wrong_state", str(refusal)) from None
        return EntryState(state=entry.state, schedule_message=entry.message)


def _check_approver(work: Work, username: str, approver: str) -> None:
    required = work.users.required_approver(username)
    if required is not None and approver != required:
        raise ControlError(
            409,
            "wrong_approver",
            f"approver: the faxes of {username} are approved by {required!r}, not by {approver!r}",
        )
    if not work.users.exists(approver):
        raise ControlError(409, "wrong_approver", f"approver: the unit has no user {approver!r}")
