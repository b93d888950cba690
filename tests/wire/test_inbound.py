"""`/_emulator/inbound`: faxes that come in, and their documents under `/data/inbound`."""

from base64 import b64encode
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator

EVERY_BYTE = bytes(range(256)) * 4
GOOD = {"document": b64encode(b"Hello.").decode(), "content_type": "text/plain"}


def post(emulator: RunningEmulator, body: Any) -> tuple[int, Any]:
    """What the control plane answers to a body."""
    answer = emulator.http.post("/_emulator/inbound", json=body)
    return answer.status_code, answer.json()


def tiff_of(*greys: int) -> bytes:
    """A TIFF with a page of each shade, with every kind of byte in it."""
    first, *others = [Image.frombytes("L", (32, 32), bytes([grey]) * 1024) for grey in greys]
    file = BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others)
    return file.getvalue() + EVERY_BYTE


def test_a_call_begins_at_once_and_goes_on_in_the_units_time(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert call_in(emulator) == {"line": 1, "call": 1, "state": "Waiting for Connect", "note": None}
    assert call_in(emulator) == {"line": 2, "call": 2, "state": "Waiting for Connect", "note": None}
    busy = call_in(emulator, status=409)
    assert busy["error"] == "busy"
    assert admin.get("/inbound_log_count").first("count") == "0"
    emulator.run_until_idle()
    assert admin.get("/inbound_log_count").first("count") == "2"


@pytest.fixture
def listening(emulator: RunningEmulator, admin: FfwsClient) -> RunningEmulator:
    """A unit whose first line listens for four digits, with a mail address for extension 0201."""
    body = (
        "<modem_settings><routing>DTMF Digits</routing><max_extension_digits>4</max_extension_digits></modem_settings>"
    )
    assert admin.put("/modem_settings/1", body).status == 200
    destination = "<destination><type>Email</type><value>sales@example.com</value></destination>"
    route = f"<inbound_route><name>Sales</name>{destination}</inbound_route>"
    assert admin.put("/inbound_routes/0201", route).status == 200
    return emulator


@pytest.mark.parametrize(
    "dialled",
    [{"to": "218-555-0201"}, {"to": "0201"}, {"extension": "0201"}, {"extension": "0201", "to": "218-555-0999"}],
    ids=str,
)
def test_a_line_that_listens_gets_its_extension_from_the_caller_or_the_network(
    listening: RunningEmulator, dialled: dict[str, Any]
) -> None:
    assert call_in(listening, line=1, **dialled)["note"] is None
    listening.run_until_idle()
    call = listening.control("GET", "/calls/1")

    assert call["received"] == {"state": "received", "extension": "0201", "recipient": "Sales"}
    assert [mail["to"] for mail in listening.control("GET", "/mail")["mail"]] == ["sales@example.com"]


def test_a_number_that_is_too_short_keeps_the_modem_listening(listening: RunningEmulator) -> None:
    """Twice as long as a call: the modem waits for the fourth digit, which does not come."""
    for to in ("0201", "201"):
        call_in(listening, line=1, to=to)
        listening.run_until_idle()
    short, whole = listening.control("GET", "/calls")["calls"]

    assert (short["received"]["extension"], short["received"]["recipient"]) == ("201", "")
    assert seconds_of(short) - seconds_of(whole) == pytest.approx(15 - 0.8, abs=0.1)


def seconds_of(call: dict[str, Any]) -> float:
    ended, connected = (datetime.fromisoformat(call[moment]) for moment in ("ended_at", "connected_at"))
    return (ended - connected).total_seconds()


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (1, "extension: line 1 listens for 4 digits: it hears 0201"),
        (2, "extension: line 2 does not listen for digits: the routing of its modem is POTS Line"),
    ],
)
def test_digits_that_a_line_does_not_hear_are_told(listening: RunningEmulator, line: int, note: str) -> None:
    assert call_in(listening, line=line, extension="02017")["note"] == note
    listening.run_until_idle()
    heard = listening.control("GET", "/calls/1")["received"]["extension"]
    assert heard == ("0201" if line == 1 else "")


