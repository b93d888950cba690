"""The emulator opens no connection and resolves no name that nobody configured, whatever it is asked to do.

Each story is seen by a hook in every Python process and, where strace is installed, by the kernel as well.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from socket import gethostname
from urllib.parse import urlsplit

import pytest

from tests.support.connections import Guard, KernelGuard, PythonGuard
from tests.support.external_server import ExternalServer
from tests.support.inbound import call_in
from tests.support.init_folder import InitFolder
from tests.support.patience import PATIENT
from tests.support.servers import EmulatorFromScratch, attachment
from tests.support.sftp_server import SftpServer
from tests.support.units import BUSY, SENT
from tests.support.webhook_receiver import WebhookReceiver

ROOT = Path(__file__).parents[2]


def can_trace() -> bool:
    """Whether strace is installed, and this machine lets it look at processes: some containers do not."""
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0
    )


needs_strace = pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not trace here")
GUARDS = [pytest.param(PythonGuard, id="python"), pytest.param(KernelGuard, id="kernel", marks=needs_strace)]

AS_CONFIGURED = {"bind 127.0.0.1:0"}
"""HTTP and HTTPS on any free port of this machine."""

OWN_NAME = f"resolve {gethostname()}"
"""The addresses of this machine belong into the certificate that is made for HTTPS."""

WITH_RECEIPT = "<sender><email_address>ann@example.com</email_address></sender><receipt>always</receipt>"
WITH_COVER = "<cover_page><enabled>true</enabled><url>/ffws/v1/data/cover_pages/default.pdf</url><subject>Hello</subject></cover_page>"
FOREIGN_ENTITY = '<!DOCTYPE schedule_fax SYSTEM "http://entities.example/fax.dtd"><schedule_fax/>'

PROGRAM = """
import asyncio, socket
from fax_engine.workshop import Workshop

def connect(port):
    with socket.socket() as one:
        one.connect_ex(("127.0.0.1", port))

async def ask(port):
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        pass

connect(1)
asyncio.run(ask(2))
workshop = Workshop(1)
workshop.submit(socket.create_connection, lambda: (("127.0.0.1", 3),), print)
workshop.wait()
workshop.close()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    one.sendto(b"", ("127.0.0.1", 4))
try:
    socket.getaddrinfo("name.invalid", 80)
except OSError:
    pass
try:
    import uvloop
except ImportError:
    print("asyncio's own loop")
"""


@pytest.mark.parametrize("make_guard", GUARDS)
def test_the_guard_sees_whatever_is_done_with_the_network(make_guard: Callable[[Path], Guard], tmp_path: Path) -> None:
    guard = make_guard(tmp_path / "seen")
    command = guard.command([sys.executable, "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}]\n{PROGRAM}"])
    subprocess.run(command, env=guard.environment({}), check=True, timeout=60)
    connections = {f"connect 127.0.0.1:{port}" for port in (1, 2, 3)}
    assert guard.seen() >= connections | {"send 127.0.0.1:4"}
    names = {what for what in guard.seen() if what.startswith("resolve")}
    if isinstance(guard, PythonGuard):
        assert names == {"resolve name.invalid"}


@pytest.mark.parametrize("make_guard", GUARDS)
def test_a_busy_unit_turns_to_nobody(make_guard: Callable[[Path], Guard], tmp_path: Path) -> None:
    guard = make_guard(tmp_path / "seen")
    init = InitFolder(tmp_path / "init")
    init.write("ready.d/10-hello.sh", "echo hello")
    init.write("ready.d/20-hello.py", "print('hello')")
    folders = {name: str(tmp_path / name.removesuffix("_dir")) for name in ("data_dir", "delivery_dir", "init_dir")}
    # The kernel cannot tell the machine's own name from others.
    https = "0" if isinstance(guard, PythonGuard) else "off"
    emulator = EmulatorFromScratch(guard, pace="instant", https_port=https, seed="demo", **folders)
    admin = emulator.client()
    emulator.freeze()
    keys = admin.send(SENT, BUSY, inside=WITH_RECEIPT + WITH_COVER)
    assert admin.post("/ofax", FOREIGN_ENTITY).status == 400
    inbound = [("Email", "bob@mail.example"), ("Printer", "lp1"), ("Share", "//files.example/fax")]
    inside = "".join(f"<destination><type>{kind}</type><value>{to}</value></destination>" for kind, to in inbound)
    body = f"<inbound_route><name>Sales</name>{inside}</inbound_route>"
    assert admin.put("/inbound_routes/global", body).status == 200
    call_in(emulator, line=1)
    emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "sent", "skip": True, "timeout": PATIENT})
    emulator.run_until_idle()
    emulator.control("POST", "/verify", {"fax": keys, "text": [{"page": 2, "contains": "Hello."}]})
    assert {mail["to"] for mail in emulator.control("GET", "/mail")["mail"]} >= {"ann@example.com", "bob@mail.example"}
    paths = ("info", "contract", "metrics", "docs", "docs/swagger-ui-bundle.js", "openapi.json", "requests", "init")
    for path in paths:
        assert emulator.http.get(f"/_emulator/{path}").status_code == 200, path
    preview = admin.get(f"/ofax/{keys}").first("fax_entry/preview").partition("/ffws/v1")[2]
    assert admin.file(preview).content.startswith(b"%PDF-")
    with emulator.http.stream("GET", "/_emulator/events") as events:
        assert next(events.iter_lines()) == "retry: 1000"
    assert [hook["output"] for hook in emulator.control("GET", "/init")["hooks"]] == [["hello"], ["hello"]]
    emulator.control("POST", "/reset")
    assert emulator.defects == []
    assert emulator.stop() == 0
    assert guard.seen() - {OWN_NAME} == AS_CONFIGURED


@pytest.mark.parametrize("make_guard", GUARDS)
def test_only_what_was_configured_is_turned_to(make_guard: Callable[[Path], Guard], tmp_path: Path) -> None:
    guard = make_guard(tmp_path / "seen")
    with ExternalServer() as external, SftpServer(tmp_path / "uploaded") as sftp, WebhookReceiver() as receiver:
        (tmp_path / "uploaded").mkdir()
        emulator = EmulatorFromScratch(guard, pace="instant")
        emulator.freeze()
        hook = {"url": receiver.url, "events": ["fax", "inbound"]}
        assert emulator.http.post("/_emulator/webhooks", json=hook).status_code == 201
        admin = emulator.client()
        route = f"<destination><type>Sftp</type><value>{sftp.url('/in')}</value></destination>"
        body = f"<inbound_route><name>Sales</name>{route}</inbound_route>"
        assert admin.put("/inbound_routes/global", body).status == 200
        far = f"<attachment><location>external</location><url>{external.url}/letter.txt</url></attachment>"
        fax = f"<schedule_fax><recipient><fax_number>{SENT}</fax_number></recipient>{far}{attachment()}</schedule_fax>"
        keys = admin.post("/ofax", fax).entry_keys()[0]
        call_in(emulator, line=1)
        emulator.run_until_idle()
        assert admin.state(keys) == "sent"
        assert external.asked == ["/letter.txt"]
        assert list((tmp_path / "uploaded" / "in").iterdir())
        receiver.wait(lambda told: {one.event["data"]["state"] for one in told} >= {"sent", "received"})
        assert emulator.stop() == 0
        configured = {urlsplit(external.url).port, sftp.port, receiver.port}
    assert guard.seen() == AS_CONFIGURED | {f"connect 127.0.0.1:{port}" for port in configured}
