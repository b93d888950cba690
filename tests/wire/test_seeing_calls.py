"""What happened on the line, over HTTP: calls and faxes, their exchanges, and what is on paper at the other end."""

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pypdf
import pytest
from PIL import Image, ImageChops

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, GOOD

LADDERS = Path(__file__).parents[2] / "fixtures" / "ladders"

LETTER = "\n".join(f"Line {number:02} of a letter that is long enough to be damaged" for number in range(1, 50))
TWO_PAGES = f"{LETTER}\f{LETTER}"


@pytest.fixture
def seen(emulator: RunningEmulator) -> RunningEmulator:
    """The emulator at a moment that header lines show, the same in every run."""
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T00:00:00Z"})
    return emulator


def station(emulator: RunningEmulator, number: str, *script: str, **more: Any) -> None:
    answer = emulator.http.post("/_emulator/stations", json={"number": number, "script": script or ["ok"], **more})
    assert answer.status_code == 201, answer.text


def send(emulator: RunningEmulator, number: str, text: str = LETTER, tries: int = 1) -> str:
    keys = emulator.client().send(number, text=text, inside=f"<max_tries>{tries}</max_tries>")
    emulator.run_until_idle()
    return keys


def refusal(emulator: RunningEmulator, path: str) -> tuple[int, str]:
    answer = emulator.http.get(f"/_emulator{path}")
    return answer.status_code, answer.json()["detail"]


