"""Stations and outcomes over HTTP, and what they do to faxes."""

from pathlib import Path
from typing import Any

import pytest

from hardware_sim.outcomes import OUTCOMES
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import GOOD

RETRIES = "<max_tries>4</max_tries><try_interval>60</try_interval>"


def declare(emulator: RunningEmulator, **station: Any) -> Any:
    answer = emulator.http.post("/_emulator/stations", json=station)
    assert answer.status_code == 201, answer.text
    return answer.json()


def hang_ups(admin: FfwsClient, keys: str) -> list[str]:
    entry = admin.get(f"/ofax/{keys}?include_modem_info=true")
    return entry.all("fax_entry/modem_info/hangup_message")


def test_two_busy_tries_and_a_good_one(emulator: RunningEmulator, admin: FfwsClient) -> None:
    declare(emulator, number="218555*", script=["busy", "busy", "ok"])
    keys = admin.send("218-555-0100", inside=RETRIES)
    emulator.run_until_idle()

    assert admin.state(keys) == "sent"
    assert hang_ups(admin, keys) == ["busy", "busy", "normal"]
    (station,) = emulator.control("GET", "/stations")["stations"]
    assert (station["used"], station["next"]) == (2, "ok")


def test_a_page_that_breaks_and_a_machine_with_its_ways(emulator: RunningEmulator, admin: FfwsClient) -> None:
    declare(
        emulator, number="2185550100", script=["ok-until-page:1", "ok"], station_id="FOX", max_baud_rate=9600, ecm=False
    )
    keys = admin.send("218-555-0100", inside=RETRIES, text="One.\fTwo.")
    emulator.run_until_idle()

    entry = admin.get(f"/ofax/{keys}?include_modem_info=true")
    assert entry.all("fax_entry/modem_info/pages") == ["1", "2"]
    assert entry.all("fax_entry/modem_info/hangup_code") == ["40", "00"]
    assert set(entry.all("fax_entry/modem_info/remote_id")) == {"FOX"}
    assert set(entry.all("fax_entry/modem_info/baud_rate")) == {"9600"}


def test_a_station_is_shown_as_it_was_declared(emulator: RunningEmulator) -> None:
    shown = declare(emulator, number="+1 (218) 555-*", script=["busy", "ok"], rings=3, paper="a4")

    assert shown == {
        "id": 1,
        "number": "1218555*",
        "script": ["busy", "ok"],
        "used": 0,
        "next": "busy",
        "unit": None,
        "station_id": None,
        "max_baud_rate": 33600,
        "ecm": True,
        "resolution": "fine",
        "paper": "a4",
        "rings": 3,
        "answer_delay": None,
        "t38": "reinvite",
        "latency": 20,
        "packet_loss": 0,
        "packet_reordering": 0,
        "packet_duplication": 0,
        "network_seed": 0,
    }
    assert emulator.control("GET", "/stations/1") == shown
    assert declare(emulator, number="2")["script"] == ["ok"]
    assert [station["id"] for station in emulator.control("GET", "/stations")["stations"]] == [1, 2]


def test_another_station_in_its_place_begins_anew(emulator: RunningEmulator, admin: FfwsClient) -> None:
    declare(emulator, number="2185550100", script=["busy", "ok"])
    admin.send("218-555-0100", inside=RETRIES)
    emulator.run_until_idle()
    changed = emulator.control("PUT", "/stations/1", {"number": "2185550100", "script": ["no-answer", "ok"]})
    keys = admin.send("218-555-0100", inside=RETRIES)
    emulator.run_until_idle()

    assert (changed["used"], changed["next"]) == (0, "no-answer")
    assert hang_ups(admin, keys) == ["no answer", "normal"]


