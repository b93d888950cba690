"""`/_emulator/metrics` as Prometheus reads it."""

import httpx
import pytest

from emulator.exposition import Family, exposition
from tests.support.inbound import call_in
from tests.support.prometheus import Scrape, parse
from tests.support.raw_http import Wire, head
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import BUSY, SENT


def scrape(emulator: RunningEmulator) -> Scrape:
    answer = emulator.http.get("/_emulator/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parse(answer.text)


def test_a_day_of_faxes_in_figures(emulator: RunningEmulator, admin: FfwsClient) -> None:
    new = scrape(emulator)
    assert set(new.all("faxfinder_fax_entries").values()) == {0}
    assert (new.value("faxfinder_queue_length"), new.all("faxfinder_calls_total")) == (0, {})
    assert new.value("faxfinder_channels", state="idle") == 2

    admin.send(SENT, SENT, SENT, BUSY)
    waiting = scrape(emulator)
    assert waiting.value("faxfinder_fax_entries", state="preprocessing") == 4
    assert waiting.value("faxfinder_queue_length") == 4

    while scrape(emulator).value("faxfinder_channels", state="busy") < 2:
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
    assert scrape(emulator).value("faxfinder_fax_entries", state="sending") == 2

    emulator.run_until_idle()
    over = scrape(emulator)
    assert over.value("faxfinder_fax_entries", state="sent") == 3
    assert over.value("faxfinder_fax_entries", state="failed") == 1
    assert over.value("faxfinder_calls_total", direction="outbound", outcome="ok") == 3
    assert over.value("faxfinder_calls_total", direction="outbound", outcome="busy") == 3
    assert over.value("faxfinder_queue_length") == 0
    assert over.value("faxfinder_store_bytes") > 100_000

    call_in(emulator)
    emulator.run_until_idle()
    assert sum(scrape(emulator).all("faxfinder_calls_total").values()) == 7
    assert scrape(emulator).value("faxfinder_calls_total", direction="inbound", outcome="ok") == 1


def test_requests_by_operation_and_status(emulator: RunningEmulator, admin: FfwsClient) -> None:
    def counts() -> dict[tuple[str, ...], float]:
        found = scrape(emulator).all("faxfinder_ffws_requests_total")
        return {tuple(value for _, value in sorted(labels)): value for labels, value in found.items()}

    before = counts()
    keys = admin.send(SENT)
    for _ in range(3):
        admin.state(keys)
    admin.get("/ofax/00000099/0000")
    admin.get("/nonsense/1")
    admin.get("/nonsense/2")
    emulator.client("admin", "wrong").get("/verify")
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "reset"}], "turns": {"first": 1}})
    with pytest.raises(httpx.TransportError):
        admin.get("/verify")
    with Wire(emulator) as wire:
        for method in ("PROPFIND", "MKCOL", "PATCH"):
            wire.send(head(method, "/verify"))
            assert wire.answer().status == 405
    grown = {labels: value - before.get(labels, 0) for labels, value in counts().items()}
    assert {labels: value for labels, value in grown.items() if value} == {
        ("POST", "/ofax", "201"): 1,
        ("GET", "/ofax/{fax_key}/{entry_key}", "200"): 3,
        ("GET", "/ofax/{fax_key}/{entry_key}", "404"): 1,
        ("GET", "none", "404"): 2,
        ("GET", "/verify", "401"): 1,
        ("GET", "/verify", "none"): 1,
        ("other", "/verify", "405"): 3,
    }


def test_slow_answers_show_in_the_histogram(emulator: RunningEmulator, admin: FfwsClient) -> None:
    name = "faxfinder_ffws_request_duration_seconds"
    labels = {"method": "GET", "operation": "/verify", "status": "299"}
    late = [{"kind": "late_answer", "seconds": 0.3}, {"kind": "changed_status", "status": 299}]
    emulator.control("PUT", "/faults/f", {"effects": late, "turns": {"first": 2}})
    for _ in range(2):
        assert admin.get("/verify").status == 299
    found = scrape(emulator)
    assert found.value(f"{name}_count", **labels) == 2
    assert found.value(f"{name}_bucket", **labels, le="0.25") == 0
    assert found.value(f"{name}_sum", **labels) >= 0.6
    assert found.value("faxfinder_faults_hit_total", kind="late_answer") >= 2
    assert found.value("faxfinder_faults") == 1


def test_events_that_a_webhook_is_still_to_be_told(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert scrape(emulator).all("faxfinder_webhook_queue_length") == {}
    for events in (["fax"], ["mail"]):
        hook = {"url": "http://127.0.0.1:1/hook", "events": events}  # nobody is there
        assert emulator.http.post("/_emulator/webhooks", json=hook).status_code == 201
    admin.send(SENT)
    emulator.run_until_idle()
    found = scrape(emulator)
    assert found.value("faxfinder_webhook_queue_length", webhook="1") == 4
    assert found.value("faxfinder_webhook_queue_length", webhook="2") == 0
    emulator.control("DELETE", "/webhooks")
    assert scrape(emulator).all("faxfinder_webhook_queue_length") == {}


def test_the_default_unit_counts_the_workspaces(emulator: RunningEmulator) -> None:
    before = scrape(emulator).value("faxfinder_workspaces")
    assert emulator.http.post("/_emulator/workspaces", json={"name": "counted"}).status_code == 201
    assert scrape(emulator).value("faxfinder_workspaces") == before + 1
    assert "faxfinder_workspaces" not in emulator.http.get("/w/counted/_emulator/metrics").text
    assert emulator.http.delete("/_emulator/workspaces/counted").status_code == 200
    assert scrape(emulator).value("faxfinder_workspaces") == before


def test_the_clock(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2999-01-01T00:00:00Z"})
    found = scrape(emulator)
    assert found.value("faxfinder_clock_frozen") == 1
    assert found.value("faxfinder_clock_offset_seconds") > 900 * 365 * 86400
    emulator.control("PUT", "/clock", {"now": "2001-01-01T00:00:00Z", "mode": "real", "speed": 2.5})
    found = scrape(emulator)
    assert (found.value("faxfinder_clock_frozen"), found.value("faxfinder_clock_speed")) == (0, 2.5)
    assert found.value("faxfinder_clock_offset_seconds") < 0
    emulator.control("PUT", "/clock", {"mode": "frozen", "speed": 1})


def test_conversions_in_progress() -> None:
    emulator = RunningEmulator(pace="instant")
    client = emulator.client()
    for number in range(20):
        client.post("/ofax", schedule_fax(SENT, text=f"{number}\f" * 5))
    found = scrape(emulator)
    assert found.value("faxfinder_conversions", state="running") <= 2
    assert set(found.kinds) >= {"faxfinder_conversions", "faxfinder_info", "faxfinder_store_bytes"}
    emulator.run_until_idle()
    found = scrape(emulator)
    assert sum(found.all("faxfinder_conversions").values()) == 0
    assert emulator.stop() == 0


def test_labels_and_help_of_any_text() -> None:
    family = Family("a_b", "gauge", 'back\\slash and\nline, "quoted"').add(1.5, text='"\\\n\u00e4')
    found = parse(exposition([family, Family("empty_total", "counter", "nothing yet")], {}))
    assert found.all("a_b") == {frozenset({("text", '\\"\\\\\\n\u00e4')}): 1.5}
    assert found.help["a_b"] == 'back\\\\slash and\\nline, "quoted"'
