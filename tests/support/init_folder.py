"""An init folder for tests: files by stage and name, and starts of an emulator that has it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import RunningEmulator

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class InitFolder:
    """A folder with `boot.d` and so on; `write` fills it."""

    path: Path

    def write(self, name: str, text: str) -> Path:
        """A file such as `ready.d/10-hello.sh`, without an executable bit."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def start(self, **settings: str) -> RunningEmulator:
        """An emulator that comes to be ready."""
        return RunningEmulator(pace="instant", init_dir=str(self.path), **settings)

    def launch(self, *flags: str) -> "subprocess.Popen[str]":
        """An emulator, whether it comes to be ready or not; its output is one."""
        known = ["--http-port", "0", "--https-port", "off", "--host", "127.0.0.1", "--init-dir", str(self.path)]
        return subprocess.Popen(
            [sys.executable, "-c", "from emulator.cli import main; main()", "serve", *known, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={name: value for name, value in os.environ.items() if not name.startswith("FAXFINDER_")},
            cwd=ROOT,
        )

    def start_in_vain(self, *flags: str) -> tuple[int, str]:
        """The exit code and the whole output of an emulator that ends by itself."""
        with self.launch(*flags) as process:
            output, _ = process.communicate(timeout=60)
        return process.returncode, output
