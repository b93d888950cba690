"""Cover pages and previews over HTTP."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest

from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.stopped_workers import StoppedWorkers
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
    workers = StoppedWorkers(emulator)
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(admin.get, path)
        while not (busy := workers.busy):
            assert not answer.done()
        workers.lose(busy[0])
        assert (answer.result().status, answer.result().message) == (404, "preview not available")
    assert admin.file(path).status_code == 200
    assert emulator.defects == []