def test_stations_go_one_by_one_all_at_once_and_by_a_reset(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for number in ("1", "2", "3"):
        declare(emulator, number=number, script=["busy"])
    assert emulator.control("DELETE", "/stations/2") == {"cleared": 1}
    assert emulator.http.get("/_emulator/stations/2").status_code == 404
    assert emulator.control("DELETE", "/stations") == {"cleared": 2}
    keys = admin.send("1")
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"

    declare(emulator, number="1")
    emulator.reset()
    assert emulator.control("GET", "/stations") == {"stations": []}


@pytest.mark.parametrize(
    ("station", "told"),
    [
        ({"number": "abc"}, "number"),
        ({"number": ""}, "number"),
        ({"script": ["busy"]}, "number"),
        ({"number": "1", "script": ["bussy"]}, "bussy"),
        ({"number": "1", "max_baud_rate": 1200}, "max_baud_rate"),
        ({"number": "1", "rings": 0}, "rings"),
        ({"number": "1", "answer_delay": -1}, "answer_delay"),
        ({"number": "1", "paper": "napkin"}, "paper"),
        ({"number": "1", "station_id": "x" * 21}, "station_id"),
        ({"number": "1", "colour": "green"}, "colour"),
    ],
)
def test_what_is_no_station_is_refused(emulator: RunningEmulator, station: dict[str, Any], told: str) -> None:
    refused = emulator.http.post("/_emulator/stations", json=station)

    assert refused.status_code == 400
    assert told in refused.json()["detail"]
    assert emulator.control("GET", "/stations") == {"stations": []}
    assert emulator.http.put("/_emulator/stations/1", json={"number": "1"}).status_code == 404


def test_the_catalogue(emulator: RunningEmulator) -> None:
    rows = emulator.control("GET", "/outcomes")["outcomes"]

    assert [row["name"] for row in rows] == list(OUTCOMES)
    by_name = {row["name"]: row for row in rows}
    assert by_name["busy"] == {
        "name": "busy",
        "magic_number": "201",
        "message": "busy",
        "phase": "A",
        "hangup_code": None,
        "result_code": "BUSY",
        "q850_cause": 17,
        "sip_status": 486,
        "retry": True,
        "outbound": True,
        "inbound": False,
        "meaning": "The called line is engaged.",
    }
    assert by_name["dcs_unanswered"]["hangup_code"] == "25"
    assert by_name["dcs_unanswered"]["magic_number"] == "037"
    assert [name for name, row in by_name.items() if row["outbound"] and row["inbound"]]
    assert (by_name["storage_full"]["outbound"], by_name["storage_full"]["inbound"]) == (False, True)
    assert (by_name["no_t38"]["outbound"], by_name["no_t38"]["inbound"]) == (False, False)


def test_the_families_of_outcomes(emulator: RunningEmulator) -> None:
    families = {row["word"]: row for row in emulator.control("GET", "/outcomes")["families"]}

    assert list(families) == [
        *("ok-until-page:N", "rtn-page:N", "bad-page:N", "rtp-page:N", "ppr-page:N", "busy-page:N", "operator-page:N"),
        *("packet-loss:N", "packet-reordering:N", "packet-duplication:N"),
    ]
    assert families["rtn-page:N"]["magic_numbers"] == ["311", "312", "313", "314", "315"]
    assert families["operator-page:N"]["name"] == "operator_page_N"
    assert [word for word, row in families.items() if row["inbound"]] == [
        *("rtn-page:N", "rtp-page:N", "ppr-page:N"),
        *("packet-loss:N", "packet-reordering:N", "packet-duplication:N"),
    ]
    for word, row in families.items():
        for number, status in ((1, 201), (row["most"], 201), (row["most"] + 1, 400)):
            body = {"number": "2185553335", "script": [word.replace("N", str(number))]}
            assert emulator.http.post("/_emulator/stations", json=body).status_code == status, body
            emulator.control("DELETE", "/stations")


@pytest.mark.parametrize("number", ["5005550201", "5005550003", "5005550037", "5005550206", "5005550486", "5005550000"])
@pytest.mark.parametrize("unit", ["emulator", "one_ip_emulator"])
def test_the_catalogue_says_what_logs_show(unit: str, number: str, request: pytest.FixtureRequest) -> None:
    running: RunningEmulator = request.getfixturevalue(unit)
    running.reset()
    keys = running.client().send(number, inside="<max_tries>1</max_tries>")
    running.run_until_idle()
    entry = running.client().get(f"/ofax/{keys}?include_modem_info=true")
    rows = {row["name"]: row for row in running.control("GET", "/outcomes")["outcomes"]}
    row = rows[running.control("GET", "/calls")["calls"][0]["outcome"]]

    assert number.endswith(row["magic_number"])
    assert entry.first("fax_entry/modem_info/hangup_code") == (row["hangup_code"] or "")
    assert entry.first("fax_entry/modem_info/hangup_message") == row["message"]
    assert (row["result_code"] is None) == (unit == "one_ip_emulator" or row["hangup_code"] is not None)


def test_a_caller_that_is_asked_to_fail(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call = {"from": "2185551234", "document": "SGVsbG8u", "content_type": "text/plain"}
    for outcome in ("storage_full", "ok"):
        assert emulator.http.post("/_emulator/inbound", json={**call, "outcome": outcome}).status_code == 202
        emulator.run_until_idle()
    refused = emulator.http.post("/_emulator/inbound", json={**call, "outcome": "busy"})

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert sorted(admin.get("/inbound_log").all("inbound_log_entry/hangup_code")) == ["00", "93"]


def test_scripts_survive_a_restart_and_a_seed_brings_them_back(tmp_path: Path) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text('[[stations]]\nnumber = "218-555-*"\nscript = ["busy", "no-answer", "ok"]\n')
    options = {"data_dir": str(tmp_path / "data"), "seed": str(seed)}
    emulator = RunningEmulator(pace="instant", **options)
    emulator.freeze()
    admin = emulator.client()
    keys = admin.send("2185550100", inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    assert hang_ups(admin, keys) == ["busy"]
    emulator.stop()

    again = RunningEmulator(pace="instant", **options)
    again.freeze()
    keys = again.client().send("2185550100", inside="<max_tries>1</max_tries>")
    again.run_until_idle()
    assert hang_ups(again.client(), keys) == ["no answer"]
    again.reset()
    assert again.control("GET", "/stations/1")["next"] == "busy"
    again.stop()


def test_a_number_has_one_station(emulator: RunningEmulator, admin: FfwsClient) -> None:
    """A second one would never have a call."""
    declare(emulator, number="218-555-*", script=["busy"])
    declare(emulator, number="2185550100", script=["ok"])
    told = "number: station 1 is there for 218555* already; PUT /_emulator/stations/1 replaces it"
    for method, path in (("POST", "/stations"), ("PUT", "/stations/2")):
        refused = emulator.http.request(method, f"/_emulator{path}", json={"number": "(218) 555**", "script": ["ok"]})
        assert (refused.status_code, refused.json()) == (409, {"error": "number_taken", "detail": told})
    assert [one["number"] for one in emulator.control("GET", "/stations")["stations"]] == ["218555*", "2185550100"]

    emulator.control("PUT", "/stations/1", {"number": "218555*", "script": ["no-answer"]})
    keys = admin.send("218-555-0199", inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    assert hang_ups(admin, keys) == ["no answer"]
    emulator.control("DELETE", "/stations/1")
    assert declare(emulator, number="218555*")["id"] == 3


@pytest.mark.parametrize(
    "station",
    [
        {
            "number": "218555*",
            "script": ["busy", "ok"],
            "station_id": "FOX",
            "max_baud_rate": 9600,
            "answer_delay": 2.5,
        },
        {"number": "218555*", "unit": "default"},
        {"number": "218555*"},
    ],
    ids=str,
)
def test_a_station_is_put_back_as_it_is_shown(
    emulator: RunningEmulator, admin: FfwsClient, station: dict[str, Any]
) -> None:
    begun = declare(emulator, **station)
    admin.send("2185550100", inside=RETRIES)
    emulator.run_until_idle()
    shown = emulator.control("GET", "/stations/1")

    assert emulator.control("PUT", "/stations/1", shown) == shown
    assert emulator.control("PUT", "/stations/1", station) == begun
    emulator.control("DELETE", "/stations")
    assert emulator.http.post("/_emulator/stations", json=shown).json() == begun


@pytest.mark.parametrize("word", ["sip-499", "sip_687", "sip-400"])
def test_a_script_may_name_any_status_that_a_number_can(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient, word: str
) -> None:
    status = int(word[-3:])
    one_ip_emulator.control("POST", "/stations", {"number": GOOD, "script": [word]}, status=201)
    for number in (GOOD, f"5005550{status}"):
        ip_admin.send(number, inside="<max_tries>1</max_tries>")
        one_ip_emulator.run_until_idle()
    calls = one_ip_emulator.control("GET", f"/calls?outcome={word}")["calls"]

    assert [(call["outcome"], call["hangup"]["sip_status"]) for call in calls] == [(f"sip_{status}", status)] * 2


@pytest.mark.parametrize("word", ["sip-399", "sip-700", "sip-4990", "sip"])
def test_a_status_that_ends_no_call_is_no_word(emulator: RunningEmulator, word: str) -> None:
    answer = emulator.http.post("/_emulator/stations", json={"number": GOOD, "script": [word]})
    assert answer.status_code == 400
    assert f"no call to a station goes '{word}'" in answer.json()["detail"]
