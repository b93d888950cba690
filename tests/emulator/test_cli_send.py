"""`send`: what it posts, how it follows, what it prints, and how it ends."""

import base64
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread

import httpx
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from emulator.cli import main
from emulator.client import (
    ENDINGS,
    Client,
    ClientError,
    Order,
    Refused,
    Unreachable,
    check_server,
    content_type_of,
    keys_of,
)
from emulator.ffws.elements import FaxEntry, ScheduleFax
from emulator.following import Followed, follow, pauses
from fax_engine.documents.formats import supported_types
from tests.support.servers import RunningEmulator
from tests.support.units import BUSY

States = list[str]


def entry_xml(number: int, state: str, message: str = "", host: str = "unit", separator: str = "/") -> str:
    return f"""<fax_entry><fax_entry_url>https://{host}/ffws/v1/ofax/00000D07{separator}{number:04X}</fax_entry_url>
    <state>{state}</state><schedule_message>{message}</schedule_message><stime>2026-11-23T10:00:00</stime>
    <try_number>1</try_number><max_tries>3</max_tries><pages>2</pages></fax_entry>"""


def response(*entries: str, message: str = "Success") -> bytes:
    return f'<?xml version="1.0"?><response><message>{message}</message>{"".join(entries)}</response>'.encode()


class Unit:
    """A unit that plays a script: the states that each entry goes through, one further for each question."""

    def __init__(self, *scripts: States, host: str = "unit", separator: str = "/") -> None:
        self.scripts = [list(script) for script in scripts]
        self.asked: list[str] = []
        self.posted = b""
        self.credentials = ""
        self._host, self._separator = host, separator

    def _entry(self, index: int, step: str) -> str:
        state, _, message = step.partition(": ")
        return entry_xml(index, state, message, self._host, self._separator)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if method == "POST":
            self.posted = body
            return 201, response(*(self._entry(index, script[0]) for index, script in enumerate(self.scripts)))
        self.asked.append(path)
        index = int(path[-4:], 16)
        if len(self.scripts[index]) > 1:
            self.scripts[index].pop(0)
        return 200, response(self._entry(index, self.scripts[index][0]))

    def transport(self) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            status, body = self.answer(request.method, request.url.raw_path.decode(), request.content)
            return httpx.Response(status, content=body)

        return httpx.MockTransport(answer)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "hello.txt"
    path.write_text("Hello")
    return path


@contextmanager
def client_of(transport: httpx.MockTransport, server: str = "http://127.0.0.1:8080") -> Iterator[Client]:
    with httpx.Client(transport=transport) as http:
        yield Client(server, http)


def followed(unit: Unit, document: Path, count: int = 1) -> tuple[list[Followed], list[str], list[float]]:
    numbers = tuple(f"555-000{index}" for index in range(count))
    shown: list[str] = []
    waits: list[float] = []
    with client_of(unit.transport()) as client:
        entries = client.schedule(Order((document,), numbers))
        ended = follow(client, entries, numbers, lambda entry: shown.append(str(entry)), waits.append)
    return ended, shown, waits


def test_the_order_is_what_a_unit_reads(document: Path) -> None:
    unit = Unit(["sent"])
    order = Order(
        (document,), ("218-555-3335", "9,555"), cover="mts template", subject="S & T", comments="a\nb", priority=0
    )
    with client_of(unit.transport()) as client:
        client.schedule(order)
    fax = ScheduleFax.from_bytes(unit.posted)
    assert [recipient.fax_number for recipient in fax.recipients] == ["218-555-3335", "9,555"]
    assert fax.cover_page is not None
    assert fax.cover_page.url == "http://127.0.0.1:8080/ffws/v1/data/cover_pages/mts%20template.pdf"
    assert (fax.cover_page.subject, fax.cover_page.comments, fax.priority) == ("S & T", "a\nb", 0)
    assert (fax.max_tries, fax.try_interval) == (None, None)
    (attachment,) = fax.attachments
    assert (attachment.name, attachment.content_type, attachment.content) == ("hello.txt", "text/plain", b"Hello")


def test_without_a_cover_there_is_no_cover_page_element(document: Path) -> None:
    # A real unit refuses a `cover_page` without a url, even an empty one.
    unit = Unit(["sent"])
    with client_of(unit.transport()) as client:
        client.schedule(Order((document,), ("555",)))
    assert etree.fromstring(unit.posted).find("cover_page") is None
    content = etree.fromstring(unit.posted).findtext("attachment/content") or ""
    assert base64.b64decode(content) == b"Hello"