def test_a_call_is_found_in_the_log_by_its_number(emulator: RunningEmulator, admin: FfwsClient) -> None:
    first, second = (call_in(emulator, text=text)["call"] for text in ("One.\fTwo.\fThree.", "One."))
    emulator.run_until_idle()

    answer = admin.get("/inbound_log")
    pages = dict(zip(*(answer.all(f"inbound_log_entry/{name}") for name in ("id", "pages")), strict=True))
    assert (pages[str(first)], pages[str(second)]) == ("3", "1")


def test_a_call_that_is_turned_away_leaves_nothing_behind(emulator: RunningEmulator) -> None:
    def documents() -> int:
        count: int = emulator.control("POST", "/reset")["cleared"]["document"]
        return count

    in_factory_state = documents()
    for line in (1, 2):
        call_in(emulator, line=line)
    call_in(emulator, text="Nobody will ever read this.", status=409)
    assert documents() == in_factory_state + 1


def test_a_received_fax_as_pdf_and_as_tiff(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator, text="One.\fTwo.\fThree.")
    emulator.run_until_idle()

    pdf = admin.file("/data/inbound/1.pdf")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert len(PdfReader(BytesIO(pdf.content)).pages) == 3
    tiff = admin.file("/data/inbound/1.tiff")
    assert (tiff.status_code, tiff.headers["content-type"]) == (200, "image/tiff")
    with Image.open(BytesIO(tiff.content)) as pages:
        assert pages.n_frames == 3  # type: ignore[attr-defined]
        for number in range(3):
            pages.seek(number)
            assert (pages.size, pages.mode, pages.info["dpi"]) == ((1728, 2156), "1", (204, 196))
            assert pages.info["compression"] == "group4"
            assert pages.histogram()[0] > 0
            assert pages.histogram()[255] > pages.histogram()[0]


def test_only_the_good_pages_are_kept(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator, text="One.\fTwo.\fThree.", good_pages=1, line=2)
    emulator.run_until_idle()

    answer = admin.get("/inbound_log")
    assert answer.first("inbound_log_entry/state") == "failed"
    assert answer.first("inbound_log_entry/pages") == "1"
    assert answer.first("inbound_log_entry/hangup_code") == "73"
    assert answer.first("inbound_log_entry/line_number") == "2"
    assert len(PdfReader(BytesIO(admin.file("/data/inbound/1.pdf").content)).pages) == 1


def test_a_fax_without_a_good_page_has_no_document(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator, good_pages=0)
    emulator.run_until_idle()

    assert admin.get("/inbound_log").first("inbound_log_entry/fax_url") == ""
    assert admin.get("/data/inbound/1.pdf").status == 404


def test_with_a_running_clock_a_call_goes_on_by_itself(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"mode": "real"})
    call_in(emulator)
    polls = 0
    while admin.get("/inbound_log_count").first("count") == "0":
        polls += 1
        assert polls < 1000
    assert admin.get("/modem_status/1").first("modem_status/state") == "Waiting For Ring"


