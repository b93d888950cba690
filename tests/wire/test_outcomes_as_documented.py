"""What the page about outcomes promises, on pages and lines of every kind."""

from typing import Any

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import GOOD

SHORT = "Hi\fHi\fHi"
"""Three pages of some 300 octets: at 33600 bit/s each is over in half a second."""


def call_of(emulator: RunningEmulator, admin: FfwsClient, number: str, text: str) -> Any:
    """The one call of a fax that is tried once."""
    admin.send(number, text=text, inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    return emulator.control("GET", "/calls/1")


@pytest.mark.parametrize("far_end", [{}, {"resolution": "standard"}, {"max_baud_rate": 14400}], ids=str)
@pytest.mark.parametrize(
    ("word", "confirmed"), [("phase-c", 0), ("ok-until-page:1", 1), ("ok-until-page:2", 2)], ids=str
)
def test_a_line_is_cut_in_the_page_however_short_that_is(
    emulator: RunningEmulator, admin: FfwsClient, word: str, confirmed: int, far_end: dict[str, Any]
) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": [word], **far_end}, status=201)
    call = call_of(emulator, admin, GOOD, SHORT)

    assert call["hangup"]["hangup_code"] == "40"
    assert call["pages"] == confirmed
    assert call["exchange"][-1]["label"].startswith(f"BLOCK {confirmed + 1}.1 ")
    assert [page["page"] for page in call["paper"] if page["whole"]] == [*range(1, confirmed + 1)]


def test_a_caller_is_cut_off_in_a_short_page(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for text in ("Hi", SHORT):
        call_in(emulator, text=text, outcome="receive-phase-c")
        emulator.run_until_idle()

    log = admin.get("/inbound_log")
    assert log.all("inbound_log_entry/hangup_code") == ["90", "90"]
    assert log.all("inbound_log_entry/pages") == ["0", "0"]


@pytest.mark.parametrize("far_end", [{}, {"max_baud_rate": 14400}, {"ecm": False}], ids=str)
def test_a_far_end_that_does_not_understand_dcs_says_dis_three_times(
    emulator: RunningEmulator, admin: FfwsClient, far_end: dict[str, Any]
) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": ["dis-repeated"], **far_end}, status=201)
    call = call_of(emulator, admin, GOOD, "Hello.")

    assert (call["outcome"], call["hangup"]["hangup_code"]) == ("dis_repeated", "26")
    dis = [signal for signal in call["exchange"] if signal["name"] == "DIS"]
    assert [signal["remark"] for signal in dis] == ["", "", ""]
    assert dis[0]["frames"] == dis[1]["frames"] == dis[2]["frames"]


def test_an_ip_unit_as_it_is_delivered_hears_dis_three_times(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    call = call_of(one_ip_emulator, ip_admin, "5005550038", "Hello.")

    assert (call["outcome"], call["hangup"]["hangup_code"]) == ("dis_repeated", "26")
    assert [signal["name"] for signal in call["exchange"]].count("DIS") == 3


@pytest.mark.parametrize("ecm", [True, False])
@pytest.mark.parametrize(
    ("number", "outcome", "code"),
    [("5005550084", "eop_unanswered", "54"), ("5005550085", "eop_answer_invalid", "55")],
)
def test_what_goes_wrong_after_the_last_page_leaves_those_before_it(
    emulator: RunningEmulator, admin: FfwsClient, number: str, outcome: str, code: str, ecm: bool
) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": [outcome], "ecm": ecm}, status=201)
    for dialled in (number, GOOD):
        admin.send(dialled, text=SHORT, inside="<max_tries>1</max_tries>")
        emulator.run_until_idle()
    calls = emulator.control("GET", "/calls")["calls"]

    assert [(call["outcome"], call["hangup"]["hangup_code"], call["pages"]) for call in calls] == [
        (outcome, code, 2)
    ] * 2


def test_nothing_is_told_of_a_station_that_has_fallen_silent(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": ["eop-unanswered"], "ecm": False}, status=201)
    call = call_of(emulator, admin, GOOD, SHORT)
    names = [(signal["sender"], signal["name"]) for signal in call["exchange"]]

    assert names[-4:] == [("calling", "EOP")] * 3 + [("calling", "DCN")]
    assert names.count(("called", "MCF")) == 2
    assert "not heard" not in call["ladder"]
