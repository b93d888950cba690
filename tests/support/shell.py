"""A shell as a reader of the documentation has it: the emulator installed, and the examples of this checkout at hand.

Rule: what is pasted fails like a program does, at the first command that is not answered well. curl alone would go on
after a 404, so here it always says `--fail-with-body`, unless the example itself has an opinion.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.servers import RunningEmulator

ROOT = Path(__file__).parents[2]
HTTP_PORT, HTTPS_PORT = "8080", "8443"
"""Where the documentation has the emulator."""

NO_CURL = shutil.which("curl") is None

_CURL = """#!/bin/sh
for word in "$@"; do case "$word" in --fail*|-f*) exec {curl} "$@";; esac; done
exec {curl} --fail-with-body "$@"
"""
_EMULATOR = '#!/bin/sh\nexec {python} -c "from emulator.cli import main; main()" "$@"\n'


def installed(folder: Path) -> dict[str, str]:
    """What a shell has in which the emulator is installed, as this checkout has it; its commands are put below
    `folder`."""
    _command(folder / "bin" / "faxfinder-emulator", _EMULATOR.format(python=sys.executable))
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept = {name: value for name, value in kept.items() if not name.startswith(("FAXFINDER_", "PYTEST_"))}
    return {**kept, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def run(folder: Path, environment: dict[str, str], *command: str) -> str:
    """What it says. Fails with that when it does."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def blocks(page: str, *languages: str) -> list[str]:
    """The examples of a page that are in one of these languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [text for language, text in found if language in languages]


def paste(folder: Path, emulator: RunningEmulator, *examples: str) -> str:
    """What comes out when these are pasted into one shell, in a copy of this checkout in `folder`, beside this
    emulator."""
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples", dirs_exist_ok=True)
    variables = installed(folder)
    _command(folder / "bin" / "curl", _CURL.format(curl=shutil.which("curl")))
    shutil.copytree(folder / "bin", folder / ".venv" / "bin", dirs_exist_ok=True)
    script = "set -euo pipefail\n" + "".join(examples)
    for scheme, port in (("http", HTTP_PORT), ("https", HTTPS_PORT)):
        if scheme in emulator.urls:
            script = script.replace(f":{port}", f":{emulator.urls[scheme].rpartition(':')[2]}")
    return run(folder, {**variables, "FAXFINDER_SERVER": emulator.url}, "bash", "-c", script)


def _command(path: Path, program: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(program)
    path.chmod(0o755)
