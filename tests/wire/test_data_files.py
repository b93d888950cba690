"""Cover pages and previews over HTTP."""

import io
import os
import signal
import sys
from array import array
from concurrent.futures import ThreadPoolExecutor
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD

import pypdf
import pytest

from tests.support.patience import until
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

COVER = "<cover_page><url>https://x/ffws/v1/data/cover_pages/{}</url><subject>Hello</subject></cover_page>"


@pytest.mark.parametrize("name", ["default.pdf", "mts_template2.pdf", "mts_template3.pdf"])
def test_the_factory_cover_pages(admin: FfwsClient, name: str) -> None:
    answer = admin.file(f"/data/cover_pages/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    fields = pypdf.PdfReader(io.BytesIO(answer.content)).get_fields() or {}
    assert {"recipient_fax", "sender_name", "subject", "comments", "date", "pages"} <= set(fields)


def test_a_preview_has_exactly_the_pages_that_go_out(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT, inside=COVER.format("default.pdf"), text="one\ftwo")
    url = admin.get(f"/ofax/{keys}").first("fax_entry/preview")
    path = "/data/preview/00000001-0000.pdf"
    assert url == f"{emulator.url}/ffws/v1{path}"
    assert admin.get(path).status == 404  # no pages yet

    emulator.run_until_idle()

    answer = admin.file(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 3 == int(admin.get(f"/ofax/{keys}").first("fax_entry/pages"))
    image = pages[1].images[0].image
    assert image is not None
    assert (image.width, image.height) == (1728, 2156)


def test_a_preview_is_its_owners_and_the_administrators(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for name in ("ann", "bob"):
        admin.post("/users", f"<user><username>{name}</username><password>{name}</password></user>")
    emulator.client("ann", "ann").send(SENT)
    emulator.run_until_idle()
    path = "/data/preview/00000001-0000.pdf"
    assert emulator.client("ann", "ann").file(path).status_code == 200
    assert admin.file(path).status_code == 200
    assert emulator.client("bob", "bob").get(path).status == 404


@pytest.mark.skipif(sys.platform != "linux", reason="the worker is found in /proc")
def test_a_preview_whose_worker_is_lost_is_not_available(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    emulator.run_until_idle()
    path = "/data/preview/00000001-0000.pdf"
    assert admin.file(path).status_code == 200
    server = emulator.process.pid
    workers = [int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    # Until then one may still take in work, and nothing lies in its pipe.
    until(lambda: all(map(has_stopped, workers)), "every worker has stopped")
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(admin.get, path)
        while not (busy := [worker for worker in workers if has_work(worker)]):
            assert not answer.done()
        os.kill(busy[0], signal.SIGKILL)
        for worker in workers:
            if worker != busy[0]:
                os.kill(worker, signal.SIGCONT)
        assert (answer.result().status, answer.result().message) == (404, "preview not available")
    assert admin.file(path).status_code == 200
    assert emulator.defects == []


def has_stopped(worker: int) -> bool:
    """Whether the signal has taken effect."""
    return Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def has_work(worker: int) -> bool:
    """Whether something lies in the pipe that a worker reads from."""
    waiting = array("i", [0])
    with open(f"/proc/{worker}/fd/0", "rb", buffering=0) as pipe:
        ioctl(pipe, FIONREAD, waiting)
    return waiting[0] > 0
