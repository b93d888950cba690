"""A seeded unit as a client meets it: the demo, data folders, resets, and seeds that cannot be used."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.seeds.moments import EXPECTED
from tests.support.servers import RunningEmulator

SEED = """
[[users]]
username = "alice"
password = "secret"
[[faxes]]
user = "alice"
created = "-2h"
subject = "Offer"
cover_page = "default.pdf"
documents = [{ text = "Ten per cent off." }]
recipients = ["763-555-0123"]
"""


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningEmulator]:
    """The demo's unit, its clock standing still soon after the start."""
    emulator = RunningEmulator(seed="demo")
    emulator.freeze()
    yield emulator
    assert emulator.stop() == 0
    assert emulator.defects == []


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    path = tmp_path / "seed.toml"
    path.write_text(SEED)
    return path


def test_the_demo_looks_lived_in(demo: RunningEmulator) -> None:
    faxes = demo.control("GET", "/info")["faxes"]
    assert faxes.items() >= {"approval_pending": 3, "pending": 5, "aborted": 2, "failed": 3, "dead": 2}.items()
    assert sum(faxes.values()) == 45

    admin = demo.client()
    assert len(admin.get("/contact_oids/global_contact_list").first("oids").split(",")) == 15
    assert admin.get("/contact_oids/tom").first("oids") == "16,17,18,19"
    assert admin.get("/contact_groups/priya").all("contact_group/name") == ["Suppliers"]
    assert admin.get("/inbound_log?limit=20").all("inbound_log_entry/recipient").count("Front desk") == 2
    assert int(admin.get("/outbound_log_count?all_users=true").first("count")) >= 45
    for username in ("maria", "tom", "priya", "henrik", "june", "frontdesk"):
        assert demo.client(username, username).get("/verify").message == "Verified"


def test_a_page_of_the_demo_can_be_looked_at_and_is_the_same_every_time(demo: RunningEmulator) -> None:
    tom = demo.client("tom", "tom")
    assert tom.get("/ofax/00000001/0000").first("fax_entry/pages") == "3"
    first, second = tom.file("/data/preview/00000001-0000.pdf"), tom.file("/data/preview/00000001-0000.pdf")
    assert (first.status_code, first.content[:5]) == (200, b"%PDF-")
    assert first.content == second.content
    assert demo.client("june", "june").get("/data/preview/00000001-0000.pdf").status == 404


def test_a_dead_fax_has_no_preview(demo: RunningEmulator) -> None:
    june = demo.client("june", "june")
    entries = june.get("/ofax?complete_limit=100")
    (dead,) = [
        preview
        for state, preview in zip(entries.all("fax_entry/state"), entries.all("fax_entry/preview"), strict=True)
        if state == "dead"
    ]
    assert june.get("/data/preview/" + dead.rpartition("/")[2]).status == 404


def test_a_reset_goes_back_to_the_seed(seed_file: Path) -> None:
    emulator = RunningEmulator(seed=str(seed_file), pace="instant")
    alice = emulator.client("alice", "secret")
    assert alice.get("/ofax").entry_keys() == ["00000001/0000"]
    keys = alice.send("763-555-0199")
    assert alice.delete(f"/ofax/{keys}").status == 202
    assert alice.put("/ofax/00000001/0000?at=now").status == 202

    emulator.reset()

    assert alice.get("/ofax").entry_keys() == ["00000001/0000"]
    assert alice.state("00000001/0000") == "sent"
    assert alice.get("/ofax/00000001/0000").first("fax_entry/pages") == "2"
    assert emulator.stop() == 0


def test_a_unit_from_a_data_folder_is_not_seeded_again(seed_file: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    emulator = RunningEmulator(seed=str(seed_file), data_dir=folder, pace="instant")
    emulator.freeze()
    assert emulator.client("alice", "secret").send("763-555-0199") == "00000002/0000"
    assert emulator.stop() == 0

    emulator = RunningEmulator(seed=str(seed_file), data_dir=folder, pace="instant")
    assert sorted(emulator.client("alice", "secret").get("/ofax").entry_keys()) == ["00000001/0000", "00000002/0000"]
    assert emulator.stop() == 0


@pytest.mark.parametrize("model", ["FF840", "FF240-IP"])
def test_the_demo_suits_other_models(model: str) -> None:
    emulator = RunningEmulator(seed="demo", model=model)
    assert emulator.client("tom", "tom").get("/verify").status == 200
    assert emulator.stop() == 0


def test_a_bad_seed_stops_the_start_and_leaves_nothing_behind(seed_file: Path, tmp_path: Path) -> None:
    seed_file.write_text(SEED.replace("username", "usrname").replace('created = "-2h"', "created = 2"))
    folder = tmp_path / "data"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAXFINDER_")}
    done = subprocess.run(
        [sys.executable, "-c", "from emulator.cli import main; main()", "serve", "--data-dir", str(folder)],
        env=environment | {"FAXFINDER_SEED": str(seed_file), "FAXFINDER_HTTP_PORT": "0", "FAXFINDER_HTTPS_PORT": "off"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Error: FAXFINDER_SEED: 3 problems:",
        "  seed.toml: users[0].username: is missing",
        "  seed.toml: users[0].usrname: there is no such key; did you mean 'username'?",
        f"  seed.toml: faxes[0].created: 2 is not {EXPECTED}",
    ]
    assert not folder.exists()


def test_a_seed_that_is_nowhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from emulator.cli import main; main()", "serve", "--seed", str(tmp_path / "none.toml")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "expected a file or folder that exists, or demo" in done.stderr
