"""Dialing rules over the control plane, and what they do to faxes that are posted."""

from typing import Any

import pytest

from tests.support.servers import FfwsClient, RunningEmulator

ACCEPT = {"pattern": ".", "action": "Accept Number", "argument": ""}
OUTSIDE = {
    "first": [
        {"pattern": "911.", "action": "Reject Number", "argument": ""},
        {"pattern": "<9>.", "action": "Go to list", "argument": "outside"},
        {"pattern": "XXX", "action": "Accept Number", "argument": ""},
    ],
    "outside": [{"pattern": "{1}XXXXXXXXXX", "action": "Return from list", "argument": ""}, ACCEPT],
}


def test_a_unit_has_no_rules_at_first(emulator: RunningEmulator) -> None:
    assert emulator.control("GET", "/dialing-rules") == {"lists": {}, "modems": {"1": "", "2": ""}, "sip": ""}


def test_rules_are_taken_whole_and_given_back(emulator: RunningEmulator) -> None:
    taken = emulator.control("PUT", "/dialing-rules", {"lists": OUTSIDE, "modems": {"1": "first"}})
    assert taken == {"lists": OUTSIDE, "modems": {"1": "first", "2": ""}, "sip": ""}
    assert emulator.control("GET", "/dialing-rules") == taken
    again = emulator.control("PUT", "/dialing-rules", taken)
    assert again == taken


def test_a_new_list_accepts_every_number(emulator: RunningEmulator) -> None:
    assert emulator.control("PUT", "/dialing-rules", {"lists": {"new": []}})["lists"] == {"new": [ACCEPT]}


def test_lists_that_are_left_out_are_gone_and_lines_keep_theirs(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/dialing-rules", {"lists": OUTSIDE, "modems": {"2": "outside"}})
    kept = emulator.control("PUT", "/dialing-rules", {"lists": {"outside": [ACCEPT]}})
    assert kept == {"lists": {"outside": [ACCEPT]}, "modems": {"1": "", "2": "outside"}, "sip": ""}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"lists": {"a": [ACCEPT, {"pattern": "1[2", "action": "Accept Number"}]}},
            "list 'a', rule 2, column 2: '[' is never closed",
        ),
        (
            {"lists": {"a": [{"pattern": ".", "action": "Go to list", "argument": "b"}]}},
            "list 'a', rule 1: there is no list 'b' to go to",
        ),
        ({"lists": {"a": [{"pattern": ".", "action": "Hang up"}]}}, "body.lists.a.0.action"),
        ({"lists": {"a": [{"action": "Accept Number"}]}}, "body.lists.a.0.pattern"),
        ({"lists": {"": []}}, "body.lists"),
        ({"lists": {}, "modems": {"1": "nobody"}}, "modems.1: there is no list 'nobody'"),
        ({"lists": {}}, "modems.2: there is no list 'outside'"),
        ({"lists": {"outside": []}, "modems": {"3": "outside"}}, "modems: an FF240 has no modem 3"),
        ({"lists": {"outside": []}, "sip": "outside"}, "sip: an FF240 has modems"),
        ({"list": {}}, "body.lists"),
    ],
)
def test_rules_that_cannot_be_are_refused_and_the_old_ones_stay(
    emulator: RunningEmulator, body: dict[str, Any], detail: str
) -> None:
    before = emulator.control("PUT", "/dialing-rules", {"lists": OUTSIDE, "modems": {"2": "outside"}})
    answer = emulator.http.put("/_emulator/dialing-rules", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert detail in answer.json()["detail"]
    assert emulator.control("GET", "/dialing-rules") == before


def test_numbers_are_dialled_as_the_rules_say(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/dialing-rules", {"lists": OUTSIDE, "modems": {"1": "first", "2": "first"}})
    keys = admin.send("9 (218) 555-3335", "911", "555", "5555")
    emulator.run_until_idle()

    answer = admin.get(f"/ofax/{keys[:8]}?include_modem_info=true")
    assert answer.all("fax_entry/state") == ["dead", "dead", "sent", "dead"]
    assert answer.all("fax_entry/schedule_message") == [
        "number 9 (218) 555-3335: no rule of dialing rules first accepts it",
        "number 911: rejected by rule 1 of dialing rules first",
        "Successfully sent fax",
        "number 5555: no rule of dialing rules first accepts it",
    ]
    assert answer.all("fax_entry/modem_info/remote_id") == ["555"]


def test_new_rules_hold_for_what_waits(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(
        "555", "777", inside="<max_tries>1</max_tries><schedule_all_at>2040-01-01T00:00:00</schedule_all_at>"
    )
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    rules = [{"pattern": "<7>.", "action": "Accept Number"}]
    emulator.control("PUT", "/dialing-rules", {"lists": {"sevens": rules}, "modems": {"1": "sevens", "2": "sevens"}})
    emulator.run_until_idle()
    answer = admin.get(f"/ofax/{keys[:8]}?include_modem_info=true")
    assert answer.all("fax_entry/state") == ["failed", "sent"]
    assert answer.all("fax_entry/modem_info/hangup_message") == [
        "number 555: no rule of dialing rules sevens accepts it",
        "normal",
    ]
    assert answer.all("fax_entry/modem_info/remote_id") == ["", "77"]


def test_an_ip_unit_has_one_list_for_all_its_channels() -> None:
    emulator = RunningEmulator(pace="instant", model="FF240-IP")
    emulator.freeze()
    assert emulator.control("GET", "/dialing-rules") == {"lists": {}, "modems": {}, "sip": ""}
    rules = [{"pattern": "{00}X.", "action": "Accept Number", "argument": ""}]
    taken = emulator.control("PUT", "/dialing-rules", {"lists": {"world": rules}, "sip": "world"})
    assert taken == {"lists": {"world": rules}, "modems": {}, "sip": "world"}
    refused = emulator.http.put("/_emulator/dialing-rules", json={"lists": {"world": []}, "modems": {"1": "world"}})
    assert refused.status_code == 400
    client = emulator.client()
    keys = client.send("49301234")
    emulator.run_until_idle()
    assert client.get(f"/ofax/{keys}?include_modem_info=true").first("fax_entry/modem_info/remote_id") == "0049301234"
    assert emulator.defects == []
    assert emulator.stop() == 0
