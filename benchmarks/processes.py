"""Servers as benchmarks meet them: processes on a port of their own. Rule: what is started is always ended."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self

from benchmarks.machine import SERVER_CORE, pin

PROJECT = Path(__file__).parents[1]
PRODUCT = ("-c", "from emulator.cli import main; main()", "serve", "--https-port", "0", "--host", "127.0.0.1")
LONGEST_START = 30.0
PAUSE = 0.001
# The emulator takes one for a fax and one for each document, in its own time.
PREPARATION_SECONDS = 2


class ServerFailed(Exception):
    """A server did not start, or answered what it should not; its log is in the text."""


class RunningServer:
    """A Python program that serves HTTP; `started_in` is the seconds from its start to the first 200 of `probe`."""

    def __init__(self, port: int, arguments: tuple[str, ...], probe: str, *, is_pinned: bool = True) -> None:
        self.port = port
        self._log = TemporaryFile()  # noqa: SIM115 - closed with the server
        began_at = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments], cwd=PROJECT, env=_environment(), stdout=self._log, stderr=subprocess.STDOUT
        )
        if is_pinned:
            pin(self.pid, SERVER_CORE)
        try:
            self._wait_until_ready(probe, began_at + LONGEST_START)
        except ServerFailed:
            self.kill()
            raise
        self.started_in = time.perf_counter() - began_at

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """The body of a 2xx answer, over a connection of its own. Raises `ServerFailed`."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status // 100 != 2:
            raise ServerFailed(f"{method} {path}: {answer.status} {content[:500]!r}\n{self._logged()}")
        return content

    def stop(self) -> tuple[float, int]:
        """SIGTERM; answers the seconds until it was gone, and the exit code."""
        began_at = time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(LONGEST_START)
        seconds = time.perf_counter() - began_at
        self._log.close()
        return seconds, code

    def kill(self) -> None:
        """End it at once, if it still runs."""
        self._process.kill()
        self._process.wait()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self.kill()

    def _wait_until_ready(self, probe: str, ends_at: float) -> None:
        while time.perf_counter() < ends_at and self._process.poll() is None:
            if _answers(self.port, probe):
                return
            time.sleep(PAUSE)
        raise ServerFailed(f"it did not start:\n{self._logged()}")

    def _logged(self) -> str:
        self._log.seek(0)
        return self._log.read()[-4000:].decode(errors="replace")


class Emulator(RunningServer):
    """The product, with its own defaults unless `settings` says otherwise; HTTPS included, on a free port."""

    def __init__(self, *, is_pinned: bool = True, **settings: str) -> None:
        port = free_port()
        flags = [part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", value)]
        super().__init__(port, (*PRODUCT, "--http-port", str(port), *flags), "/readyz", is_pinned=is_pinned)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control plane; answers the JSON."""
        content = None if body is None else json.dumps(body).encode()
        return json.loads(self.ask(method, f"/_emulator{path}", content, **{"Content-Type": "application/json"}))

    def freeze(self) -> None:
        """Stop the unit's clock."""
        self.control("PUT", "/clock", {"mode": "frozen"})

    def prepare(self) -> None:
        """Move the stopped clock over the preparation of all that was sent; its calls begin, none ends."""
        self._advance(seconds=PREPARATION_SECONDS)

    def finish(self) -> None:
        """Move the clock until nothing is due any more."""
        self._advance(until="idle")

    def _advance(self, **how: object) -> None:
        """What did not become pages was not measured. Raises `ServerFailed`."""
        self.control("POST", "/clock/advance", how)
        counts = self.control("GET", "/info")["faxes"]
        if "dead" in counts:
            raise ServerFailed(f"faxes died: {counts}\n{self._logged()}")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    """Ours without settings of the product, and with compiled modules kept, as every installation has them."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FAXFINDER_")}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    return ours


def _answers(port: int, path: str) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=LONGEST_START) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return connection.recv(1000).startswith(b"HTTP/1.1 200")
    return False
