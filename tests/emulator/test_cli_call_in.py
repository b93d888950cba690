"""`call-in`: a station that calls a running emulator, what is told of its call, and how the command ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from emulator.cli import main
from tests.support.servers import RunningEmulator

NO_SETTINGS = {"FAXFINDER_SERVER": "", "FAXFINDER_CONTROL_TOKEN": ""}
STANDING = "The unit's clock stands still: the call goes on when somebody moves it.\n"


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["call-in", *words], env=NO_SETTINGS | environment)


@contextmanager
def calling(emulator: RunningEmulator, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, once its call rings; the unit's clock stands still."""
    command = [sys.executable, "-c", "from emulator.cli import main; main()", "call-in", *words]
    environment = {**os.environ, "FAXFINDER_SERVER": emulator.url}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "call 1, line 1: Waiting for Connect\n"
        yield process


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "letter.txt"
    path.write_text("Dear unit,\n\f\nyours.")
    return str(path)


@pytest.fixture
def awake(emulator: RunningEmulator) -> Iterator[RunningEmulator]:
    """A unit whose clock runs, so that calls come to their ends."""
    emulator.control("PUT", "/clock", {"mode": "real"})
    yield emulator
    emulator.freeze()


def test_a_fax_that_is_received(awake: RunningEmulator, letter: str) -> None:
    result = run(letter, "--from", "218-555-1234", "--to", "218-555-0201", "--line", "2", FAXFINDER_SERVER=awake.url)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "call 1, line 2: Waiting for Connect",
        "call 1, line 2: Negotiating",
        "call 1, line 2: Receiving Page 1",
        "call 1, line 2: Postpage Processing 1",
        "call 1, line 2: Receiving Page 2",
        "call 1, line 2: Postpage Processing 2",
        "call 1: received, 2 pages",
    ]
    call = awake.control("GET", "/calls/1")
    assert (call["from"], call["number"], call["pages"]) == ("218-555-1234", "218-555-0201", 2)
    assert call["negotiated"]["remote_id"] == "2185551234"


def test_who_calls_and_which_extension(awake: RunningEmulator, letter: str) -> None:
    body = "<modem_settings><routing>DTMF Digits</routing></modem_settings>"
    assert awake.client().put("/modem_settings/1", body).status == 200
    assert run(letter, "--extension", "101", "--station-id", "ACME HQ", "--server", awake.url).exit_code == 0
    call = awake.control("GET", "/calls/1")
    assert call["negotiated"]["remote_id"] == "ACME HQ"
    assert (call["from"], call["received"]["extension"]) == ("", "101")


def test_a_station_that_breaks_off(awake: RunningEmulator, letter: str) -> None:
    result = run(letter, "--good-pages", "1", "--server", awake.url)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "call 1: page_not_received, 1 page")
    both = run(letter, "--good-pages", "1", "--outcome", "ok", "--server", awake.url)
    assert (both.exit_code, "give one of the two" in both.stderr) == (2, True)


def test_an_extension_that_nobody_hears_is_told(awake: RunningEmulator, letter: str) -> None:
    result = run(letter, "--extension", "101", "--server", awake.url)
    assert result.exit_code == 0
    assert result.stderr == "extension: line 1 does not listen for digits: the routing of its modem is POTS Line\n"


def test_a_call_that_ends_badly(awake: RunningEmulator, letter: str) -> None:
    result = run(letter, "--outcome", "page_not_received", "--server", awake.url)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "call 1: page_not_received, 0 pages"
    assert result.stderr == "Error: call 1: T2 timeout, page not received\n"


def test_other_kinds_of_files(awake: RunningEmulator, tmp_path: Path) -> None:
    file = BytesIO()
    Image.new("1", (400, 300), 1).save(file, "PNG")
    path = tmp_path / "blank.PNG"
    path.write_bytes(file.getvalue())
    assert run(str(path), "--server", awake.url).exit_code == 0
    path.write_bytes(b"no picture")
    result = run(str(path), "--server", awake.url)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


def test_the_call_is_followed_as_it_goes(emulator: RunningEmulator, letter: str) -> None:
    with calling(emulator, letter) as process:
        emulator.run_until_idle()
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (0, STANDING)
    assert stdout.splitlines()[-1] == "call 1: received, 2 pages"


def test_ctrl_c_stops_following_and_not_the_call(emulator: RunningEmulator, letter: str) -> None:
    with calling(emulator, letter) as process:
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.endswith("No longer followed; the unit goes on with call 1.\n")
    emulator.run_until_idle()
    assert emulator.control("GET", "/calls/1")["succeeded"]


def test_a_unit_that_is_reset_meanwhile(emulator: RunningEmulator, letter: str) -> None:
    with calling(emulator, letter) as process:
        emulator.reset()
        _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (1, f"{STANDING}Error: the unit was reset meanwhile\n")


def test_an_emulator_that_is_stopped_meanwhile(letter: str) -> None:
    emulator = RunningEmulator(pace="instant")
    emulator.freeze()
    with calling(emulator, letter) as process:
        assert emulator.stop() == 0
        _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (1, f"{STANDING}Error: the emulator tells no more: it was stopped\n")


def test_no_free_line(emulator: RunningEmulator, letter: str) -> None:
    with calling(emulator, letter, "--line", "1"):
        result = run(letter, "--line", "1", "--server", emulator.url)
        assert (result.exit_code, result.stderr) == (1, f"{STANDING}Error: no line is free that takes calls\n")
        emulator.run_until_idle()


def test_the_control_token(letter: str) -> None:
    emulator = RunningEmulator(pace="instant", control_token="secret")
    try:
        refused = run(letter, "--server", emulator.url)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("Error: this emulator asks for its control token: ")
        assert run(letter, "--server", emulator.url, "--token", "secret").exit_code == 0
    finally:
        assert emulator.stop() == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.txt",), "File 'nowhere.txt' does not exist"),
        (("{letter}", "--server", "nonsense"), "'nonsense' is not the address of a server"),
        (("{letter}", "--from", "somebody", "--server", "{url}"), "from: give digits, * and #"),
        (("{letter}", "--outcome", "busy", "--server", "{url}"), "outcome: no call that comes in ends as 'busy'"),
        (("{letter}", "--line", "3", "--server", "{url}"), "line: the unit has 2"),
        (("{letter}", "--line", "0"), "x>=1"),
        ((), "FILE"),
    ],
)
def test_wrong_usage_ends_with_2(emulator: RunningEmulator, letter: str, words: tuple[str, ...], message: str) -> None:
    result = run(*(word.format(letter=letter, url=emulator.url) for word in words))
    assert result.exit_code == 2
    assert message in result.stderr


def test_nobody_there(letter: str) -> None:
    result = run(letter, "--server", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "http://127.0.0.1:9/_emulator/clock" in result.stderr
