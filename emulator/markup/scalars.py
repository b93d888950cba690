"""The kinds of value that a leaf holds. Rule: a kind is one row: how it is described, read from text, and written.

Reading takes a leaf's node, which is never empty, and raises `Unfit` when the text does not fit. Writing gives plain
text; escaping is the writer's business.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from emulator.markup.base64_text import decode, encode
from emulator.markup.node import WHITE_SPACE, Node
from emulator.markup.style import WriteStyle
from emulator.markup.texts import Unfit

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LARGEST = 2**31 - 1
"""The largest integer read where an element sets no limit of its own."""

LONGEST_TEXT = 1_000
"""Characters of a text on one line (ours, as are the two below): an answer repeats it for each of many recipients."""

LONGEST_LINES = 65_536
"""Characters of a text with line breaks."""

LONGEST_LINK = 8_000
"""Characters of a URL (RFC 9110, section 4.1, wants 8,000 octets supported at least)."""

SHOWN = 40
"""How many characters of a bad value an error repeats."""


@dataclass(frozen=True, slots=True)
class Scalar(Generic[T]):
    """One kind of value.

    `parse` is None for a kind that only answers hold; `plain` is True when what is written never needs escaping;
    `values` are the only ones allowed, empty where there is no such list; `empties` is True when no text is a value,
    too.
    """

    description: str
    parse: Callable[[Node], T] | None
    renderer: Callable[[WriteStyle], Callable[[T], str]]
    plain: bool = False
    values: tuple[str, ...] = ()
    empties: bool = False


def _trimmed(node: Node) -> str:
    return node.text.strip(WHITE_SPACE)


def one_line(text: str, most: int) -> str:
    """The text without white space around it, and blanks for its line breaks. Raises `Unfit` when it is longer."""
    text = _at_most(most, text.strip(WHITE_SPACE))
    return _LINE_BREAK.sub(" ", text) if "\n" in text or "\r" in text else text


def _one_line(most: int) -> Callable[[Node], str]:
    return lambda node: one_line(node.text, most)


def _lines(node: Node) -> str:
    return _with_line_feeds(_at_most(LONGEST_LINES, _trimmed(node)))


def _at_most(most: int, text: str) -> str:
    if len(text) > most:
        raise Unfit("too_long", most=most)
    return text


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_it_is(style: WriteStyle) -> Callable[[Any], str]:
    return str


_LINE_BREAK = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_INTEGERS = re.compile(r"[0-9]{1,18}(?:[ \t\r\n]*,[ \t\r\n]*[0-9]{1,18})*")
_UTC_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})Z?")
NUMERIC_BOOLEANS = {"1": "true", "0": "false"}
"""What XML allows for a truth value beside the guide's `true` and `false`: it is read, and told of (ours)."""
_BOOLEANS = {"true": True, "false": False}
MOST_DIGITS = 18
"""Of an integer that is looked at: more than any limit has."""

TEXT: Scalar[str] = Scalar(
    f"text on one line, at most {LONGEST_TEXT} characters", _one_line(LONGEST_TEXT), _as_it_is, empties=True
)
MULTILINE: Scalar[str] = Scalar(
    f"text with line breaks, at most {LONGEST_LINES} characters",
    _lines,
    lambda style: _with_line_feeds,
    empties=True,
)
LINK: Scalar[str] = Scalar(f"URL, at most {LONGEST_LINK} characters", _one_line(LONGEST_LINK), _as_it_is)


def quoted(text: str, most: int = SHOWN) -> str:
    """The text, or its beginning, in quotation marks."""
    return f"'{text}'" if len(text) <= most else f"'{text[:most]}...'"


