"""What accounts, routes and settings may say, whoever says it: a request, a CSV file, or a seed.

Rule: the limits stand here once; each of those finds its own words for what breaks them.
"""

from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.dial_patterns import CHARACTERS
from models.route import GLOBAL_ROUTE, LINE_ROUTE
from models.vocabulary import DestinationType

MOST_DIGITS = 15
"""Digits of an extension (administrator guide)."""

PREFIX_CHARACTERS = frozenset(CHARACTERS + "Ww")
"""What a dial prefix is made of: dialing characters, and `W`, which waits for a dial tone (ITU-T V.250)."""


def is_username(text: str) -> bool:
    """True for letters A to Z and digits, at least one (the manuals: alphanumeric, no spaces; ASCII alone is ours)."""
    return text.isascii() and text.isalnum()


def is_extension(text: str, lines: int) -> bool:
    """True for what an inbound route can be for: 1 to 15 digits, `global`, or `line1` to the last of so many lines."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return is_number or text in extension_names(lines)


def extension_names(lines: int) -> list[str]:
    """What an inbound route of a unit with so many lines can be for beside digits."""
    return [GLOBAL_ROUTE, *(f"{LINE_ROUTE}{number}" for number in range(1, lines + 1))]


def is_station_id(text: str) -> bool:
    """True for at most 20 printable ASCII characters, none included (ITU-T T.30, 5.3.6.2; the set is ours)."""
    return text.isascii() and text.isprintable() and len(text) <= STATION_ID_LENGTH


def is_dial_prefix(text: str) -> bool:
    """True for dialing characters and `W`, none included."""
    return PREFIX_CHARACTERS.issuperset(text)


def lacks_value(kind: DestinationType, value: str | None) -> bool:
    """True for a destination of a kind that needs a value (an address, a user, ...) and has none."""
    return not value and kind is not DestinationType.TRASH
