"""What a transmitter remembers: the pages, the terms, how far it has come, and how often it has tried.

Rule: the page cursor moves only by `NEXT_PAGE`, the block cursor only by `NEXT_BLOCK`; the rate only goes down.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from hardware_sim.t30.capabilities import Capabilities, decode_capabilities
from hardware_sim.t30.commands import SendFrames, SendTone, SendTraining
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import DataRanOut, Event, MessageSent, Tone
from hardware_sim.t30.frames import Frame, Received
from hardware_sim.t30.memory import Commands, StationMemory
from hardware_sim.t30.outgoing import OutgoingPage
from hardware_sim.t30.pages import Page
from hardware_sim.t30.partial_pages import After, decode_missing
from hardware_sim.t30.rows import Do
from hardware_sim.t30.terms import CARRIER_BITS_OCTETS, Terms, Wish, choose_terms, fall_back
from hardware_sim.t30.timers import PARTIAL_PAGE_REQUESTS, TRIES, Timer
from hardware_sim.t30.traits import Traits
from hardware_sim.t30.triggers import RESPONSES, SENT, Trigger
from models.vocabulary import Coding, Resolution


class Transmission(StationMemory):
    """The memory of a transmitter. Raises `ValueError` when there is nothing to send and nothing to ask for."""

    def __init__(self, traits: Traits, pages: Sequence[Page]) -> None:
        if not pages and not traits.polls:
            raise ValueError("a call carries at least one page")
        super().__init__(traits, x=True)
        self.terms: Terms | None = None
        self.confirmed = 0
        self._pages = pages
        self._codings = frozenset(coding for coding in Coding if all(coding in page.codings for page in pages))
        self._offer = Capabilities()
        self._max_rate = traits.max_rate
        self._dis_heard = 0
        self._page = OutgoingPage(0)

    @property
    def page(self) -> int:
        """The page it is at (from 1), 0 before the first is on the line."""
        return self._page.number + 1 if self._page.number or self._page.was_sent else 0

    @property
    def remote_id(self) -> str:
        """The CSI of the called station."""
        return self.remote.get(Fcf.CSI, "")

    @property
    def _agreed(self) -> Terms:
        if self.terms is None:
            raise RuntimeError("no page goes out before phase B is over")
        return self.terms

    def _noticed(self, event: Event) -> Trigger | None:
        match event:
            case MessageSent():
                return SENT[self._agreed.ecm, self._after_block]
            case DataRanOut():
                return Trigger.DATA_RAN_OUT
            case _:
                return None

    def _heard(self, frame: Frame, frames: tuple[Received, ...]) -> Trigger:
        if frame.name is Fcf.DIS:
            self.idents_of(frames)
        if frame.name in self.guards:
            return self.guards[frame.name](self, frame)
        return RESPONSES.get(frame.name, Trigger.UNEXPECTED)

    def _expired(self, timer: Timer) -> Trigger:
        if timer is Timer.T4 and self._tries >= TRIES:
            return Trigger.T4_LAST_GARBLED if self._garbled else Trigger.T4_LAST
        return super()._expired(timer)

    def _dis(self, frame: Frame) -> Trigger:
        self._dis_heard += 1
        if self.terms is not None:
            return Trigger.DIS_LAST if self._dis_heard >= TRIES else Trigger.DIS
        offer = decode_capabilities(frame.information)
        self._offer = replace(offer, modems=offer.modems.shared_with(self.traits.transmits))
        if self.traits.polls:
            return Trigger.DTC if self._offer.sends else Trigger.DIS_UNABLE
        return Trigger.DIS if self._offer.receives and self._choice() else Trigger.DIS_UNABLE

    def _cfr(self, frame: Frame) -> Trigger:
        return Trigger.CFR_ECM if self.terms is not None and self.terms.ecm else Trigger.CFR

    def _ftt(self, frame: Frame) -> Trigger:
        return Trigger.FTT if self._slower() else Trigger.FTT_LAST

    def _rtn(self, frame: Frame) -> Trigger:
        return Trigger.RTN if self._page.tries < self.traits.page_tries else Trigger.RTN_LAST

    def _ppr(self, frame: Frame) -> Trigger:
        self._page.missing = decode_missing(frame.information)
        self._page.requests += 1
        if self._page.requests < PARTIAL_PAGE_REQUESTS:
            return Trigger.PPR
        if not self._slower():
            return Trigger.PPR_LAST
        return Trigger.PPR_RETRAINED if self._v34 else Trigger.PPR_SLOWER

    def _crp(self, frame: Frame) -> Trigger:
        return Trigger.CRP if self._tries < TRIES else Trigger.CRP_LAST

    def _slower(self) -> Terms | None:
        return fall_back(self.terms, self._offer) if self.terms is not None else None

    def _choice(self) -> Terms | None:
        traits = self.traits
        wish = Wish(
            resolution=self._pages[self._page.number].resolution,
            codings=self._codings,
            max_rate=self._max_rate,
            ecm=traits.ecm,
            subaddress=bool(traits.subaddress),
            sender_ident=bool(traits.sender),
        )
        return choose_terms(self._offer, wish, self._v34)

    @property
    def _after_page(self) -> After:
        """A page of another resolution wants another DCS, and so EOM (ITU-T T.30 clause 5.3.6.1.6), as a document's end
        does."""
        if self._page.number + 1 == len(self._pages):
            return After.EOP
        if self._page.number + 1 in self.traits.document_ends:
            return After.EOM
        fine = self._pages[self._page.number + 1].resolution is Resolution.FINE and self._offer.fine
        return After.MPS if fine is (self._agreed.resolution is Resolution.FINE) else After.EOM

    @property
    def _after_block(self) -> After:
        return After.NULL if self._page.has_more_blocks else self._after_page

    def do(self, step: Do) -> Commands:
        """Carry out a step."""
        return self.steps[step](self)

    def _send_cng(self) -> Commands:
        return (SendTone(Tone.CNG),)

    def _send_terms(self) -> Commands:
        if self.terms is None:
            self.terms = self._choice()
        terms, traits = self._agreed, self.traits
        frames = (
            *self.ident(Fcf.TSI, traits.ident),
            *self.ident(Fcf.SUB, traits.subaddress if terms.subaddress else ""),
            *self.ident(Fcf.SID, traits.sender if terms.sender_ident else ""),
            *self.ident(Fcf.PWD, traits.password if self._offer.password else ""),
            self.frame(Fcf.DCS, terms.encode()),
        )
        if self._v34:
            return self.turn(*frames)
        return self.remembered(SendFrames(frames), SendTraining(terms.carrier))

    def _send_dtc(self) -> Commands:
        return self.turn(
            *self.ident(Fcf.CIG, self.traits.ident), self.frame(Fcf.DTC, self.traits.capabilities.encode())
        )

    def _fall_back(self) -> Commands:
        self.terms = self._slower() or self._agreed
        self._max_rate = self.terms.carrier.rate
        if self._v34 is not None:
            self._v34 = self.terms.carrier
        self._page.requests = 0
        return ()

    def _send_page(self) -> Commands:
        return (self._page.whole(self._pages[self._page.number], self._agreed),)

    def _send_post_message(self) -> Commands:
        return self.turn(self.frame(self._after_page.command))

    def _confirm(self) -> Commands:
        self.confirmed += 1
        return ()

    def _next_page(self) -> Commands:
        if self._after_page is After.EOM:
            self.terms, self._dis_heard = None, 0
        self._page = OutgoingPage(self._page.number + 1)
        return ()

    def _send_block(self) -> Commands:
        return (self._page.whole_block(self._pages[self._page.number], self._agreed),)

    def _next_block(self) -> Commands:
        self._page.next_block()
        return ()

    def _send_missing(self) -> Commands:
        return (self._page.missing_frames(self._agreed),)

    def _send_pps(self) -> Commands:
        return self.turn(self.frame(Fcf.PPS, self._page.signal(self._after_block).encode()))

    def _send_ctc(self) -> Commands:
        self._page.needs_long_training = True
        return self.turn(self.frame(Fcf.CTC, self._agreed.encode()[:CARRIER_BITS_OCTETS]))

    def _send_eor(self) -> Commands:
        return self.turn(self.frame(Fcf.EOR, bytes((self._after_block,))))

    def _send_rr(self) -> Commands:
        return self.turn(self.frame(Fcf.RR))

    def _retry_page(self) -> Commands:
        self._page.tries += 1
        return self._fall_back()

    guards: ClassVar[Mapping[Fcf, Callable[["Transmission", Frame], Trigger]]] = {
        Fcf.DIS: _dis,
        Fcf.CFR: _cfr,
        Fcf.FTT: _ftt,
        Fcf.RTN: _rtn,
        Fcf.PPR: _ppr,
        Fcf.CRP: _crp,
    }
    """Frames whose trigger depends on what went before."""

    steps: ClassVar[Mapping[Do, Callable[["Transmission"], Commands]]] = {
        Do.SEND_CNG: _send_cng,
        Do.SEND_TERMS: _send_terms,
        Do.SEND_DTC: _send_dtc,
        Do.FALL_BACK: _fall_back,
        Do.RETRY_PAGE: _retry_page,
        Do.SEND_PAGE: _send_page,
        Do.SEND_POST_MESSAGE: _send_post_message,
        Do.CONFIRM: _confirm,
        Do.NEXT_PAGE: _next_page,
        Do.SEND_BLOCK: _send_block,
        Do.NEXT_BLOCK: _next_block,
        Do.SEND_MISSING: _send_missing,
        Do.SEND_PPS: _send_pps,
        Do.SEND_CTC: _send_ctc,
        Do.SEND_EOR: _send_eor,
        Do.SEND_RR: _send_rr,
        Do.SEND_AGAIN: StationMemory.again,
        Do.SEND_CRP: StationMemory.ask_again,
        Do.SEND_DCN: StationMemory.disconnect,
    }
    """What each step of its table does."""
