"""External attachments that cannot be fetched: refused at once, or `dead` with the attachment and the reason named."""

import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.fetching import MOST_BYTES, WorkshopFetcher, fetch_document
from fax_engine.ports import Fetched, FetchFailed
from fax_engine.reasons import Why, reason
from fax_engine.worker import WorkLimits
from fax_engine.workshop import Workshop
from tests.support.external_server import ExternalServer
from tests.support.patience import until
from tests.support.servers import FfwsClient, RunningEmulator, recipients


def order(url: str, inside: str = "") -> str:
    external = f"<attachment><location>external</location><url>{url}</url>{inside}</attachment>"
    return f"<schedule_fax>{recipients('5005550000')}{external}</schedule_fax>"


REFUSED = [
    *("", "letter.txt", "/letter.txt", "//x/letter.txt", "x.example/letter.txt", "?", "#", ":", "://", "\u263a"),
    *("file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "ftp://x/letter.txt", "ftps://x/a", "sftp://x/a"),
    *("gopher://x/1", "dict://x/a", "ldap://x/a", "data:text/plain,Hello", "javascript:alert(1)", "jar:http://x!/a"),
    *("mailto:a@x.example", "ssh://x", "unix:///run/x.sock", "http+unix://%2Frun/x", "blob:x", "about:blank"),
    *("http//x/letter.txt", "http", "htp://x", "\\\\host\\share\\letter.txt", "http://[::1", "http://[x]/"),
]


def test_a_url_that_is_no_web_address_is_refused_at_once(victim: FfwsClient) -> None:
    for url in REFUSED:
        answer = victim.post("/ofax", order(url))
        assert (url, answer.status) == (url, 400)
        assert answer.message.startswith(f"attachment {url or 'external'}: invalid url")
    assert len(victim.get("/ofax").all("fax_entry")) == 1


UNREACHABLE = [
    *("http://", "https://", "http:///letter.txt", "http:letter.txt", "http:/letter.txt", "http://:80/a", "http://@/a"),
    *("http://127.0.0.1:1/a", "https://127.0.0.1:1/a", "http://127.0.0.1:99999/a", "http://127.0.0.1:-1/a"),
    *("http://127.0.0.1:x/a", "http://127.0.0.1:0/a", "http://nonsense.invalid/a", "http://..../a", "http://a..b/a"),
    *(f"http://{'x' * 64}.example/a", f"http://{'x.' * 200}example/a", "http://\u4f20\u771f.invalid/a", "http://-/a"),
    *("http://%00/a", "http://a%0d%0ab/a", "http://a b/a", "http://[::1]:1/a", "http://256.256.256.256/a"),
    *("http://user:pass@127.0.0.1:1/a", "http://127.0.0.1:1/" + "a" * 7_981, "http://xn--/a"),
]


def test_an_address_where_nothing_answers(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for url in UNREACHABLE:
        answer = victim.post("/ofax", order(url))
        assert (url, answer.status in (201, 400)) == (url, True)
        if answer.status == 400:
            assert answer.message.startswith(f"attachment {url}: invalid url")
    emulator.run_until_idle()
    for entry in victim.get("/ofax?complete_limit=100").root.findall("fax_entry"):
        message = entry.findtext("schedule_message") or ""
        if not (entry.findtext("fax_url") or "").endswith("00000001"):
            assert (message, entry.findtext("state")) == (message, "dead")
            assert message.startswith("attachment http")
            assert "within" not in message, "nothing waited for here"


BAD_HABITS = {
    "/not-there": "404",
    "/around": "redirects",
    "/to-a-file": "only http and https",
    "/to-nowhere": "cannot be fetched",
    "/endless": "larger than",
    "/too-large": "larger than",
    "/bomb": "larger than",
    "/not-gzip": "cannot be fetched",
    "/breaking-off": "cannot be fetched",
    "/nonsense": "cannot be fetched",
    "/no-type": "content_type: none given",
    "/picture-of-a-cat": "content_type: application/x-cat",
    "/called-a-pdf": "",
    "/nothing": "",
}


@pytest.mark.parametrize("path", BAD_HABITS)
def test_a_server_with_a_bad_habit(
    emulator: RunningEmulator, victim: FfwsClient, afar: ExternalServer, path: str
) -> None:
    keys = victim.post("/ofax", order(afar.url + path)).entry_keys()[0]
    emulator.run_until_idle()
    seen = victim.get(f"/ofax/{keys}")
    message = seen.first("fax_entry/schedule_message")
    assert seen.first("fax_entry/state") == "dead"
    assert message.startswith(f"attachment {afar.url}{path}: ")
    assert BAD_HABITS[path] in message


@pytest.mark.parametrize("path", ["/letter.txt", "/letter.txt?a=b&amp;c=%20", "/one-redirect"])
def test_a_good_server(emulator: RunningEmulator, victim: FfwsClient, afar: ExternalServer, path: str) -> None:
    keys = victim.post("/ofax", order(afar.url + path)).entry_keys()[0]
    emulator.run_until_idle()
    assert victim.get(f"/ofax/{keys}").first("fax_entry/pages") == "1"
    assert victim.state(keys) == "sent"


def test_a_name_and_a_type_of_ones_own(emulator: RunningEmulator, victim: FfwsClient, afar: ExternalServer) -> None:
    good = "<name>mine.txt</name><content_type>text/plain</content_type>"
    keys = victim.post("/ofax", order(f"{afar.url}/no-type", good)).entry_keys()[0]
    bad = victim.post("/ofax", order(f"{afar.url}/not-there", good)).entry_keys()[0]
    emulator.run_until_idle()
    assert victim.state(keys) == "sent"
    message = victim.get(f"/ofax/{bad}").first("fax_entry/schedule_message")
    assert message == "attachment mine.txt: the server answered 404"


def test_servers_that_never_answer_stop_nobody_elses_fax(
    emulator: RunningEmulator, victim: FfwsClient, afar: ExternalServer
) -> None:
    # One that drips is given three times as long as one that says nothing.
    slow = [victim.post("/ofax", order(f"{afar.url}/dripping")).entry_keys()[0] for _ in range(6)]
    good = victim.send("5005550000")
    emulator.control("PUT", "/clock", {"mode": "real"})
    until(lambda: victim.state(good) == "sent", "a fax is sent by itself, while every fetcher waits")
    assert {victim.state(keys) for keys in slow} == {"preprocessing"}
    for keys in slow:
        assert victim.delete(f"/ofax/{keys}").status == 202
        assert victim.state(keys) == "aborted"
    emulator.freeze()
    emulator.run_until_idle()  # what was given up is not waited for
    afar.let_go()


@pytest.fixture
def hasty() -> Iterator[Workshop]:
    """A fetcher that is given three seconds, and not as long as the server would take."""
    workshop = Workshop(1, WorkLimits(seconds=3))
    yield workshop
    workshop.close()


@pytest.mark.parametrize("path", ["/silent", "/dripping"])
def test_a_slow_server_is_given_up(hasty: Workshop, afar: ExternalServer, path: str) -> None:
    results: list[Any] = []
    WorkshopFetcher(hasty).fetch(afar.url + path, results.append)
    hasty.submit(abs, lambda: (-1,), results.append)  # what comes next has a worker again
    while not hasty.is_idle:
        hasty.wait()
    afar.let_go()

    slow, other = results
    assert isinstance(slow, FetchFailed)
    assert slow.reason.why is Why.NOT_FETCHED_IN_TIME
    assert other == 1


def test_a_fetch_that_is_lost_for_another_reason_does_not_blame_the_time(afar: ExternalServer) -> None:
    workshop = Workshop(1)
    workers: list[int] = []
    workshop.submit(os.getpid, lambda: (), workers.append)
    workshop.wait()
    results: list[Fetched | FetchFailed] = []
    WorkshopFetcher(workshop).fetch(f"{afar.url}/silent", results.append)
    os.kill(workers[0], signal.SIGKILL)
    workshop.wait()
    workshop.close()
    afar.let_go()
    (lost,) = results
    assert isinstance(lost, FetchFailed)
    assert str(lost.reason) == "cannot be fetched: it needs more memory than is allowed"


def test_the_limits_are_exact(afar: ExternalServer) -> None:
    length = len("A letter from afar.")
    url = f"{afar.url}/letter.txt"
    assert isinstance(fetch_document(url, most_bytes=length), Fetched)
    assert fetch_document(url, most_bytes=length - 1) == FetchFailed(reason(Why.TOO_MANY_BYTES, most=length - 1))
    assert isinstance(fetch_document(f"{afar.url}/one-redirect", most_redirects=1), Fetched)
    assert fetch_document(f"{afar.url}/one-redirect", most_redirects=0) == FetchFailed(
        reason(Why.TOO_MANY_REDIRECTS, most=0)
    )
    assert MOST_BYTES == 36 * 1024 * 1024


def test_a_server_that_listens_and_takes_nobody(victim: FfwsClient, emulator: RunningEmulator) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as closed:
        port = closed.getsockname()[1]
    keys = victim.post("/ofax", order(f"http://127.0.0.1:{port}/a")).entry_keys()[0]
    emulator.run_until_idle()
    assert victim.state(keys) == "dead"
