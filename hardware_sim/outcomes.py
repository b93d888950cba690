"""The catalogue of outcomes: every way in which a call can end, one row each.

Rule: whatever distinguishes two outcomes is a column here; the rest of the package looks at columns, never at names.
A dial string whose digits end in 5005550CCC decides its own outcome: the row with the magic number CCC.

Names, magic numbers and the messages of outcomes without a hang-up code are this project's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fax_engine.grades import Grade
from fax_engine.line import Hangup
from hardware_sim.hangup import HANGUP_CODES, NORMAL_CLEARING
from models.vocabulary import ChannelKind


class Phase(StrEnum):
    """The phases of a fax call (ITU-T T.30 clause 3)."""

    SET_UP = "A"
    PRE_MESSAGE = "B"
    MESSAGE = "C"
    POST_MESSAGE = "D"
    RELEASE = "E"


class Course(StrEnum):
    """How a call with this outcome runs; the call plan has one answer to each."""

    COMPLETED = "completed"
    """Answered, every page sent and confirmed."""
    REFUSED = "refused"
    """The network turns the call away as soon as the number is dialled."""
    UNANSWERED = "unanswered"
    """It rings until the caller gives up."""
    LOST = "lost"
    """The caller of an inbound call is gone in the middle of a page."""
    INTERRUPTED = "interrupted"
    """Our own side breaks off, at any moment; such a call is never planned."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the catalogue.

    `magic_number`: three digits, or None where no number can ask for it; `phase`: where the call ends, None = anywhere;
    `hangup_code`: Class 2.1, or None where the modem gives `result_code` instead; `cause`: ITU-T Q.850;
    `sip_status`: RFC 3261; `message`: the default text for fax entry and logs; `retry`: does another try make sense.
    That is for the catalogue's readers; the appliance tries again in any case while tries are left.
    """

    name: str
    magic_number: str | None
    course: Course
    phase: Phase | None
    hangup_code: str | None
    result_code: str | None
    cause: int
    sip_status: int
    message: str
    retry: bool
    meaning: str

    @property
    def message_grade(self) -> Grade:
        """How sure the message is: that of the hang-up code's text, or this project's choice where there is no code."""
        return HANGUP_CODES[self.hangup_code].grade if self.hangup_code else Grade.OURS

    @property
    def succeeded(self) -> bool:
        """True when every page arrived."""
        return self.course is Course.COMPLETED

    def hangup(self, kind: ChannelKind) -> Hangup:
        """Why the call ended, as a channel of this kind reports it: an analog line knows no SIP status."""
        sip_status = self.sip_status if kind is ChannelKind.SIP else None
        return Hangup(self.hangup_code, self.cause, sip_status, self.message)


_ROWS = (
    Outcome(
        name="ok",
        magic_number="000",
        course=Course.COMPLETED,
        phase=Phase.RELEASE,
        hangup_code="00",
        result_code=None,
        cause=NORMAL_CLEARING,
        sip_status=200,
        message=HANGUP_CODES["00"].text,
        retry=False,
        meaning="A fax machine answers and confirms every page.",
    ),
    Outcome(
        name="busy",
        magic_number="201",
        course=Course.REFUSED,
        phase=Phase.SET_UP,
        hangup_code=None,
        result_code="BUSY",
        cause=17,
        sip_status=486,
        message="busy",
        retry=True,
        meaning="The called line is engaged.",
    ),
    Outcome(
        name="no_answer",
        magic_number="203",
        course=Course.UNANSWERED,
        phase=Phase.SET_UP,
        hangup_code=None,
        result_code="NO ANSWER",
        cause=19,
        sip_status=480,
        message="no answer",
        retry=True,
        meaning="The called line rings and nobody takes the call.",
    ),
    Outcome(
        name="page_not_received",
        magic_number=None,
        course=Course.LOST,
        phase=Phase.MESSAGE,
        hangup_code="73",
        result_code=None,
        cause=NORMAL_CLEARING,
        sip_status=200,
        message=HANGUP_CODES["73"].text,
        retry=True,
        meaning="A caller breaks off in the middle of a page, and no more is heard of it.",
    ),
    Outcome(
        name="aborted",
        magic_number=None,
        course=Course.INTERRUPTED,
        phase=None,
        hangup_code="02",
        result_code=None,
        cause=NORMAL_CLEARING,
        sip_status=487,
        message=HANGUP_CODES["02"].text,
        retry=False,
        meaning="Our own side hangs up before the call is over.",
    ),
)

OUTCOMES: Mapping[str, Outcome] = {row.name: row for row in _ROWS}
"""Every outcome by name, in order of the catalogue."""

_BY_MAGIC_NUMBER: Mapping[str, Outcome] = {row.magic_number: row for row in _ROWS if row.magic_number is not None}
_NOT_A_DIGIT = re.compile(r"[^0-9]")
_MAGIC = re.compile(r"5005550([0-9]{3})$")


def digits_of(dial_string: str) -> str:
    """The digits 0-9 of a dial string; pauses, dashes and whatever else stands between them are dropped."""
    return _NOT_A_DIGIT.sub("", dial_string)


def by_magic(number: str) -> Outcome | None:
    """The outcome that a dialled number asks for by ending in 5005550CCC; None when it asks for none we know."""
    found = _MAGIC.search(digits_of(number))
    return _BY_MAGIC_NUMBER.get(found[1]) if found else None
