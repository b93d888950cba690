"""Conversations as data: reads fixtures/sessions and plays them against a station, or two of them against each other.

A script is played line by line. `>>` is what the station is told, `<<` what it does about it; the transcript of what
it really did is compared with the script, so that a failure shows both conversations.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from fax_engine.line_pages import LinePage
from hardware_sim.carriers import Carrier
from hardware_sim.phase import Phase
from hardware_sim.t30 import impairments as kinds
from hardware_sim.t30.capabilities import Capabilities, Length, Modems, Width
from hardware_sim.t30.commands import Command, HangUp, StartTimer, StopTimer
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.conversation import Conversation, converse
from hardware_sim.t30.events import (
    BlockReceived,
    Connected,
    DataRanOut,
    Disconnected,
    Event,
    FramesReceived,
    MessageSent,
    PageReceived,
    SignalStarted,
    StorageFilled,
    TimerExpired,
    Tone,
    ToneHeard,
    TrainingReceived,
)
from hardware_sim.t30.frames import Damaged, Frame, Received, Unknown
from hardware_sim.t30.idents import encode_ident
from hardware_sim.t30.impairments import Impairment, Side
from hardware_sim.t30.memory import IDENTS
from hardware_sim.t30.pages import PageData, SizedPage
from hardware_sim.t30.partial_pages import After, PartialPage, encode_missing
from hardware_sim.t30.recorder import Recorder, SignalRecord
from hardware_sim.t30.signals import signal_label
from hardware_sim.t30.station import Station, called_station, calling_station
from hardware_sim.t30.terms import CARRIER_OF, Terms
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.traits import Traits
from models.vocabulary import Coding, Resolution

SESSIONS = Path(__file__).parents[3] / "fixtures" / "sessions"
LETTER_BITS = 200_000
ROWS = {Resolution.STANDARD: 1078, Resolution.FINE: 2156}
WORD = re.compile(r"([A-Z]+(?:-[A-Z]+)*)(?:\(([^)]*)\))?")


@dataclass(frozen=True)
class Session:
    """One conversation of a file."""

    file: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.file}: {self.data['title']}"

    @property
    def script(self) -> list[str]:
        return self.data["script"].split("\n")[:-1] if "script" in self.data else []


def sessions(*plays: str) -> list[Session]:
    """Every conversation of these kinds: `calling`, `called` (one station alone), `call` (both)."""
    found = []
    for path in sorted(SESSIONS.glob("*.toml")):
        for data in tomllib.loads(path.read_text(encoding="utf-8"))["session"]:
            if data["play"] in plays:
                found.append(Session(path.stem, data))
    return found


def traits_from(data: Mapping[str, Any]) -> Traits:
    """Traits as a session writes them: those of the station and those of its DIS side by side."""
    own = {field.name for field in fields(Traits)}
    declared = {key: value for key, value in data.items() if key not in own}
    given = {key: value for key, value in data.items() if key in own}
    given["nsf"] = bytes.fromhex(given.get("nsf", ""))
    for key in ("busy", "interrupts"):
        given[key] = {int(page): value for page, value in given.get(key, {}).items()}
    return Traits(capabilities=capabilities_from(declared), **given)


def capabilities_from(data: Mapping[str, Any]) -> Capabilities:
    enums: Mapping[str, type[IntEnum]] = {"modems": Modems, "width": Width, "length": Length}
    values: dict[str, Any] = {key: enums[key][value] if key in enums else value for key, value in data.items()}
    return Capabilities(**values)


def pages_from(data: Mapping[str, Any]) -> list[SizedPage]:
    """As many pages as the session says, fine unless their resolutions are listed."""
    resolutions = data.get("resolutions", ["fine"] * data.get("pages", 1))
    bits = data.get("bits", LETTER_BITS)
    return [
        SizedPage(LinePage(ROWS[resolution], resolution, dict.fromkeys(Coding, bits)))
        for resolution in map(Resolution, resolutions)
    ]


def impairments_from(data: Mapping[str, Any]) -> Iterator[Impairment]:
    # TOML has no word for None: `times = 0` is every time.
    words: Mapping[str, Callable[[Any], Any]] = {
        "sender": Side,
        "side": Side,
        "phase": Phase,
        "by": Fcf.__getitem__,
        "times": lambda times: times or None,
    }
    for row in data.get("impairments", ()):
        values = {key: words[key](value) if key in words else value for key, value in row.items() if key != "kind"}
        yield getattr(kinds, row["kind"])(**values)


def carrier_from(text: str) -> Carrier:
    modulation, rate = text.split()
    return CARRIER_OF[modulation, int(rate)]


def numbers(text: str) -> frozenset[int]:
    """`3-9 12` as numbers."""
    found: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


class Playbook:
    """Plays a script against one station."""

    def __init__(self, session: Session) -> None:
        data = session.data
        self._script = session.script
        self._calling = data["play"] == "calling"
        traits = traits_from(data.get("station", {}))
        self.station: Station = (
            calling_station(traits, [] if traits.polls else pages_from(data))
            if self._calling
            else called_station(traits)
        )
        self._far = data.get("far", {})
        self._running: set[Timer] = set()
        self._transcript: list[str] = []

    def transcript(self) -> list[str]:
        """What really happens when the station is told what the script tells it."""
        for line in self._script:
            if line.startswith(">> "):
                self._tell(line.removeprefix(">> "))
        return self._transcript

    def _tell(self, words: str) -> None:
        event = self._event(words)
        if isinstance(event, FramesReceived | TrainingReceived | PageReceived | BlockReceived):
            self._note(self.station.tell(SignalStarted()))
        if isinstance(event, TimerExpired) and event.timer not in self._running:
            words += " (it does not run)"
        self._transcript.append(f">> {words}")
        self._note(self.station.tell(event))

    def _note(self, commands: Iterable[Command]) -> None:
        for command in commands:
            match command:
                case StartTimer(timer):
                    self._running.add(timer)
                case StopTimer(timer):
                    self._running.discard(timer)
                case HangUp(code):
                    self._running.clear()
                    self._transcript.append(f"<< hang up {code}")
                case _:
                    self._transcript.append(f"<< {signal_label(command)}")

    def _event(self, words: str) -> Event:
        plain: dict[str, Event] = {
            "connected": Connected(),
            "sent": MessageSent(),
            "training good": TrainingReceived(True),
            "training bad": TrainingReceived(False),
            "data ran out": DataRanOut(),
            "storage full": StorageFilled(),
            "line dead": Disconnected(),
            "CED": ToneHeard(Tone.CED),
            "CNG": ToneHeard(Tone.CNG),
        }
        if words in plain:
            return plain[words]
        kind, _, rest = words.partition(" ")
        match kind:
            case "connected":
                return Connected(carrier_from(rest))
            case "page":
                return PageReceived(PageData(ROWS[Resolution.FINE], LETTER_BITS), numbers(rest.removeprefix("bad ")))
            case "block":
                sent, _, bad = rest.partition(" bad ")
                return BlockReceived(PageData(ROWS[Resolution.FINE], LETTER_BITS), numbers(sent), numbers(bad))
        if words.endswith(" expired"):
            return TimerExpired(Timer(kind))
        return FramesReceived(tuple(self._frames(words)))

    def _frames(self, words: str) -> Iterator[Received]:
        found = WORD.findall(words)
        for place, (name, text) in enumerate(found, start=1):
            frame = self._frame(name, text)
            last = place == len(found)
            yield replace(frame, final=last) if isinstance(frame, Frame) else frame

    def _frame(self, name: str, text: str) -> Received:
        if name == "DAMAGED":
            return Damaged(b"\xff")
        if name == "UNKNOWN":
            return Unknown(b"\xff")
        word, _, after = name.partition("-") if name.startswith(("PPS", "EOR")) else (name.replace("-", "_"), "", "")
        fcf = Fcf[word]
        return Frame(fcf, self._information(fcf, text, After[after] if after else None), not self._calling)

    def _information(self, fcf: Fcf, text: str, after: After | None) -> bytes:
        if fcf in IDENTS:
            return encode_ident(text)
        match fcf:
            case Fcf.DIS | Fcf.DTC:
                return capabilities_from(self._far).encode()
            case Fcf.DCS:
                return terms_from(self._far, text).encode()
            case Fcf.CTC:
                return Terms(carrier_from(text)).encode()[:2]
            case Fcf.PPR:
                return encode_missing(numbers(text))
            case Fcf.PPS if after is not None:
                page, block, frames = map(int, text.split())
                return PartialPage(after, page, block, frames).encode()
            case Fcf.EOR if after is not None:
                return bytes((after,))
            case _:
                return bytes.fromhex(text)


def terms_from(data: Mapping[str, Any], carrier: str) -> Terms:
    return Terms(
        carrier_from(carrier or "V.17 14400"),
        resolution=Resolution(data.get("resolution", "fine")),
        coding=Coding(data.get("coding", "mr")),
        ecm=data.get("ecm", False),
    )


def play_call(session: Session) -> tuple[Conversation, list[str]]:
    """Two stations against each other: how it went, and the exchange, `>` from the calling and `<` from the called."""
    data, recorder = session.data, Recorder()
    conversation = converse(
        traits_from(data.get("calling", {})),
        pages_from(data),
        traits_from(data.get("called", {})),
        tuple(impairments_from(data)),
        recorder=recorder,
    )
    return conversation, [rung(record) for record in recorder.records]


def rung(record: SignalRecord) -> str:
    remark = f" ({record.remark})" if record.remark else ""
    return f"{'>' if record.sender is Side.CALLING else '<'} {record.label}{remark}"
