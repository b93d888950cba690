"""What an FF240-IP's calls said on the network: their SIP messages and their packets, over HTTP."""

import base64
from datetime import datetime
from typing import Any

import pytest

from hardware_sim.sip.sdp import Fax, read
from hardware_sim.t38 import ifp, udptl
from tests.support.captures import TCP, UDP, Packet, read_capture
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, NO_ANSWER

SIP_SETTINGS = (
    "<sip_settings><transport>{transport}</transport><username>fax</username><password>pw</password></sip_settings>"
)


def call_of(emulator: RunningEmulator, client: FfwsClient, number: str, text: str = "Hello.") -> int:
    """Send a fax in one try; answers the number of its call."""
    client.send(number, inside="<max_tries>1</max_tries>", text=text)
    emulator.run_until_idle()
    calls = emulator.control("GET", "/calls")["calls"]
    newest: int = calls[0]["call"]
    return newest


def starts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["start"].removeprefix("SIP/2.0 ").split(" sip:")[0] for message in messages]


def capture_of(emulator: RunningEmulator, call: int) -> list[Packet]:
    answer = emulator.http.get(f"/_emulator/calls/{call}/packets.pcap")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.tcpdump.pcap"), answer.text
    return read_capture(answer.content)


def test_a_call_is_told_message_by_message(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    call = call_of(one_ip_emulator, ip_admin, "218-555-3335")
    told = one_ip_emulator.control("GET", f"/calls/{call}/sip")

    assert starts(told["messages"]) == [
        *("INVITE", "100 Trying", "180 Ringing", "200 OK", "ACK"),
        *("INVITE", "200 OK", "ACK", "BYE", "200 OK"),
    ]
    first, switch = told["messages"][0], told["messages"][5]
    assert (first["at"], first["direction"], switch["direction"]) == (0, "outbound", "inbound")
    assert first["text"].startswith("INVITE sip:2185553335@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;")
    assert isinstance(read(switch["text"].partition("\r\n\r\n")[2]).media, Fax)
    one_ip_emulator.control("PUT", "/clock", {"mode": "frozen"})
    assert one_ip_emulator.control("GET", f"/calls/{call}/sip") == told


@pytest.mark.parametrize("how", [{"params": {"format": "ladder"}}, {"headers": {"accept": "text/plain"}}])
def test_the_same_as_a_diagram(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient, how: dict[str, Any]) -> None:
    call = call_of(one_ip_emulator, ip_admin, BUSY)
    answer = one_ip_emulator.http.get(f"/_emulator/calls/{call}/sip", **how)

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.splitlines()[1:] == [
        "      0.00  |-- INVITE 5005550201 (sound) ------------------------------>|",
        "      0.10  |<--------------------------------------------- 100 Trying --|",
        "      0.20  |<------------------------------------------ 486 Busy Here --|",
        "      0.20  |-- ACK 5005550201 ----------------------------------------->|",
    ]


def test_a_call_that_nobody_takes_shows_its_cancel_and_the_log_its_status(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    call = call_of(one_ip_emulator, ip_admin, NO_ANSWER)

    assert "CANCEL" in starts(one_ip_emulator.control("GET", f"/calls/{call}/sip")["messages"])
    entry = ip_admin.get("/outbound_log?limit=1")
    assert entry.all("outbound_log_entry/hangup_code") == ["480"]


@pytest.mark.parametrize(
    ("number", "status"),
    [("5005550003", "502"), ("5005550004", "480"), ("5005550016", "487"), ("5005550202", "502"), ("5005550208", "603")],
)
def test_logs_tell_the_status_of_a_call_that_nobody_took(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient, number: str, status: str
) -> None:
    call = call_of(one_ip_emulator, ip_admin, number)
    told = one_ip_emulator.control("GET", f"/calls/{call}")["hangup"]
    entry = ip_admin.get("/ofax?include_modem_info=true")

    assert (told["hangup_code"], told["sip_status"]) == (None, int(status))
    assert entry.all("fax_entry/modem_info/hangup_code") == [status]
    for log in ("outbound_log", "call_log"):
        assert ip_admin.get(f"/{log}?limit=1").all(f"{log}_entry/hangup_code") == [status]


def test_the_capture_of_a_call_has_its_messages_and_its_t38(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    call = call_of(one_ip_emulator, ip_admin, "218-555-3335", text="One.\fTwo.")
    messages = one_ip_emulator.control("GET", f"/calls/{call}/sip")["messages"]
    seen = one_ip_emulator.control("GET", f"/calls/{call}")
    packets = capture_of(one_ip_emulator, call)
    sip = [packet for packet in packets if 5060 in (packet.source[1], packet.target[1])]
    fax = [packet for packet in packets if packet not in sip]

    assert {packet.protocol for packet in packets} == {UDP}
    assert [packet.at for packet in packets] == sorted(packet.at for packet in packets)
    assert [packet.payload.decode() for packet in sip] == [message["text"] for message in messages]
    assert packets[0].at == datetime.fromisoformat(seen["started_at"]).timestamp()
    ours = read(messages[6]["text"].partition("\r\n\r\n")[2])
    theirs = read(messages[5]["text"].partition("\r\n\r\n")[2])
    ends = {(ours.address, ours.media.port), (theirs.address, theirs.media.port)}
    assert {packet.source for packet in fax} == {packet.target for packet in fax} == ends
    for end in ends:
        numbers = []
        for packet in fax:
            if packet.source == end:
                datagram = udptl.decode(packet.payload)
                assert isinstance(datagram, udptl.Datagram)
                assert isinstance(ifp.decode(datagram.primary), ifp.IndicatorPacket | ifp.DataPacket)
                numbers.append(datagram.sequence)
        assert sorted(set(numbers)) == list(range(len(set(numbers))))
    # The fax lies between the last ACK before it and the first BYE after it.
    assert sip[7].at <= fax[0].at < fax[-1].at <= sip[8].at
    assert capture_of(one_ip_emulator, call) == packets


def test_a_capture_keeps_to_the_least_datagram_that_settings_take(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    assert ip_admin.put("/t38_settings", "<t38_settings><max_datagram>12</max_datagram></t38_settings>").status == 200
    call = call_of(one_ip_emulator, ip_admin, "218-555-3335")
    sip = one_ip_emulator.control("GET", f"/calls/{call}/sip")["messages"]
    fax = [packet for packet in capture_of(one_ip_emulator, call) if 5060 not in (packet.source[1], packet.target[1])]

    assert "a=T38FaxMaxDatagram:12" in "".join(message["text"] for message in sip)
    assert max(len(packet.payload) for packet in fax) == 12


def test_a_call_that_came_in_over_tcp_has_its_messages_in_one_connection(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    assert ip_admin.put("/sip_settings", SIP_SETTINGS.format(transport="tcp")).status == 200
    letter = base64.b64encode(b"Hello.").decode()
    body = {"from": "2185551234", "to": "1017", "document": letter, "content_type": "text/plain"}
    call = one_ip_emulator.http.post("/_emulator/inbound", json=body).json()["call"]
    one_ip_emulator.run_until_idle()
    messages = one_ip_emulator.control("GET", f"/calls/{call}/sip")["messages"]
    packets = capture_of(one_ip_emulator, call)
    stream = [packet for packet in packets if packet.protocol == TCP]

    assert messages[0]["start"] == "INVITE sip:1017@198.51.100.1 SIP/2.0"
    assert [packet.payload.decode() for packet in stream if packet.payload] == [message["text"] for message in messages]
    assert [packet.source for packet in stream[:3]] == [
        ("198.51.100.1", 5060),
        ("192.0.2.10", 5060),
        ("198.51.100.1", 5060),
    ]
    assert any(packet.protocol == UDP for packet in packets)


def test_a_refused_call_has_messages_alone(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    call = call_of(one_ip_emulator, ip_admin, "5005550603")

    assert [packet.payload[:7] for packet in capture_of(one_ip_emulator, call)] == [
        b"INVITE ",
        b"SIP/2.0",
        b"SIP/2.0",
        b"ACK sip",
    ]


def test_v34_is_not_played_packet_by_packet(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    settings = "<t38_settings><version>3</version><max_bit_rate>33600</max_bit_rate></t38_settings>"
    assert ip_admin.put("/t38_settings", settings).status == 200
    call = call_of(one_ip_emulator, ip_admin, "218-555-3335")
    answer = one_ip_emulator.http.get(f"/_emulator/calls/{call}/packets.pcap")

    assert (answer.status_code, answer.json()["error"]) == (409, "no_packets")


def test_a_call_over_an_analog_line_has_none_of_it(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call = call_of(emulator, admin, "218-555-3335")
    for path in ("sip", "packets.pcap"):
        answer = emulator.http.get(f"/_emulator/calls/{call}/{path}")
        assert (answer.status_code, answer.json()["error"]) == (404, "no_sip")
        assert "analog" in answer.json()["detail"]
        assert emulator.http.get(f"/_emulator/calls/99/{path}").json()["error"] == "not_found"


def test_a_bad_network_is_seen_in_capture_exchange_and_paper(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    settings = "<t38_settings><redundancy_low_speed>5</redundancy_low_speed><ecm>false</ecm></t38_settings>"
    assert ip_admin.put("/t38_settings", settings).status == 200
    station = {"number": "2185553335", "packet_loss": 5, "network_seed": 4, "latency": 50}
    assert one_ip_emulator.http.post("/_emulator/stations", json=station).status_code == 201
    call = call_of(one_ip_emulator, ip_admin, "218-555-3335", text="One.")
    seen = one_ip_emulator.control("GET", f"/calls/{call}")
    packets = capture_of(one_ip_emulator, call)
    numbers = {
        end: {
            datagram.sequence
            for packet in packets
            if packet.source[0].startswith(end) and isinstance(datagram := udptl.decode(packet.payload), udptl.Datagram)
        }
        for end in ("192.0.2.", "203.0.113.")
    }

    assert seen["exchange"][0]["name"] == "CNG"
    assert one_ip_emulator.control("GET", f"/calls/{call}") == seen
    # We see all that we sent, and gaps in what came.
    assert numbers["192.0.2."] == set(range(max(numbers["192.0.2."]) + 1))
    assert numbers["203.0.113."] < set(range(max(numbers["203.0.113."]) + 1))
    picture = one_ip_emulator.http.get(f"/_emulator/calls/{call}/pages/1.png")
    assert picture.content.startswith(b"\x89PNG")


def test_a_word_of_a_script_spoils_the_network_of_one_call(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    body = {"number": "2185553335", "script": ["packet-loss:100", "ok"]}
    assert one_ip_emulator.http.post("/_emulator/stations", json=body).status_code == 201
    keys = ip_admin.send("218-555-3335", inside="<max_tries>2</max_tries><try_interval>60</try_interval>")
    one_ip_emulator.run_until_idle()
    first, second = reversed(one_ip_emulator.control("GET", "/calls")["calls"])

    assert ip_admin.state(keys) == "sent"
    assert (first["outcome"], second["outcome"]) == ("answer_without_ced", "ok")


def test_a_person_on_ip_has_a_telephone_without_t38(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    call = call_of(one_ip_emulator, ip_admin, "5005550205")
    ladder = one_ip_emulator.http.get(f"/_emulator/calls/{call}/sip?format=ladder").text.splitlines()
    told = one_ip_emulator.control("GET", f"/calls/{call}")

    assert [rung.split("--")[1].split()[:2] for rung in ladder if "T.38" in rung and "-- INVITE" in rung] == [
        ["INVITE", "5005550205"]
    ]
    assert sum("488" in rung for rung in ladder) == 1
    assert (told["outcome"], told["exchange"]) == ("no_t38", None)


def test_a_station_without_t38_takes_no_fax_unless_it_may_go_as_sound(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    assert one_ip_emulator.http.post("/_emulator/stations", json={"number": "2", "t38": "never"}).status_code == 201
    refused = call_of(one_ip_emulator, ip_admin, "2")
    assert (
        ip_admin.put("/t38_settings", "<t38_settings><fallback_g711>true</fallback_g711></t38_settings>").status == 200
    )
    sent = call_of(one_ip_emulator, ip_admin, "2")
    told = one_ip_emulator.control("GET", f"/calls/{refused}")

    assert (told["outcome"], told["exchange"]) == ("no_t38", None)
    assert "T.38" in told["no_exchange"]
    assert one_ip_emulator.control("GET", f"/calls/{sent}")["outcome"] == "ok"
    assert len(capture_of(one_ip_emulator, sent)) == 10  # messages alone: sound is not simulated
