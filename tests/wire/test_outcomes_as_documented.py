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


@pytest.mark.parametrize(
    ("number", "status", "message"),
    [
        ("5005550003", 502, "trunk out of order"),
        ("5005550004", 480, "no answer"),
        ("5005550016", 487, "request terminated"),
        ("5005550202", 502, "trunk out of order"),
        ("5005550204", 408, "request timeout"),
    ],
)
def test_an_ip_unit_knows_no_words_of_a_modem_for_calls_that_nobody_took(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient, number: str, status: int, message: str
) -> None:
    call = call_of(one_ip_emulator, ip_admin, number, "Hello.")

    assert (call["hangup"]["sip_status"], call["hangup"]["message"]) == (status, message)
    assert ip_admin.get("/ofax/00000001/0000").first("fax_entry/schedule_message") == message
    log = ip_admin.get("/outbound_log")
    assert log.first("outbound_log_entry/hangup_message") == message


PEOPLE = pytest.mark.parametrize(
    ("number", "outcome", "code"),
    [
        ("5005550005", "answer_without_ced", "05"),
        ("5005550205", "person_answers", "05"),
        ("5005550216", "voice_mail", "20"),
        ("5005550217", "person_hangs_up", "20"),
    ],
)


@PEOPLE
def test_a_person_is_no_fax_machine_on_a_telephone_line(
    emulator: RunningEmulator, admin: FfwsClient, number: str, outcome: str, code: str
) -> None:
    call = call_of(emulator, admin, number, "Hello.")

    assert (call["outcome"], call["hangup"]["hangup_code"]) == (outcome, code)
    assert [(signal["sender"], signal["name"]) for signal in call["exchange"]] == [("calling", "CNG")]


def test_somebody_who_calls_the_unit_says_nothing_either(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator, outcome="ring-no-handshake")
    emulator.run_until_idle()
    call = emulator.control("GET", "/calls/1")

    assert call["hangup"]["hangup_code"] == "01"
    assert {signal["sender"] for signal in call["exchange"]} == {"called"}
    assert not any(signal["remark"] for signal in call["exchange"])


@pytest.mark.parametrize("number", ["5005550341", "5005550351", "5005550390"])
def test_without_error_correction_nothing_goes_wrong_in_it(
    emulator: RunningEmulator, admin: FfwsClient, number: str
) -> None:
    for channel in ("1", "2"):
        body = "<modem_settings><ecm>false</ecm></modem_settings>"
        assert admin.put(f"/modem_settings/{channel}", body).status == 200
    call = call_of(emulator, admin, number, SHORT)

    assert (call["outcome"], call["pages"]) == ("ok", 3)
    assert not {signal["name"] for signal in call["exchange"]} & {"PPR", "CTC", "RNR"}


def test_a_fax_without_the_page_that_goes_wrong_is_a_good_one(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": ["busy-page:9999"]}, status=201)

    assert call_of(emulator, admin, GOOD, SHORT)["outcome"] == "ok"
    assert emulator.control("GET", "/calls?outcome=busy_page_9999")["calls"] == []


@pytest.mark.parametrize("ecm", [True, False])
@pytest.mark.parametrize(
    ("number", "outcome", "code", "code_of_one_page"),
    [("5005550086", "eom_unanswered", "56", "54"), ("5005550087", "eom_answer_invalid", "57", "55")],
)
def test_any_fax_of_several_pages_comes_to_the_codes_of_eom(
    emulator: RunningEmulator, admin: FfwsClient, number: str, outcome: str, code: str, code_of_one_page: str, ecm: bool
) -> None:
    for channel in ("1", "2"):
        body = f"<modem_settings><ecm>{str(ecm).lower()}</ecm></modem_settings>"
        assert admin.put(f"/modem_settings/{channel}", body).status == 200
    call = call_of(emulator, admin, number, SHORT)
    admin.send(number, text="Hi", inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()

    assert (call["outcome"], call["hangup"]["hangup_code"], call["pages"]) == (outcome, code, 0)
    assert ("PPS-EOM" if ecm else "EOM") in [signal["name"] for signal in call["exchange"]]
    assert emulator.control("GET", "/calls/2")["hangup"]["hangup_code"] == code_of_one_page


def test_a_caller_falls_silent_between_two_documents(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator, text=SHORT, outcome="eom-then-silence")
    emulator.run_until_idle()
    call = emulator.control("GET", "/calls/1")

    assert (call["outcome"], call["hangup"]["hangup_code"], call["pages"]) == ("eom_then_silence", "74", 1)
    assert admin.get("/inbound_log").first("inbound_log_entry/pages") == "1"
