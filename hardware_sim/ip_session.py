"""A fax session packet by packet: the two stations of a session talk T.38 over a simulated network.

Rule: the same session, terms and pages make the same datagrams. A clean network is one where every datagram takes its
time and nothing else; what a bad one does is decided by dice that the far end's seed throws. There is no V.34 here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random  # noqa: TID251 - seeded by the station, and the call's own

from fax_engine.clock import Timeline
from fax_engine.line_pages import DrawnPage
from hardware_sim.far_end import FarEnd
from hardware_sim.session import Kept, Session, of_kept
from hardware_sim.sip.sdp import Fax
from hardware_sim.t30.commands import SendPage, SendPartialPage
from hardware_sim.t30.conversation import Conversation, Leg, converse_over, cut_off
from hardware_sim.t30.events import BlockReceived, PageReceived
from hardware_sim.t30.impairments import Side
from hardware_sim.t30.line import Watcher
from hardware_sim.t30.pages import Page, PageData, no_octets
from hardware_sim.t30.recorder import Recorder, SignalRecord
from hardware_sim.t30.station import Station
from hardware_sim.t30.traits import without_v8
from hardware_sim.t38.ip_line import IpLine
from hardware_sim.t38.network import NetworkConditions
from hardware_sim.t38.pictured_page import PicturedPage
from hardware_sim.t38.settings import FaxOverIp


@dataclass(frozen=True, slots=True)
class SeenDatagram:
    """A UDPTL datagram as our end saw it: seconds since the session began, whether we sent it, its octets."""

    seconds: float
    is_ours: bool
    octets: bytes


@dataclass(frozen=True, slots=True)
class IpSession:
    """How a session went over IP; `leg` is our end of it."""

    conversation: Conversation
    leg: Leg
    datagrams: tuple[SeenDatagram, ...]


def terms_of(ours: Fax, theirs: Fax, redundancy: tuple[int, int]) -> FaxOverIp:
    """What both ends agreed on in their descriptions, with the copies that our settings ask for (control, pages)."""
    control, message = redundancy
    return FaxOverIp(
        version=min(ours.version, theirs.version),
        rate_management=ours.rate_management,
        redundancy_low_speed=control,
        redundancy_high_speed=message,
        max_datagram=min(ours.max_datagram, theirs.max_datagram),
    )


def conditions_of(far_end: FarEnd) -> NetworkConditions:
    """The network to a far end."""
    return NetworkConditions(
        latency=far_end.latency / 1000,
        loss=far_end.packet_loss / 100,
        reordering=far_end.packet_reordering / 100,
        duplication=far_end.packet_duplication / 100,
    )


def replay_over_ip(kept: Kept, pictures: Sequence[DrawnPage]) -> Conversation:
    """Play a session again that was kept with its terms, every signal on record, its pages without their octets."""
    session = of_kept(kept)
    assert session.over is not None
    return without_octets(play_over_ip(session, session.over, pictured(pictures), Recorder()).conversation)


def pictured(pages: Sequence[DrawnPage]) -> list[PicturedPage]:
    """Pages as stations send them."""
    return [PicturedPage(page) for page in pages]


def without_octets(conversation: Conversation) -> Conversation:
    """The same, to be handed from process to process."""
    return replace(
        conversation,
        pages=tuple(replace(page, data=_emptied(page.data)) if page.data else page for page in conversation.pages),
        records=tuple(_without_octets(record) for record in conversation.records),
    )


def _without_octets(record: SignalRecord) -> SignalRecord:
    signal, event = record.signal, record.event
    if isinstance(signal, SendPage | SendPartialPage):
        signal = replace(signal, data=_emptied(signal.data))
    if isinstance(event, PageReceived | BlockReceived):
        event = replace(event, data=_emptied(event.data))
    return replace(record, signal=signal, event=event)


def _emptied(data: PageData) -> PageData:
    return replace(data, octets=no_octets)


def play_over_ip(
    session: Session, terms: FaxOverIp, pages: Sequence[Page], recorder: Recorder | None = None
) -> IpSession:
    """Play it to its end. Takes 40 to 110 ms a page, so not for a thread that others wait for.

    Raises `ValueError` when there is nothing to send.
    """
    seen: list[SeenDatagram] = []
    calling, called = session.stations
    conditions = conditions_of(session.far_end)
    dice = Random(f"{session.far_end.station_id}/{session.far_end.network_seed}")

    def connect(timeline: Timeline, caller: Station, answerer: Station, watcher: Watcher) -> IpLine:
        def tap(side: Side, datagram: bytes) -> None:
            if side is session.side:
                seen.append(SeenDatagram(line.seconds, True, datagram))

        def catch(side: Side, datagram: bytes) -> None:
            if side is session.side:
                seen.append(SeenDatagram(line.seconds, False, datagram))

        line = IpLine(
            timeline,
            caller,
            answerer,
            terms,
            conditions,
            dice,
            impairments=session.faults,
            watcher=watcher,
            recorder=recorder,
            tap=tap,
            catch=catch,
        )
        return line

    conversation = converse_over(connect, without_v8(calling), pages, without_v8(called), recorder)
    leg = conversation.calling if session.side is Side.CALLING else conversation.called
    if session.until is not None:
        conversation = cut_off(conversation, session.until)
    return IpSession(conversation, leg, tuple(each for each in seen if each.seconds <= leg.seconds))
