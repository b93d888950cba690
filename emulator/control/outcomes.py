"""`/_emulator/outcomes`: the catalogue of how calls can end."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from emulator.appliance import Appliance
from emulator.control.unit import current_unit
from hardware_sim.catalogue import networks, pages
from hardware_sim.outcome import NOTHING_WRONG, Outcome
from hardware_sim.outcomes import OUTCOMES

router = APIRouter(prefix="/outcomes", tags=["line"])

Unit = Annotated[Appliance, Depends(current_unit)]

ANY = "N"
"""What stands for the number in the word of a family."""


class OutcomeView(BaseModel):
    """One row. `name`: with `-` or `_`, the word in a script; `magic_number`: the last three digits of 5005550CCC, null
    where no number asks for it.

    `message` and `hangup_code`: what fax entries, `modem_info` and logs of this unit show, the code null where that is
    nothing: of a modem its Class 2.1 code, of an FF240-IP the same or, where nobody took the call, the SIP status.
    `result_code`: the modem's word where it has no code, null on an FF240-IP. `phase`: of T.30, null for any.
    `outbound`: a call that the unit makes can be asked to end so, `inbound`: one that comes in. `retry`: whether
    another try makes sense.
    """

    name: str
    magic_number: str | None
    message: str
    phase: str | None
    hangup_code: str | None
    result_code: str | None
    q850_cause: int
    sip_status: int
    retry: bool
    outbound: bool
    inbound: bool
    meaning: str

    @classmethod
    def of(cls, row: Outcome, unit: Appliance) -> "OutcomeView":
        """The row as it is shown on this unit."""
        hangup = row.hangup(unit.profile.channel_kind, is_answered=row.is_connected)
        return cls(
            name=row.name,
            magic_number=row.magic_number,
            message=unit.context.texts.why(row.name, hangup),
            phase=row.phase,
            hangup_code=hangup.shown_code or None,
            result_code=row.result_code if unit.profile.has_modems else None,
            q850_cause=row.cause,
            sip_status=row.sip_status,
            retry=row.retry,
            outbound=row.how is not None,
            inbound=row.how_inbound is not None,
            meaning=row.meaning,
        )


class FamilyView(BaseModel):
    """Outcomes by a number, which is not in the list but for those that have a magic number. `word`: what a script has,
    such as `rtn-page:N`, with N from 1 to `most`; `name`: what such a call is called then; `magic_numbers`: those of
    the first ones; `hangup_code`: the modem's, if it comes to what the word asks for; `inbound`: a call that comes in
    can be asked to end so.
    """

    word: str
    name: str
    most: int
    magic_numbers: list[str]
    hangup_code: str
    inbound: bool
    meaning: str


class OutcomeList(BaseModel):
    """In order of the catalogue."""

    outcomes: list[OutcomeView]
    families: list[FamilyView]


@router.get("")
async def list_outcomes(unit: Unit) -> OutcomeList:
    """Every way in which a call can end, as this unit tells it."""
    return OutcomeList(
        outcomes=[OutcomeView.of(row, unit) for row in OUTCOMES.values()],
        families=[*map(_of_pages, pages.FAMILIES), *map(_of_networks, networks.FAMILIES)],
    )


def _of_pages(family: pages.Family) -> FamilyView:
    return FamilyView(
        word=f"{family.name}:{ANY}",
        name=f"{family.stem}_{ANY}",
        most=pages.LAST,
        magic_numbers=[str(family.first + place) for place in range(family.most)],
        hangup_code=family.hangup_code,
        inbound=family.comes_in,
        meaning=family.meaning.format(page=ANY),
    )


def _of_networks(family: networks.NetworkFamily) -> FamilyView:
    return FamilyView(
        word=f"{family.name}:{ANY}",
        name=f"{family.share}_{ANY}",
        most=networks.MOST,
        magic_numbers=[],
        hangup_code=NOTHING_WRONG,
        inbound=True,
        meaning=family.meaning.format(percent=ANY),
    )
