"""Init hooks: scripts and seed files take part in the start and the end of a real process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.init_folder import InitFolder
from tests.support.patience import until
from tests.support.servers import RunningEmulator

MAKE_ANN = """
import base64, os, urllib.request
request = urllib.request.Request(
    os.environ["FAXFINDER_URL"] + "/ffws/v1/users",
    data=b"<user><username>ann</username><password>ann</password></user>",
    headers={"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()},
)
with urllib.request.urlopen(request) as answer:
    print("ann is there:", answer.status)
"""

ASK_WHETHER_IT_IS_READY = """
import os, urllib.error, urllib.request
try:
    urllib.request.urlopen(os.environ["FAXFINDER_URL"] + "/readyz")
    print("ready")
except urllib.error.HTTPError as error:
    print("readyz says", error.code)
"""

SOON = 30.0
"""Seconds to the end on a machine that is busy with other tests; the scripts here would go on for ever."""

TWO_USERS = '[[users]]\nusername = "bob"\npassword = "bob"\n\n[[users]]\nusername = "eve"\npassword = "eve"\n'


@pytest.fixture
def folder(tmp_path: Path) -> InitFolder:
    return InitFolder(tmp_path / "init")


@contextmanager
def started(folder: InitFolder, **settings: str) -> Iterator[RunningEmulator]:
    emulator = folder.start(**settings)
    try:
        yield emulator
    finally:
        assert emulator.stop() == 0


def hooks(emulator: RunningEmulator) -> dict[str, dict[str, Any]]:
    """What `/_emulator/init` tells, by file."""
    told = emulator.control("GET", "/init")
    assert told["stage"] == "serving"
    return {f"{hook['stage']}.d/{hook['name']}": hook for hook in told["hooks"]}


def has_ended(pid: int) -> bool:
    """True when the process is gone, or dead and nobody has asked for its exit code yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_scripts_have_their_turn_by_name_before_ready_and_may_use_the_unit(folder: InitFolder) -> None:
    folder.write("ready.d/20-user.py", MAKE_ANN)
    folder.write("ready.d/30-ready.py", ASK_WHETHER_IT_IS_READY)
    folder.write("ready.d/10-hello.sh", 'echo "hello from $FAXFINDER_STAGE of $FAXFINDER_MODEL"; echo careful >&2')
    folder.write("boot.d/50-first.sh", 'echo "nobody answers: ${FAXFINDER_URL:-no url}"')
    with started(folder, model="FF440") as emulator:
        assert emulator.client("ann", "ann").get("/ofax").status == 200
        assert {name: (hook["state"], hook["exit_code"], hook["output"]) for name, hook in hooks(emulator).items()} == {
            "boot.d/50-first.sh": ("done", 0, ["nobody answers: no url"]),
            "ready.d/10-hello.sh": ("done", 0, ["hello from ready of FF440", "careful"]),
            "ready.d/20-user.py": ("done", 0, ["ann is there: 200"]),
            "ready.d/30-ready.py": ("done", 0, ["readyz says 503"]),
        }
        assert emulator.http.get("/readyz").status_code == 200
        said = [line.partition("INFO  ")[2] for line in emulator.start_lines if ".d/" in line and "done" not in line]
        assert said == [
            "boot.d/50-first.sh: nobody answers: no url",
            "ready.d/10-hello.sh: hello from ready of FF440",
            "ready.d/10-hello.sh: careful",
            "ready.d/20-user.py: ann is there: 200",
            "ready.d/30-ready.py: readyz says 503",
        ]


def test_a_script_finds_what_it_needs_in_its_environment_and_its_folder(folder: InitFolder, tmp_path: Path) -> None:
    folder.write("ready.d/10-where.sh", '. ./words; echo "$GREETING $FAXFINDER_CONTROL_TOKEN $FAXFINDER_DATA_DIR"')
    folder.write("ready.d/words", "GREETING=hello")
    folder.write("ready.d/20-server.sh", 'test "$FAXFINDER_SERVER" = "$FAXFINDER_URL" && echo "$FAXFINDER_SERVER"')
    data = tmp_path / "data"
    with started(folder, control_token="s3cret", data_dir=str(data)) as emulator:
        emulator.http.headers["authorization"] = "Bearer s3cret"
        assert hooks(emulator)["ready.d/10-where.sh"]["output"] == [f"hello s3cret {data}"]
        assert hooks(emulator)["ready.d/20-server.sh"]["output"] == [emulator.url]
        assert hooks(emulator)["ready.d/words"]["state"] == "ignored"
        assert any("ready.d/words is ignored: neither a script" in line for line in emulator.start_lines)


def test_seed_files_of_boot_join_the_seed_and_come_back_with_a_reset(folder: InitFolder, tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{"users": [{"username": "ann", "password": "ann"}]}')
    folder.write("boot.d/10-people.toml", TWO_USERS)
    folder.write("ready.d/10-late.yaml", "users: []")
    with started(folder, seed=str(tmp_path / "seed.json")) as emulator:
        emulator.control("POST", "/reset")
        for name in ("ann", "bob", "eve"):
            assert emulator.client(name, name).get("/ofax").status == 200
        assert hooks(emulator)["boot.d/10-people.toml"]["state"] == "done"
        late = hooks(emulator)["ready.d/10-late.yaml"]
        assert (late["state"], late["reason"]) == ("ignored", "seed files belong into boot.d, before there is a unit")


def test_a_seed_file_that_is_wrong_stops_the_start_before_anything_is_written(
    folder: InitFolder, tmp_path: Path
) -> None:
    folder.write("boot.d/10-people.toml", TWO_USERS.replace("password", "pasword"))
    code, output = folder.start_in_vain("--data-dir", str(tmp_path / "data"))
    assert code == 2
    assert "10-people.toml: users[0].pasword: there is no such key; did you mean 'password'?" in output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("stage", ["boot", "ready"])
@pytest.mark.parametrize(
    ("script", "seconds", "reason"),
    [
        ("echo oh no; exit 3", "60", "ended with exit code 3"),
        ("kill -TERM $$", "60", "was ended by SIGTERM"),
        ("tail -f /dev/null", "1.5", "took longer than 1.5 seconds"),
    ],
    ids=["exit code", "signal", "time"],
)
def test_a_script_that_fails_stops_the_start(
    folder: InitFolder, stage: str, script: str, seconds: str, reason: str
) -> None:
    folder.write(f"{stage}.d/10-good.sh", "echo good")
    folder.write(f"{stage}.d/20-bad.sh", script)
    folder.write(f"{stage}.d/30-never.sh", "echo never")
    code, output = folder.start_in_vain("--init-seconds", seconds)
    assert code == 1
    assert f"Error: the init script {stage}.d/20-bad.sh {reason}; with --init-failures ignore" in output
    assert "good" in output
    assert "never" not in output
    assert "Ready." not in output
    assert "Traceback" not in output


def test_failures_can_be_ignored(folder: InitFolder) -> None:
    folder.write("boot.d/10-bad.py", "raise SystemExit('no such host')")
    folder.write("ready.d/10-bad.sh", "exit 7")
    folder.write("ready.d/20-good.sh", "echo good")
    with started(folder, init_failures="ignore") as emulator:
        told = hooks(emulator)
        assert {name: (hook["state"], hook["exit_code"]) for name, hook in told.items()} == {
            "boot.d/10-bad.py": ("failed", 1),
            "ready.d/10-bad.sh": ("failed", 7),
            "ready.d/20-good.sh": ("done", 0),
        }
        assert told["boot.d/10-bad.py"]["output"] == ["no such host"]
        assert any(
            "WARNING ready.d/10-bad.sh failed: it ended with exit code 7" in line for line in emulator.start_lines
        )


def test_a_script_takes_all_that_it_started_with_it_when_it_is_too_late(folder: InitFolder, tmp_path: Path) -> None:
    folder.write("ready.d/10-slow.sh", f"tail -f /dev/null & echo $! > {tmp_path}/pid; wait")
    code, _ = folder.start_in_vain("--init-seconds", "1.5")
    assert code == 1
    assert has_ended(int((tmp_path / "pid").read_text()))


def test_what_a_script_leaves_running_holds_nothing_up(folder: InitFolder, tmp_path: Path) -> None:
    folder.write("ready.d/10-leaves.sh", f"cat {tmp_path}/pipe & echo $!")
    os.mkfifo(tmp_path / "pipe")
    with started(folder) as emulator:
        (left,) = hooks(emulator)["ready.d/10-leaves.sh"]["output"]
        emulator.control("POST", "/reset")  # the control plane is loaded, and what nobody refers to is gone
        (tmp_path / "pipe").write_text("still here\n")  # it reads to the end, and ends
        until(
            lambda: hooks(emulator)["ready.d/10-leaves.sh"]["output"] == [left, "still here"],
            "what it left running is heard",
        )


def test_output_of_any_kind_is_told_line_by_line(folder: InitFolder) -> None:
    folder.write("ready.d/10-loud.py", "print('x' * 10_000); print('two\\r\\nthree'); print('\\033[31mred', end='')")
    folder.write("ready.d/20-bytes.sh", "printf '\\377\\n'; i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done")
    with started(folder, log_format="json") as emulator:
        told = hooks(emulator)
        assert [len(line) for line in told["ready.d/10-loud.py"]["output"]] == [4096, 4096, 1808, 3, 5, 8]
        assert told["ready.d/20-bytes.sh"]["output"] == [str(number) for number in range(50, 100)]
        assert all(line.isprintable() for line in emulator.start_lines)


def test_shutdown_scripts_have_the_last_word(folder: InitFolder, tmp_path: Path) -> None:
    folder.write("shutdown.d/10-last.sh", f"echo $FAXFINDER_STAGE > {tmp_path}/last")
    emulator = folder.start(shutdown_seconds="60")
    assert [hook["state"] for hook in emulator.control("GET", "/init")["hooks"]] == ["waiting"]
    assert emulator.stop() == 0
    assert (tmp_path / "last").read_text() == "shutdown\n"


def test_shutdown_scripts_hold_up_nothing(folder: InitFolder, tmp_path: Path) -> None:
    folder.write("shutdown.d/20-slow.sh", f"tail -f /dev/null; touch {tmp_path}/never")
    emulator = folder.start()
    emulator.process.send_signal(signal.SIGTERM)
    try:
        assert emulator.process.wait(timeout=SOON) == 0
    finally:
        assert emulator.stop() == 0
    assert not (tmp_path / "never").exists()
    assert any("shutdown.d/20-slow.sh failed: it took longer than" in line for line in emulator.log)


def test_with_more_time_a_shutdown_script_may_use_the_unit(folder: InitFolder, tmp_path: Path) -> None:
    keep = f"import os, urllib.request\nopen('{tmp_path}/info', 'wb').write("
    folder.write(
        "shutdown.d/10-keep.py", keep + "urllib.request.urlopen(os.environ['FAXFINDER_URL'] + '/livez').read())"
    )
    assert folder.start(shutdown_seconds="20").stop() == 0
    assert (tmp_path / "info").read_text() == "ok\n"


def test_the_end_may_be_asked_for_in_the_middle_of_a_script(folder: InitFolder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "begun")
    folder.write("ready.d/10-slow.sh", f"echo $$ > {tmp_path}/begun; exec tail -f /dev/null")
    process = folder.launch()
    script = int((tmp_path / "begun").read_text())
    process.terminate()
    assert process.wait(timeout=SOON) == 0
    output, _ = process.communicate()
    assert "Ready." not in output
    assert has_ended(script)


def test_without_a_folder_there_is_nothing_to_tell(emulator: RunningEmulator) -> None:
    told = emulator.control("GET", "/init")
    assert told == {"folder": "/etc/faxfinder/init", "stage": "serving", "hooks": []}


def test_a_folder_that_is_not_there_is_refused_when_it_was_named(tmp_path: Path) -> None:
    code, output = InitFolder(tmp_path / "missing").start_in_vain()
    assert code == 2
    assert "expected a folder that exists" in output


def test_the_unit_is_there_for_others_while_a_script_runs(folder: InitFolder, tmp_path: Path) -> None:
    ask = "import os, urllib.request\nurl = os.environ['FAXFINDER_URL'] + '/_emulator/init'\n"
    folder.write("ready.d/10-look.py", ask + "print(urllib.request.urlopen(url).read().decode())")
    with started(folder) as emulator:
        (seen,) = hooks(emulator)["ready.d/10-look.py"]["output"]
    told = httpx.Response(200, text=seen).json()
    assert (told["stage"], told["hooks"][0]["state"]) == ("ready", "running")