def INTEGER(minimum: int = -LARGEST, maximum: int = LARGEST, *, step: int = 1) -> Scalar[int]:
    """A whole number in decimal digits, with both limits allowed; a multiple of `step`."""

    def parse(node: Node) -> int:
        text = _trimmed(node)
        if not _INTEGER.fullmatch(text):
            raise Unfit("not_an_integer", value=quoted(text))
        digits = text.lstrip("+-").lstrip("0")[: MOST_DIGITS + 1]  # cut off, it is beyond every limit still
        value = int(digits or "0") * (-1 if text.startswith("-") else 1)
        if value < minimum:
            raise Unfit("too_small", value=quoted(text), least=minimum)
        if value > maximum:
            raise Unfit("too_large", value=quoted(text), most=maximum)
        if value % step:
            raise Unfit("between_steps", value=quoted(text), step=step)
        return value

    steps = f" in steps of {step}" if step > 1 else ""
    return Scalar(_describe_range(minimum, maximum) + steps, parse, _as_it_is, plain=True)


def _describe_range(minimum: int, maximum: int) -> str:
    lower = f" from {minimum}" if minimum > -LARGEST else ""
    upper = f" to {maximum}" if maximum < LARGEST else ""
    return f"integer{lower}{upper}"


def _parse_integers(node: Node) -> tuple[int, ...]:
    text = _trimmed(node)
    if not _INTEGERS.fullmatch(text):
        raise Unfit("not_integers", value=quoted(text))
    return tuple(map(int, text.split(",")))


INTEGERS: Scalar[tuple[int, ...]] = Scalar(
    "integers from 0 with commas between",
    _parse_integers,
    lambda style: lambda values: ",".join(map(str, values)),
    True,
)


def _parse_boolean(node: Node) -> bool:
    text = _trimmed(node)
    value = _BOOLEANS.get(NUMERIC_BOOLEANS.get(text, text).lower())
    if value is None:
        raise Unfit("not_a_boolean", value=quoted(text))
    return value


def _render_boolean(value: bool) -> str:
    return "true" if value else "false"


BOOLEAN: Scalar[bool] = Scalar("true or false", _parse_boolean, lambda style: _render_boolean, plain=True)


def CHOICE(choices: type[E], *, any_case: bool = False) -> Scalar[E]:
    """One of an enumeration's values, spelled as there; in any case where `any_case` says so."""
    listed = ", ".join(choices)
    by_text = {choice.lower() if any_case else choice.value: choice for choice in choices}

    def parse(node: Node) -> E:
        text = _trimmed(node)
        value = by_text.get(text.lower() if any_case else text)
        if value is None:
            raise Unfit("not_a_choice", value=quoted(text), choices=listed)
        return value

    return Scalar(f"one of: {listed}", parse, _as_it_is, values=tuple(choices))


def parse_utc_time(text: str) -> datetime:
    """A moment in UTC, `YYYY-MM-DDTHH:MM:SS`. Raises `Unfit`."""
    complaint = Unfit("not_a_time", value=quoted(text))
    match = _UTC_TIME.fullmatch(text)
    if match is None:
        raise complaint
    year, month, day, hour, minute, second = map(int, match.groups())
    # The last year is no use: its end cannot be told in a time zone that is ahead of UTC.
    if year == MAXYEAR:
        raise Unfit("too_late", value=quoted(text), last=MAXYEAR - 1)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise complaint from None


def _utc_time(style: WriteStyle) -> Callable[[datetime], str]:
    shown = style.shown
    return lambda moment: shown(moment).astimezone(UTC).isoformat(timespec="seconds")[:19]


UTC_TIME: Scalar[datetime] = Scalar(
    "time in UTC, YYYY-MM-DDTHH:MM:SS",
    lambda node: parse_utc_time(_trimmed(node)),
    _utc_time,
    plain=True,
)


def _local_time(style: WriteStyle) -> Callable[[datetime], str]:
    zone, separator, shown = style.time_zone, style.timestamp_separator, style.shown
    return lambda moment: shown(moment).astimezone(zone).isoformat(separator, "seconds")[:19]


LOCAL_TIME: Scalar[datetime] = Scalar(
    "time in the unit's time zone, YYYY-MM-DDTHH:MM:SS", None, _local_time, plain=True
)

BASE64: Scalar[bytes] = Scalar(
    "base64, white space allowed", lambda node: decode(node.pieces), lambda style: encode, plain=True
)
