"""Faxes that come in damaged, over a bad IP network or a bad line: the unit keeps, shows and delivers what arrived."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageChops, ImageSequence

from tests.support.captures import read_capture
from tests.support.inbound import call_in, set_routes
from tests.support.patience import until
from tests.support.servers import FfwsClient, Reachable, RunningEmulator
from tests.support.stopped_workers import StoppedWorkers

PAGE = "\n".join(f"Line {number:02} of a letter with something on it" for number in range(1, 50))
LETTER = f"{PAGE}\f{PAGE}"
BARE, PROTECTED = (0, "false"), (3, "true")
"""Copies of earlier packets with each of a page, and error correction."""

Pictures = list[Image.Image]


def set_t38(unit: Reachable, how: tuple[int, str]) -> None:
    copies, ecm = how
    settings = (
        f"<redundancy_low_speed>5</redundancy_low_speed><redundancy_high_speed>{copies}</redundancy_high_speed>"
        f"<ecm>{ecm}</ecm>"
    )
    assert unit.client().put("/t38_settings", f"<t38_settings>{settings}</t38_settings>").status == 200


def came_in(unit: Reachable, **fields: Any) -> Any:
    """The letter's call, once it is over."""
    ringing = call_in(unit, LETTER, **fields)
    unit.run_until_idle()
    return unit.control("GET", f"/calls/{ringing['call']}")


def of_pdf(content: bytes) -> Pictures:
    found = [page.images[0].image for page in pypdf.PdfReader(BytesIO(content)).pages]
    return [image.convert("1") for image in found if image is not None]


def of_tiff(content: bytes) -> Pictures:
    return [frame.convert("1") for frame in ImageSequence.Iterator(Image.open(BytesIO(content)))]


def kept(unit: Reachable, call: int) -> Pictures:
    """What the unit itself has of a call; nothing where that is a 404."""
    answer = unit.client().file(f"/data/inbound/{call}.pdf")
    return of_pdf(answer.content) if answer.status_code == 200 else []


def received(unit: Reachable, call: int) -> Pictures:
    """What is seen of it beside that; nothing where that is a 404."""
    answer = unit.http.get(f"/_emulator/calls/{call}/received.tiff")
    return of_tiff(answer.content) if answer.status_code == 200 else []


def are_equal(some: Pictures, others: Pictures) -> list[bool]:
    """Page by page."""
    assert len(some) == len(others)
    return [
        one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None
        for one, other in zip(some, others, strict=True)
    ]


def seen(unit: Reachable, call: int) -> tuple[Any, bytes]:
    """All that the control plane tells of a call, and its packets."""
    return unit.control("GET", f"/calls/{call}"), unit.http.get(f"/_emulator/calls/{call}/packets.pcap").content


