"""Faults over real HTTP: what each kind does to a client, and that it does it to nobody else."""

from typing import Any

import httpx
import pytest

from emulator.logs import stopwatch
from tests.support.patience import PATIENT, until
from tests.support.raw_http import Wire, request
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import SENT

ADMIN = httpx.BasicAuth("admin", "admin")
VERIFIED = '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>Verified</message>\n</response>\n'


def arm(emulator: RunningEmulator, *effects: dict[str, Any], name: str = "f", **more: Any) -> dict[str, Any]:
    """Make a fault."""
    made: dict[str, Any] = emulator.control("PUT", f"/faults/{name}", {"effects": list(effects), **more})
    return made


def verify(emulator: RunningEmulator, **more: Any) -> httpx.Response:
    return emulator.http.get("/ffws/v1/verify", auth=ADMIN, **more)


def fault(emulator: RunningEmulator, name: str = "f") -> dict[str, Any]:
    found: dict[str, Any] = emulator.control("GET", f"/faults/{name}")
    return found


def xml_error(text: str) -> str:
    """The error form of a real unit."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>{text}</message>\n\n</response>\n'


# Answers instead of the unit


def test_a_status_speaks_the_appliances_error_form(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "status", "status": 500})
    answer = verify(emulator)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/xml")
    assert answer.text == xml_error("Internal Server Error")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"status": 403}, xml_error("Forbidden")),
        ({"status": 429}, xml_error("Too Many Requests")),
        ({"status": 599}, xml_error("Internal Server Error")),
        ({"status": 500, "message": "scheduling failed: <disk> full"}, None),
        ({"status": 502, "body": "<html/>", "content_type": "text/html"}, "<html/>"),
        ({"status": 204}, ""),
        ({"status": 200, "body": ""}, ""),
    ],
)
def test_any_status_with_any_body(emulator: RunningEmulator, more: dict[str, Any], text: str | None) -> None:
    arm(emulator, {"kind": "status", "headers": {"X-Reason": "a test"}, **more})
    answer = verify(emulator)
    assert (answer.status_code, answer.headers["x-reason"]) == (more["status"], "a test")
    assert answer.headers["content-type"] == more.get("content_type", "application/xml")
    assert answer.text == (text if text is not None else xml_error("scheduling failed: &lt;disk&gt; full"))


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize(
    "effects",
    [
        [{"kind": "status"}],
        [{"kind": "changed_status"}],
        [{"kind": "late_body", "seconds": 0}, {"kind": "changed_status"}],
        [{"kind": "chunked"}, {"kind": "changed_status"}],
    ],
)
def test_an_answer_without_content_has_no_length_and_the_next_one_is_whole(
    emulator: RunningEmulator, status: int, effects: list[dict[str, Any]]
) -> None:
    last = {**effects[-1], "status": status}
    arm(emulator, *effects[:-1], last, turns={"first": 1})
    with Wire(emulator) as wire:
        wire.send(request("GET", "/verify"))
        answer = wire.answer(has_body=False)
        assert answer.status == status
        assert not {"content-length", "transfer-encoding"} & answer.headers.keys()
        wire.send(request("GET", "/verify"))
        assert wire.answer().body.decode() == VERIFIED


def test_a_fax_that_meets_a_status_was_not_taken(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "status", "status": 500}, match={"method": "post"}, turns={"first": 1})
    assert admin.post("/ofax", schedule_fax(SENT)).status == 500
    assert admin.get("/ofax").all("fax_entry") == []
    assert admin.send(SENT) == "00000001/0000"


def test_busy_for_a_while(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "unavailable", "retry_after": 7}, turns={"first": 2})
    answers = [verify(emulator) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].text == xml_error("Service Unavailable")


def test_locked_out_for_a_minute_of_the_units_clock(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "unauthorized"}, match={"user": "admin"}, expires={"seconds": 60})
    answer = verify(emulator)
    assert (answer.status_code, answer.text) == (401, xml_error("Unauthorized"))
    assert answer.headers["www-authenticate"] == 'Basic realm="FaxFinder"'
    emulator.control("POST", "/clock/advance", {"seconds": 59})
    assert verify(emulator).status_code == 401
    emulator.control("POST", "/clock/advance", {"seconds": 1})
    assert verify(emulator).status_code == 200
    assert fault(emulator)["is_over"] is True


def test_sent_elsewhere(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "redirect", "location": "https://other.example/ffws/v1/verify", "status": 307})
    answer = verify(emulator)
    assert (answer.status_code, answer.headers["location"]) == (307, "https://other.example/ffws/v1/verify")


def test_a_gateways_page_looks_like_success(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "html_page"})
    answer = verify(emulator)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<html>" in answer.text


def test_garbage_is_the_same_garbage_for_the_same_seed(emulator: RunningEmulator) -> None:
    bodies = []
    for seed in (1, 1, 2):
        arm(emulator, {"kind": "garbage", "size": 1000}, seed=seed)
        bodies.append([verify(emulator).content for _ in range(2)])
    assert bodies[0] == bodies[1] != bodies[2]
    assert {len(body) for pair in bodies for body in pair} == {1000}
    assert bodies[0][0] != bodies[0][1]


# The request is carried out, and the answer is another one


def test_200_for_201(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "changed_status", "status": 200, "instead_of": 201})
    taken = admin.post("/ofax", schedule_fax(SENT))
    assert (taken.status, taken.entry_keys()) == (200, ["00000001/0000"])
    assert admin.post("/ofax", "<nonsense/>").status == 400


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "", None])
def test_another_content_type(emulator: RunningEmulator, content_type: str | None) -> None:
    arm(emulator, {"kind": "changed_content_type", "content_type": content_type})
    answer = verify(emulator)
    assert (answer.headers.get("content-type"), answer.text) == (content_type, VERIFIED)


def test_other_headers(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "changed_headers", "set": {"Server": "Apache"}, "remove": ["Content-Type"]})
    answer = verify(emulator)
    assert (answer.headers["server"], "content-type" in answer.headers) == ("Apache", False)


def test_another_text(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    arm(emulator, {"kind": "replaced_text", "find": "preprocessing", "replace": "zzz"}, match={"path": "/ofax/*/*"})
    assert admin.state(keys) == "zzz"
    assert admin.get("/ofax").first("fax_entry/state") == "preprocessing"


def test_half_a_body_that_is_well_framed(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "broken_xml"})
    assert verify(emulator).text == VERIFIED[: len(VERIFIED) // 2]


def test_nothing_to_read(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "empty_body"})
    answer = verify(emulator)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "iso-8859-1", "cp037"])
def test_another_encoding_than_it_says(emulator: RunningEmulator, encoding: str) -> None:
    arm(emulator, {"kind": "changed_encoding", "encoding": encoding})
    assert verify(emulator).content.decode(encoding) == VERIFIED


def test_chunks(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "chunked", "size": 10})
    answer = verify(emulator)
    assert (answer.headers["transfer-encoding"], answer.text) == ("chunked", VERIFIED)
    assert "content-length" not in answer.headers


def test_a_connection_for_every_request(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "closed_afterwards"})
    with Wire(emulator) as wire:
        wire.send(request("GET", "/verify"))
        answer = wire.answer()
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert wire.is_closed()


# Time


@pytest.mark.parametrize(
    "waiting",
    [
        {"seconds": 0.3},
        {"uniform": {"at_least": 0.3, "at_most": 0.4}},
        {"normal": {"mean": 0.1, "deviation": 0.05, "at_least": 0.3}},
    ],
)
@pytest.mark.parametrize("kind", ["delay", "late_answer", "late_body"])
def test_waiting_is_for_real_seconds(emulator: RunningEmulator, kind: str, waiting: dict[str, Any]) -> None:
    now = emulator.control("GET", "/clock")["now"]
    arm(emulator, {"kind": kind, **waiting})
    elapsed = stopwatch()
    answer = verify(emulator)
    assert elapsed() >= 300
    assert (answer.status_code, answer.text) == (200, VERIFIED)
    assert emulator.control("GET", "/clock")["now"] == now


@pytest.mark.parametrize("size", [0, 1_000, 70_000, 500_000, 8_000_000])
def test_who_gives_up_during_a_delay_has_asked_for_nothing(
    emulator: RunningEmulator, admin: FfwsClient, size: int
) -> None:
    """However much of the request there is: it is read on while it waits, or nobody would know."""
    arm(emulator, {"kind": "delay", "seconds": 600}, match={"method": "POST"})
    with pytest.raises(httpx.TimeoutException):
        admin.request("POST", "/ofax", schedule_fax(SENT) + " " * size, timeout=0.2)
    until(lambda: len(emulator.control("GET", "/requests")["requests"]) == 1, "it is seen that the client has left")
    emulator.control("DELETE", "/faults")
    assert admin.send(SENT) == "00000001/0000"


def test_who_gives_up_on_a_late_answer_has_sent_a_fax(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "late_answer", "seconds": 600}, match={"method": "POST"})
    wire = Wire(emulator)
    wire.send(request("POST", "/ofax", schedule_fax(SENT).encode()))
    until(lambda: fault(emulator)["hits"] == 1, "the request has come")
    wire.hang_up()
    until(lambda: admin.get("/ofax").entry_keys() == ["00000001/0000"], "the fax is there")


def test_the_head_comes_first_and_the_body_late(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "late_body", "seconds": 600})
    with emulator.http.stream("GET", "/ffws/v1/verify", auth=ADMIN) as answer:
        assert answer.status_code == 200
        answer.request.extensions["timeout"]["read"] = 0.2  # of the body alone: the head takes what it takes
        with pytest.raises(httpx.ReadTimeout):
            answer.read()


def test_drop_by_drop(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "slow_drip", "bytes_per_second": 300})
    elapsed = stopwatch()
    with emulator.http.stream("GET", "/ffws/v1/verify", auth=ADMIN) as answer:
        moments = [elapsed() for _ in answer.iter_raw()]
    assert len(moments) >= 5
    assert moments[-1] >= 250


def test_nobody_answers(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "hang"})
    with pytest.raises(httpx.ReadTimeout):
        verify(emulator, timeout=0.2)
    arm(emulator, {"kind": "hang", "seconds": 0.1})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        verify(emulator)


# The connection


def test_reset_before_anything_is_done(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "reset"}, turns={"first": 1})
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        admin.get("/ofax")
    arm(emulator, {"kind": "reset"}, turns={"first": 1})
    with pytest.raises(httpx.TransportError):  # it may see the end while it is still writing
        admin.post("/ofax", schedule_fax(SENT))
    assert admin.get("/ofax").all("fax_entry") == []


def test_reset_in_the_middle_of_an_upload(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "reset"})
    with Wire(emulator) as wire, pytest.raises((ConnectionResetError, BrokenPipeError)):  # noqa: PT012
        wire.send(request("POST", "/ofax", bytes(1_000_000)))
        wire.send_on(bytes(1_000_000))


def test_closed_without_a_word(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "close"}, turns={"first": 1})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        admin.post("/ofax", schedule_fax(SENT))
    assert admin.get("/ofax").all("fax_entry") == []


def test_no_http_at_all(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "not_http"})
    with pytest.raises(httpx.RemoteProtocolError, match="illegal status line"):
        verify(emulator)
    arm(emulator, {"kind": "not_http", "text": "+OK POP3 ready\r\n"})
    with pytest.raises(httpx.RemoteProtocolError):
        verify(emulator)


def test_a_lost_answer_and_a_fax_that_was_taken(emulator: RunningEmulator, admin: FfwsClient) -> None:
    arm(emulator, {"kind": "lost_answer"}, match={"method": "POST"})
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        admin.post("/ofax", schedule_fax(SENT))
    assert admin.get("/ofax").entry_keys() == ["00000001/0000"]


@pytest.mark.parametrize(("more", "read"), [({}, len(VERIFIED) // 2), ({"bytes": 0}, 0), ({"bytes": 10**6}, 91)])
def test_a_body_that_ends_early(emulator: RunningEmulator, more: dict[str, int], read: int) -> None:
    arm(emulator, {"kind": "truncated_body", **more})
    with pytest.raises(httpx.RemoteProtocolError, match=rf"received {read} bytes, expected {len(VERIFIED)}"):
        verify(emulator)


def test_an_empty_body_that_ends_early(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "truncated_body"}, {"kind": "empty_body"})
    with pytest.raises(httpx.RemoteProtocolError, match="received 0 bytes, expected 1"):
        verify(emulator)


def test_the_same_over_https() -> None:
    emulator = RunningEmulator(pace="instant", https_port="0")
    (authority := emulator.http.get("/_emulator/ca.crt")).raise_for_status()
    assert authority.text.startswith("-----BEGIN CERTIFICATE-----")
    with httpx.Client(
        base_url=emulator.urls["https"], verify=False, trust_env=False, auth=ADMIN, timeout=PATIENT
    ) as client:
        for kind in ("reset", "lost_answer", "close", "truncated_body", "not_http", "hang"):
            arm(emulator, {"kind": kind, **({"seconds": 0.1} if kind == "hang" else {})})
            with pytest.raises(httpx.TransportError):
                client.get("/ffws/v1/verify")
        emulator.control("DELETE", "/faults")
        assert client.get("/ffws/v1/verify").status_code == 200
    assert emulator.defects == []
    assert emulator.stop() == 0


# Together


def test_layers_the_first_nearest_to_the_client(emulator: RunningEmulator) -> None:
    arm(
        emulator,
        {"kind": "truncated_body", "bytes": 4},
        {"kind": "changed_status", "status": 418},
        {"kind": "delay", "seconds": 0.2},
        {"kind": "status", "status": 500, "body": "tea, no coffee"},
    )
    elapsed = stopwatch()
    with emulator.http.stream("GET", "/ffws/v1/verify", auth=ADMIN) as answer:
        assert answer.status_code == 418
        with pytest.raises(httpx.RemoteProtocolError, match="received 4 bytes, expected 14"):
            answer.read()
    assert elapsed() >= 200


def test_a_hundred_clients_in_a_slow_answer_do_not_hold_up_anybody(emulator: RunningEmulator) -> None:
    arm(emulator, {"kind": "delay", "seconds": 600}, match={"path": "/ofax"})
    wires = [Wire(emulator) for _ in range(100)]
    for wire in wires:
        wire.send(request("GET", "/ofax"))
    while fault(emulator)["hits"] < 100:
        pass
    assert verify(emulator).status_code == 200
    for wire in wires:
        wire.hang_up()


def test_no_fault_leaves_a_trace_in_the_log(emulator: RunningEmulator) -> None:
    for kind in ("reset", "lost_answer", "close", "truncated_body", "not_http"):
        arm(emulator, {"kind": kind})
        for _ in range(3):
            with pytest.raises(httpx.TransportError):
                verify(emulator)
    emulator.control("DELETE", "/faults")
    assert verify(emulator).status_code == 200
    assert emulator.defects == []


def test_the_end_waits_for_no_fault() -> None:
    emulator = RunningEmulator(pace="instant")
    wires = []
    for name, kind in (("a", "delay"), ("b", "hang"), ("c", "late_answer"), ("d", "late_body")):
        arm(emulator, {"kind": kind, "seconds": 600}, name=name, turns={"first": 1})
        wires.append(Wire(emulator))
        wires[-1].send(request("GET", "/verify"))
        while not fault(emulator, name)["hits"]:
            pass
    assert emulator.stop() == 0
    assert emulator.defects == []
    for wire in wires:
        wire.hang_up()