def test_every_change_is_shown_once(document: Path) -> None:
    script = ["preprocessing: New fax entry", "pending", "pending", "sending", "sent: Successfully sent fax"]
    ended, shown, waits = followed(Unit(script), document)
    assert [line.split()[1] for line in shown] == ["preprocessing", "pending", "sending", "sent"]
    assert shown[0] == "555-0000 preprocessing (try 1 of 3), 2 pages: New fax entry"
    assert shown[-1] == "555-0000 sent (try 1 of 3), 2 pages"
    assert ended[0].was_sent
    assert waits == list(islice(pauses(), 4))


def test_pauses_grow_from_half_a_second_to_five() -> None:
    first = list(islice(pauses(), 10))
    assert first[0] == 0.5
    assert first == sorted(first)
    assert first[-1] == 5.0


def test_each_recipient_is_followed_to_its_own_end(document: Path) -> None:
    unit = Unit(["pending", "sent"], ["pending", "sending", "pending: busy", "failed: busy"], ["dead: no pages"])
    ended, _, _ = followed(unit, document, count=3)
    assert [(str(entry.entry.state), entry.was_sent) for entry in ended] == [
        ("sent", True),
        ("failed", False),
        ("dead", False),
    ]
    # What has come to its end is not asked for again.
    assert [path[-4:] for path in unit.asked].count("0000") == 1
    assert [path[-4:] for path in unit.asked].count("0002") == 0


def test_entries_are_asked_for_at_the_server_that_was_named(document: Path) -> None:
    # A real unit writes https, its own idea of its host, and %2F: its caller may reach none of that.
    hosts: list[str] = []
    unit = Unit(["pending", "sent"], host="10.9.8.7", separator="%2F")

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(f"{request.url.scheme}://{request.url.netloc.decode()}{request.url.raw_path.decode()}")
        status, body = unit.answer(request.method, request.url.raw_path.decode(), request.content)
        return httpx.Response(status, content=body)

    with client_of(httpx.MockTransport(answer), "http://localhost:18080/w/team/") as client:
        entries = client.schedule(Order((document,), ("555",)))
        assert keys_of(entries[0]) == "00000D07/0000"
        client.entry(keys_of(entries[0]))
    assert hosts == [
        "http://localhost:18080/w/team/ffws/v1/ofax",
        "http://localhost:18080/w/team/ffws/v1/ofax/00000D07/0000",
    ]


def answering(status: int, body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(status, content=body))


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (400, response(message="cover page url required"), Refused, "cover page url required"),
        (401, response(message="Unauthorized"), Refused, "Unauthorized"),
        (502, b"<html>Bad Gateway", Refused, "status 502"),
        (200, b"<html>Welcome", ClientError, "not what a FaxFinder answers"),
        (201, response("<fax_entry><state>confused</state></fax_entry>"), ClientError, "fax_entry/state: 'confused'"),
    ],
)
def test_what_else_a_server_may_answer(
    document: Path, status: int, body: bytes, kind: type[ClientError], message: str
) -> None:
    with client_of(answering(status, body)) as client, pytest.raises(kind, match=message):
        client.schedule(Order((document,), ("555",)))


def flaky(unit: Unit, failures: int) -> Callable[[httpx.Request], httpx.Response]:
    left = [failures]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and left[0]:
            left[0] -= 1
            raise httpx.ConnectError("connection refused")
        status, body = unit.answer(request.method, request.url.raw_path.decode(), request.content)
        return httpx.Response(status, content=body)

    return answer


def test_a_server_that_restarts_is_waited_for(document: Path) -> None:
    with client_of(httpx.MockTransport(flaky(Unit(["pending", "sent"]), 5))) as client:
        entries = client.schedule(Order((document,), ("555",)))
        ended = follow(client, entries, ("555",), lambda entry: None, lambda seconds: None)
    assert ended[0].was_sent


def test_a_server_that_stays_away_is_given_up(document: Path) -> None:
    with client_of(httpx.MockTransport(flaky(Unit(["pending"]), 1000))) as client:
        entries = client.schedule(Order((document,), ("555",)))
        with pytest.raises(Unreachable, match="connection refused"):
            follow(client, entries, ("555",), lambda entry: None, lambda seconds: None)


def test_an_answer_without_usable_keys_is_told() -> None:
    with pytest.raises(ClientError, match="no usable fax_entry_url: None"):
        keys_of(FaxEntry())


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://unit", "http://", "http://unit:99999", "http://unit/?a=1", "http://a:b@unit"]
)
def test_bad_server_addresses(url: str) -> None:
    with pytest.raises(ClientError):
        check_server(url)


def test_a_server_may_be_given_with_the_base_path() -> None:
    assert check_server("https://unit/ffws/v1/") == "https://unit"


