"""What is told of things passed over: few headers, short ones, plain ASCII, whatever a client sent."""

import re

import pytest

from emulator.ffws.warning_headers import MOST_CHARACTERS, MOST_WARNINGS, warning_headers

HEADER = re.compile(rb'299 faxfinder-emulator "((?:[ !#-\[\]-~]|\\["\\])*)"')
"""RFC 7234, section 5.5, with a quoted-string of RFC 7230."""


def told(*notes: str) -> list[str]:
    """What a client reads in the headers."""
    found = []
    for name, value in warning_headers(list(notes)):
        assert name == b"warning"
        match = HEADER.fullmatch(value)
        assert match, value
        found.append(re.sub(r"\\(.)", r"\1", match[1].decode()))
    return found


def test_a_header_for_each_note() -> None:
    assert told("unknown element: a/b", "a body without Content-Type") == [
        "unknown element: a/b",
        "a body without Content-Type",
    ]
    assert told() == []


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ('say "no"', 'say "no"'),
        ("a\\b", "a\\b"),
        ("caf\u00e9", "caf\\xe9"),
        ("\U0001f4e0", "\\U0001f4e0"),
        ("a\r\nSet-Cookie: x", "a\\r\\nSet-Cookie: x"),
        ("\x00\x7f\t", "\\x00\\x7f\\t"),
        ("\ud800", "\\ud800"),
    ],
)
def test_nothing_gets_out_of_its_quotation_marks(note: str, seen: str) -> None:
    assert told(note) == [seen]


def test_many_notes_are_counted_and_long_ones_cut() -> None:
    seen = told(*[f"{number}" * 500 for number in range(1000)])
    assert len(seen) == MOST_WARNINGS + 1
    assert seen[-1] == f"and {1000 - MOST_WARNINGS} more"
    assert max(map(len, seen)) == MOST_CHARACTERS + len("...")
