"""What a receiver remembers: the terms, the page it is at, and what it has of every page.

Rule: a page counts as kept only by `KEEP_PAGE`, with the answer that confirms it; a block is whole when every frame
that its first PPS counted has arrived.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from hardware_sim.t30.commands import SendTone, StartTimer
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import BlockReceived, Event, PageReceived, StorageFilled, Tone, TrainingReceived
from hardware_sim.t30.frames import Frame, Received
from hardware_sim.t30.incoming import IncomingBlocks
from hardware_sim.t30.memory import Commands, StationMemory
from hardware_sim.t30.pages import PageData, ReceivedPage
from hardware_sim.t30.partial_pages import After, decode_after, decode_partial_page, encode_missing
from hardware_sim.t30.rows import Do
from hardware_sim.t30.terms import Terms, decode_carrier, decode_terms, offers
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.traits import Traits
from hardware_sim.t30.triggers import BUSY, GIVEN_UP, HEARD, RESPONSES, WHOLE, Trigger


class Reception(StationMemory):
    """The memory of a receiver."""

    def __init__(self, traits: Traits) -> None:
        super().__init__(traits, x=False)
        self.terms: Terms | None = None
        self._commanded: Terms | None = None
        self._kept: list[ReceivedPage] = []
        self._unconfirmed: ReceivedPage | None = None
        self._is_trained = False
        self._finished = False
        self._data: PageData | None = None
        self._bad_rows: frozenset[int] = frozenset()
        self._answered = False
        self._after = After.NULL
        self._blocks = IncomingBlocks()
        self._ready_again: frozenset[int] = frozenset()
        self.has_kept_waiting = False
        """True once it was not ready (RNR)."""

    @property
    def page(self) -> int:
        """The page it is at (from 1), 0 before the first is awaited."""
        return len(self._kept) + (not self._finished) if self._is_trained else 0

    @property
    def confirmed(self) -> int:
        """Pages kept and confirmed."""
        return sum(page.confirmed for page in self._kept)

    @property
    def pages(self) -> tuple[ReceivedPage, ...]:
        """Every page it has, in order; the last may be one that it heard and never confirmed."""
        rest = self._received(self._data) if self._data is not None else self._unconfirmed
        return (*self._kept, replace(rest, confirmed=False)) if rest else tuple(self._kept)

    @property
    def remote_id(self) -> str:
        """The TSI of the caller, or its CIG."""
        return self.remote.get(Fcf.TSI, self.remote.get(Fcf.CIG, ""))

    @property
    def _agreed(self) -> Terms:
        if self.terms is None:
            raise RuntimeError("no page comes before phase B is over")
        return self.terms

    def _noticed(self, event: Event) -> Trigger | None:
        match event:
            case TrainingReceived(good):
                self._is_trained |= good
                return Trigger.TRAINING_GOOD if good else Trigger.TRAINING_BAD
            case PageReceived(data, bad_rows):
                self._data, self._bad_rows, self._answered = data, bad_rows, False
                return Trigger.PAGE if len(bad_rows) < data.rows else Trigger.NO_EOL
            case BlockReceived(data, frames, bad):
                self._data, self._answered = data, False
                self._blocks.arrive(frames - bad)
                return Trigger.BLOCK
            case StorageFilled():
                return Trigger.STORAGE_FILLED
            case _:
                return None

    def _heard(self, frame: Frame, frames: tuple[Received, ...]) -> Trigger:
        self.idents_of(frames)
        if frame.name in self.guards:
            return self.guards[frame.name](self, frame)
        return RESPONSES.get(frame.name, Trigger.UNEXPECTED)

    def _expired(self, timer: Timer) -> Trigger:
        if timer is Timer.BUSY:
            self._ready_again |= {self.page}
            return Trigger.READY
        return super()._expired(timer)

    def _dcs(self, frame: Frame) -> Trigger:
        self._commanded = decode_terms(frame.information, self._v34)
        if self._commanded is None or not offers(self.traits.capabilities, self._commanded):
            return Trigger.DCS_UNABLE
        self._is_trained |= self._v34 is not None
        return Trigger.DCS_TRAINED if self._v34 else Trigger.DCS

    def _message(self, frame: Frame) -> Trigger:
        before, self._after = self._after, After(frame.name & ~PRIORITY_BIT | 1)
        if self._data is None and self._answered and before is self._after:
            return Trigger.AGAIN
        quality = self._quality()
        operator = self._interrupt()
        if operator is not None:
            return operator
        return HEARD[self._after, quality]

    def _interrupt(self) -> Trigger | None:
        positive = self.traits.interrupts.get(self.page)
        if positive is None or self._after is After.NULL:
            return None
        return Trigger.INTERRUPT_GOOD if positive else Trigger.INTERRUPT_BAD

    def _quality(self) -> str:
        if self._data is None:
            return "BAD"
        return self.traits.quality(len(self._bad_rows) / self._data.rows)

    def _pps(self, frame: Frame) -> Trigger:
        partial = decode_partial_page(frame.information)
        if partial is None:
            return Trigger.UNEXPECTED
        self._after = partial.after
        self._blocks.signal(partial)
        if self._blocks.is_closed:
            return Trigger.AGAIN
        if self._blocks.missing:
            return Trigger.PPS_MISSING
        if self.page in self.traits.busy and self.page not in self._ready_again:
            return BUSY[partial.after]
        return self._interrupt() or WHOLE[partial.after]

    def _eor(self, frame: Frame) -> Trigger:
        after = decode_after(frame.information)
        if after is None:
            return Trigger.UNEXPECTED
        self._after = after
        return Trigger.AGAIN if self._blocks.is_closed else GIVEN_UP[after]

    def _ctc(self, frame: Frame) -> Trigger:
        carrier = decode_carrier(frame.information)
        if carrier is None or self.terms is None:
            return Trigger.UNEXPECTED
        self._commanded = replace(self.terms, carrier=carrier)
        return Trigger.CTC

    def _dcn(self, frame: Frame) -> Trigger:
        return Trigger.DCN_INCOMPLETE if self._blocks.gave_up else Trigger.DCN

    def do(self, step: Do) -> Commands:
        """Carry out a step."""
        if step in ANSWERS:
            return self.turn(self.frame(ANSWERS[step]))
        return self.steps[step](self)

    def _send_ced(self) -> Commands:
        return (SendTone(Tone.CED),)

    def _send_dis(self) -> Commands:
        nsf = (Frame(Fcf.NSF, self.traits.nsf, final=False),) if self.traits.nsf else ()
        dis = self.frame(Fcf.DIS, self.traits.capabilities.encode())
        return self.turn(*nsf, *self.ident(Fcf.CSI, self.traits.ident), dis)

    def _take_terms(self) -> Commands:
        # Whatever was heard before new training belongs to no page.
        self._data, self._answered = None, False
        self._garbled = False
        return self._take_rate()

    def _take_rate(self) -> Commands:
        self.terms = self._commanded
        return ()

    def _keep_page(self) -> Commands:
        self._kept.append(self._received(self._data))
        self._unconfirmed = None
        self._finished = self._after is After.EOP
        self._forget_page()
        return ()

    def _drop_page(self) -> Commands:
        self._unconfirmed = self._received(self._data)
        self._forget_page()
        return ()

    def _forget_page(self) -> None:
        self._data, self._bad_rows, self._answered = None, frozenset(), True
        self._blocks.next_page()

    def _received(self, data: PageData | None) -> ReceivedPage:
        lost = self._blocks.lost
        return ReceivedPage(
            number=len(self._kept) + 1,
            coding=self._agreed.coding,
            resolution=self._agreed.resolution,
            data=data,
            bad_rows=self._bad_rows,
            lost_frames=lost,
            confirmed=not lost,
        )

    def _send_mcf(self) -> Commands:
        self._blocks.close()
        return self.turn(self.frame(Fcf.MCF))

    def _give_up_block(self) -> Commands:
        self._blocks.give_up()
        return ()

    def _send_ppr(self) -> Commands:
        return self.turn(self.frame(Fcf.PPR, encode_missing(self._blocks.missing)))

    def _wait_until_ready(self) -> Commands:
        self.has_kept_waiting = True
        return (StartTimer(Timer.BUSY, self.traits.busy[self.page]),)

    guards: ClassVar[Mapping[Fcf, Callable[["Reception", Frame], Trigger]]] = {
        Fcf.DCS: _dcs,
        **dict.fromkeys((Fcf.MPS, Fcf.EOM, Fcf.EOP, Fcf.PRI_MPS, Fcf.PRI_EOM, Fcf.PRI_EOP), _message),
        Fcf.PPS: _pps,
        Fcf.EOR: _eor,
        Fcf.CTC: _ctc,
        Fcf.DCN: _dcn,
    }
    """Frames whose trigger depends on what went before."""

    steps: ClassVar[Mapping[Do, Callable[["Reception"], Commands]]] = {
        Do.SEND_CED: _send_ced,
        Do.SEND_DIS: _send_dis,
        Do.TAKE_TERMS: _take_terms,
        Do.TAKE_RATE: _take_rate,
        Do.KEEP_PAGE: _keep_page,
        Do.DROP_PAGE: _drop_page,
        Do.SEND_MCF: _send_mcf,
        Do.GIVE_UP_BLOCK: _give_up_block,
        Do.SEND_PPR: _send_ppr,
        Do.WAIT_UNTIL_READY: _wait_until_ready,
        Do.SEND_AGAIN: StationMemory.again,
        Do.SEND_CRP: StationMemory.ask_again,
        Do.SEND_DCN: StationMemory.disconnect,
    }
    """What each step of its table does, besides the plain answers."""


ANSWERS: Mapping[Do, Fcf] = {
    Do.SEND_CFR: Fcf.CFR,
    Do.SEND_FTT: Fcf.FTT,
    Do.SEND_RTP: Fcf.RTP,
    Do.SEND_RTN: Fcf.RTN,
    Do.SEND_PIP: Fcf.PIP,
    Do.SEND_PIN: Fcf.PIN,
    Do.SEND_RNR: Fcf.RNR,
    Do.SEND_CTR: Fcf.CTR,
    Do.SEND_ERR: Fcf.ERR,
}
"""Steps that are one frame without information."""

PRIORITY_BIT = 0x10
"""What tells PRI-MPS from MPS, PRI-EOM from EOM and PRI-EOP from EOP."""