def test_types_by_file_ending() -> None:
    assert content_type_of(Path("A.TIFF")) == "image/tiff"
    for name in ("letter.docx", "page.html", "page.ps"):
        with pytest.raises(ClientError, match=rf"{name}: no fax pages are made of .* \(of these: \.bmp .* \.txt\)"):
            content_type_of(Path(name))


def test_every_file_that_can_be_sent_becomes_pages_and_the_reverse() -> None:
    assert set(ENDINGS.values()) == set(supported_types())


class Played(BaseHTTPRequestHandler):
    """Lets a `Unit` answer over real HTTP."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        unit: Unit = self.server.unit  # type: ignore[attr-defined]
        unit.credentials = self.headers.get("Authorization", "")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, content = unit.answer(self.command, self.path, body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def on_the_network(unit: Unit) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Played) as server:
        server.unit = unit  # type: ignore[attr-defined]
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["send", *words], env={"FAXFINDER_SERVER": "", "FAXFINDER_USER": ""} | environment)


def test_sent_faxes_end_with_0(document: Path) -> None:
    unit = Unit(["sent: Successfully sent fax"])
    with on_the_network(unit) as server:
        result = run(str(document), "--to", "555", FAXFINDER_SERVER=server, FAXFINDER_USER="jane:p:w")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "555 sent (try 1 of 3), 2 pages\n"
    assert unit.credentials == "Basic " + base64.b64encode(b"jane:p:w").decode()


def test_failed_faxes_end_with_1_and_their_reasons(document: Path) -> None:
    with on_the_network(Unit(["sent"], ["failed: busy"])) as server:
        result = run(str(document), "--to", "555", "--to", "556", "--server", server)
    assert result.exit_code == 1
    assert result.stderr == "556: failed: busy\n"


def test_the_time_is_sent_in_utc(document: Path) -> None:
    unit = Unit(["sent"])
    with on_the_network(unit) as server:
        assert run(str(document), "--to", "5", "--server", server, "--at", "2026-11-23T10:00:00+02:00").exit_code == 0
    assert etree.fromstring(unit.posted).findtext("schedule_all_at") == "2026-11-23T08:00:00"


def test_a_number_that_is_busy_fails_at_once_where_one_try_was_asked_for(
    emulator: RunningEmulator, document: Path
) -> None:
    emulator.control("PUT", "/clock", {"mode": "real"})
    result = run(str(document), "--to", BUSY, "--server", emulator.url, "--max-tries", "1", "--try-interval", "7")
    assert result.exit_code == 1
    assert result.stderr == f"{BUSY}: failed: busy\n"
    entry = emulator.client().get("/ofax/00000001/0000")
    assert (entry.first("fax_entry/max_tries"), entry.first("fax_entry/try_interval")) == ("1", "7")


class Refusing(Unit):
    """A unit that takes nothing."""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        return 400, response(message="invalid name: empty")


def test_a_refusal_is_printed_and_ends_with_1(document: Path) -> None:
    unit = Refusing()
    with on_the_network(unit) as server:
        result = run(str(document), "--to", "555", "--server", server, "--user", "admin:hunter2")
    assert result.exit_code == 1
    assert result.stderr == "Error: invalid name: empty\n"
    assert "hunter2" not in result.output


class Interrupting(Unit):
    """A unit during whose first answer somebody presses Ctrl-C."""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if method == "GET":
            os.kill(os.getpid(), signal.SIGINT)
        return super().answer(method, path, body)


def test_ctrl_c_stops_following_and_says_that_the_fax_goes_on(document: Path) -> None:
    with on_the_network(Interrupting(["pending"])) as server:
        result = run(str(document), "--to", "555", "--server", server)
    assert result.exit_code == 130
    assert "No longer followed; the unit goes on with 00000D07/0000." in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.pdf", "--to", "5"), "nowhere.pdf: there is no such file"),
        (("{document}", "--to", "5", "--server", "nonsense"), "'nonsense' is not the address of a server"),
        (("{document}", "--to", "5", "--subject", "x"), "name one with --cover"),
        (("{document}", "--to", "5", "--at", "tomorrow"), "'tomorrow' is not a time"),
        (("{document}", "--to", "5", "--priority", "6"), "0<=x<=5"),
        (("{document}", "--to", "5", "--max-tries", "0"), "x>=1"),
        (("{document}", "--to", "5", "--try-interval", "-1"), "x>=0"),
        (("{document}", "--to", "5", "--user", "jane"), "a password is needed"),
        (("{document}", "--to", "5", "--ca-file", "/nowhere"), "/nowhere holds no certificate"),
        (("{document}",), "--to"),
        ((), "FILE"),
    ],
)
def test_wrong_usage_ends_with_2(document: Path, words: tuple[str, ...], message: str) -> None:
    result = run(*(word.format(document=document) for word in words))
    assert result.exit_code == 2
    assert message in result.stderr
