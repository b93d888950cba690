"""Workspaces that begin as they like: with a seed of their own, by name, path or in full, or as a snapshot says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import RunningEmulator
from tests.support.units import BUSY, SENT
from tests.support.workspaces import WorkspaceByPath

ANN = {"username": "ann", "password": "ann"}
YESTERDAY = {
    "users": [ANN],
    "faxes": [
        {"user": "ann", "created": "-1d", "documents": [{"text": "Hello."}], "recipients": ["555-0001"]},
        {"created": "-1h", "documents": [{"filler": 3}], "recipients": [{"fax_number": "555-0002", "state": "failed"}]},
    ],
    "received": [{"caller_id": "555-0003", "ended": "-2h", "documents": [{"text": "Back to you."}]}],
    "stations": [{"number": "777", "script": ["busy", "ok"]}],
}


@pytest.fixture(autouse=True)
def tidy(one_emulator: RunningEmulator) -> Iterator[None]:
    """Whatever a test has made is gone for the next."""
    yield
    for made in one_emulator.control("GET", "/workspaces")["workspaces"]:
        one_emulator.control("DELETE", f"/workspaces/{made['name']}")
    for kept in one_emulator.control("GET", "/snapshots")["snapshots"]:
        one_emulator.control("DELETE", f"/snapshots/{kept['name']}")
    assert one_emulator.defects == []


def make(emulator: RunningEmulator, name: str, status: int = 201, **more: Any) -> Any:
    return emulator.control("POST", "/workspaces", {"name": name, **more}, status)


def states(unit: WorkspaceByPath, user: str = "admin") -> list[str]:
    return unit.client(user, user).get("/ofax").all("fax_entry/state")


def who(unit: WorkspaceByPath) -> list[str]:
    """Those of these who have an account."""
    return [name for name in ("ann", "bob", "eve") if unit.client().get(f"/users/{name}").status == 200]


def test_a_seed_in_full_is_what_the_unit_begins_with_and_goes_back_to(emulator: RunningEmulator) -> None:
    made = make(emulator, "q5", seed=YESTERDAY, clock={"mode": "frozen"})
    assert (made["seed"], made["faxes"]) == ("written out", {"sent": 1, "failed": 1})
    unit = WorkspaceByPath(emulator, "q5")
    assert states(unit, "ann") == ["sent"]
    (received,) = unit.control("GET", "/calls?direction=inbound")["calls"]
    assert received["from"] == "555-0003"
    assert unit.client().file("/data/preview/00000001-0000.pdf").content.startswith(b"%PDF-")

    unit.client("ann", "ann").send(SENT)
    unit.run_until_idle()
    unit.control("DELETE", "/stations")
    unit.control("POST", "/reset")

    assert states(unit, "ann") == ["sent"]
    assert [one["number"] for one in unit.control("GET", "/stations")["stations"]] == ["777"]
    assert emulator.client("ann", "ann").get("/verify").status == 401, "the default unit has nothing of it"


def test_two_begin_each_with_its_own_and_a_name_begins_anew(emulator: RunningEmulator) -> None:
    make(emulator, "one", seed={"users": [ANN]})
    make(emulator, "two", seed={"users": [{"username": "bob", "password": "bob"}]})
    make(emulator, "none", seed=False)
    units = {name: WorkspaceByPath(emulator, name) for name in ("one", "two", "none")}

    expected = {"one": ["ann"], "two": ["bob"], "none": []}
    assert {name: who(unit) for name, unit in units.items()} == expected
    for unit in units.values():
        unit.control("POST", "/reset")
    assert {name: who(unit) for name, unit in units.items()} == expected
    emulator.control("DELETE", "/workspaces/one")
    make(emulator, "one", seed={"users": [{"username": "eve", "password": "eve"}]})
    assert who(units["one"]) == ["eve"]


def test_by_name_or_by_path_as_the_setting_takes_it(emulator: RunningEmulator, tmp_path: Path) -> None:
    assert make(emulator, "office", seed="demo")["seed"] == "demo"
    assert WorkspaceByPath(emulator, "office").client().get("/contacts/global_contact_list").all("contact") != []
    (tmp_path / "letter.txt").write_text("From a file.")
    (tmp_path / "seed.toml").write_text(
        '[[faxes]]\ncreated = "-1h"\ndocuments = [{ file = "letter.txt" }]\nrecipients = ["1"]\n'
    )
    for name, path in (("by-file", tmp_path / "seed.toml"), ("by-folder", tmp_path)):
        made = make(emulator, name, seed=str(path))
        assert (made["seed"], made["faxes"]) == (str(path), {"sent": 1})


def test_its_moments_are_by_the_clock_that_it_is_given(emulator: RunningEmulator) -> None:
    fax = {"created": "2029-12-31T12:00:00Z", "documents": [{"text": "x"}], "recipients": ["1"]}
    future = {"mode": "frozen", "now": "2030-01-01T00:00:00Z"}
    assert make(emulator, "later", seed={"faxes": [fax]}, clock=future)["faxes"] == {"sent": 1}
    past = {"mode": "frozen", "now": "2029-01-01T00:00:00Z"}
    assert "seed: faxes[0].created" in make(emulator, "early", 400, seed={"faxes": [fax]}, clock=past)["detail"]


BAD: list[tuple[Any, str]] = [
    ({"users": [{"username": "ann"}]}, "seed: seed: users[0].password: is missing"),
    ({"user": []}, "there is no such key; did you mean 'users'?"),
    ({"users": [ANN, ANN]}, "stands in seed: users[0] already"),
    ({"cover_pages": [{"file": "/etc/passwd"}]}, "cover_pages[0].file: no file lies beside a seed that is written out"),
    (
        {"faxes": [{"documents": [{"file": "/etc/hostname"}], "recipients": ["1"]}]},
        "faxes[0].documents[0].file: no file lies beside",
    ),
    ({"received": [{"documents": [{"file": "x.txt"}]}]}, "received[0].documents[0].file: no file lies beside"),
    ({"calls": [{"line": 8}]}, "calls[0].line: 8, and an FF240 has 2"),
    ("nowhere.toml", "'nowhere.toml' is not usable, expected a file or folder that exists, or demo"),
    ("/dev/null", "a seed file ends in one of .toml"),
    ("x" * 400, "is not usable"),
    ("\0", "is not usable"),
    ("", "seed"),
    ([], "seed"),
    (1, "seed"),
    (None, "seed"),
]


@pytest.mark.parametrize(("seed", "detail"), BAD)
def test_what_cannot_be_used_makes_no_workspace(emulator: RunningEmulator, seed: Any, detail: str) -> None:
    refused = make(emulator, "bad", 400, seed=seed)
    assert refused["error"] == "invalid_request"
    assert detail in refused["detail"]
    assert emulator.control("GET", "/workspaces")["workspaces"] == []


def test_who_names_it_while_it_turns_out_to_be_none_is_told_so(emulator: RunningEmulator) -> None:
    seed = {"faxes": [{"documents": [{"filler": 200}], "recipients": ["1"]}], "calls": [{"line": 8}]}
    order = {"name": "late", "seed": seed, "model": "FF240"}
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(emulator.http.post, "/_emulator/workspaces", json=order)
        named = [emulator.http.get("/w/late/livez").status_code]
        while not making.done():
            named.append(emulator.http.get("/w/late/_emulator/info", timeout=30).status_code)
    assert making.result().status_code in (400, 409), "whoever names it first has it made"
    assert set(named) <= {200, 404}


def test_its_own_seed_is_there_again_after_the_power_was_lost(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    fax = {"created": "2029-12-31T12:00:00Z", "documents": [{"text": "x"}], "recipients": ["1"]}
    clock = {"mode": "frozen", "now": "2030-01-01T00:00:00Z"}
    make(emulator, "q5", seed={"users": [ANN], "faxes": [fax]}, clock=clock)
    make(emulator, "office", seed="demo")
    emulator.kill()

    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    shown = {one["name"]: one["seed"] for one in emulator.control("GET", "/workspaces")["workspaces"]}
    assert shown == {"q5": "written out", "office": "demo"}
    units = {name: WorkspaceByPath(emulator, name) for name in shown}
    units["q5"].client().post("/users", "<user><username>bob</username><password>b</password></user>")
    assert who(units["q5"]) == ["ann", "bob"]
    for unit in units.values():
        unit.control("POST", "/reset")
    assert who(units["q5"]) == ["ann"]
    assert units["office"].client().get("/contacts/global_contact_list").all("contact") != []
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_a_snapshot_of_the_default_unit_makes_any_number_of_units(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T08:00:00Z"})
    admin = emulator.client()
    admin.send(SENT, BUSY, inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    emulator.control("POST", "/stations", {"number": "777", "script": ["busy"]}, 201)
    now = emulator.control("PUT", "/snapshots/monday")["clock"]["now"]
    emulator.control("POST", "/reset")

    for name in ("one", "two"):
        made = make(emulator, name, snapshot="monday", model="FF840")
        assert (made["now"], made["clock"]) == (now, "frozen")
        assert made["faxes"] == {"sent": 1, "failed": 1}
    one, two = WorkspaceByPath(emulator, "one"), WorkspaceByPath(emulator, "two")
    one.client().send(SENT)
    one.run_until_idle()
    assert (len(states(one)), len(states(two))) == (3, 2)
    assert [one["number"] for one in two.control("GET", "/stations")["stations"]] == ["777"]
    two.control("POST", "/reset")
    assert states(two) == [], "a reset goes back to the seed, and there is none"

    later = {"mode": "frozen", "now": "2031-01-01T00:00:00Z"}
    assert make(emulator, "later", snapshot="monday", clock=later)["now"] == later["now"]


def test_a_snapshot_that_cannot_be_used_makes_no_workspace(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/snapshots/monday")
    assert make(emulator, "q5", 404, snapshot="tuesday")["detail"] == "no snapshot tuesday"
    assert make(emulator, "q5", 409, snapshot="monday", model="FF240-IP")["error"] == "other_model"
    assert make(emulator, "q5", 400, snapshot="../monday")["error"] == "invalid_request"
    assert emulator.control("GET", "/workspaces")["workspaces"] == []
