"""The examples of `docs/testing-a-client.md` are run: shell by bash, Python by pytest; CI files fit the image."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.settings import SETTINGS
from emulator.settings_sources import OTHER_VARIABLES, load_settings
from tests.support.servers import RunningEmulator
from tests.support.shell import NO_CURL, ROOT, installed, run

PAGE = (ROOT / "docs" / "testing-a-client.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SHELL = [text for language, text in BLOCKS if language == "bash"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def named(language: str) -> dict[str, str]:
    """The blocks in a language that begin with a comment which names their file."""
    texts = [text for each, text in BLOCKS if each == language]
    return {text.splitlines()[0].removeprefix("# "): text for text in texts}


CI_FILES = {name: yaml.load(text, yaml.BaseLoader) for name, text in named("yaml").items()}
SERVICES: dict[str, Any] = {
    ".github/workflows/test.yml": CI_FILES[".github/workflows/test.yml"]["jobs"]["test"]["services"]["faxfinder"],
    ".gitlab-ci.yml": CI_FILES[".gitlab-ci.yml"]["test"]["services"][0],
    "compose.yaml": CI_FILES["compose.yaml"]["services"]["faxfinder"],
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a shell has in which the emulator is installed."""
    return installed(tmp_path)


def run_pytest(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    tests = folder / "tests"
    tests.mkdir()
    for name, text in named("python").items():
        (tests / name).parent.mkdir(exist_ok=True)
        (tests / name).write_text(text)
    (tests / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)
    return run(tests, environment, *command)


def test_there_are_examples_of_each_kind() -> None:
    assert len(SHELL) == 2
    assert set(named("python")) == {
        *("conftest.py", "client.py", "test_client.py", "test_receiving.py"),
        *("side_by_side/conftest.py", "side_by_side/test_side_by_side.py"),
    }
    assert set(CI_FILES) == set(SERVICES)


@pytest.mark.skipif(NO_CURL, reason="the shell's examples ask with curl")
def test_the_story_in_the_shell(emulator: RunningEmulator, tmp_path: Path, environment: dict[str, str]) -> None:
    script = "set -eu\n" + "".join(SHELL).replace("localhost:8080", emulator.url.removeprefix("http://"))
    said = run(tmp_path, environment, "bash", "-c", script)
    assert '"verified":true' in said
    assert '"state":"sent","schedule_message":"Successfully sent fax","try_number":3' in said
    assert emulator.control("GET", "/info")["faxes"] == {}


@pytest.mark.skipif(NO_CURL, reason="the shell's examples ask with curl")
def test_the_shell_is_told_what_differs(emulator: RunningEmulator, tmp_path: Path, environment: dict[str, str]) -> None:
    tell = SHELL[0].splitlines()[0].replace("localhost:8080", emulator.url.removeprefix("http://"))
    emulator.client().send("2185553335")
    verify = """tell POST verify '{"number": "2185553335", "pages": 2}'"""
    command = ["bash", "-c", f"{tell}\n{verify}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert '"field":"pages","expected":2' in done.stdout


def test_the_stories_with_pytest(emulator: RunningEmulator, tmp_path: Path, environment: dict[str, str]) -> None:
    said = run_pytest(tmp_path, {**environment, "FAXFINDER_SERVER": emulator.url})
    assert re.search(r"^7 passed", said, re.MULTILINE), said
    assert emulator.control("GET", "/workspaces")["workspaces"] == []


def test_the_fixture_starts_an_emulator_of_its_own(tmp_path: Path, environment: dict[str, str]) -> None:
    said = run_pytest(tmp_path, environment, "-k", "busy")
    assert re.search(r"^1 passed", said, re.MULTILINE), said


def test_the_fixture_leaves_no_emulator_that_does_not_get_ready(tmp_path: Path, environment: dict[str, str]) -> None:
    real = tmp_path / "bin" / "faxfinder-emulator"
    command = real.rename(real.with_name("as-it-is"))
    pid = tmp_path / "pid"
    give_up = f'if [ "$1" = readyz ]; then while [ ! -s {pid} ]; do :; done; exit 1; fi'
    real.write_text(f'#!/bin/sh\n{give_up}\necho $$ > {pid}\nexec {command} "$@"\n')
    real.chmod(0o755)
    with pytest.raises(AssertionError, match=r"'readyz', '--wait'.* returned non-zero exit status 1"):
        run_pytest(tmp_path, environment, "-k", "busy")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_the_readme_tells_the_same_story() -> None:
    assert f"```bash\n{SHELL[0]}```\n" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_the_image_and_settings_that_there_are(name: str) -> None:
    service = SERVICES[name]
    image = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["faxfinder"]["image"]
    assert (service.get("image") or service["name"]).rpartition("/")[2] == image
    variables = service.get("environment") or service.get("env") or service["variables"]
    assert set(variables) <= {spec.variable for spec in SETTINGS.values()}
    assert load_settings(environment=variables).warnings == ()


def test_a_service_is_ready_when_the_image_says_so() -> None:
    (command,) = re.findall(r"CMD \[(\"faxfinder-emulator\".*readyz\")\]", DOCKERFILE)
    words = [word.strip('" ') for word in command.split(",")]
    assert SERVICES["compose.yaml"]["healthcheck"]["test"] == ["CMD", *words]
    assert f'--health-cmd "{" ".join(words)}"' in SERVICES[".github/workflows/test.yml"]["options"]


@pytest.mark.parametrize("name", CI_FILES)
def test_the_tests_ask_at_the_port_that_the_image_has(name: str) -> None:
    (port,) = {
        *re.findall(r"FAXFINDER_SERVER: http://(?:localhost|faxfinder):(\d+)$", named("yaml")[name], re.MULTILINE)
    }
    assert port == str(SETTINGS["http_port"].default)
    assert port in re.findall(r"^EXPOSE (.*)$", DOCKERFILE, re.MULTILINE)[0].split()
    assert SERVICES[name].get("ports", [f"{port}:{port}"]) == [f"{port}:{port}"]
    assert "FAXFINDER_SERVER" in OTHER_VARIABLES
