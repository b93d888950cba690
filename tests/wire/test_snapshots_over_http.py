"""`/_emulator/snapshots` over HTTP: a unit is set aside, changed, and is again what it was, here or elsewhere."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from os import utime
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.snapshots import MOST_BYTES
from tests.support.patience import PATIENT
from tests.support.raw_http import Wire
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT
from tests.wire.test_events import events

SOMETIMES = {
    "name": "sometimes",
    "effects": [{"kind": "status", "status": 503}],
    "turns": {"probability": 0.5},
    "seed": 7,
}


@pytest.fixture(autouse=True)
def shelf(emulator: RunningEmulator) -> Iterator[None]:
    """Snapshots outlive a reset."""
    yield
    for kept in listed(emulator):
        emulator.control("DELETE", f"/snapshots/{kept['name']}")
    assert emulator.defects == []


def listed(emulator: RunningEmulator) -> Any:
    return emulator.control("GET", "/snapshots")["snapshots"]


def bring(emulator: RunningEmulator, name: str, content: bytes) -> httpx.Response:
    return emulator.http.post("/_emulator/snapshots", params={"name": name}, content=content)


def fetch(emulator: RunningEmulator, name: str) -> bytes:
    answer = emulator.http.get(f"/_emulator/snapshots/{name}")
    assert answer.status_code == 200
    return answer.content


def refusal(answer: httpx.Response) -> tuple[int, str]:
    said = answer.json()
    assert said["detail"]
    return answer.status_code, said["error"]


def changed(content: bytes, statement: str) -> bytes:
    """The file after somebody has been at it, and has said so."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(content)
        raw.execute(statement)
        raw.execute("PRAGMA user_version=0")
        raw.commit()
        return raw.serialize()


def test_a_unit_is_again_what_it_was(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T08:00:00Z"})
    emulator.http.post("/_emulator/stations", json={"number": "555", "script": ["busy", "ok"]})
    first = admin.send(SENT, "555")
    later = admin.send(SENT, inside="<schedule_all_at>2030-01-02T08:00:00Z</schedule_all_at>")
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    taken = emulator.control("PUT", "/snapshots/morning")
    assert taken["clock"] == {"mode": "frozen", "now": "2030-01-01T08:01:00Z", "speed": 1.0}
    assert (taken["model"], taken["rows"]["fax"], taken["rows"]["call"], taken["problem"]) == ("FF240", 2, 2, None)

    emulator.run_until_idle()
    admin.put("/users/admin", "<user><password>changed</password></user>")
    changed_admin = emulator.client("admin", "changed")
    changed_admin.send(SENT)
    emulator.control("DELETE", "/stations")
    emulator.http.post("/_emulator/faults", json={"effects": [{"kind": "empty_body"}]})
    assert emulator.control("GET", "/clock")["now"] > "2030-01-02"

    restored = emulator.control("POST", "/snapshots/morning/restore")

    assert restored["snapshot"] == taken
    assert restored["cleared"]["fax"] == 3
    clock = emulator.control("GET", "/clock")
    assert {part: clock[part] for part in taken["clock"]} == taken["clock"]
    assert emulator.control("GET", "/faults") == {"faults": []}
    assert emulator.control("GET", "/requests")["requests"] == []
    assert changed_admin.get("/ofax").status == 401
    assert [admin.state(keys) for keys in (first, later)] == ["sent", "pending"]
    (station,) = emulator.control("GET", "/stations")["stations"]
    assert station["number"] == "555"

    emulator.run_until_idle()
    assert [admin.state(keys) for keys in (first, first[:-1] + "1", later)] == ["sent", "sent", "sent"]
    assert admin.send(SENT) == "00000003/0000", "the next key is the one that was next then"


def test_a_fault_goes_on_as_it_would_have(emulator: RunningEmulator, admin: FfwsClient) -> None:
    def seen(count: int) -> list[int]:
        return [admin.get("/verify").status for _ in range(count)]

    emulator.http.post("/_emulator/faults", json=SOMETIMES)
    emulator.http.post(
        "/_emulator/faults", json={"name": "bounded", "effects": [{"kind": "hang"}], "turns": {"nth": 4711}}
    )
    seen(5)
    (before, bounded) = emulator.control("GET", "/faults")["faults"]
    emulator.control("PUT", "/snapshots/faults")
    then = seen(20)
    assert {200, 503} == set(then)

    for _ in range(2):
        emulator.control("POST", "/snapshots/faults/restore")
        assert emulator.control("GET", "/faults")["faults"] == [before, bounded]
        assert seen(20) == then


def test_the_unit_may_keep_its_clock(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T08:00:00Z"})
    keys = admin.send(SENT, inside="<schedule_all_at>2030-01-02T08:00:00Z</schedule_all_at>")
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    emulator.control("PUT", "/snapshots/old")
    emulator.control("PUT", "/clock", {"now": "2031-05-05T12:00:00Z"})

    emulator.control("POST", "/snapshots/old/restore", {"clock": "unit"})

    assert emulator.control("GET", "/clock")["now"] == "2031-05-05T12:00:00Z"
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"
    assert "2031-05-05T12" in admin.get(f"/ofax/{keys}").first("fax_entry/stime")


def test_a_call_in_progress_is_lost_as_with_the_power(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "sending", "skip": True, "timeout": PATIENT})
    assert admin.state(keys) == "sending"
    emulator.control("PUT", "/snapshots/dialling")
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}").first("fax_entry/try_number") == "1"

    emulator.control("POST", "/snapshots/dialling/restore")

    assert admin.state(keys) == "pending"
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"
    assert admin.get(f"/ofax/{keys}").first("fax_entry/try_number") == "2"


