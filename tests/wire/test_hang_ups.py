"""Clients that go away, talk too fast, or talk nonsense: the unit goes on, and what was taken is sent."""

import pytest

from tests.support.raw_http import ADMIN, Wire, chunk, head, request
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax

BODY = schedule_fax("5005550000").encode()
HEAD = head("POST", "/ofax", f"Content-Length: {len(BODY)}")
CHUNKED = head("POST", "/ofax", "Transfer-Encoding: chunked")

UNFINISHED = {
    "nothing": b"",
    "half a method": b"PO",
    "half a line": b"POST /ffws/v1/of",
    "half the headers": HEAD[:60],
    "headers without their end": HEAD[:-2],
    "headers alone": HEAD,
    "half the body": HEAD + BODY[: len(BODY) // 2],
    "all but the last byte": HEAD + BODY[:-1],
    "half a body that is none": head("POST", "/ofax", "Content-Length: 100") + b"<<<",
    "half a chunk's length": CHUNKED + b"4",
    "half a chunk": CHUNKED + chunk(BODY)[:50],
    "no last chunk": CHUNKED + chunk(BODY),
    "half of too much": head("POST", "/ofax", "Content-Length: 40000000") + bytes(1_000_000),
    "half a body without credentials": head("POST", "/ofax", "Content-Length: 1000000", user="") + bytes(1000),
    "half a body of a GET": head("GET", "/verify", "Content-Length: 1000000") + bytes(1000),
    "headers after a promise": head("POST", "/ofax", "Content-Length: 9", "Expect: 100-continue"),
}


@pytest.mark.parametrize("name", UNFINISHED)
@pytest.mark.parametrize("is_polite", [False, True], ids=["reset", "closed"])
def test_a_client_that_goes_in_the_middle(
    emulator: RunningEmulator, victim: FfwsClient, name: str, is_polite: bool
) -> None:
    for _ in range(3):
        wire = Wire(emulator)
        wire.send(UNFINISHED[name])
        if is_polite:
            wire.stop_sending()
        wire.hang_up()
    assert len(victim.get("/ofax").all("fax_entry")) == 1


def test_a_client_that_goes_before_its_answer(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for _ in range(20):
        wire = Wire(emulator)
        wire.send(HEAD + BODY)
        wire.hang_up()
    emulator.run_until_idle()
    answer = victim.get("/ofax?complete_limit=100")
    assert set(answer.all("fax_entry/state")) == {"sent"}
    keys = sorted(answer.entry_keys())
    assert keys == [f"{number:08X}/0000" for number in range(1, len(keys) + 1)]


def test_a_client_that_never_reads(emulator: RunningEmulator, victim: FfwsClient) -> None:
    victim.post("/ofax", schedule_fax(*["5005550000"] * 400))
    wire = Wire(emulator)
    wire.send(head("GET", "/ofax/00000002") * 100)
    assert victim.get("/verify").status == 200
    wire.hang_up()


def test_a_client_that_stops_talking_still_gets_its_answer(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("GET", "/verify", "Connection: close"))
        wire.stop_sending()
        answer = wire.answer()
    assert (answer.status, answer.message) == (200, "Verified")


def test_requests_in_one_go_are_answered_in_order(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(
            head("GET", "/verify")
            + HEAD
            + BODY
            + request("POST", "/ofax", b"<broken")
            + head("GET", "/ofax/00000002/0000")
            + head("GET", "/verify", user="")
            + CHUNKED
            + chunk(BODY)
            + chunk(b"")
            + head("GET", "/nonsense")
            + head("PATCH", "/ofax")
            + head("DELETE", "/ofax/00000002")
        )
        statuses = [wire.answer().status for _ in range(9)]
    assert statuses == [200, 201, 400, 200, 401, 201, 404, 405, 202]


def test_a_body_is_never_taken_for_a_request(emulator: RunningEmulator, victim: FfwsClient) -> None:
    hidden = head("DELETE", "/ofax/00000001")
    with Wire(emulator) as wire:
        for path, user in (("/ofax", ADMIN), ("/ofax", ""), ("/nonsense", ADMIN)):
            wire.send(request("POST", path, hidden, user=user))
            assert wire.answer().status in (400, 401, 404)
    assert victim.state("00000001/0000") == "preprocessing"


NO_HTTP = {
    "words": b"Hello?\r\n\r\n",
    "a TLS greeting": bytes.fromhex("16030100c8010000c40303") + bytes(200),
    "SIP": b"OPTIONS sip:fax@x SIP/2.0\r\nVia: SIP/2.0/TCP x\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.0\r\n",
    "zeros": bytes(1000),
    "HTTP/9.9": b"GET /ffws/v1/verify HTTP/9.9\r\n\r\n",
    "a method that is none": b"FAX /ffws/v1/ofax HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in small letters": b"get /ffws/v1/verify HTTP/1.1\r\nHost: x\r\n\r\n",
    "a blank in the path": b"GET /ffws/v1/a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the path": b"GET /ffws/v1/a\x00b HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in the path": b"GET /ffws/v1/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET /ffws/v1/verify HTTP/1.1\r\nHost\r\n\r\n",
    "NUL in a header": b"GET /ffws/v1/verify HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
    "a chunk's length that is none": CHUNKED + b"zz\r\n",
    "a huge chunk's length": CHUNKED + b"f" * 100 + b"\r\n",
    "no path": b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_http_is_answered_400(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    with Wire(emulator) as wire:
        wire.send(NO_HTTP[name])
        wire.stop_sending()
        assert wire.answer().status == 400


def test_an_upgrade_that_is_not_offered(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for protocol in ("websocket", "h2c", "TLS/1.0"):
        with Wire(emulator) as wire:
            wire.send(head("GET", "/verify", f"Upgrade: {protocol}", "Connection: Upgrade"))
            assert wire.answer().status == 200


def test_http_1_0(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(f"GET /ffws/v1/verify HTTP/1.0\r\n{ADMIN}\r\n\r\n".encode())
        assert wire.answer().status == 200
        assert wire.is_closed()


def test_a_hundred_idle_connections(emulator: RunningEmulator, victim: FfwsClient) -> None:
    wires = [Wire(emulator) for _ in range(100)]
    for wire in wires[::2]:
        wire.send(HEAD[:40])
    assert victim.get("/verify").status == 200
    for wire in wires:
        wire.hang_up()
