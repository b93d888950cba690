"""What a unit has loaded when it is ready and nobody has asked anything of it: that decides how long a start takes and
how much memory an idle unit holds."""

import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LIBRARIES = {"click", "httptools", "sqlalchemy", "typing_extensions", "uvicorn", "uvloop"}
"""Those that the first poll needs, and what these need themselves."""

BY_ITSELF = {"_distutils_hack"}
"""Loaded by Python in a virtual environment that has setuptools."""

OURS = ("emulator", "fax_engine", "hardware_sim", "models")

NEEDED_LATER = (
    "emulator.contract",
    "emulator.control",
    "emulator.directories",
    "emulator.exchanges",
    "emulator.facts",
    "emulator.faults",
    "emulator.hooks",
    "emulator.seeds",
    "emulator.sinks",
    "emulator.snapshots",
    "emulator.waiting",
    "emulator.webhooks.order",
    "emulator.webhooks.postman",
    "emulator.wording_file",
    "fax_engine.arrival",
    "fax_engine.deliveries",
    "fax_engine.documents.coding",
    "fax_engine.documents.counting",
    "fax_engine.documents.on_paper",
    "fax_engine.documents.paper",
    "fax_engine.documents.pdf",
    "fax_engine.documents.picture",
    "fax_engine.documents.raster",
    "fax_engine.documents.text",
    "fax_engine.documents.tiff",
    "fax_engine.receipts",
    "hardware_sim.call_plan",
    "hardware_sim.catalogue",
    "hardware_sim.inbound_plan",
    "hardware_sim.joined_call",
    "hardware_sim.sip",
    "hardware_sim.sip_plan",
    "hardware_sim.t30",
    "hardware_sim.t38",
    "models.leftovers",
    "models.migrations",
    "models.snapshot_check",
    "models.snapshots",
    "models.summaries",
)
"""Parts that wait for the first who asks for them, by the names of packages and modules."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that the server's own process has imported up to the last line of its start, and at its end."""
    told = tmp_path_factory.mktemp("start") / "imports"
    command = [sys.executable, "-X", "importtime", "-c", "from emulator.cli import main; main()", "serve"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAXFINDER_")}
    with (
        told.open("w") as errors,
        subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--http-port", "0", "--https-port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            env=environment,
            cwd=ROOT,
        ) as server,
    ):
        assert server.stdout is not None
        start = list(takewhile(lambda line: line != "Ready.\n", server.stdout))
        server.terminate()
    assert any("Listening on" in line for line in start), start
    # `import time:       321 |       1234 |   package.module`
    return {
        line.rpartition("|")[2].strip() for line in told.read_text().splitlines() if line.startswith("import time:")
    }


def test_a_start_loads_the_libraries_that_the_first_poll_needs_and_no_other(loaded: set[str]) -> None:
    known = set(packages_distributions())
    libraries = {name.partition(".")[0] for name in loaded} & known - {*OURS, *BY_ITSELF}

    assert libraries <= LIBRARIES
    assert {"click", "sqlalchemy", "uvicorn"} <= libraries


def test_a_start_loads_no_part_that_waits_for_the_first_who_asks_for_it(loaded: set[str]) -> None:
    early = {name for name in loaded if any(name == part or name.startswith(f"{part}.") for part in NEEDED_LATER)}

    assert early == set()
    assert {"emulator.ffws.application", "fax_engine.outbox", "hardware_sim.bank", "models.store"} <= loaded


def test_every_part_that_is_to_wait_is_one_that_there_is() -> None:
    places = [ROOT / part.replace(".", "/") for part in NEEDED_LATER]

    assert [str(place) for place in places if not place.is_dir() and not place.with_suffix(".py").is_file()] == []
