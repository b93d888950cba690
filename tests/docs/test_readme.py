"""What README.md says to paste is pasted: all of it in its order, and each section into a unit of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.settings import SETTINGS
from tests.support.servers import RunningEmulator
from tests.support.shell import HTTP_PORT, HTTPS_PORT, NO_CURL, ROOT, blocks, paste

README = (ROOT / "README.md").read_text()
SECTIONS = dict(part.split("\n", 1) for part in README.split("\n## ")[1:])
NOT_PASTED = {"In a container"}
"""It wants Docker, and says the same with other ports."""

PASTED = {
    title: found
    for title, text in SECTIONS.items()
    if title not in NOT_PASTED and (found := blocks(text, "console", "bash"))
}

pytestmark = pytest.mark.skipif(NO_CURL, reason="the examples ask with curl")


@pytest.fixture(scope="module")
def secured() -> Iterator[RunningEmulator]:
    """What `make run` starts, on other ports."""
    emulator = RunningEmulator(https_port="0")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def served(secured: RunningEmulator) -> RunningEmulator:
    """A unit in its first state whose clock runs."""
    secured.reset()
    secured.control("PUT", "/clock", {"mode": "real"})
    return secured


def test_all_sections_one_after_the_other(served: RunningEmulator, tmp_path: Path) -> None:
    assert len(PASTED) == 9
    said = paste(tmp_path, served, *(example for section in PASTED.values() for example in section))
    assert said.count("Successfully sent fax") >= 3
    assert '"verified":true' in said
    assert "TCF V.27ter 2400" in said
    assert (tmp_path / "fax.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "received.tiff").read_bytes().startswith(b"II*\0")
    assert served.control("GET", "/clock")["mode"] == "real"
    served.control("DELETE", "/workspaces/team-a")


@pytest.mark.parametrize("section", PASTED)
def test_a_section_by_itself_leaves_the_clock_running(section: str, served: RunningEmulator, tmp_path: Path) -> None:
    assert paste(tmp_path, served, *PASTED[section])
    assert served.control("GET", "/clock")["mode"] == "real"
    if "team-a" in SECTIONS[section]:
        served.control("DELETE", "/workspaces/team-a")


def test_a_section_says_what_it_promises(served: RunningEmulator, tmp_path: Path) -> None:
    assert '"state":"failed","schedule_message":"busy","try_number":3' in paste(
        tmp_path, served, *PASTED["Own the time"]
    )
    heard = paste(tmp_path, served, *PASTED["Have it called"])
    assert "<inbound_log_entry>" in heard
    assert "received, 1 page" in heard


def test_other_ports_are_chosen_as_it_says(served: RunningEmulator) -> None:
    before = README.partition("\n## ")[0]
    assert f"http://localhost:{HTTP_PORT}" in before
    assert f"https://localhost:{HTTPS_PORT}" in before
    for name in ("http_port", "https_port"):
        assert SETTINGS[name].flag in before
        assert SETTINGS[name].variable in before
    assert (str(SETTINGS["http_port"].default), str(SETTINGS["https_port"].default)) == (HTTP_PORT, HTTPS_PORT)
