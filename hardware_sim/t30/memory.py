"""What a station remembers, as far as both kinds have it in common.

Rule: `recognise` turns an event into the trigger it amounts to, `do` a step into the commands it amounts to; the table
between them decides. Nothing here is known of time.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Protocol

from hardware_sim.carriers import Carrier
from hardware_sim.t30.commands import Command, SendFrames
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import (
    Connected,
    Disconnected,
    Event,
    FramesReceived,
    SignalStarted,
    TimerExpired,
    ToneHeard,
)
from hardware_sim.t30.frames import Damaged, Frame, Received, Unknown
from hardware_sim.t30.idents import decode_ident, encode_ident
from hardware_sim.t30.rows import Do
from hardware_sim.t30.terms import Terms
from hardware_sim.t30.timers import TRIES, Timer
from hardware_sim.t30.traits import Traits
from hardware_sim.t30.triggers import Trigger

Commands = tuple[Command, ...]

IDENTS = frozenset({Fcf.CSI, Fcf.TSI, Fcf.CIG, Fcf.SUB, Fcf.PWD, Fcf.SID, Fcf.SEP, Fcf.PSA})
"""Frames whose information field is made like an ident."""

GARBLED: Mapping[Timer, Trigger] = {Timer.T1: Trigger.T1_GARBLED, Timer.T2: Trigger.T2_GARBLED}
"""Timers that ran out while nothing came but damaged frames."""


class Memory(Protocol):
    """What a station needs of its memory."""

    @property
    def traits(self) -> Traits:
        """Who the station is."""

    @property
    def terms(self) -> Terms | None:
        """What phase B agreed on, as far as it came."""

    @property
    def page(self) -> int:
        """The page it works on (from 1), 0 before the first."""

    @property
    def confirmed(self) -> int:
        """Pages that were confirmed."""

    @property
    def remote_id(self) -> str:
        """What the other station calls itself; empty when it did not say."""

    def recognise(self, event: Event) -> Trigger | None:
        """What the event amounts to; None when it never means anything."""

    def do(self, step: Do) -> Commands:
        """Carry out a step that depends on the memory."""


class StationMemory(ABC):
    """What every memory does: it tells events apart, counts repeats, notes idents and makes frames."""

    def __init__(self, traits: Traits, *, x: bool) -> None:
        self.traits = traits
        self.remote: Mapping[Fcf, str] = {}
        """What the other station called itself, and whatever else it sent in the form of an ident."""
        self._x = x
        self._tries = 0
        self._garbled = False
        self._hears = False
        self._v34: Carrier | None = None
        self._last: Commands = ()

    def recognise(self, event: Event) -> Trigger | None:
        """What the event amounts to; None when it never means anything."""
        match event:
            case FramesReceived(frames):
                last = self._last_of(frames)
                return last if isinstance(last, Trigger) else self._heard(last, frames)
            case SignalStarted():
                self._hears = True
                return Trigger.SIGNAL
            case ToneHeard():
                self._hears = True
                return None
            case TimerExpired(timer):
                return self._expired(timer)
            case Connected(v34):
                self._v34 = v34
                return Trigger.CONNECTED
            case Disconnected():
                return Trigger.DISCONNECTED
            case _:
                return self._noticed(event)

    @abstractmethod
    def _heard(self, frame: Frame, frames: tuple[Received, ...]) -> Trigger:
        """What a turn amounts to that ends in this frame."""

    @abstractmethod
    def _noticed(self, event: Event) -> Trigger | None:
        """What an event amounts to that only one kind of station is told."""

    def _expired(self, timer: Timer) -> Trigger:
        if timer is Timer.T1 and not self._hears:
            return Trigger.T1_NOTHING
        if self._garbled and timer in GARBLED:
            return GARBLED[timer]
        return Trigger(f"{timer} expired")

    def idents_of(self, frames: tuple[Received, ...]) -> None:
        """Note the idents in a turn."""
        for frame in frames:
            if isinstance(frame, Frame) and frame.name in IDENTS:
                self.remote = {**self.remote, frame.name: decode_ident(frame.information)}

    def _last_of(self, frames: tuple[Received, ...]) -> Frame | Trigger:
        """The frame that ends the turn; a trigger when it is none that can be acted on."""
        if not frames:
            return self._noting_damage()
        frame = frames[-1]
        if isinstance(frame, Damaged):
            return self._noting_damage()
        if isinstance(frame, Unknown):
            return Trigger.UNEXPECTED
        return frame if frame.final else self._noting_damage()

    def _noting_damage(self) -> Trigger:
        self._garbled = True
        if self.traits.asks_again and self._tries < TRIES:
            return Trigger.GARBLED_ASK
        return Trigger.GARBLED

    def frame(self, name: Fcf, information: bytes = b"") -> Frame:
        """One of our frames, the last of its turn."""
        return Frame(name, information, self._x)

    def turn(self, *frames: Frame) -> Commands:
        """A turn that may have to be repeated."""
        return self.remembered(SendFrames(frames))

    def remembered(self, *commands: Command) -> Commands:
        """Commands that may have to be repeated; this is their first try."""
        self._tries, self._garbled, self._last = 1, False, commands
        return commands

    def again(self) -> Commands:
        """The last commands once more."""
        self._tries += 1
        return self._last

    def ask_again(self) -> Commands:
        """CRP; it counts as a try of the command whose answer was damaged."""
        self._tries += 1
        return (SendFrames((self.frame(Fcf.CRP),)),)

    def disconnect(self) -> Commands:
        """DCN, to which nobody answers."""
        return (SendFrames((self.frame(Fcf.DCN),)),)

    def ident(self, name: Fcf, text: str) -> tuple[Frame, ...]:
        """A frame in the form of an ident, not the last of its turn; none for an empty text."""
        return (Frame(name, encode_ident(text), self._x, final=False),) if text else ()
