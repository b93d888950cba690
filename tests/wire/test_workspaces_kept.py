"""Workspaces in a data folder: the process is killed, and each is there again with what it was and had not finished."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from tests.support.inbound import call_in, set_routes
from tests.support.patience import PATIENT
from tests.support.servers import RunningEmulator
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByPath


def test_killed_and_there_again(tmp_path: Path) -> None:
    first = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    first.control("POST", "/workspaces", {"name": "big", "model": "FF840", "seed": False, "pace": "real"}, 201)
    big, plain, gone = (WorkspaceByPath(first, name) for name in ("big", "plain", "gone"))
    big.client().post("/users", "<user><username>ann</username><password>a</password></user>")
    for unit in (plain, gone, first):
        unit.freeze()  # nothing is sent before the power goes
    keys = plain.client().send(SENT)
    first.client().send(SENT, SENT)
    gone.client().send(SENT)
    first.control("DELETE", "/workspaces/gone")
    before = first.control("GET", "/workspaces")["workspaces"]
    first.kill()

    second = RunningEmulator(data_dir=str(tmp_path), pace="instant", workspaces_on_demand="false")
    after = second.control("GET", "/workspaces")["workspaces"]
    shown = ("name", "model", "settings", "seed", "made_at")
    assert [[one[name] for name in shown] for one in after] == [[one[name] for name in shown] for one in before]
    assert [one["name"] for one in after] == ["big", "plain"]
    big, plain = (WorkspaceByPath(second, name) for name in ("big", "plain"))
    assert big.control("GET", "/info")["channels"] == 8
    assert big.client("ann", "a").get("/verify").status == 200
    waited = plain.control("POST", "/wait", {"match": {"fax": keys}, "state": ["sent", "failed"], "timeout": PATIENT})
    assert waited["faxes"][0]["state"] == "sent"
    assert big.control("GET", "/info")["faxes"] == {}
    assert WorkspaceByPath(second, "gone").client().get("/verify").status == 404
    assert second.defects == []
    assert second.stop() == 0


def test_each_has_a_folder_of_its_own(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    units = {tmp_path: emulator} | {
        tmp_path / "workspaces" / name: WorkspaceByPath(emulator, name) for name in ("one", "two")
    }
    for folder, unit in units.items():
        assert unit.control("GET", "/info")["data_folder"] == str(folder)
        set_routes(unit.client())
        call_in(unit, text=f"for {folder.name}", line=1)
        unit.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    assert [len(list(folder.glob("printers/lp1/*.pdf"))) for folder in units] == [1, 1, 1]
    emulator.control("DELETE", "/workspaces/one")
    assert [len(list(folder.glob("printers/lp1/*.pdf"))) for folder in units] == [1, 0, 1]
    WorkspaceByPath(emulator, "one").control("GET", "/info")
    assert not (tmp_path / "workspaces" / "one" / "printers").exists()
    assert emulator.defects == []
    assert emulator.stop() == 0


def test_snapshots_lie_in_the_workspaces_folder_and_go_with_it(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    for unit in (emulator, WorkspaceByPath(emulator, "one"), WorkspaceByPath(emulator, "two")):
        unit.control("PUT", "/snapshots/s")
    own = [tmp_path, tmp_path / "workspaces" / "one", tmp_path / "workspaces" / "two"]
    files = [folder / "snapshots" / "s.faxfinder" for folder in own]
    assert sorted(tmp_path.rglob("*.faxfinder")) == sorted(files)
    assert emulator.http.delete("/_emulator/workspaces/one").status_code == 200
    assert [file.is_file() for file in files] == [True, False, True]
    again = WorkspaceByPath(emulator, "one")
    assert again.control("GET", "/snapshots") == {"snapshots": []}
    assert emulator.stop() == 0


def test_what_is_delivered_elsewhere_stays(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path / "data"), delivery_dir=str(tmp_path / "out"), pace="instant")
    one = WorkspaceByPath(emulator, "one")
    set_routes(one.client())
    call_in(one, line=1)
    one.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    emulator.control("DELETE", "/workspaces/one")
    assert len(list((tmp_path / "out" / "workspaces" / "one" / "printers" / "lp1").iterdir())) == 1
    assert emulator.stop() == 0


def test_a_stored_setting_that_nobody_knows_stops_the_start(tmp_path: Path) -> None:
    emulator = RunningEmulator(data_dir=str(tmp_path))
    emulator.control("POST", "/workspaces", {"name": "one", "pace": "real"}, 201)
    assert emulator.stop() == 0
    with closing(connect(tmp_path / "faxfinder.db")) as database, database:
        database.execute("""UPDATE workspace SET settings = '{"pace": "lightning"}'""")
    done = subprocess.run(
        [sys.executable, "-c", "from emulator.cli import main; main()", "serve", "--data-dir", str(tmp_path)],
        env={"FAXFINDER_HTTP_PORT": "0", "FAXFINDER_HTTPS_PORT": "off"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "--data-dir: workspace one: pace: 'lightning' is not usable" in done.stderr
