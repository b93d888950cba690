"""Dialects: named rows of switches, and how people write them."""

import re
from dataclasses import fields
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from emulator.dialects import (
    DIALECTS,
    FIRMWARE_3_5_2,
    GUIDE,
    SWITCHES,
    CoverPageOrder,
    Dialect,
    EntrySeparator,
    TimestampSeparator,
    UrlScheme,
    parse_dialect,
)


def test_the_guide_is_the_default_and_harmless() -> None:
    assert parse_dialect("guide") == GUIDE == Dialect()
    assert (GUIDE.entry_separator, GUIDE.timestamp_separator, GUIDE.url_scheme) == ("/", "T", "caller")
    assert GUIDE.cover_page_order.names == ("url", "enabled", "subject", "comments")


def test_firmware_3_5_2_writes_as_the_real_unit_did() -> None:
    dialect = parse_dialect("3.5.2")
    assert (dialect.entry_separator, dialect.timestamp_separator, dialect.url_scheme) == ("%2F", "T", "https")
    assert dialect.cover_page_order.names == ("enabled", "url", "subject", "comments")


def test_every_switch_of_a_dialect_can_be_set() -> None:
    assert [field.name for field in fields(Dialect)] == list(SWITCHES)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("3.5.2,timestamp_separator=T", FIRMWARE_3_5_2),
        ("timestamp_separator=blank", Dialect(timestamp_separator=TimestampSeparator.BLANK)),
        (
            " entry_separator = %2f , url_scheme=HTTPS ",
            Dialect(EntrySeparator.ESCAPED_SLASH, url_scheme=UrlScheme.HTTPS),
        ),
        (
            "3.5.2, entry_separator=/,url_scheme=caller",
            Dialect(cover_page_order=CoverPageOrder.ENABLED_FIRST),
        ),
    ],
)
def test_switches_after_or_instead_of_a_name(text: str, dialect: Dialect) -> None:
    assert parse_dialect(text) == dialect


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is no dialect: choose guide, 3.5.2, or set switches: "),
        ("3.5.3", "'3.5.3' is no dialect: choose guide, 3.5.2, or set switches: "),
        ("guide,3.5.2", "'3.5.2' should read switch=setting; a dialect's name comes first, and only once"),
        ("separator=T", "'separator' is no switch of a dialect: choose entry_separator, timestamp_separator, "),
        ("url_scheme=ftp", "'ftp' is no setting of url_scheme: choose caller, https"),
        ("timestamp_separator=", "'' is no setting of timestamp_separator: choose T, blank"),
        ("url_scheme=https,url_scheme=caller", "the switch url_scheme stands twice"),
    ],
)
def test_mistakes_are_answered_with_what_would_be_right(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        parse_dialect(text)


def test_every_dialect_can_be_written_down_and_read_again() -> None:
    for settings in product(*SWITCHES.values()):
        dialect = Dialect(**dict(zip(SWITCHES, settings, strict=True)))  # type: ignore[arg-type]
        assert parse_dialect(str(dialect)) == dialect
    assert {str(dialect) for dialect in DIALECTS.values()} == {"guide", "3.5.2"}


def test_the_writers_part() -> None:
    zone = ZoneInfo("America/Chicago")
    style = parse_dialect("3.5.2,timestamp_separator=blank").write_style(zone)
    assert (style.timestamp_separator, style.time_zone) == (" ", zone)
    assert style.orders == {"cover_page": ("enabled", "url", "subject", "comments")}
