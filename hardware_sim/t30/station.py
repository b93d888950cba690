"""A station of a fax call: runs its table, is told events and hands out commands.

Rule: the table alone decides what a state does about a trigger; what it does not name changes nothing. Once ended a
station does nothing more.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from hardware_sim.t30.commands import Command, HangUp
from hardware_sim.t30.events import Event
from hardware_sim.t30.memory import Memory
from hardware_sim.t30.pages import Page
from hardware_sim.t30.receiver_table import RECEIVER, ReceiverState
from hardware_sim.t30.reception import Reception
from hardware_sim.t30.rows import Do, Row, Rows
from hardware_sim.t30.traits import Traits
from hardware_sim.t30.transmission import Transmission
from hardware_sim.t30.transmitter_table import TRANSMITTER, TransmitterState
from hardware_sim.t30.triggers import Trigger

OTHERWISE: Mapping[Trigger, Trigger] = {
    Trigger.GARBLED_ASK: Trigger.GARBLED,
    # Carriers of the wrong kind: heard, and no use.
    **dict.fromkeys(
        (Trigger.TRAINING_GOOD, Trigger.TRAINING_BAD, Trigger.PAGE, Trigger.NO_EOL, Trigger.BLOCK), Trigger.GARBLED
    ),
    Trigger.T4_LAST_GARBLED: Trigger.T4_LAST,
    Trigger.T1_GARBLED: Trigger.T1,
    Trigger.T1_NOTHING: Trigger.T1,
    Trigger.T2_GARBLED: Trigger.T2,
    Trigger.DCN_INCOMPLETE: Trigger.DCN,
}
"""What counts instead where a state has no row for a trigger."""

FRAMES = (
    frozenset(Trigger)
    - frozenset(OTHERWISE)
    - {
        *(Trigger.CONNECTED, Trigger.SIGNAL, Trigger.DISCONNECTED, Trigger.GARBLED, Trigger.UNEXPECTED),
        *(Trigger.T1, Trigger.T2, Trigger.T3, Trigger.T4, Trigger.T4_LAST, Trigger.T5, Trigger.READY),
        *(Trigger.SENT_MPS, Trigger.SENT_EOM, Trigger.SENT_EOP, Trigger.DATA_RAN_OUT, Trigger.STORAGE_FILLED),
        *(Trigger.SENT_PPS_NULL, Trigger.SENT_PPS_MPS, Trigger.SENT_PPS_EOM, Trigger.SENT_PPS_EOP),
    }
)
"""Triggers that are frames: where a state has no row for one, it is an unexpected one."""


class Station:
    """One end of a call; see `calling_station` and `called_station`."""

    def __init__(self, table: Rows, memory: Memory, state: StrEnum) -> None:
        self._table = table
        self.memory = memory
        self.state = state
        self.hangup_code: str | None = None
        """Class 2.1 code once the station has decided to hang up."""

    def tell(self, event: Event) -> Sequence[Command]:
        """Let the event happen; answers what is to be done about it, in order."""
        trigger = self.memory.recognise(event)
        row = self._row(trigger) if trigger is not None else None
        if row is None:
            return ()
        self.state = row.state
        commands: list[Command] = []
        for step in row.steps:
            if isinstance(step, Do):
                commands.extend(self.memory.do(step))
            else:
                commands.append(step)
        if commands and isinstance(commands[-1], HangUp):
            self.hangup_code = commands[-1].code
        return commands

    def _row(self, trigger: Trigger) -> Row | None:
        row = self._table.get((self.state, trigger))
        if row is not None:
            return row
        if trigger in FRAMES:
            return self._table.get((self.state, Trigger.UNEXPECTED))
        other = OTHERWISE.get(trigger)
        return self._table.get((self.state, other)) if other is not None else None


def calling_station(traits: Traits, pages: Sequence[Page]) -> Station:
    """A station that places a call to send pages. Raises `ValueError` when there are none and it does not poll."""
    return Station(TRANSMITTER, Transmission(traits, pages), TransmitterState.IDLE)


def called_station(traits: Traits) -> Station:
    """A station that takes a call to receive pages."""
    return Station(RECEIVER, Reception(traits), ReceiverState.IDLE)
