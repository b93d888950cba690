"""Outcomes of phase A: what the telephone network makes of a call before anybody has taken it, and who takes it.

Rule: magic numbers 201 to 299, and the hang-up codes of phase A. Modems call several of these by one result code.
"""

from hardware_sim.far_end import T38
from hardware_sim.outcome import Dropped, Meanwhile, Outcome, Played, Refused, Unanswered, Undialled, coded, resulting
from hardware_sim.phase import Phase
from hardware_sim.t30.impairments import Impairment, LineCut, Side, StationMissing

DIAL_TONE_WAIT = 6.0
"""Seconds that a modem waits for a dial tone (S6 of ITU-T V.250, with a PBX's slowness)."""

ANNOUNCEMENT = 4.0
"""Seconds of special information tones and the words after them (ITU-T E.180) until a modem gives up on them."""

A_FEW_RINGS = 14.0
"""Seconds: two rings and the pauses between them."""

TRUNK_DEAD = "trunk out of order"
"""What an FF240-IP says where a modem finds no line: it has neither loop current nor dial tone."""

_ON_IP = " On SIP `no_t38`, unless faxes may go as sound."
"""What becomes of a call to somebody whose telephone has no T.38."""


def _voice(side: Side, *wrong: Impairment, **far_end: object) -> Played:
    """No fax machine at that end: on a line nothing is heard of it but noises, on IP it has sound and nothing else."""
    return Played({"t38": T38.NEVER, **far_end}, (StationMissing(side), *wrong))


PHASE_A = (
    coded(
        "no_loop_current",
        "003",
        Phase.SET_UP,
        "03",
        "The line carries no current: it is not plugged in. On SIP: the trunk is out of order.",
        how=Undialled(0.0),
        sip_status=502,
        message_on_ip=TRUNK_DEAD,
    ),
    coded(
        "ringback_no_answer",
        "004",
        Phase.SET_UP,
        "04",
        "It rings at the other end until we give up, a minute after dialling.",
        how=Unanswered(),
        sip_status=480,
        message_on_ip="no answer",
    ),
    coded(
        "answer_without_ced",
        "005",
        Phase.PRE_MESSAGE,
        "05",
        "Somebody takes the call and no fax machine is heard until T1 is over." + _ON_IP,
        how=_voice(Side.CALLED),
        retry=False,
    ),
    coded(
        "phase_a",
        "016",
        Phase.SET_UP,
        "10",
        "The network drops the call while it rings.",
        how=Dropped(A_FEW_RINGS),
        sip_status=487,
        message_on_ip="request terminated",
    ),
    coded(
        "ring_no_handshake",
        None,
        Phase.PRE_MESSAGE,
        "01",
        "Somebody calls, and no fax machine is heard until T1 is over." + _ON_IP,
        inbound=_voice(Side.CALLING),
    ),
)

NETWORK = (
    resulting("busy", "201", "BUSY", 17, 486, "busy", "The called line is engaged.", Refused()),
    resulting(
        "no_dial_tone",
        "202",
        "NO DIALTONE",
        27,
        502,
        "no dial tone",
        "The line gives no dial tone. On SIP: the trunk is out of order.",
        Undialled(DIAL_TONE_WAIT),
        message_on_ip=TRUNK_DEAD,
    ),
    resulting(
        "no_answer",
        "203",
        "NO ANSWER",
        19,
        480,
        "no answer",
        "The called line rings and nobody takes the call.",
        Unanswered(),
    ),
    resulting(
        "no_carrier",
        "204",
        "NO CARRIER",
        18,
        408,
        "no carrier",
        "It rings, and the network gives the call up before anybody answers.",
        Dropped(A_FEW_RINGS),
        message_on_ip="request timeout",
    ),
    coded(
        "person_answers",
        "205",
        Phase.PRE_MESSAGE,
        "05",
        "A person takes the call, and stays on the line wondering." + _ON_IP,
        how=_voice(Side.CALLED),
        retry=False,
    ),
    resulting(
        "no_such_number",
        "206",
        "NO CARRIER",
        1,
        404,
        "no such number",
        "Special information tones: the number is not allocated.",
        Refused(ANNOUNCEMENT),
        retry=False,
    ),
    resulting(
        "congestion",
        "207",
        "BUSY",
        34,
        503,
        "circuits busy",
        "Fast busy: no circuit is free in the network.",
        Refused(),
    ),
    resulting(
        "rejected",
        "208",
        "NO CARRIER",
        21,
        603,
        "call rejected",
        "The called end declines the call.",
        Refused(),
        retry=False,
    ),
    resulting(
        "number_changed",
        "209",
        "NO CARRIER",
        22,
        410,
        "number changed",
        "An announcement: the number is another one now.",
        Refused(ANNOUNCEMENT),
        retry=False,
    ),
    resulting(
        "out_of_order",
        "210",
        "NO CARRIER",
        27,
        502,
        "destination out of order",
        "The called line is faulty.",
        Refused(ANNOUNCEMENT),
    ),
    resulting(
        "invalid_number",
        "211",
        "NO CARRIER",
        28,
        484,
        "invalid number",
        "An announcement: the number is incomplete.",
        Refused(ANNOUNCEMENT),
        retry=False,
    ),
    resulting(
        "network_out_of_order",
        "212",
        "NO CARRIER",
        38,
        503,
        "network out of order",
        "The network cannot carry calls.",
        Refused(ANNOUNCEMENT),
    ),
    resulting(
        "temporary_failure",
        "213",
        "BUSY",
        41,
        503,
        "temporary failure",
        "The network could not set the call up this time.",
        Refused(),
    ),
    resulting(
        "incompatible",
        "214",
        "NO CARRIER",
        88,
        488,
        "incompatible destination",
        "The called end takes no fax calls. On SIP: it has no T.38.",
        Refused(),
        retry=False,
    ),
    resulting(
        "no_response",
        "215",
        "NO ANSWER",
        18,
        408,
        "no response",
        "The called end gives no sign at all.",
        Unanswered(Meanwhile.KEEPS_STILL),
    ),
    coded(
        "voice_mail",
        "216",
        Phase.PRE_MESSAGE,
        "20",
        "An answering machine takes the call, and hangs up after its greeting." + _ON_IP,
        how=_voice(Side.CALLED, LineCut(25.0), rings=4),
        retry=False,
    ),
    coded(
        "person_hangs_up",
        "217",
        Phase.PRE_MESSAGE,
        "20",
        "A person takes the call, says hello, and hangs up." + _ON_IP,
        how=_voice(Side.CALLED, LineCut(6.0)),
        retry=False,
    ),
    coded(
        "answer_then_gone",
        "218",
        Phase.PRE_MESSAGE,
        "20",
        "A fax machine answers, and the line is gone before it has said who it is.",
        how=Played(impairments=(LineCut(4.0),)),
    ),
)

ROWS: tuple[Outcome, ...] = (*PHASE_A, *NETWORK)
