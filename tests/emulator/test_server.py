"""The process: what it says when it starts, how fast it ends, and what it leaves behind."""

import http.client
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from emulator.ending import DEADLINE_SECONDS
from emulator.settings import Settings
from emulator.sockets import PortError, bind, bind_all, url_of

ROOT = Path(__file__).parents[2]
SOON = 30.0
"""Seconds that no end takes, however busy the machine; what holds one up here would do so for ever.

A unit that is `patient` has no deadline before that: it ends in good order, or the test fails.
"""


class Process:
    """The tiny unit as a process of its own."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("tiny_unit.py")), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={"PYTHONPATH": str(ROOT)},
        )

    def lines_until(self, last: str) -> list[str]:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if lines[-1].startswith(last):
                return lines
        raise AssertionError(f"{last!r} never came: {lines}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send the signal; the exit code and the rest of the output. Raises when it does not end soon."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=SOON)
        assert self.process.stdout is not None
        return code, self.process.stdout.read()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def launched(stack: ExitStack, *words: str) -> Process:
    program = Process(*words)
    stack.enter_context(program.process)
    stack.callback(program.process.kill)
    return program


def started(stack: ExitStack, *words: str) -> tuple[Process, list[str]]:
    program = launched(stack, *words)
    lines = program.lines_until("Ready.")
    return program, re.findall(r"https?://\S+", lines[0])


def connect(stack: ExitStack, url: str) -> http.client.HTTPConnection:
    host, port = re.findall(r"//([^:]+):(\d+)", url)[0]
    if url.startswith("https"):
        context = ssl._create_unverified_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, int(port), context=context)
    else:
        connection = http.client.HTTPConnection(host, int(port))
    stack.callback(connection.close)
    return connection


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    return connection.getresponse().read()


def test_the_start_says_where_it_listens_and_ends_with_ready(stack: ExitStack) -> None:
    program = launched(stack, "https")
    lines = program.lines_until("Ready.")
    assert lines[-1] == "Ready."
    assert re.fullmatch(r"\S+Z INFO  Listening on http://127\.0\.0\.1:\d+ https://127\.0\.0\.1:\d+", lines[-2])
    # The application knew its addresses before its lifespan began.
    assert lines[0].removeprefix("opened ") == lines[-2].partition("Listening on ")[2]


def test_both_servers_share_one_application_and_its_lifespan(stack: ExitStack) -> None:
    program, urls = started(stack, "patient", "https")
    assert [get(connect(stack, url), "/readyz") for url in urls] == [b"by both servers", b"by both servers"]
    code, rest = program.end()
    assert code == 0
    assert rest.splitlines() == ["taking leave", "closed"]


def test_an_answer_names_no_server(stack: ExitStack) -> None:
    _, urls = started(stack)
    connection = connect(stack, urls[0])
    connection.request("GET", "/readyz")
    response = connection.getresponse()
    assert "server" not in response.headers


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_kept_connections_do_not_hold_up_the_end(stack: ExitStack, number: signal.Signals) -> None:
    program, urls = started(stack, "patient", "https")
    for url in urls * 3:
        get(connect(stack, url), "/readyz")
    assert program.end(number) == (0, "taking leave\nclosed\n")


def test_an_unfinished_answer_is_cut(stack: ExitStack) -> None:
    program, urls = started(stack, "patient", "https")
    answers = []
    for url in urls:
        connection = connect(stack, url)
        connection.request("GET", "/slow")
        answers.append(connection.getresponse())
        assert answers[-1].read1(5) == b"begun"
    assert program.end() == (0, "taking leave\nclosed\n")


def test_an_unfinished_upload_is_cut(stack: ExitStack) -> None:
    program, urls = started(stack, "patient")
    connection = connect(stack, urls[0])
    connection.putrequest("POST", "/upload")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders(b"a beginning")
    get(connect(stack, urls[0]), "/readyz")
    assert program.end() == (0, "taking leave\nclosed\n")


def test_even_a_request_that_holds_the_loop_ends_in_time(stack: ExitStack) -> None:
    program, urls = started(stack)
    connect(stack, urls[0]).request("GET", "/stuck")
    program.lines_until("stuck")
    code, _ = program.end()
    assert code == 0


def test_the_end_has_a_deadline_of_less_than_half_a_second(stack: ExitStack) -> None:
    program, _ = started(stack, "tell-time")
    code, rest = program.end()
    left = float(rest.splitlines()[1])
    assert (code, rest.splitlines()[0]) == (0, "taking leave")
    assert 0 < left <= DEADLINE_SECONDS < 0.5


def test_a_start_that_lets_no_exception_out_ends_as_well(stack: ExitStack) -> None:
    program = launched(stack, "deaf")
    program.lines_until("hanging")
    assert program.end() == (0, "hanging\n")


def test_the_start_itself_can_be_ended(stack: ExitStack) -> None:
    program = launched(stack, "hang", "https", "patient")
    program.lines_until("opened")
    assert program.end() == (0, "")


def test_what_happens_before_ready_can_be_ended_and_is_not_announced(stack: ExitStack) -> None:
    program = launched(stack, "hang-late", "patient")
    url = program.lines_until("opened")[0].removeprefix("opened ")
    program.lines_until("getting ready")
    assert get(connect(stack, url), "/readyz") == b"by both servers"
    assert program.end() == (0, "closed\n")


def test_an_application_that_cannot_start_ends_with_an_error(stack: ExitStack) -> None:
    program = launched(stack, "break")
    output, _ = program.process.communicate()
    assert program.process.returncode == 1
    assert "the store is from a newer version" in output
    assert "Ready." not in output


def test_a_taken_port_is_named_with_the_setting_to_change() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError, match=f"port {port} on 127.0.0.1 is taken by another program.* --https-port or "):
            bind_all(Settings(http_port=0, https_port=port, host="127.0.0.1"))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortError, match=r"192\.0\.2\.1 is no address of this machine"):
        bind("http_port", "192.0.2.1", 0)
    with pytest.raises(PortError, match=r"'nowhere\.invalid' is no address of this machine"):
        bind("http_port", "nowhere.invalid", 0)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("0.0.0.0", "http://127.0.0.1:"),
        ("127.0.0.1", "http://127.0.0.1:"),
        ("::1", "http://[::1]:"),
        ("::", "http://[::1]:"),
    ],
)
def test_the_url_is_one_that_works_on_this_machine(host: str, shown: str) -> None:
    try:
        bound = bind("http_port", host, 0)
    except PortError:
        assert ":" in host, "this machine has no IPv6"
        return
    with bound:
        assert url_of("http", bound) == f"{shown}{bound.getsockname()[1]}"


def test_https_can_be_off() -> None:
    bound = bind_all(Settings(http_port=0, https_port=None, host="127.0.0.1"))
    assert list(bound) == ["http"]
    bound["http"].close()
