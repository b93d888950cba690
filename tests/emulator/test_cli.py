"""The command line: what it prints, and with which exit code it ends."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from emulator.cli import COMMANDS, main
from emulator.settings import SETTINGS
from emulator.version import VERSION

ROOT = Path(__file__).parents[2]


class Probe(BaseHTTPRequestHandler):
    """Answers each question with the next of the server's statuses, and with the last one from then on."""

    def do_GET(self) -> None:
        statuses: list[int] = self.server.statuses  # type: ignore[attr-defined]
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self.send_response(status if self.path == "/readyz" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def probed() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Probe) as server:
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def run(*words: str, **environment: str) -> Result:
    unset = {spec.variable: "" for spec in SETTINGS.values()} | {"FAXFINDER_CONFIG": ""}
    return CliRunner().invoke(main, words, env=unset | environment)


def answer(server: HTTPServer, *statuses: int) -> str:
    server.statuses = list(statuses)  # type: ignore[attr-defined]
    return f"http://127.0.0.1:{server.server_port}"


def test_without_a_command_it_shows_its_help() -> None:
    result = run()
    assert result.exit_code == 0
    for name, help_line in COMMANDS.items():
        assert name in result.output
        assert help_line in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {name}")


def test_every_setting_is_a_flag_of_serve() -> None:
    text = " ".join(run("serve", "--help").output.split())
    for spec in SETTINGS.values():
        assert f"{spec.flag} {spec.metavar}" in text
        assert f"[{spec.variable}" in text


@pytest.mark.parametrize("word", ["version", "--version"])
def test_version(word: str) -> None:
    result = run(word)
    assert (result.exit_code, result.output) == (0, f"faxfinder-emulator {VERSION}\n")


def test_an_unknown_command_or_flag_is_wrong_usage() -> None:
    assert run("sevre").exit_code == 2
    assert run("serve", "--http-prot", "1").exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--model", "FF999"), "--model: 'FF999' is not usable, expected one of FF240, FF440, FF840, FF240-IP"),
        (("--config", "/nowhere.toml"), "settings file /nowhere.toml: No such file or directory"),
        (("--tls-cert", "/etc/hostname"), "--tls-cert: /etc/hostname holds no certificate in PEM form"),
    ],
)
def test_a_bad_setting_stops_the_start_with_exit_code_2(words: tuple[str, ...], message: str) -> None:
    result = run("serve", "--host", "127.0.0.1", "--http-port", "0", "--https-port", "0", *words)
    assert result.exit_code == 2
    assert f"Error: {message}" in result.stderr


def test_a_bad_variable_stops_the_start_with_exit_code_2() -> None:
    result = run("serve", FAXFINDER_HTTP_PORT="eighty")
    assert result.exit_code == 2
    assert "FAXFINDER_HTTP_PORT: 'eighty'" in result.stderr


def test_a_taken_port_stops_the_start_with_exit_code_1(probed: HTTPServer) -> None:
    result = run("serve", "--host", "127.0.0.1", "--http-port", str(probed.server_port), "--https-port", "off")
    assert result.exit_code == 1
    assert f"port {probed.server_port} on 127.0.0.1 is taken by another program" in result.stderr
    assert "choose another with --http-port or FAXFINDER_HTTP_PORT (0 = any free one)" in result.stderr


def test_readyz_tells_by_its_exit_code(probed: HTTPServer) -> None:
    url = answer(probed, 503, 200)
    first, second = run("readyz", "--url", url), run("readyz", "--url", url + "/")
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "status 503" in first.stderr
    assert second.output == ""


def test_readyz_finds_the_emulator_by_this_machines_settings(probed: HTTPServer) -> None:
    answer(probed, 200)
    assert run("readyz", FAXFINDER_HTTP_PORT=str(probed.server_port)).exit_code == 0
    assert run("readyz", FAXFINDER_HTTP_PORT=str(probed.server_port), FAXFINDER_HOST="127.0.0.1").exit_code == 0


def test_readyz_waits_when_told_to(probed: HTTPServer) -> None:
    assert run("readyz", "--wait", "--url", answer(probed, 503, 503, 200)).exit_code == 0


def test_readyz_waits_only_so_long(probed: HTTPServer) -> None:
    assert run("readyz", "--wait", "--timeout", "0.1", "--url", answer(probed, 503)).exit_code == 1


def test_readyz_without_a_server(free_port: int) -> None:
    result = run("readyz", "--url", f"http://127.0.0.1:{free_port}")
    assert result.exit_code == 1
    assert "refused" in result.stderr


@pytest.mark.parametrize("words", [("--url", "nonsense"), ("--url", "http://x:99999"), ("--timeout", "-1")])
def test_readyz_refuses_what_it_cannot_ask(words: tuple[str, ...]) -> None:
    assert run("readyz", *words).exit_code == 2


def test_readyz_cannot_guess_a_port_that_was_chosen_at_the_start() -> None:
    result = run("readyz", FAXFINDER_HTTP_PORT="0")
    assert result.exit_code == 2
    assert "--url" in result.stderr


HEAVY = {"fastapi", "starlette", "uvicorn", "httpx", "rich", "lxml", "sqlalchemy", "trustme", "cryptography", "asyncio"}


@pytest.mark.parametrize("words", [("readyz", "--url", "http://127.0.0.1:1"), ("version",), ("serve", "--help"), ()])
def test_light_commands_import_nothing_heavy(words: tuple[str, ...]) -> None:
    program = (
        "import sys; from emulator.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, cwd=ROOT, env={}, check=False
    )
    loaded = set(re.findall(r"'([^']+)'", done.stderr.splitlines()[-1]))
    assert "emulator" in loaded
    assert loaded & HEAVY == set()
