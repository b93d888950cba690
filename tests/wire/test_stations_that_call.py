"""Calls that come in from the number of a station: the machine that was declared is the one that calls."""

from typing import Any

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator

ACME = {"number": "2185553335", "station_id": "ACME CORP", "max_baud_rate": 9600, "ecm": False}


def declare(emulator: RunningEmulator, **station: Any) -> None:
    emulator.control("POST", "/stations", station, status=201)


def came_in(emulator: RunningEmulator, number: str = "218-555-3335", **fields: Any) -> Any:
    """The newest call, once somebody has called from this number."""
    call_in(emulator, **{"from": number, "station_id": None, **fields})
    emulator.run_until_idle()
    return emulator.control("GET", f"/calls/{emulator.control('GET', '/calls')['calls'][0]['call']}")


def test_the_machine_that_was_declared_is_the_one_that_calls(emulator: RunningEmulator, admin: FfwsClient) -> None:
    declare(emulator, **ACME)
    call = came_in(emulator)

    agreed = {name: call["negotiated"][name] for name in ("rate", "modulation", "ecm", "remote_id")}
    assert agreed == {"rate": 9600, "modulation": "V.29", "ecm": False, "remote_id": "ACME CORP"}
    log = admin.get("/inbound_log")
    assert (log.first("inbound_log_entry/remote_id"), log.first("inbound_log_entry/baud_rate")) == ("ACME CORP", "9600")


def test_a_pattern_fits_callers_too_and_nobody_else_is_changed_by_it(emulator: RunningEmulator) -> None:
    declare(emulator, number="218*", max_baud_rate=4800)

    assert came_in(emulator)["negotiated"]["rate"] == 4800
    assert came_in(emulator)["negotiated"]["remote_id"] == "2185553335"
    assert came_in(emulator, "7635551234")["negotiated"]["rate"] == 33600


def test_a_withheld_number_is_no_station(emulator: RunningEmulator) -> None:
    declare(emulator, number="*", max_baud_rate=4800, station_id="EVERYBODY")

    withheld = came_in(emulator, "")["negotiated"]
    assert (withheld["rate"], withheld["remote_id"]) == (33600, "")
    assert came_in(emulator, "1")["negotiated"]["remote_id"] == "EVERYBODY"


def test_what_the_call_says_counts_for_the_call(emulator: RunningEmulator) -> None:
    declare(emulator, **ACME)

    assert came_in(emulator, station_id="WAREHOUSE")["negotiated"]["remote_id"] == "WAREHOUSE"
    assert came_in(emulator, outcome="v27-slow")["negotiated"]["rate"] == 2400


def test_a_call_that_comes_in_uses_up_no_word(emulator: RunningEmulator) -> None:
    declare(emulator, **ACME, script=["busy", "ok"])

    assert came_in(emulator)["outcome"] == "ok"
    assert emulator.control("GET", "/stations/1")["next"] == "busy"


def test_a_station_without_t38_takes_none_when_it_calls(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    declare(one_ip_emulator, number="2185553335", t38="never", latency=100)
    call = came_in(one_ip_emulator)

    assert call["outcome"] == "no_t38"
    messages = one_ip_emulator.control("GET", f"/calls/{call['call']}/sip")["messages"]
    refusal = next(message for message in messages if "488" in message["start"])
    switch = next(message for message in messages if message["direction"] == "outbound" and "image" in message["text"])
    assert refusal["at"] - switch["at"] == pytest.approx(0.2 + 0.06)


def test_a_bad_network_is_bad_both_ways(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    declare(one_ip_emulator, number="2185553335", packet_loss=100)
    lost, elsewhere = came_in(one_ip_emulator), came_in(one_ip_emulator, "763-555-1234")

    assert (lost["outcome"], lost["pages"]) == ("receive_phase_b", 0)
    assert (elsewhere["outcome"], elsewhere["pages"]) == ("ok", 1)
    assert one_ip_emulator.http.get(f"/_emulator/calls/{lost['call']}/packets.pcap").status_code == 200


@pytest.mark.parametrize(
    ("outcome", "signal", "remark"),
    [
        ("rtn-page:2", "RTN", ""),
        ("rtp-page:1", "RTP", ""),
        ("ppr-page:1", "PPR", ""),
        ("slow-line", "FTT", ""),
        ("dis-lost", "DIS", "not heard"),
        ("mcf_lost", "MCF", "not heard"),
    ],
)
def test_lines_and_pages_go_wrong_for_callers_too(
    emulator: RunningEmulator, admin: FfwsClient, outcome: str, signal: str, remark: str
) -> None:
    call = came_in(emulator, text="One.\fTwo.", outcome=outcome)

    assert (call["outcome"], call["pages"]) == (outcome.replace("-", "_").replace(":", "_"), 2)
    assert remark in [one["remark"] for one in call["exchange"] if one["name"] == signal]


def test_what_only_a_receiver_does_no_caller_does(emulator: RunningEmulator) -> None:
    for outcome in (
        "busy-page:1",
        "operator-page:1",
        "rings-long",
        "packet-loss:0",
        "packet-loss:101",
        "packet-theft:5",
    ):
        refused = call_in(emulator, status=400, outcome=outcome)
        assert outcome in refused["detail"]
