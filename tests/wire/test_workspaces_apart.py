"""Nothing of one workspace can be had through another, by whatever path, and nobody's doing changes another."""

from collections.abc import Iterator

import pytest

from tests.support.inbound import call_in
from tests.support.prometheus import parse
from tests.support.raw_http import Wire, request
from tests.support.servers import RunningEmulator
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByPath, workspace

RECEIPT = "<sender><email_address>ann@example.com</email_address></sender><receipt>always</receipt>"
NOON = "2030-01-01T12:00:00Z"


@pytest.fixture
def full(emulator: RunningEmulator) -> Iterator[WorkspaceByPath]:
    """A workspace with something of everything."""
    with workspace(emulator, "full") as unit:
        unit.control("PUT", "/clock", {"mode": "frozen", "now": NOON})
        admin = unit.client()
        admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
        admin.post("/contacts/admin", "<contact><name>Kim</name><fax_number>1</fax_number></contact>")
        admin.send(SENT, inside=RECEIPT)
        call_in(unit)
        unit.control("POST", "/stations", {"number": "7777", "script": ["busy"]}, 201)
        unit.control("PUT", "/faults/f", {"match": {"path": "/ifax"}, "effects": [{"kind": "unavailable"}]})
        unit.run_until_idle()
        unit.control("PUT", "/snapshots/s")
        yield unit


PATHS = [
    "/ffws/v1/ofax/00000001/0000",
    "/ffws/v1/data/preview/00000001-0000.pdf",
    "/ffws/v1/data/inbound/1.pdf",
    "/ffws/v1/users/ann",
    "/ffws/v1/contacts/admin/1",
    "/_emulator/mail/1",
    "/_emulator/requests/1",
    "/_emulator/stations/1",
    "/_emulator/faults/f",
    "/_emulator/snapshots/s",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_one_has_no_other_has(emulator: RunningEmulator, full: WorkspaceByPath, path: str) -> None:
    """Neither the default unit nor another workspace, nor through a path that goes up and down again."""
    auth = ("admin", "admin")
    with workspace(emulator, "other") as other:
        assert full.http.get(path, auth=auth).status_code in (200, 405)
        for unit in (emulator, other):
            if path == "/_emulator/requests/1" and unit is emulator:
                continue  # the default unit's journal has been in use all day
            status = unit.http.get(path, auth=auth).status_code
            assert status in (404, 405), path
            assert status == 404 or "/stations/" in path


@pytest.mark.parametrize(
    "raw",
    [
        "/w/other/../full{path}",
        "/w/other/w/full{path}",
        "/w/other//w/full{path}",
        "/w/other/%2e%2e/full{path}",
        "/w/other%2f..%2ffull{path}",
        "/w/other/ffws/v1/../../../full{path}",
        "/w/other/ffws/v1/%2e%2e/%2e%2e/%2e%2e/w/full{path}",
        "/w/other/ffws/v1/data/../../../../full{path}",
        "/ffws/v1/../../w/full{path}",
    ],
)
def test_no_path_leads_from_one_into_another(emulator: RunningEmulator, full: WorkspaceByPath, raw: str) -> None:
    with workspace(emulator, "other"):
        target = raw.format(path="/ffws/v1/ofax/00000001/0000")
        # As it stands: a client library would tidy it up.
        with Wire(emulator) as wire:
            wire.send(request("GET", "").replace(b" /ffws/v1 ", f" {target} ".encode(), 1))
            answer = wire.answer()
        assert answer.status == 404
        assert b"fax_entry" not in answer.body


def test_a_snapshot_is_its_own_units_alone(emulator: RunningEmulator, full: WorkspaceByPath) -> None:
    with workspace(emulator, "other") as other:
        before = full.control("GET", "/snapshots")
        for unit in (emulator, other):
            assert unit.control("GET", "/snapshots") == {"snapshots": []}
            for method, path in (("POST", "/s/restore"), ("GET", "/s"), ("DELETE", "/s")):
                assert unit.http.request(method, f"/_emulator/snapshots{path}").status_code == 404
        other.control("PUT", "/snapshots/s")
        other.control("POST", "/snapshots/s/restore")
        assert other.client().get("/ofax").entry_keys() == [], "its own of that name"
        other.control("DELETE", "/snapshots/s")
        assert full.control("GET", "/snapshots") == before
    full.control("POST", "/snapshots/s/restore")
    assert full.client("ann", "ann").get("/verify").status == 200


def test_the_same_doings_side_by_side(emulator: RunningEmulator, full: WorkspaceByPath) -> None:
    with workspace(emulator, "other") as other:
        assert other.client().send(SENT) == "00000001/0000"  # keys count from 1 in each
        assert call_in(other)["call"] == 1
        other.control("PUT", "/clock", {"mode": "frozen", "now": "2040-01-01T00:00:00Z"})
        assert full.control("GET", "/clock")["now"] < "2031"
        other.control("POST", "/reset")
        assert len(full.client().get("/ofax").entry_keys()) == 1
        assert other.client().get("/ofax").entry_keys() == []
        emulator.reset()
        assert full.control("GET", "/info")["faxes"] == {"sent": 1}
        full.control("POST", "/reset")
        assert full.control("GET", "/requests")["requests"] == []
        assert full.client("ann", "ann").get("/verify").status == 401


def test_a_fault_is_for_its_own_unit_alone(emulator: RunningEmulator, full: WorkspaceByPath) -> None:
    full.control("PUT", "/faults/all", {"effects": [{"kind": "unavailable"}]})
    assert full.client().get("/verify").status == 503
    assert emulator.client().get("/verify").status == 200
    with workspace(emulator, "other") as other:
        assert other.client().get("/verify").status == 200
        assert other.control("GET", "/faults") == {"faults": []}


def test_figures_have_the_name_and_count_their_own_unit(emulator: RunningEmulator, full: WorkspaceByPath) -> None:
    own = parse(full.http.get("/_emulator/metrics").text)
    assert own.value("faxfinder_fax_entries", state="sent", workspace="full") == 1
    assert all(("workspace", "full") in labels for _, labels in own.samples)
    plain = parse(emulator.http.get("/_emulator/metrics").text)
    assert plain.value("faxfinder_fax_entries", state="sent") == 0
    assert not any("workspace" in dict(labels) for _, labels in plain.samples)


def test_the_journal_of_requests_shows_paths_as_they_came(full: WorkspaceByPath) -> None:
    newest = full.control("GET", "/requests?limit=1")["requests"][0]
    assert newest["path"] == "/w/full/ffws/v1/ofax"
    assert newest["operation"] == "/ofax"
    assert full.control("GET", "/requests?path=/ofax&limit=1")["requests"][0] == newest
    assert full.client().get("/ofaxes").status == 404
    assert full.control("GET", "/requests?unmatched=true")["requests"][0]["near_misses"][0] == "/ffws/v1/ofax"


@pytest.mark.parametrize("path", ["/workspaces", "/workspaces/full", "/workspaces/other"])
def test_a_workspace_knows_of_no_other(emulator: RunningEmulator, full: WorkspaceByPath, path: str) -> None:
    for method in ("GET", "DELETE") if path != "/workspaces" else ("GET",):
        assert full.control(method, path, status=404)["error"] == "not_found"
    assert [one["name"] for one in emulator.control("GET", "/workspaces")["workspaces"]] == ["full"]
