"""`/_emulator/outcomes`: the catalogue of how calls can end."""

from fastapi import APIRouter
from pydantic import BaseModel

from hardware_sim.outcome import Outcome
from hardware_sim.outcomes import OUTCOMES

router = APIRouter(prefix="/outcomes", tags=["line"])


class OutcomeView(BaseModel):
    """One row. `magic_number`: the last three digits of 5005550CCC, null where no number asks for it; `hangup_code`: the
    Class 2.1 code that `modem_info` and logs show, null where a call ends before two fax machines talk. `retry`: whether
    another try makes sense."""

    name: str
    magic_number: str | None
    phase: str | None
    hangup_code: str | None
    q850_cause: int
    sip_status: int
    retry: bool
    meaning: str

    @classmethod
    def of(cls, row: Outcome) -> "OutcomeView":
        """The row as it is shown."""
        return cls(
            name=row.name,
            magic_number=row.magic_number,
            phase=row.phase,
            hangup_code=row.hangup_code,
            q850_cause=row.cause,
            sip_status=row.sip_status,
            retry=row.retry,
            meaning=row.meaning,
        )


class OutcomeList(BaseModel):
    """In order of the catalogue."""

    outcomes: list[OutcomeView]


@router.get("")
async def list_outcomes() -> OutcomeList:
    """Every way in which a call can end."""
    return OutcomeList(outcomes=[OutcomeView.of(row) for row in OUTCOMES.values()])
