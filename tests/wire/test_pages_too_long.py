"""Pages that are longer than the paper at the other end: they are made smaller, and all of them is there."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients
from tests.support.units import GOOD

HEADER_ROWS = 40


def legal_page() -> bytes:
    """A fax page of 14 inches, as long as any becomes, with a frame around it and a stroke from corner to corner."""
    picture = Image.new("1", (1728, 2744 - HEADER_ROWS), 1)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1727, 2744 - HEADER_ROWS - 1), outline=0)
    draw.line((0, 0, 1727, 2744 - HEADER_ROWS - 1), fill=0, width=8)
    file = BytesIO()
    picture.save(file, "TIFF", compression="group4", dpi=(204, 196))
    return file.getvalue()


def call_of(emulator: RunningEmulator, admin: FfwsClient, **station: Any) -> Any:
    """The call that brings such a page to such a station."""
    emulator.control("POST", "/stations", {"number": GOOD, **station}, status=201)
    page = attachment(legal_page(), "image/tiff", "legal.tiff")
    assert admin.post("/ofax", f"<schedule_fax>{recipients(GOOD)}{page}</schedule_fax>").status == 201
    emulator.run_until_idle()
    return emulator.control("GET", "/calls/1")


def length_in(call: Any) -> str:
    (length,) = {
        frame["fields"]["length"] for one in call["exchange"] for frame in one["frames"] if frame["name"] == "DCS"
    }
    return str(length)


def on_paper(emulator: RunningEmulator) -> Any:
    """The page as it came out, True where it is black."""
    return ~np.asarray(Image.open(BytesIO(emulator.http.get("/_emulator/calls/1/pages/1.png").content)).convert("1"))


@pytest.mark.parametrize("ecm", [True, False])
@pytest.mark.parametrize(
    ("paper", "length", "rows"),
    [("any", "UNLIMITED", 2744), ("legal", "LEGAL", 2744), ("a4", "A4", 2292), ("letter", "LETTER", 2156)],
)
def test_a_page_is_no_longer_than_the_paper(
    emulator: RunningEmulator, admin: FfwsClient, paper: str, length: str, rows: int, ecm: bool
) -> None:
    call = call_of(emulator, admin, paper=paper, ecm=ecm)
    black = on_paper(emulator)

    assert (call["outcome"], length_in(call), black.shape) == ("ok", length, (rows, 1728))
    assert (call["paper"][0]["whole"], call["paper"][0]["shrunk"]) == (True, rows < 2744)
    sent = [one["fields"]["rows"] for one in call["exchange"] if one["name"] == "PAGE"]
    assert sent == ([] if ecm else [str(rows)])
    # The frame is closed, as far in from both sides as the page is smaller.
    scale = (rows - HEADER_ROWS) / (2744 - HEADER_ROWS)
    top, bottom = black[HEADER_ROWS], black[-1]
    left, right = np.flatnonzero(bottom)[[0, -1]]
    assert np.array_equal(top, bottom)
    assert bottom[left : right + 1].all()
    assert right - left + 1 == int(1728 * scale)
    assert left == pytest.approx(1728 - 1 - right, abs=1)
    assert black[HEADER_ROWS:, left].all()
    assert black[HEADER_ROWS:, right].all()


def test_so_it_is_at_standard_resolution(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call = call_of(emulator, admin, paper="letter", resolution="standard", max_baud_rate=9600, ecm=False)

    assert (call["outcome"], call["paper"][0]["shrunk"], on_paper(emulator).shape) == ("ok", True, (1078, 1728))


def test_so_it_is_packet_by_packet(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    call = call_of(one_ip_emulator, ip_admin, paper="a4", packet_duplication=5)

    assert (call["outcome"], length_in(call), call["paper"][0]["shrunk"]) == ("ok", "A4", True)
    assert on_paper(one_ip_emulator).shape == (2292, 1728)
    assert one_ip_emulator.http.get("/_emulator/calls/1/packets.pcap").status_code == 200


def test_a_page_that_fits_stays_as_it_is(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "paper": "letter"}, status=201)
    admin.send(GOOD, text="A letter is as long as a letter.")
    emulator.run_until_idle()
    call = emulator.control("GET", "/calls/1")

    assert (length_in(call), call["paper"][0]["shrunk"], on_paper(emulator).shape) == ("LETTER", False, (2156, 1728))