@pytest.fixture
def ip(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> RunningEmulator:
    """An FF240-IP in factory state, its clock frozen."""
    one_ip_emulator.freeze()
    return one_ip_emulator


@contextmanager
def in_folder(folder: Path) -> Iterator[RunningEmulator]:
    """An FF240-IP that keeps its store there."""
    emulator = RunningEmulator(model="FF240-IP", pace="instant", data_dir=str(folder))
    emulator.freeze()
    yield emulator
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_what_redundancy_and_error_correction_repair_comes_as_it_was_sent(ip: RunningEmulator) -> None:
    set_t38(ip, PROTECTED)
    clean, lossy = came_in(ip), came_in(ip, outcome="packet-loss:20")

    assert (clean["outcome"], lossy["outcome"]) == ("ok", "packet_loss_20")
    assert len(lossy["exchange"]) > len(clean["exchange"])
    assert are_equal(kept(ip, lossy["call"]), kept(ip, clean["call"])) == [True, True]
    assert are_equal(received(ip, lossy["call"]), kept(ip, clean["call"])) == [True, True]


def test_rows_that_nothing_repairs_are_damaged_in_the_unit_too(ip: RunningEmulator) -> None:
    set_t38(ip, BARE)
    clean, lossy = came_in(ip), came_in(ip, outcome="packet-loss:1")
    damaged, sent = kept(ip, lossy["call"]), kept(ip, clean["call"])

    assert (lossy["outcome"], lossy["pages"], len(damaged)) == ("packet_loss_1", 2, 2)
    assert False in are_equal(damaged, sent)
    assert are_equal(damaged, received(ip, lossy["call"])) == [True, True]
    assert sum(page["bad_rows"] for page in lossy["paper"]) > 0
    for page, picture in enumerate(damaged, start=1):
        png = ip.http.get(f"/_emulator/calls/{lossy['call']}/pages/{page}.png")
        assert are_equal(of_tiff(png.content), [picture]) == [True]


@pytest.mark.parametrize("outcome", ["packet-reordering:30", "packet-duplication:30"])
def test_packets_that_come_late_or_twice_do_no_harm(ip: RunningEmulator, outcome: str) -> None:
    set_t38(ip, (3, "false"))
    clean, bad = came_in(ip), came_in(ip, outcome=outcome)

    assert (bad["outcome"], bad["pages"]) == (outcome.replace("-", "_").replace(":", "_"), 2)
    assert are_equal(kept(ip, bad["call"]), kept(ip, clean["call"])) == [True, True]


def test_a_network_that_carries_nothing_brings_no_fax(ip: RunningEmulator) -> None:
    route = "<destination><type>Printer</type><value>lp1</value></destination>"
    answer = ip.client().put("/inbound_routes/101", f"<inbound_route><name>Sales</name>{route}</inbound_route>")
    assert answer.status == 200
    call = came_in(ip, outcome="packet-loss:100", to="101")
    told, packets = seen(ip, call["call"])

    assert (told["outcome"], told["pages"], told["hangup"]["sip_status"]) == ("receive_phase_b", 0, 200)
    assert {"CNG", "DIS"} <= {signal["name"] for signal in told["exchange"]}
    assert kept(ip, call["call"]) == received(ip, call["call"]) == []
    assert ip.control("GET", "/deliveries")["deliveries"] == []
    log = ip.client().get("/inbound_log?limit=1")
    assert log.all("inbound_log_entry/hangup_code") == ["70"]
    assert from_caller(packets) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the worker is found in /proc")
def test_a_call_whose_worker_is_lost_is_one_that_the_network_drops(ip: RunningEmulator) -> None:
    set_t38(ip, PROTECTED)
    before = came_in(ip)  # the letter is made pages
    workers = StoppedWorkers(ip)
    call = call_in(ip, LETTER, outcome="packet-loss:5")["call"]
    until(lambda: bool(workers.busy), "a worker has the call")
    workers.lose(workers.busy[0])
    ip.run_until_idle()
    after = came_in(ip, outcome="packet-loss:5")

    lost = ip.control("GET", f"/calls/{call}")
    assert (lost["outcome"], lost["pages"], lost["exchange"]) == ("no_answer", 0, None)
    assert kept(ip, call) == []
    assert after["outcome"] == "packet_loss_5"
    assert are_equal(kept(ip, after["call"]), kept(ip, before["call"])) == [True, True]


def test_a_station_behind_a_bad_network_calls_over_it_the_same_way_every_time(ip: RunningEmulator) -> None:
    set_t38(ip, BARE)
    station = {"number": "2185553335", "station_id": "ACME", "packet_loss": 1, "network_seed": 5, "latency": 40}
    made = ip.control("POST", "/stations", station, status=201)
    first, second = (came_in(ip, **{"from": "218-555-3335", "station_id": None}) for _ in range(2))
    assert ip.http.delete(f"/_emulator/stations/{made['id']}").status_code == 200
    ip.control("POST", "/stations", station | {"network_seed": 6}, status=201)
    other = came_in(ip, **{"from": "218-555-3335", "station_id": None})

    assert first["negotiated"]["remote_id"] == "ACME"
    assert first["outcome"] == "ok"
    assert first["exchange"] == second["exchange"] != other["exchange"]
    assert are_equal(kept(ip, first["call"]), kept(ip, second["call"])) == [True, True]
    assert False in are_equal(kept(ip, first["call"]), kept(ip, other["call"]))


def test_a_fax_that_comes_as_sound_has_no_datagrams_to_lose(ip: RunningEmulator) -> None:
    assert (
        ip.client().put("/t38_settings", "<t38_settings><fallback_g711>true</fallback_g711></t38_settings>").status
        == 200
    )
    ip.control("POST", "/stations", {"number": "2185553335", "t38": "never", "packet_loss": 90}, status=201)
    call = came_in(ip, **{"from": "218-555-3335"})

    assert (call["outcome"], call["pages"]) == ("ok", 2)
    packets = read_capture(seen(ip, call["call"])[1])
    assert all(5060 in (packet.source[1], packet.target[1]) for packet in packets)


def test_what_was_damaged_on_its_way_is_looked_at_after_a_restart_as_before(tmp_path: Path) -> None:
    with in_folder(tmp_path) as first:
        set_t38(first, BARE)
        numbers = [came_in(first, outcome=outcome)["call"] for outcome in ("packet-loss:1", "packet-loss:5")]
        before = [seen(first, number) for number in numbers]
        pictures = [(kept(first, number), received(first, number)) for number in numbers]
    with in_folder(tmp_path) as second:
        after = [seen(second, number) for number in numbers]
        again = [(kept(second, number), received(second, number)) for number in numbers]

    # The other one broke off: of its second page nothing is kept, and the call is played with it all the same.
    assert [told["pages"] for told, _ in before] == [2, 1]
    assert after == before
    for (some, others), (later, beside) in zip(pictures, again, strict=True):
        assert False not in are_equal(some, later) + are_equal(others, beside) + are_equal(some, others)


def test_a_capture_of_a_fax_that_broke_off_is_that_of_a_whole_one_up_to_there(ip: RunningEmulator) -> None:
    set_t38(ip, PROTECTED)
    broken_off, whole = came_in(ip, good_pages=1), came_in(ip)
    begun, ended = (from_caller(seen(ip, call["call"])[1]) for call in (broken_off, whole))

    assert broken_off["pages"] == 1
    assert begun == ended[: len(begun)]
    assert len(begun) > len(ended) // 3


def from_caller(capture: bytes) -> list[bytes]:
    """The datagrams of a fax that the other end sent."""
    return [
        packet.payload
        for packet in read_capture(capture)
        if packet.source[0] != "192.0.2.10" and 5060 not in (packet.source[1], packet.target[1])
    ]


def set_modems(unit: Reachable, **values: str) -> None:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    for line in (1, 2):
        answer = unit.client().put(f"/modem_settings/{line}", f"<modem_settings>{inside}</modem_settings>")
        assert answer.status == 200, answer.message


def test_a_page_that_a_bad_line_damaged_is_damaged_in_the_unit_and_where_it_is_delivered(tmp_path: Path) -> None:
    emulator = RunningEmulator(pace="instant", delivery_dir=str(tmp_path))
    emulator.freeze()
    set_modems(emulator, ecm="false")
    set_routes(emulator.client())
    clean, poor, bad = (
        came_in(emulator, line=1),
        came_in(emulator, line=1, outcome="rtp-page:1"),
        came_in(emulator, line=1, outcome="rtn-page:2"),
    )
    sent, damaged = kept(emulator, clean["call"]), kept(emulator, poor["call"])

    assert [call["pages"] for call in (clean, poor, bad)] == [2, 2, 2]
    assert are_equal(damaged, sent) == [False, True]
    assert are_equal(damaged, received(emulator, poor["call"])) == [True, True]
    assert are_equal(kept(emulator, bad["call"]), sent) == [True, True]  # it was sent again
    (delivered,) = tmp_path.glob(f"printers/lp1/*-{poor['call']:08X}.pdf")
    assert are_equal(of_pdf(delivered.read_bytes()), damaged) == [True, True]
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_what_was_damaged_takes_room_on_the_disk(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.freeze()
    set_modems(emulator, ecm="false")
    emulator.control("PUT", "/faults/full", {"effects": [{"kind": "disk_full", "after_bytes": 1000}]})
    call = came_in(emulator, outcome="rtp-page:1")

    assert (call["outcome"], call["pages"], call["hangup"]["hangup_code"]) == ("disk_full", 0, "93")
    assert kept(emulator, call["call"]) == received(emulator, call["call"]) == []


def test_on_an_analog_line_a_bad_ip_network_is_none(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.freeze()
    clean, lossy = came_in(emulator), came_in(emulator, outcome="packet-loss:50")

    assert (lossy["outcome"], lossy["pages"]) == ("ok", 2)
    assert are_equal(kept(emulator, lossy["call"]), kept(emulator, clean["call"])) == [True, True]