def picture(emulator: RunningEmulator, path: str) -> Image.Image:
    answer = emulator.http.get(f"/_emulator{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    return Image.open(BytesIO(answer.content))


def preview(client: FfwsClient, keys: str) -> list[Image.Image]:
    pages = pypdf.PdfReader(BytesIO(client.file(f"/data/preview/{keys.replace('/', '-')}.pdf").content)).pages
    found = [page.images[0].image for page in pages]
    return [image.convert("1") for image in found if image is not None]


def are_equal(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None


def rows_that_differ(one: Image.Image, other: Image.Image) -> list[int]:
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    return [row for row in range(one.height) if difference.crop((0, row, one.width, row + 1)).getbbox()]


@pytest.mark.parametrize("number", ["5005550005", "5005550205", "5005550216", "5005550217"])
def test_of_a_person_no_signal_is_seen(emulator: RunningEmulator, number: str) -> None:
    send(emulator, number)
    call = emulator.control("GET", "/calls/1")
    ladder = emulator.http.get("/_emulator/calls/1", headers={"accept": "text/plain"}).text

    assert [signal["label"] for signal in call["exchange"]] == ["CNG"]
    assert "<" not in ladder
    assert call["hangup"]["hangup_code"] in ("05", "20")


@pytest.mark.parametrize(
    ("name", "far_end", "script"),
    [
        ("good", {"max_baud_rate": 14400}, "ok"),
        ("fall-back", {"max_baud_rate": 14400, "ecm": False}, "noisy_line"),
        ("error-correction", {"max_baud_rate": 14400}, "ppr-page:1"),
        ("page-refused", {"max_baud_rate": 9600, "ecm": False}, "rtn-page:1"),
    ],
)
def test_the_ladder_of_a_call(seen: RunningEmulator, name: str, far_end: dict[str, Any], script: str) -> None:
    station(seen, GOOD, script, station_id="555 3335", **far_end)
    send(seen, GOOD)
    ladder = seen.http.get("/_emulator/calls/1", headers={"accept": "text/plain"})
    assert ladder.headers["content-type"].startswith("text/plain")
    assert ladder.text == (LADDERS / f"{name}.txt").read_text()
    assert seen.http.get("/_emulator/calls/1?format=ladder").text == ladder.text
    assert seen.control("GET", "/calls/1")["ladder"] == ladder.text


def test_a_call_frame_by_frame(seen: RunningEmulator) -> None:
    station(seen, GOOD, station_id="555 3335", max_baud_rate=9600, ecm=False, resolution="standard", paper="letter")
    send(seen, GOOD)
    call = seen.control("GET", "/calls/1")
    assert [signal["name"] for signal in call["exchange"]] == [
        *("CNG", "CED", "DIS", "DCS", "TCF", "CFR", "PAGE", "EOP", "MCF", "DCN"),
    ]
    dis = call["exchange"][2]
    assert (dis["sender"], dis["label"], dis["remark"]) == ("called", "CSI DIS", "")
    csi, declared = dis["frames"]
    # Address, control (more follow), CSI; then the ident with its last character first.
    assert bytes.fromhex(csi["octets"])[:3] == b"\xff\x03\x40"
    assert bytes.fromhex(csi["octets"])[3:-2] == b"555 3335".ljust(20)[::-1]
    assert csi["fields"] == {"ident": "555 3335"}
    octets = bytes.fromhex(declared["octets"])
    assert octets[:3] == b"\xff\x13\x80"

    def bit(number: int) -> int:
        """As ITU-T T.30 table 2 counts them: from 1, the first of each octet is sent first."""
        return octets[3 + (number - 1) // 8] >> (number - 1) % 8 & 1

    assert [bit(number) for number in (10, 11, 12, 13, 14, 15, 16, 27, 31)] == [1, 1, 1, 0, 0, 0, 1, 0, 0]
    assert declared["fields"]["modems"] == "V.27ter V.29"
    assert "two_dimensional" in declared["fields"]["able"].split()
    assert "fine" not in declared["fields"]["able"].split()

    dcs, training, page = call["exchange"][3], call["exchange"][4], call["exchange"][6]
    assert dcs["frames"][-1]["fields"] == {
        "carrier": "V.29 9600",
        "resolution": "standard",
        "coding": "mr",
        "length": "LETTER",
        "scan_line_ms": "0",
        "ecm": "off",
    }
    assert training["fields"] == {"carrier": "V.29 9600"}
    assert (page["fields"]["page"], page["fields"]["rows"], page["fields"]["coding"]) == ("1", "1078", "mr")
    moments = [signal["at"] for signal in call["exchange"]]
    assert moments == sorted(moments)
    assert call["negotiated"] == {
        "rate": 9600,
        "ecm": False,
        "coding": "mr",
        "resolution": "standard",
        "remote_id": "555 3335",
        "modulation": "V.29",
    }
    assert call["hangup"] == {
        "message": "normal",
        "phase": "E",
        "hangup_code": "00",
        "hangup_text": "normal",
        "q850_cause": 16,
        "q850_text": "normal clearing",
        "sip_status": None,
    }


def test_an_exchange_ends_where_its_fax_is_aborted(seen: RunningEmulator, admin: FfwsClient) -> None:
    station(seen, GOOD, max_baud_rate=14400, ecm=False)
    keys = admin.send(GOOD)
    while admin.get("/modem_status/1").first("modem_status/state") != "Sending Page":
        seen.control("POST", "/clock/advance", {"until": "next_event"})
    seen.control("POST", "/clock/advance", {"seconds": 2})
    assert admin.delete(f"/ofax/{keys}").status == 202
    assert admin.state(keys) == "aborted"

    call = seen.control("GET", "/calls/1")
    assert (call["outcome"], call["pages"], call["negotiated"]["modulation"]) == ("aborted", 0, "V.17")
    assert [signal["name"] for signal in call["exchange"]][-2:] == ["CFR", "PAGE"]
    page = call["exchange"][-1]
    assert (page["seconds"], page["remark"]) == (pytest.approx(2, abs=0.01), "cut off")
    assert call["paper"][0]["broken_off"]
    printed = picture(seen, f"/calls/1/pages/{call['paper'][0]['page']}.png")
    assert 0 < printed.height < preview(admin, send(seen, GOOD))[0].height


def test_a_call_that_nobody_took(seen: RunningEmulator) -> None:
    keys = send(seen, BUSY)
    call = seen.control("GET", "/calls/1")
    assert (call["exchange"], call["no_exchange"], call["paper"]) == (None, "nobody took the call", [])
    assert (call["hangup"]["hangup_code"], call["hangup"]["q850_text"]) == (None, "user busy")
    assert call["attempt"]["fax"] == keys
    assert seen.http.get("/_emulator/calls/1?format=ladder").text == "no exchange: nobody took the call\n"
    nothing = (404, "call 1 left nothing on paper: nobody took the call")
    assert refusal(seen, "/calls/1/received.tiff") == nothing
    assert refusal(seen, "/calls/1/pages/1.png") == nothing
    assert refusal(seen, f"/faxes/{keys}/received.tiff") == (
        404,
        f"fax {keys}: none of its 1 calls left anything on paper",
    )


def test_a_try_that_no_line_dialled(seen: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(GOOD, inside="<max_tries>1</max_tries><schedule_all_at>2030-01-02T00:00:00</schedule_all_at>")
    seen.control("POST", "/clock/advance", {"seconds": 60})
    rules = {"no": [{"pattern": ".", "action": "Reject Number", "argument": ""}]}
    seen.control("PUT", "/dialing-rules", {"lists": rules, "modems": {"1": "no", "2": "no"}})
    seen.run_until_idle()
    call = seen.control("GET", "/calls/1")
    assert (call["outcome"], call["channel"], call["no_exchange"]) == (
        "number_rejected",
        0,
        "the number was never dialled",
    )
    moves = seen.control("GET", f"/faxes/{keys}")["timeline"]
    assert [move["state"] for move in moves] == ["preprocessing", "failed"]
    seen.control("PUT", "/dialing-rules", {"lists": {}, "modems": {"1": "", "2": ""}})


def test_a_unit_with_a_past() -> None:
    emulator = RunningEmulator(pace="instant", seed="emulator/seeds/demo")
    try:
        emulator.freeze()
        calls = emulator.control("GET", "/calls?limit=1000")
        assert calls["total"] == len(calls["calls"]) > 10
        reasons = set()
        for number in (call["call"] for call in calls["calls"]):
            seen = emulator.control("GET", f"/calls/{number}")
            reasons.add((seen["connected_at"] is not None, seen["no_exchange"]))
            paper = emulator.http.get(f"/_emulator/calls/{number}/received.tiff")
            assert paper.status_code == (200 if seen["paper"] else 404)
        # What the unit has sent since it was switched on was played.
        assert reasons - {(True, None)} == {
            (False, "nobody took the call"),
            (True, "the call comes from a seed, which says how it ended and not how it went"),
        }
        faxes = emulator.control("GET", "/faxes?limit=1000")["faxes"]
        views = [emulator.control("GET", f"/faxes/{fax['fax']}") for fax in faxes]
        assert {view["state"] for view in views} >= {"sent", "failed", "aborted", "dead", "pending"}
        for view in views:
            moments = [move["at"] for move in view["timeline"]]
            assert moments == sorted(moments)
            if view["state"] in ("sent", "failed", "aborted", "dead"):
                assert view["timeline"][-1]["state"] == view["state"]
    finally:
        assert emulator.stop() == 0


def test_calls_that_are_not_there(seen: RunningEmulator) -> None:
    assert refusal(seen, "/calls/1") == (404, "no call 1")
    number = call_in(seen)["call"]
    assert refusal(seen, f"/calls/{number}") == (
        404,
        f"call {number} is not over, or it was cut off by a loss of power",
    )
    seen.run_until_idle()
    assert seen.control("GET", f"/calls/{number}")["succeeded"]


def test_calls_are_found(seen: RunningEmulator) -> None:
    keys = send(seen, "218-555-0001")
    send(seen, BUSY, tries=2)
    caller: dict[str, Any] = {"from": "(612) 555-1234"}
    call_in(seen, to="218-555-0201", **caller)
    seen.run_until_idle()

    def found(**query: Any) -> tuple[list[int], int]:
        answer = seen.http.get("/_emulator/calls", params=query).json()
        return [call["call"] for call in answer["calls"]], answer["total"]

    assert found() == ([4, 3, 2, 1], 4)
    assert found(limit=2, offset=1) == ([3, 2], 4)
    assert found(direction="inbound") == ([4], 1)
    assert found(outcome="busy") == ([3, 2], 2)
    assert found(number="2185550*") == ([4, 1], 2)
    assert found(number="218 555-0001") == ([1], 1)
    assert found(number="*%") == ([], 0)
    assert found(**{"from": "612555*"}) == ([4], 1)
    assert found(fax=keys) == ([1], 1)
    assert found(fax=keys[:8]) == ([1], 1)
    assert found(fax=f"{keys[:8]}/0001") == ([], 0)
    assert found(offset=100) == ([], 4)
    inbound = seen.control("GET", "/calls?direction=inbound")["calls"][0]
    assert (inbound["from"], inbound["number"]) == ("(612) 555-1234", "218-555-0201")
    assert inbound["received"] == {"state": "received", "extension": "", "recipient": ""}


@pytest.mark.parametrize(
    ("station_word", "name", "spellings"),
    [
        ("no-answer", "no_answer", ["no-answer", "no_answer"]),
        ("operator-page:1", "operator_page_1", ["operator-page:1", "operator_page_1", "operator-page-1"]),
        ("operator-page:12", "operator_page_12", ["operator-page:12", "operator_page_12"]),
        ("sip_499", "sip_499", ["sip_499", "sip-499"]),
    ],
)
def test_calls_are_found_by_their_outcome_in_every_spelling(
    seen: RunningEmulator, station_word: str, name: str, spellings: list[str]
) -> None:
    number = "5005550499" if name == "sip_499" else GOOD
    if number == GOOD:
        station(seen, GOOD, station_word)
    send(seen, number, text="\f".join(["A page."] * 12))
    send(seen, BUSY)
    found = [seen.control("GET", f"/calls?outcome={spelling}") for spelling in spellings]

    assert [(answer["total"], answer["calls"][0]["call"]) for answer in found] == [(1, 1)] * len(spellings)
    assert found[0]["calls"][0]["outcome"] == name
    assert found[0]["calls"][0]["hangup"]["phase"] is not None
    assert seen.control("GET", "/calls?outcome=power-lost")["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "offset=-1", "direction=up", "fax=1", "colour=red"),
        *(
            "outcome=no-asnwer",
            "outcome=sip_300",
            "outcome=rtn-page",
            "outcome=rtn-page:0",
            "outcome=",
            "outcome=sip_%C2%B2",
        ),
    ],
)
def test_what_cannot_be_looked_for(seen: RunningEmulator, query: str) -> None:
    for resource in ("calls", "faxes"):
        assert seen.http.get(f"/_emulator/{resource}?{query}").status_code == 400


@pytest.mark.parametrize(
    "far_end",
    [{}, {"ecm": False}, {"max_baud_rate": 9600}, {"ecm": False, "max_baud_rate": 2400}],
    ids=["v34", "mr", "mmr", "slow"],
)
def test_what_is_on_paper_is_what_was_sent(seen: RunningEmulator, admin: FfwsClient, far_end: dict[str, Any]) -> None:
    station(seen, GOOD, **far_end)
    keys = send(seen, GOOD, TWO_PAGES)
    sent = preview(admin, keys)
    assert len(sent) == 2
    for number, page in enumerate(sent, start=1):
        for path in (f"/faxes/{keys}/pages/{number}.png", f"/faxes/{keys}/received/pages/{number}.png"):
            assert are_equal(picture(seen, path), page)
        assert are_equal(picture(seen, f"/calls/1/pages/{number}.png"), page)
    assert seen.http.get(f"/_emulator/faxes/{keys}/pages/1.png").headers["content-type"] == "image/png"
    assert seen.http.get(f"/_emulator/faxes/{keys}/received/pages/1.png").headers["content-type"] == "image/png"
    answer = seen.http.get(f"/_emulator/faxes/{keys}/received.tiff")
    assert answer.headers["content-type"] == "image/tiff"
    with Image.open(BytesIO(answer.content)) as tiff:
        assert getattr(tiff, "n_frames", 0) == 2
        assert tiff.info["compression"] == "group4"
        for number, page in enumerate(sent):
            tiff.seek(number)
            assert tuple(map(float, tiff.info["dpi"])) == (204.0, 196.0)
            assert are_equal(tiff, page)
    assert refusal(seen, f"/faxes/{keys}/pages/3.png") == (404, "call 1 left no page 3, only 2")


def test_a_machine_that_prints_standard_resolution(seen: RunningEmulator, admin: FfwsClient) -> None:
    station(seen, GOOD, resolution="standard")
    keys = send(seen, GOOD)
    printed = picture(seen, f"/faxes/{keys}/pages/1.png")
    (sent,) = preview(admin, keys)
    assert printed.size == (1728, 1078)
    assert tuple(map(round, printed.info["dpi"])) == (204, 98)
    assert are_equal(printed, Image.fromarray(np.asarray(sent)[::2]))


def test_a_bad_line_shows_on_paper(seen: RunningEmulator, admin: FfwsClient) -> None:
    station(seen, GOOD, "bad-page:1", ecm=False, max_baud_rate=9600)
    keys = send(seen, GOOD)
    call = seen.control("GET", "/calls/1")
    (page,) = call["paper"]
    assert (page["whole"], page["bad_rows"], page["broken_off"]) == (False, 500, False)
    printed, sent = picture(seen, page["png"].removeprefix("/_emulator")), preview(admin, keys)[0]
    # The first 500 rows could not be read, and there was nothing above them to be printed again.
    assert printed.size == sent.size
    assert printed.convert("L").crop((0, 0, 1728, 500)).getextrema() == (255, 255)
    rows = rows_that_differ(printed, sent)
    assert rows
    assert max(rows) < 500


def test_a_page_that_breaks_off(seen: RunningEmulator, admin: FfwsClient) -> None:
    station(seen, GOOD, "ok-until-page:1", ecm=False)
    keys = send(seen, GOOD, TWO_PAGES)
    assert admin.state(keys) == "failed"
    whole, broken = preview(admin, keys)
    assert are_equal(picture(seen, f"/faxes/{keys}/pages/1.png"), whole)
    printed = picture(seen, f"/faxes/{keys}/pages/2.png")
    assert 0 < printed.height < broken.height
    assert are_equal(printed, broken.crop((0, 0, 1728, printed.height)))
    fax = seen.control("GET", f"/faxes/{keys}")
    assert [page["broken_off"] for page in fax["received"]["pages"]] == [False, True]


def test_the_last_call_that_left_something_counts(seen: RunningEmulator) -> None:
    station(seen, GOOD, "ok-until-page:1", "busy")
    keys = send(seen, GOOD, TWO_PAGES, tries=2)
    fax = seen.control("GET", f"/faxes/{keys}")
    assert fax["received"]["call"] == 1
    first = seen.http.get(f"/_emulator/faxes/{keys}/received.tiff")
    assert first.content == seen.http.get(f"/_emulator/faxes/{keys}/received.tiff?call=1").content
    assert refusal(seen, f"/faxes/{keys}/received.tiff?call=2") == (
        404,
        "call 2 left nothing on paper: nobody took the call",
    )
    other = send(seen, "218-555-0001")
    assert refusal(seen, f"/faxes/{other}/received.tiff?call=1") == (404, f"call 1 was not for fax {other}")
    assert refusal(seen, f"/faxes/{other}/pages/1.png?call=9") == (404, "no call 9")


def test_what_came_in_is_on_our_paper(seen: RunningEmulator, admin: FfwsClient) -> None:
    call_in(seen, TWO_PAGES)
    seen.run_until_idle()
    kept = pypdf.PdfReader(BytesIO(admin.file("/data/inbound/1.pdf").content)).pages
    for number, page in enumerate(kept, start=1):
        image = page.images[0].image
        assert image is not None
        assert are_equal(picture(seen, f"/calls/1/pages/{number}.png"), image)
    call_in(seen, TWO_PAGES, good_pages=1)
    seen.run_until_idle()
    assert [page["page"] for page in seen.control("GET", "/calls/2")["paper"]] == [1]
    call_in(seen, good_pages=0)
    seen.run_until_idle()
    assert refusal(seen, "/calls/3/received.tiff") == (
        404,
        "call 3 left nothing on paper: the unit confirmed no page of it",
    )


def test_a_fax_from_its_order_to_its_end(seen: RunningEmulator) -> None:
    station(seen, GOOD, "busy", "ok")
    keys = send(seen, GOOD, tries=2)
    fax = seen.control("GET", f"/faxes/{keys}")
    assert (fax["fax"], fax["state"], fax["pages"], fax["try_number"]) == (keys, "sent", 1, 2)
    assert fax["recipient"]["fax_number"] == GOOD
    assert fax["documents"] == [{"name": "letter.txt", "content_type": "text/plain"}]
    assert [(one["call"], one["outcome"], one["state"]) for one in fax["attempts"]] == [
        (1, "busy", "pending"),
        (2, "ok", "sent"),
    ]
    assert [(move["state"], move["call"]) for move in fax["timeline"]] == [
        ("preprocessing", None),
        ("sending", 1),
        ("pending", 1),
        ("sending", 2),
        ("sent", 2),
    ]
    assert fax["timeline"][0]["at"] == fax["created_at"] == "2030-01-01T00:00:00Z"
    assert fax["timeline"][-1]["at"] == fax["ended_at"]
    for path in (fax["links"]["calls"], fax["received"]["received_tiff"], fax["received"]["pages"][0]["png"]):
        assert seen.http.get(path).status_code == 200
    for path in (fax["links"]["entry"], fax["links"]["preview"]):
        assert seen.http.get(path, auth=httpx.BasicAuth("admin", "admin")).status_code == 200
    assert len(seen.http.get(fax["links"]["calls"]).json()["calls"]) == 2


def test_a_fax_that_goes_on_and_one_that_was_aborted(seen: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(GOOD)
    waiting = seen.control("GET", f"/faxes/{keys}")
    assert (waiting["attempts"], waiting["received"]) == ([], None)
    assert refusal(seen, f"/faxes/{keys}/pages/1.png") == (404, f"fax {keys}: no call for it is over")
    while admin.state(keys) != "sending":
        seen.control("POST", "/clock/advance", {"until": "next_event"})
    assert seen.control("GET", f"/faxes/{keys}")["timeline"][-1]["state"] == "sending"
    later = admin.send(GOOD)
    admin.delete(f"/ofax/{later}")
    last = seen.control("GET", f"/faxes/{later}")["timeline"][-1]
    assert (last["state"], last["call"]) == ("aborted", None)
    assert refusal(seen, "/faxes/00000009/0000") == (404, "no fax entry 00000009/0000")
    assert refusal(seen, "/faxes/x/0000/received.tiff") == (404, "no fax entry x/0000")


def test_faxes_are_found(seen: RunningEmulator, admin: FfwsClient) -> None:
    admin.send("218-555-0001", "218-555-0002")
    send(seen, BUSY)

    def found(query: str = "") -> tuple[list[str], int]:
        answer = seen.control("GET", f"/faxes{query}")
        return [fax["fax"] for fax in answer["faxes"]], answer["total"]

    assert found() == (["00000002/0000", "00000001/0001", "00000001/0000"], 3)
    assert found("?limit=1&offset=1") == (["00000001/0001"], 3)
    assert found("?number=2185550*") == (["00000001/0001", "00000001/0000"], 2)
    assert found("?number=2185550*&limit=1&offset=1") == (["00000001/0000"], 2)
    assert found("?state=failed") == (["00000002/0000"], 1)
    assert found("?state=failed&state=sent") == found()
    assert found("?fax=00000001") == found("?number=2185550*")
    assert found("?fax=00000001/0001&user=admin") == (["00000001/0001"], 1)
    assert found("?user=nobody") == ([], 0)


def test_what_nobody_can_see_has_no_address(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send("5005550391", inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    call = emulator.control("GET", "/calls/1")

    assert call["outcome"] == "frames_lost"
    for page in call["paper"]:
        if page["png"] is not None:
            assert emulator.http.get(page["png"]).status_code == 200
        else:
            path = f"/_emulator/calls/1/pages/{page['page']}.png"
            assert emulator.http.get(path).json()["error"] == "nothing_received"
    assert [page["png"] for page in call["paper"]] == [None]
    assert call["received_tiff"] is None
    received = emulator.control("GET", f"/faxes/{keys}")["received"]
    assert received is None or received["received_tiff"] is None
