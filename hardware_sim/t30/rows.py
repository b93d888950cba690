"""The rows of a station's table: what a state does about a trigger.

Rule: (state, trigger) -> (next state, steps). An absent row is something that means nothing there, and nothing changes.
Tables are put together from groups of rows by `joined`, which allows no row twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hardware_sim.t30.commands import HangUp, StartTimer, StopTimer
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.triggers import Trigger


class Do(StrEnum):
    """A step that depends on what the station remembers; timers and hanging up are commands as they stand."""

    SEND_CNG = "send CNG"
    SEND_TERMS = "choose terms; send TSI, DCS, training"
    SEND_DTC = "send CIG, DTC"
    FALL_BACK = "take the next lower rate, if there is one"
    RETRY_PAGE = "take the next lower rate, if there is one, for the same page"
    SEND_PAGE = "send the page"
    SEND_POST_MESSAGE = "send MPS, EOM or EOP"
    CONFIRM = "count the page as confirmed"
    NEXT_PAGE = "turn to the next page"
    SEND_BLOCK = "send the block"
    NEXT_BLOCK = "turn to the next block"
    SEND_MISSING = "send the missing frames"
    SEND_PPS = "send PPS"
    SEND_CTC = "send CTC"
    SEND_EOR = "send EOR"
    SEND_RR = "send RR"

    SEND_CED = "send CED"
    SEND_DIS = "send NSF, CSI, DIS"
    TAKE_TERMS = "take over the terms"
    TAKE_RATE = "take over the rate"
    SEND_CFR = "send CFR"
    SEND_FTT = "send FTT"
    KEEP_PAGE = "keep the page"
    DROP_PAGE = "drop the page"
    SEND_MCF = "send MCF"
    SEND_RTP = "send RTP"
    SEND_RTN = "send RTN"
    SEND_PIP = "send PIP"
    SEND_PIN = "send PIN"
    SEND_PPR = "send PPR"
    SEND_RNR = "send RNR"
    SEND_CTR = "send CTR"
    GIVE_UP_BLOCK = "do without the missing frames"
    SEND_ERR = "send ERR"
    WAIT_UNTIL_READY = "wait until ready again"

    SEND_AGAIN = "send the same again"
    SEND_CRP = "send CRP"
    SEND_DCN = "send DCN"


Step = Do | StartTimer | StopTimer | HangUp


@dataclass(frozen=True, slots=True)
class Row:
    """What happens: the next state, and the steps in order."""

    state: StrEnum
    steps: tuple[Step, ...] = ()


Rows = dict[tuple[StrEnum, Trigger], Row]

STARTS: Mapping[Timer, StartTimer] = {timer: StartTimer(timer) for timer in Timer}
STOPS: Mapping[Timer, StopTimer] = {timer: StopTimer(timer) for timer in Timer}


def joined(*groups: Rows) -> Rows:
    """One table of several groups. Raises `ValueError` for a row that stands in two."""
    table: Rows = {}
    for group in groups:
        twice = sorted(f"{state}, {trigger}" for state, trigger in table.keys() & group.keys())
        if twice:
            raise ValueError(f"rows that stand twice: {twice}")
        table |= group
    return table