def test_whoever_waits_or_listens_is_told(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/snapshots/calm")
    with events(emulator, "reset") as told:
        emulator.control("POST", "/snapshots/calm/restore")
        assert next(told)[2]["snapshot"] == "calm"
        emulator.reset()
        assert next(told)[2]["snapshot"] is None


def test_a_snapshot_goes_to_another_emulator_and_stays_in_its_folder(
    emulator: RunningEmulator, admin: FfwsClient, tmp_path: Path
) -> None:
    keys = admin.send(SENT, BUSY, inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    emulator.control("PUT", "/snapshots/made")
    content = fetch(emulator, "made")

    other = RunningEmulator(data_dir=str(tmp_path), model="FF840", pace="instant")
    brought = bring(other, "brought", content)
    assert (brought.status_code, brought.json()["rows"]["call"]) == (201, 2)
    assert other.stop() == 0
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == ["brought.faxfinder"]

    other = RunningEmulator(data_dir=str(tmp_path), model="FF840", pace="instant")
    (kept,) = listed(other)
    assert kept == brought.json()
    other.control("POST", "/snapshots/brought/restore")
    client = other.client()
    assert [client.state(keys), client.state(keys[:-1] + "1")] == ["sent", "failed"]
    assert client.file(f"/data/preview/{keys.replace('/', '-')}.pdf").content.startswith(b"%PDF-")
    other.kill()

    other = RunningEmulator(data_dir=str(tmp_path), model="FF840", pace="instant")
    assert other.client().state(keys) == "sent"
    other.control("DELETE", "/snapshots/brought")
    assert list((tmp_path / "snapshots").iterdir()) == []
    assert other.defects == []
    assert other.stop() == 0


def test_a_power_cut_in_a_restore_leaves_one_state_or_the_other(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    emulator.freeze()
    client = emulator.client()
    numbers = [f"218555{number:04}" for number in range(100)]
    for _ in range(3):
        client.send(*numbers)
    emulator.run_until_idle()
    emulator.control("PUT", "/snapshots/full")
    emulator.control("POST", "/reset")
    client.send(SENT)
    emulator.run_until_idle()
    for patience in (0.001, 0.01, 0.03, 0.1):
        with suppress(httpx.TimeoutException):
            emulator.http.post("/_emulator/snapshots/full/restore", timeout=patience)
        emulator.kill()
        emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
        faxes = emulator.control("GET", "/info")["faxes"]
        assert faxes in ({"sent": 1}, {"sent": 300})
        emulator.control("POST", "/reset")
        emulator.freeze()
        emulator.client().send(SENT)
        emulator.run_until_idle()
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_a_snapshot_of_a_model_with_other_lines_is_refused(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    for model in ("FF840", "FF240-IP"):
        other = RunningEmulator(model=model)
        other.control("PUT", "/snapshots/theirs")
        content = fetch(other, "theirs")
        assert other.stop() == 0
        assert bring(emulator, model, content).status_code == 201
        answer = emulator.http.post(f"/_emulator/snapshots/{model}/restore")
        assert refusal(answer) == (409, "other_model")
        assert model in answer.json()["detail"]
    assert admin.state(keys) == "preprocessing"


def test_what_cannot_be_done_changes_nothing(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    emulator.control("PUT", "/snapshots/good")
    good = fetch(emulator, "good")
    evil = changed(good, "CREATE TRIGGER evil AFTER INSERT ON fax BEGIN DELETE FROM user_account; END")
    newer = changed(good, "UPDATE alembic_version SET version_num = '9999'")
    newer_stamp = changed(good, "UPDATE stamp SET stamp = '{\"format\": 2}'")
    no_stamp = changed(good, "UPDATE stamp SET stamp = '[]'")
    dice = changed(good, 'UPDATE stamp SET stamp = replace(stamp, \'"faults":[]\', \'"faults":[{"name":"x"}]\')')
    for content in (b"", b"no snapshot", good[: len(good) // 2], evil, newer, newer_stamp, no_stamp, dice):
        assert refusal(bring(emulator, "bad", content)) == (400, "bad_snapshot")
    assert "newer version" in bring(emulator, "bad", newer).json()["detail"]
    assert "newer version" in bring(emulator, "bad", newer_stamp).json()["detail"]
    assert refusal(bring(emulator, "good", good)) == (409, "name_taken")
    assert refusal(bring(emulator, "bad", bytes(MOST_BYTES + 1))) == (413, "too_large")

    for method, path in (("GET", "x"), ("DELETE", "x"), ("POST", "x/restore")):
        assert refusal(emulator.http.request(method, f"/_emulator/snapshots/{path}")) == (404, "not_found")
    for name in ("..%2Fescape", ".hidden", "a%20b", "a" * 65, "%00"):
        assert emulator.http.put(f"/_emulator/snapshots/{name}").status_code in (400, 404)
        assert bring(emulator, name.replace("%2F", "/").replace("%20", " "), good).status_code == 400
    unknown = emulator.http.post("/_emulator/snapshots/good/restore", json={"clock": "wall"})
    assert refusal(unknown) == (400, "invalid_request")
    assert refusal(emulator.http.post("/_emulator/snapshots", content=good)) == (400, "invalid_request")

    assert [kept["name"] for kept in listed(emulator)] == ["good"]
    assert admin.state(keys) == "preprocessing"


def with_another_bit_in_a_page(content: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(content)
        (picture,) = raw.execute("SELECT bits FROM page").fetchone()
    place = content.index(picture[:200]) + 100  # a long one goes on elsewhere in the file
    return content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]


def test_a_file_with_one_bit_that_is_another_is_not_taken(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    emulator.run_until_idle()
    emulator.control("PUT", "/snapshots/good")
    damaged = with_another_bit_in_a_page(fetch(emulator, "good"))
    answer = bring(emulator, "bad", damaged)
    assert refusal(answer) == (400, "bad_snapshot")
    assert "checksum" in answer.json()["detail"]


def test_a_file_that_a_disk_has_damaged_is_not_restored(tmp_path: Path) -> None:
    """Its place, size and date are as when the emulator wrote it."""
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    emulator.freeze()
    keys = emulator.client().send(SENT)
    emulator.run_until_idle()
    emulator.control("PUT", "/snapshots/mine")
    path = tmp_path / "snapshots" / "mine.faxfinder"
    good, date = path.read_bytes(), path.stat().st_mtime_ns
    for damaged in (with_another_bit_in_a_page(good), good[:5000] + bytes(5000) + good[10_000:]):
        path.write_bytes(damaged)
        utime(path, ns=(date, date))
        assert refusal(emulator.http.post("/_emulator/snapshots/mine/restore")) == (400, "bad_snapshot")
        assert emulator.client().state(keys) == "sent"
    path.write_bytes(good)
    utime(path, ns=(date, date))
    emulator.control("POST", "/snapshots/mine/restore")
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_what_cannot_be_answered_is_a_defect_in_json_and_the_connection_goes_on() -> None:
    """A snapshot that was changed by hand may hold a page that is none."""
    emulator = RunningEmulator(pace="instant")
    emulator.freeze()
    keys = emulator.client().send(SENT)
    emulator.run_until_idle()
    emulator.control("PUT", "/snapshots/good")
    bring(emulator, "bad", changed(fetch(emulator, "good"), "UPDATE page SET bits = x'00'"))
    emulator.control("POST", "/snapshots/bad/restore")
    with Wire(emulator) as wire:
        wire.send(f"GET /_emulator/faxes/{keys}/received.tiff HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = wire.answer()
        assert (answer.status, answer.headers["content-type"]) == (500, "application/json")
        assert json.loads(answer.body) == {
            "error": "defect",
            "detail": "a defect of the emulator, of which its log tells more",
        }
        wire.send(b"GET /_emulator/clock HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wire.answer().status == 200
    assert any("a defect: the control request could not be answered" in line for line in emulator.take_defects())
    assert emulator.stop() == 0


def test_all_are_removed_at_once(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for name in ("one", "two"):
        emulator.control("PUT", f"/snapshots/{name}")
    assert emulator.control("DELETE", "/snapshots") == {"cleared": 2}
    assert listed(emulator) == []
    assert emulator.control("DELETE", "/snapshots") == {"cleared": 0}


def test_files_in_the_folder_may_be_anybodys(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    emulator.freeze()
    emulator.control("PUT", "/snapshots/mine")
    folder = tmp_path / "snapshots"
    (folder / "foreign.faxfinder").write_text("no snapshot")
    (folder / "notes.txt").write_text("")
    (folder / "no name.faxfinder").write_text("")
    (folder / "folder.faxfinder").mkdir()
    by_hand = changed((folder / "mine.faxfinder").read_bytes(), "UPDATE user_account SET name = 'By hand'")
    (folder / "by-hand.faxfinder").write_bytes(by_hand)
    (folder / "mine.faxfinder").write_bytes(changed(by_hand, "CREATE VIEW evil AS SELECT 1"))

    found = {kept["name"]: kept["problem"] for kept in listed(emulator)}
    assert found == {"by-hand": None, "foreign": found["foreign"], "mine": None}
    assert "not a snapshot" in found["foreign"] or "not a database" in found["foreign"]
    for name in ("foreign", "mine"):
        answer = emulator.http.post(f"/_emulator/snapshots/{name}/restore")
        assert refusal(answer) == (400, "bad_snapshot")
    emulator.control("POST", "/snapshots/by-hand/restore")
    assert emulator.client().get("/users/admin").first("user/name") == "By hand"
    assert emulator.defects == []
    assert emulator.stop() == 0
