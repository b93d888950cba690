"""Faults that name a workspace: the default unit's hit its clients by whatever way they come, and nobody else."""

from typing import Any

import pytest

from tests.support.servers import Reachable, RunningEmulator, schedule_fax
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByHost, workspace

TEAPOT = {"kind": "status", "status": 418}


def arm(unit: Reachable, name: str, status: int = 200, **match: str) -> dict[str, Any]:
    made: dict[str, Any] = unit.control("PUT", f"/faults/{name}", {"match": match, "effects": [TEAPOT]}, status)
    return made


def verify(unit: Reachable, user: str = "admin") -> int:
    return unit.http.get("/ffws/v1/verify", auth=(user, "admin")).status_code


def test_a_fault_for_a_workspace_meets_its_clients_by_path_host_and_user_name(emulator: RunningEmulator) -> None:
    assert arm(emulator, "ws", workspace="Team-A")["match"]["workspace"] == "team-a"
    with workspace(emulator, "team-a") as team_a, workspace(emulator, "team-b") as team_b:
        assert [verify(team_a), verify(WorkspaceByHost(emulator, "team-a.localhost"))] == [418, 418]
        assert verify(emulator, "admin@team-a") == 418
        assert [verify(emulator), verify(team_b), verify(emulator, "admin@team-b")] == [200, 200, 200]
        found = emulator.control("GET", "/faults/ws")
        assert (found["matched"], found["hits"]) == (3, 3)
        # It is the workspace's request that was hit, and the default unit's fault.
        assert [one["fault"] for one in team_a.control("GET", "/requests")["requests"]] == ["ws"] * 3
        assert team_a.control("GET", "/faults") == {"faults": []}
        emulator.control("DELETE", "/faults/ws")
        assert verify(team_a) == 200


def test_a_fault_without_a_workspace_is_for_the_unit_at_which_it_was_made(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        arm(emulator, "all")
        arm(emulator, "default", workspace="default")
        assert [verify(emulator), verify(team_a)] == [418, 200]
        emulator.control("DELETE", "/faults")
        arm(team_a, "own", workspace="team-a")
        assert [verify(emulator), verify(team_a)] == [200, 418]


def test_the_workspaces_own_faults_come_first_and_one_hits(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        arm(emulator, "ws", workspace="team-a")
        busy = {"effects": [{"kind": "unavailable"}], "turns": {"first": 1}}
        team_a.control("PUT", "/faults/own", busy)
        assert [verify(team_a), verify(team_a)] == [503, 418]
        assert emulator.control("GET", "/faults/ws")["matched"] == 1


def test_a_post_that_meets_it_leaves_no_fax_there(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        arm(emulator, "ws", workspace="team-a", method="POST", path="/ofax")
        assert team_a.client().post("/ofax", schedule_fax(SENT)).status == 418
        assert emulator.client().post("/ofax", schedule_fax(SENT)).status == 201
        assert team_a.client().get("/ofax").entry_keys() == []


def test_its_time_is_that_of_the_unit_at_which_it_was_made(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        fault = {"match": {"workspace": "team-a"}, "effects": [TEAPOT], "expires": {"seconds": 60}}
        emulator.control("PUT", "/faults/ws", fault)
        team_a.freeze()
        team_a.control("POST", "/clock/advance", {"seconds": 60})
        assert verify(team_a) == 418
        emulator.control("POST", "/clock/advance", {"seconds": 60})
        assert verify(team_a) == 200


@pytest.mark.parametrize("named", ["x_y", "", "-a", "a" * 64])
def test_what_is_no_name_of_a_unit_is_refused(emulator: RunningEmulator, named: str) -> None:
    assert arm(emulator, "ws", 400, workspace=named)["detail"].startswith("body.match.workspace: ")


def test_no_workspace_has_a_fault_for_another_unit(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        for named in ("team-b", "default"):
            refused = arm(team_a, "ws", 400, workspace=named)
            assert refused["detail"] == (
                f"match.workspace: no fault of team-a is for {named}: /_emulator/faults without a workspace makes it"
            )
        assert team_a.control("GET", "/faults") == {"faults": []}


def test_where_there_are_no_workspaces_none_is_named() -> None:
    emulator = RunningEmulator(workspaces="0", log_level="warning")
    assert arm(emulator, "ws", 400, workspace="team-a")["detail"].endswith("the setting workspaces is 0")
    arm(emulator, "own", workspace="default")
    assert verify(emulator) == 418
    assert emulator.stop() == 0


def test_a_reset_of_the_workspace_leaves_the_default_units_fault(emulator: RunningEmulator) -> None:
    with workspace(emulator, "team-a") as team_a:
        arm(emulator, "ws", workspace="team-a")
        team_a.control("POST", "/reset")
        assert verify(team_a) == 418
        emulator.control("POST", "/reset")
        assert verify(team_a) == 200


def test_it_is_there_before_the_workspace_is(emulator: RunningEmulator) -> None:
    arm(emulator, "ws", workspace="team-new")
    with workspace(emulator, "team-new") as team:
        assert verify(team) == 418
