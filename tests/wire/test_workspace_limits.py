"""What settings say of workspaces: whether, how many, who makes them, how long they stay, and under which names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.servers import RunningEmulator, XmlAnswer, schedule_fax
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByHost, WorkspaceByPath

SEED = """
[[users]]
username = "alice"
password = "secret"

[[routes]]
extension = "line2"
name = "Line two"
"""


@contextmanager
def running(**settings: str) -> Iterator[RunningEmulator]:
    """An emulator for one test, without a defect in its log."""
    emulator = RunningEmulator(pace="instant", **settings)
    yield emulator
    assert emulator.defects == []
    assert emulator.stop() == 0


def names(emulator: RunningEmulator) -> list[str]:
    return [one["name"] for one in emulator.control("GET", "/workspaces")["workspaces"]]


def test_none_at_all() -> None:
    with running(workspaces="0") as emulator:
        assert "workspaces is 0" in emulator.control("GET", "/workspaces", status=404)["detail"]
        assert emulator.http.get("/w/team-a/ffws/v1/verify").status_code == 404
        assert WorkspaceByHost(emulator, "team-a.localhost").control("GET", "/info")["workspace"] is None
        assert emulator.client("admin@team-a").get("/verify").status == 401


def test_only_those_that_were_made() -> None:
    with running(workspaces_on_demand="false") as emulator:
        team_a = WorkspaceByPath(emulator, "team-a")
        refused = team_a.client().get("/verify")
        assert (refused.status, refused.message) == (404, "no workspace team-a")
        assert team_a.control("GET", "/info", status=404) == {"error": "not_found", "detail": "no workspace team-a"}
        assert WorkspaceByHost(emulator, "team-a.localhost").client().get("/verify").status == 404
        assert emulator.client("admin@team-a").get("/verify").status == 401  # nobody's name, and no workspace's
        emulator.control("POST", "/workspaces", {"name": "team-a"}, 201)
        assert team_a.client().get("/verify").status == 200
        assert WorkspaceByHost(emulator, "team-a.localhost").client().get("/verify").status == 200
        assert emulator.client("admin@team-a").get("/verify").status == 200
        assert names(emulator) == ["team-a"]


def test_no_more_than_so_many_and_none_gives_way() -> None:
    with running(workspaces="2") as emulator:
        one, two, three = (WorkspaceByPath(emulator, name) for name in ("one", "two", "three"))
        keys = one.client().send(SENT)
        two.control("GET", "/info")
        refused = three.client().get("/verify")
        assert refused.status == 503
        assert refused.message.startswith("there are 2 workspaces, and room for no more")
        assert three.control("GET", "/info", status=503)["error"] == "too_many"
        assert emulator.client("admin@three").get("/verify").status == 503
        assert emulator.control("POST", "/workspaces", {"name": "three"}, 409)["error"] == "too_many"
        assert names(emulator) == ["one", "two"]
        assert one.client().get(f"/ofax/{keys}").status == 200
        emulator.control("DELETE", "/workspaces/two")
        assert three.client().get("/verify").status == 200


def test_those_that_nobody_uses_are_deleted() -> None:
    with running(workspace_idle="0.3") as emulator:
        frozen, sending, streamed = (WorkspaceByPath(emulator, name) for name in ("frozen", "sending", "streamed"))
        frozen.freeze()
        frozen.client().send(SENT)
        sending.client().send(SENT, inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
        with (
            frozen.http.stream("GET", "/_emulator/events?types=reset") as stream,
            streamed.http.stream("GET", "/_emulator/events"),
        ):
            lines = stream.iter_lines()
            assert next(lines) == "retry: 1000"
            streamed.client().get("/verify")
            WorkspaceByPath(emulator, "left").control("GET", "/info")
            wait_until_gone(emulator, "left")
            assert set(names(emulator)) == {"frozen", "sending", "streamed"}
        wait_until_gone(emulator, "frozen", "streamed")
        assert names(emulator) == ["sending"]  # it has a fax to send, and its clock runs


def wait_until_gone(emulator: RunningEmulator, *gone: str) -> None:
    while set(gone) & set(names(emulator)):
        pass


def test_the_control_token_counts_everywhere() -> None:
    with running(control_token="hush") as emulator:
        team_a = WorkspaceByPath(emulator, "team-a")
        shown = {"Authorization": "Bearer hush"}
        for wrong in ({}, {"Authorization": "Bearer hus"}):
            for path in ("/w/team-a/_emulator/info", "/_emulator/workspaces", "/_emulator/workspaces/team-a"):
                assert emulator.http.get(path, headers=wrong).status_code == 401
        assert emulator.http.get("/_emulator/workspaces", headers=shown).json()["workspaces"] == []
        assert team_a.client().get("/verify").status == 200
        assert team_a.http.get("/_emulator/info").status_code == 401
        assert team_a.http.get("/_emulator/info", headers=shown).json()["workspace"] == "team-a"
        assert emulator.http.get("/w/team-b/_emulator/info", headers=shown).status_code == 200


@pytest.mark.parametrize("domains", ["fax.example,127.0.0.1.nip.io", "Fax.Example, 127.0.0.1.nip.io."[:-1]])
def test_domains(domains: str) -> None:
    with running(workspace_domains=domains) as emulator:
        for host in ("team-a.fax.example", "team-a.127.0.0.1.nip.io:8080"):
            assert WorkspaceByHost(emulator, host).control("GET", "/info")["workspace"] == "team-a"
        for host in ("127.0.0.1.nip.io", "team-a.localhost", "fax.example"):
            assert WorkspaceByHost(emulator, host).control("GET", "/info")["workspace"] is None


def test_an_advertised_base_leads_back_by_the_path() -> None:
    with running(advertise="https://fax.example/behind") as emulator:
        units = {
            "/w/team-a": WorkspaceByPath(emulator, "team-a").client(),
            "/w/team-b": WorkspaceByHost(emulator, "team-b.localhost").client(),
            "": emulator.client("admin@team-c"),
        }
        for prefix, client in units.items():
            answer = client.post("/ofax", schedule_fax(SENT))
            assert answer.first("fax_entry/fax_entry_url") == (
                f"https://fax.example/behind{prefix}/ffws/v1/ofax/00000001/0000"
            )


def test_a_seed_is_for_all_but_those_that_do_not_want_it(tmp_path: Path) -> None:
    (seed := tmp_path / "seed.toml").write_text(SEED)
    with running(seed=str(seed)) as emulator:
        named = WorkspaceByPath(emulator, "named")
        assert named.client("alice", "secret").get("/verify").status == 200
        emulator.control("POST", "/workspaces", {"name": "bare", "seed": False}, 201)
        bare = WorkspaceByPath(emulator, "bare")
        assert bare.client("alice", "secret").get("/verify").status == 401
        for unit in (named, bare):
            unit.client().post("/users", "<user><username>bob</username><password>b</password></user>")
            unit.control("POST", "/reset")
            assert unit.client("bob", "b").get("/verify").status == 401
        assert named.client("alice", "secret").get("/verify").status == 200
        assert bare.client("alice", "secret").get("/verify").status == 401


def test_a_seed_for_lines_that_a_model_does_not_have(tmp_path: Path) -> None:
    (seed := tmp_path / "seed.toml").write_text(SEED + '[[calls]]\ncaller_id = "2185550163"\nended = "-1h"\nline = 8\n')
    with running(seed=str(seed), model="FF840") as emulator:
        refused = emulator.control("POST", "/workspaces", {"name": "small", "model": "FF240"}, 400)
        assert refused["detail"].startswith("seed: ")
        assert "line: 8, and an FF240 has 2" in refused["detail"]
        assert names(emulator) == []
        emulator.control("POST", "/workspaces", {"name": "small", "model": "FF240", "seed": False}, 201)


def test_what_is_refused_before_there_is_a_unit_is_xml_as_everything_is() -> None:
    with running() as emulator:
        answer = XmlAnswer(emulator.http.get("/w/no_name/ffws/v1/verify"))
        assert (answer.status, answer.message.split(":")[0]) == (404, "'no_name' is no name of a workspace")
