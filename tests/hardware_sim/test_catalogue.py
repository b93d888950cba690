"""The tables: outcomes, hang-up codes, causes, and the numbers that choose an outcome."""

from typing import Any

import pytest

from hardware_sim.exchange import Exchange
from hardware_sim.far_end import FarEnd, default_far_end
from hardware_sim.hangup import CAUSES, HANGUP_CODES
from hardware_sim.outcome import Outcome
from hardware_sim.outcomes import OUTCOMES, by_magic
from models.vocabulary import ChannelKind, Coding


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("5005550000", "ok"),
        ("5005550201", "busy"),
        ("500-555-0201", "busy"),
        ("9,1 (500) 555-0201", "busy"),
        ("+1.500.555.0203", "no_answer"),
        ("9W5005550,203#", "no_answer"),
    ],
)
def test_a_magic_number_chooses_its_outcome_however_it_is_written(number: str, name: str) -> None:
    outcome = by_magic(number)

    assert outcome is OUTCOMES[name]
    assert Exchange().reach(number).outcome is outcome


@pytest.mark.parametrize("number", ["2185553335", "5005550042", "50055502010", "201", "", "W", "٥٠٠٥٥٥٠٢٠١"])
def test_any_other_number_is_answered_by_a_willing_fax_machine(number: str) -> None:
    assert by_magic(number) is None
    assert Exchange().reach(number).outcome.succeeded


@pytest.mark.parametrize(
    ("number", "station_id"),
    [
        ("218-555-3335", "2185553335"),
        ("9,,12185553335", "912185553335"),
        ("W", ""),
        ("99 0011 49 30 1234567890 12345", "00114930123456789012345"[-20:]),
    ],
)
def test_an_unknown_far_end_calls_itself_by_its_number(number: str, station_id: str) -> None:
    assert default_far_end(number).station_id == station_id


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_every_row_is_found_by_its_name_and_its_magic_number(outcome: Outcome) -> None:
    assert OUTCOMES[outcome.name] is outcome
    assert outcome.magic_number is None or by_magic(f"5005550{outcome.magic_number}") is outcome


def test_the_published_magic_numbers_stay_what_they_are() -> None:
    assert [OUTCOMES[name].magic_number for name in ("ok", "busy", "no_answer", "aborted")] == [
        "000",
        "201",
        "203",
        None,
    ]


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_every_outcome_speaks_the_vocabularies_of_the_hang_up_tables(outcome: Outcome) -> None:
    assert outcome.sip_status in CAUSES[outcome.cause].sip_statuses
    assert (outcome.hangup_code is None) != (outcome.result_code is None)
    if outcome.hangup_code is not None:
        assert HANGUP_CODES[outcome.hangup_code].cause == outcome.cause
        assert HANGUP_CODES[outcome.hangup_code].text == outcome.message


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_only_a_sip_channel_knows_a_sip_status(outcome: Outcome) -> None:
    analog = outcome.hangup(ChannelKind.MODEM, is_answered=outcome.is_connected)
    on_ip = outcome.hangup(ChannelKind.SIP, is_answered=outcome.is_connected)
    assert (analog.sip_status, analog.code) == (None, outcome.hangup_code)
    assert on_ip.sip_status == (200 if on_ip.code else outcome.sip_status)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_a_sip_channel_has_a_modems_code_only_of_calls_that_were_taken(outcome: Outcome) -> None:
    untaken = outcome.hangup(ChannelKind.SIP, is_answered=False)
    assert (untaken.code, untaken.sip_status) == (None, outcome.sip_status)
    assert outcome.hangup(ChannelKind.SIP, is_answered=True).code == outcome.hangup_code


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_a_sip_channel_speaks_of_no_telephone_line(outcome: Outcome) -> None:
    said = outcome.hangup(ChannelKind.SIP, is_answered=False).message
    if not outcome.is_connected:
        assert said not in {code.text for code in HANGUP_CODES.values()}
        assert not any(word in said for word in ("tone", "carrier", "current", "ringback"))
    assert outcome.hangup(ChannelKind.MODEM, is_answered=False).message == outcome.message


def test_hang_up_codes_are_two_hex_digits_in_order_and_belong_to_known_causes() -> None:
    assert all(len(code) == 2 and 0 <= int(code, 16) <= 0xA3 for code in HANGUP_CODES)
    assert list(HANGUP_CODES) == sorted(HANGUP_CODES)
    assert len(HANGUP_CODES) == 41
    assert all(row.text and row.cause in CAUSES for row in HANGUP_CODES.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"station_id": "1" * 21},
        {"rings": 0},
        {"max_rate": 1200},
        {"max_rate": 56000},
        {"codings": frozenset({Coding.MMR})},
        {"scan_line_ms": 7},
    ],
    ids=str,
)
def test_a_machine_that_cannot_exist_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        FarEnd(**{"station_id": "1", **wrong})
