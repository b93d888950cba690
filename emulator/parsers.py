"""Texts into values: the parsers of the settings.

Rule: a parser takes a trimmed text that is not empty, and answers the value or raises `ValueError` whose message says
what would be right ("a port: a number from 0 to 65535"), never what was wrong: the caller knows where it came from.
"""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.vocabulary import Resolution

Parser = Callable[[str], Any]

HIGHEST_PORT = 65535
SECONDS_OF_A_DAY = 86_400

MOST_KEPT = 1_000_000


def choice(words: tuple[str, ...], *, ignore_case: bool = False) -> Parser:
    """A parser for one of `words`."""

    def parse(text: str) -> str:
        word = text.upper() if ignore_case else text
        if word not in words:
            shown = [word.lower() for word in words] if ignore_case else words
            raise ValueError(f"one of {', '.join(shown)}" if len(words) > 1 else words[0])
        return word

    return parse


def parse_boolean(text: str) -> bool:
    """`true` or `false`, in any case; `1` and `0`, as environments have them, are the same."""
    value = {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    if value is None:
        raise ValueError("true or false")
    return value


def parse_kept(text: str) -> int:
    """How many of something are kept, 1 to `MOST_KEPT`."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_KEPT)) and 1 <= int(text) <= MOST_KEPT:
        return int(text)
    raise ValueError(f"a number from 1 to {MOST_KEPT}")


def parse_port(text: str) -> int:
    """A TCP port, 0 to 65535."""
    if text.isascii() and text.isdecimal() and int(text) <= HIGHEST_PORT:
        return int(text)
    raise ValueError(f"a port: a number from 0 to {HIGHEST_PORT}")


def parse_port_or_off(text: str) -> int | None:
    """A TCP port, or `off` for none."""
    if text.lower() == "off":
        return None
    try:
        return parse_port(text)
    except ValueError as error:
        raise ValueError(f"{error}, or off") from None


def parse_positive_number(text: str) -> float:
    """A finite number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    # The upper bound keeps 1/number from becoming a denormal that no timer can use.
    if 0 < number <= 1e9 and math.isfinite(1 / number):
        return number
    raise ValueError("instant, fast, real, or a factor above 0 such as 10")


def parse_seconds(text: str) -> float:
    """A time above 0, at most a day."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds <= SECONDS_OF_A_DAY:
        return seconds
    raise ValueError(f"seconds: a number above 0, at most {SECONDS_OF_A_DAY}")


def parse_count(text: str) -> int:
    """A whole number from 0 to a million."""
    if text.isascii() and text.isdecimal() and len(text) <= 7 and int(text) <= 1_000_000:
        return int(text)
    raise ValueError("a number from 0 to 1000000")


def parse_seconds_or_off(text: str) -> float | None:
    """Seconds above 0, up to ten years, or `off` for none."""
    if text.lower() == "off":
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds <= 315_360_000:
        return seconds
    raise ValueError("seconds above 0, or off")


def parse_version(text: str) -> str:
    """A firmware version: digits, letters, dots and dashes, at most 32 characters."""
    if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,31}", text):
        return text
    raise ValueError("a version such as 3.5.2")


def parse_host(text: str) -> str:
    """An address or host name to listen on; brackets around an IPv6 address are dropped."""
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if host and re.fullmatch(r"[0-9A-Za-z.:_%\-]+", host):
        return host
    raise ValueError("an address or host name of this machine, such as 0.0.0.0, 127.0.0.1 or ::")


def parse_url_base(text: str) -> str:
    """An http or https URL without query and fragment; a slash at its end is dropped."""
    from urllib.parse import urlsplit

    expected = "a URL such as https://fax.example:8443, without a query"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise ValueError(expected) from None
    if not usable or parts.query or parts.fragment or parts.username is not None or re.search(r"[\s<>\"]", text):
        raise ValueError(expected)
    return text.rstrip("/")


def parse_time_zone(text: str) -> str:
    """The name of an IANA time zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("an IANA time zone such as UTC, Europe/Berlin or America/Chicago") from None


def parse_resolution(text: str) -> Resolution:
    """The vertical resolution of a page."""
    try:
        return Resolution(text.lower())
    except ValueError:
        raise ValueError(f"one of {', '.join(Resolution)}") from None


def parse_folder(text: str) -> Path:
    """A folder that exists or can be made; only a file in its place is refused here."""
    if "\0" in text or (Path(text).exists() and not Path(text).is_dir()):
        raise ValueError("a folder (it is made when missing)")
    return Path(text)


def parse_present_folder(text: str) -> Path:
    """A folder that exists."""
    if "\0" in text or not Path(text).is_dir():
        raise ValueError("a folder that exists")
    return Path(text)


def parse_file(text: str) -> Path:
    """A file that exists."""
    if "\0" in text or not Path(text).is_file():
        raise ValueError("a file that exists")
    return Path(text)


def parse_names(text: str) -> tuple[str, ...]:
    """Host names and addresses separated by commas; `*.example` stands for every name below."""
    names = tuple(name for part in text.split(",") if (name := part.strip()))
    if all(re.fullmatch(r"(\*\.)?[^\W_]([\w.\-]*\w)?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", name) for name in names):
        return names
    raise ValueError("host names and addresses separated by commas")


def parse_delivery_map(text: str) -> tuple[tuple[str, Path], ...]:
    """Folders for printers and shares, `lp1=/srv/lp1,//files/fax=/mnt/fax`; each name once."""
    from emulator.sinks.folders import folders_of

    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    meant = {tuple(folders_of(name) or ()) for name, _, _ in pairs}
    if len(meant) < len(pairs) or () in meant or not all(folder.strip() for _, _, folder in pairs):
        raise ValueError("PRINTER=FOLDER or //SERVER/SHARE=FOLDER, each name once, separated by commas")
    return tuple((name.strip(), parse_folder(folder.strip())) for name, _, folder in pairs)


def parse_mail_address(text: str) -> str:
    """An e-mail address without a name and without quoting."""
    from fax_engine.mails import is_address

    if is_address(text):
        return text
    raise ValueError("an e-mail address such as fax@example.com")


def parse_token(text: str) -> str:
    """A bearer token: printable ASCII without blanks (RFC 6750, section 2.1)."""
    if re.fullmatch(r"[\x21-\x7e]+", text):
        return text
    raise ValueError("a word of printable ASCII characters without blanks")