def test_a_document_that_goes_out_and_comes_in_at_the_same_time_is_converted_once(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    keys = admin.send(text="The same letter both ways.")
    call_in(emulator, text="The same letter both ways.")
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"
    assert admin.get("/inbound_log").first("inbound_log_entry/pages") == "1"
    assert emulator.defects == []


@pytest.mark.parametrize("name", ["2.pdf", "1.png", "x.pdf", "1", "1.PDF", "99999999999999999999.pdf"])
def test_there_is_no_such_document(emulator: RunningEmulator, admin: FfwsClient, name: str) -> None:
    call_in(emulator)
    emulator.run_until_idle()
    assert admin.get(f"/data/inbound/{name}").status == 404


def test_received_faxes_are_for_administrators(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>bob</username><password>x</password></user>")
    call_in(emulator)
    emulator.run_until_idle()
    assert emulator.client("bob", "x").get("/data/inbound/1.pdf").status == 403


def test_a_form_with_a_file(emulator: RunningEmulator, admin: FfwsClient) -> None:
    answer = emulator.http.post(
        "/_emulator/inbound",
        data={"from": "2185551234", "line": "2", "good_pages": "7"},
        files={"document": ("scan.tiff", tiff_of(0, 255), "image/tiff")},
    )
    assert (answer.status_code, answer.json()["line"]) == (202, 2)
    emulator.run_until_idle()
    shown = admin.get("/inbound_log")
    assert (shown.first("inbound_log_entry/pages"), shown.first("inbound_log_entry/state")) == ("2", "received")
    assert shown.first("inbound_log_entry/remote_id") == "2185551234"


def test_nothing_needs_to_be_known_of_a_caller(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert post(emulator, GOOD)[0] == 202
    emulator.run_until_idle()
    answer = admin.get("/inbound_log")
    assert (answer.first("inbound_log_entry/caller_id"), answer.first("inbound_log_entry/remote_id")) == ("", "")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "document"),
        ({"document": "", "content_type": "text/plain"}, "document"),
        ({"document": "!", "content_type": "text/plain"}, "document"),
        ({"document": "äöü", "content_type": "text/plain"}, "document"),
        ({"document": GOOD["document"]}, "content_type"),
        ({**GOOD, "line": 0}, "line"),
        ({**GOOD, "line": 3}, "line"),
        ({**GOOD, "good_pages": -1}, "good_pages"),
        ({**GOOD, "extension": "12a"}, "extension"),
        ({**GOOD, "good_pages": 1, "outcome": "storage_full"}, "good_pages"),
        ({**GOOD, "extension": "1" * 16}, "extension"),
        ({**GOOD, "from": "<b>"}, "from"),
        ({**GOOD, "station_id": "x" * 21}, "station_id"),
        ({**GOOD, "station_id": "\x07"}, "station_id"),
        ({**GOOD, "unknown": 1}, "unknown"),
        ([], "body"),
    ],
    ids=str,
)
def test_a_call_that_nobody_can_make(emulator: RunningEmulator, body: Any, named: str) -> None:
    status, answer = post(emulator, body)
    assert (status, answer["error"]) == (400, "invalid_request")
    assert named in answer["detail"]


@pytest.mark.parametrize(
    ("content_type", "content"), [("application/pdf", b"no PDF"), ("application/msword", b"x"), ("image/tiff", b"II*")]
)
def test_a_document_that_cannot_become_pages(emulator: RunningEmulator, content_type: str, content: bytes) -> None:
    status, answer = post(emulator, {"document": b64encode(content).decode(), "content_type": content_type})
    assert (status, answer["error"]) == (400, "unusable_document")
    assert post(emulator, GOOD)[1]["line"] == 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"\xff"),
        ("", b""),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno headers\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain\r\n\r\nno name\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="document"\r\n\r\nA\r\n'),
    ],
)
def test_a_body_that_means_nothing(emulator: RunningEmulator, content_type: str, body: bytes) -> None:
    answer = emulator.http.post("/_emulator/inbound", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert emulator.defects == []


def test_no_line_takes_calls(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for number in (1, 2):
        off = "<modem_settings><enabled_inbound>false</enabled_inbound></modem_settings>"
        assert admin.put(f"/modem_settings/{number}", off).status == 200
    assert call_in(emulator, status=409)["error"] == "busy"


def test_the_description_tells_of_both_kinds_of_body(emulator: RunningEmulator) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()["paths"]["/_emulator/inbound"]["post"]
    contents = described["requestBody"]["content"]
    assert set(contents) == {"application/json", "multipart/form-data"}
    assert "from" in contents["application/json"]["schema"]["properties"]
