"""A whole call over IP as packets: its SIP messages and, where it came to T.38, the datagrams of its fax.

Rule: as seen at the unit. The other end says goodbye a moment after its station has left, however long the fax took
packet by packet, which differs from its seconds on the line by a fraction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from fax_engine.line_pages import DrawnPage
from hardware_sim.ip_session import SeenDatagram, pictured, play_over_ip, terms_of
from hardware_sim.packet_capture import Port, Sent, pcap
from hardware_sim.session import Kept
from hardware_sim.session import of_kept as session_of_kept
from hardware_sim.sip import places
from hardware_sim.sip.sdp import Fax
from hardware_sim.sip.signalling import Course, Names, replay
from hardware_sim.sip.sip_call import SipCall, of_kept
from hardware_sim.t30.pages import Page, SizedPage
from models.vocabulary import SipTransport

FASTEST_IN_PACKETS = 14400
"""bit/s: V.34 is not played packet by packet."""


def capture(
    began_at: datetime, names: Names, signalling: Kept, session: Kept | None, pictures: Sequence[DrawnPage]
) -> bytes:
    """The capture file of a stored call, in line time from its beginning; without `pictures` its pages are blank.

    Takes as long as `play_over_ip` where there is a fax.
    """
    call = of_kept(signalling)
    course = replay(call, names)
    fax: Sequence[SeenDatagram] = ()
    if session is not None and isinstance(course.ours, Fax) and isinstance(course.theirs, Fax):
        played = session_of_kept(session)
        pages: Sequence[Page] = pictured(pictures) or [SizedPage(page) for page in played.pages]
        ip_session = play_over_ip(played, terms_of(course.ours, course.theirs, played.echoes), pages)
        fax = ip_session.datagrams
        if call.fax_seconds is not None and call.given_up_after is None:
            course = replay(replace(call, fax_seconds=ip_session.leg.seconds), names)
    return pcap(
        began_at, sorted((*_messages(call, course), *_datagrams(call, course, fax)), key=lambda sent: sent.seconds)
    )


def _messages(call: SipCall, course: Course) -> Iterator[Sent]:
    there = places.trunk_place(call.trunk)
    ends = Port(places.UNIT, call.trunk.local_port), Port(there.address, there.port)
    for record in course.records:
        source, target = ends if record.is_ours else reversed(ends)
        yield Sent(
            record.seconds, source, target, record.text.encode(), is_stream=call.trunk.transport is not SipTransport.UDP
        )


def _datagrams(call: SipCall, course: Course, fax: Sequence[SeenDatagram]) -> Iterator[Sent]:
    if course.ours is None or course.theirs is None or course.settled_at is None:
        return
    there = places.far_end(call.trunk, call.number if call.is_outbound else call.caller_id)
    ends = Port(places.UNIT, course.ours.port), Port(there.media_address, course.theirs.port)
    for each in fax:
        source, target = ends if each.is_ours else reversed(ends)
        yield Sent(course.settled_at + each.seconds, source, target, each.octets)
