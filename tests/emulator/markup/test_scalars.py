"""The kinds of value: each read from what clients write, and written as the appliance does."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.markup import (
    BASE64,
    BOOLEAN,
    CHOICE,
    INTEGER,
    LINK,
    LOCAL_TIME,
    MULTILINE,
    TEXT,
    UTC_TIME,
    Node,
    Scalar,
    WriteStyle,
)
from emulator.markup.base64_text import decode, encode


class Colour(StrEnum):
    RED = "red"
    BLUE = "Blue"


COLOUR = CHOICE(Colour)
FIFTH = INTEGER(0, 5)


def leaf_of(*pieces: str) -> Node:
    node = Node("leaf")
    node.pieces.extend(pieces)
    return node


def parsed(scalar: Scalar[Any], *pieces: str) -> Any:
    assert scalar.parse is not None
    return scalar.parse(leaf_of(*pieces))


@pytest.mark.parametrize(
    ("scalar", "text", "value"),
    [
        (TEXT, "  Rcpt 1 \r\n", "Rcpt 1"),
        (TEXT, "two \n   lines", "two lines"),
        (TEXT, "\u00a0kept\u00a0", "\u00a0kept\u00a0"),
        (MULTILINE, " one\r\n two\rthree \n", "one\n two\nthree"),
        (LINK, "\n https://192.168.2.1/default.pdf ", "https://192.168.2.1/default.pdf"),
        (FIFTH, " 0 ", 0),
        (FIFTH, "+05", 5),
        (INTEGER(), "-17", -17),
        (INTEGER(minimum=1), "2147483647", 2147483647),
        (BOOLEAN, "true", True),
        (BOOLEAN, " False ", False),
        (BOOLEAN, "1", True),
        (BOOLEAN, "0", False),
        (COLOUR, " red ", Colour.RED),
        (CHOICE(Colour, any_case=True), "BLUE", Colour.BLUE),
        (UTC_TIME, "2008-08-07T20:30:00", datetime(2008, 8, 7, 20, 30, tzinfo=UTC)),
        (UTC_TIME, "2008-08-07 20:30:00", datetime(2008, 8, 7, 20, 30, tzinfo=UTC)),
        (UTC_TIME, "2008-08-07T20:30:00Z", datetime(2008, 8, 7, 20, 30, tzinfo=UTC)),
        (UTC_TIME, "0001-01-01T00:00:00", datetime(1, 1, 1, tzinfo=UTC)),
        (BASE64, "dGVz\r\n dA==\n", b"test"),
    ],
)
def test_reading(scalar: Scalar[Any], text: str, value: object) -> None:
    assert parsed(scalar, text) == value


@pytest.mark.parametrize(
    ("scalar", "text", "complaint"),
    [
        (FIFTH, "abc", "'abc' is not an integer"),
        (FIFTH, "3.0", "'3.0' is not an integer"),
        (FIFTH, "\u0663", "'\u0663' is not an integer"),
        (FIFTH, "6", "'6' is more than 5"),
        (INTEGER(minimum=1), "0", "'0' is less than 1"),
        (INTEGER(minimum=1), "2147483648", "'2147483648' is more than 2147483647"),
        (INTEGER(), "9" * 5000, f"'{'9' * 40}...' is more than 2147483647"),
        (INTEGER(minimum=1), f"-{'9' * 20}", f"'-{'9' * 20}' is less than 1"),
        (INTEGER(), "+-3", "'+-3' is not an integer"),
        (BOOLEAN, "yes", "'yes' is neither true nor false"),
        (COLOUR, "Red", "'Red' is not one of: red, Blue"),
        *[
            (UTC_TIME, text, f"'{text}' is not a time in UTC like 2026-01-31T13:45:00")
            for text in (
                "now",
                "2008-08-07",
                "2008-08-07T20:30",
                "2008-02-30T20:30:00",
                "2008-08-07T24:00:00",
                "2008-08-07T20:30:60",
                "2008-08-07T20:30:00+02:00",
                "2008-08-07T20:30:00.5",
                "2008-8-7T20:30:00",
                "0000-01-01T00:00:00",
            )
        ],
        (
            UTC_TIME,
            "9999-12-31T23:59:59",
            "'9999-12-31T23:59:59' is later than the year 9998, the last that a time may be in",
        ),
        (BASE64, "dGVz*A==", "the text is not base64: only base64 data is allowed"),
        (BASE64, "dGVzdA", "the text is not base64: incorrect padding"),
        (BASE64, "dGVzdA==dGVz", "the text is not base64: excess data after padding"),
        (BASE64, "größe", r"the text is not base64: '\xf6' stands in it"),
    ],
)
def test_refusing(scalar: Scalar[Any], text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        parsed(scalar, text)


@pytest.mark.parametrize(
    ("scalar", "value", "text"),
    [
        (TEXT, "Rcpt & Co", "Rcpt & Co"),
        (MULTILINE, "one\r\ntwo", "one\ntwo"),
        (FIFTH, 3, "3"),
        (BOOLEAN, True, "true"),
        (BOOLEAN, False, "false"),
        (COLOUR, Colour.BLUE, "Blue"),
        (UTC_TIME, datetime(2008, 8, 7, 20, 30, 0, 999, tzinfo=UTC), "2008-08-07T20:30:00"),
        (LOCAL_TIME, datetime(2008, 8, 7, 20, 30, tzinfo=UTC), "2008-08-07 15:30:00"),
        (LOCAL_TIME, datetime(2008, 1, 7, 20, 30, tzinfo=UTC), "2008-01-07 14:30:00"),
        (BASE64, b"test", "dGVzdA=="),
    ],
)
def test_writing_in_chicago_with_a_blank_before_the_time(scalar: Scalar[Any], value: object, text: str) -> None:
    style = WriteStyle(timestamp_separator=" ", time_zone=ZoneInfo("America/Chicago"))
    assert scalar.renderer(style)(value) == text


@given(st.binary(max_size=40), st.lists(st.integers(0, 60), max_size=5), st.sampled_from([" ", "\n", "\t", "\r\n", ""]))
def test_base64_may_be_cut_and_spaced_anywhere(content: bytes, cuts: list[int], blank: str) -> None:
    text = encode(content)
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [blank + text[start:end] for start, end in pairwise(bounds)]
    assert decode(pieces) == content


@pytest.mark.parametrize("pieces", [["QQ==", "QQ=="], ["QQ=", "=", "Q"], ["QQ==", "="], ["QUI=", " ", "QUJD"]])
def test_nothing_follows_the_padding_even_in_another_piece(pieces: list[str]) -> None:
    with pytest.raises(ValueError, match="follows the padding"):
        decode(pieces)
