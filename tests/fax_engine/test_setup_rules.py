"""What accounts, routes and settings may say, at the edges."""

import pytest

from fax_engine.setup_rules import is_dial_prefix, is_extension, is_station_id, is_username, lacks_value
from models.vocabulary import DestinationType


@pytest.mark.parametrize(
    ("text", "lines", "fits"),
    [
        ("0", 0, True),
        ("9" * 15, 0, True),
        ("9" * 16, 0, False),
        ("\u0661", 0, False),
        ("", 2, False),
        ("global", 0, True),
        ("Global", 0, False),
        ("line2", 2, True),
        ("line3", 2, False),
        ("line0", 2, False),
        ("line01", 2, False),
        ("line1", 0, False),
    ],
)
def test_what_a_route_can_be_for(text: str, lines: int, fits: bool) -> None:
    assert is_extension(text, lines) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", True), ("+1 218 555 ~", True), ("1" * 20, True), ("1" * 21, False), ("ä", False), ("\t", False)],
)
def test_what_a_station_may_call_itself(text: str, fits: bool) -> None:
    assert is_station_id(text) is fits


@pytest.mark.parametrize(("text", "fits"), [("", True), ("9,W", True), ("w*#!@$", True), ("abc", False), ("9-", False)])
def test_what_is_dialled_before_a_number(text: str, fits: bool) -> None:
    assert is_dial_prefix(text) is fits


@pytest.mark.parametrize(("text", "fits"), [("ann1", True), ("", False), ("an n", False), ("änn", False), ("²", False)])
def test_what_a_user_may_be_called(text: str, fits: bool) -> None:
    assert is_username(text) is fits


def test_what_needs_a_value() -> None:
    assert {kind for kind in DestinationType if not lacks_value(kind, "")} == {DestinationType.TRASH}
    assert not any(lacks_value(kind, "x") for kind in DestinationType)
