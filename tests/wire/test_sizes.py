"""How much is too much: exactly 36 MB are taken, a byte more is refused unread, and the answer can be read."""

import http.client

import pytest

from emulator.ffws.body import MOST_BYTES
from tests.support import bad_documents
from tests.support.raw_http import ADMIN, RawAnswer, Wire, chunk, head
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients, schedule_fax

LIMIT = 36 * 1024 * 1024
TOO_LARGE = "request too large: more than 37748736 bytes"
MEGABYTE = 1 << 20


def body_of(size: int) -> bytes:
    """A good order of exactly so many bytes, nearly all of them a document."""
    content = bad_documents.large_pdf((size - 20_000) // 4 * 3)
    order = f"<schedule_fax>{recipients('5005550000')}{attachment(content, 'application/pdf', 'large.pdf')}"
    end = "</schedule_fax>"
    return (order + " " * (size - len(order) - len(end)) + end).encode()


def test_the_limit_is_36_binary_megabytes() -> None:
    assert MOST_BYTES == LIMIT


@pytest.mark.parametrize("is_chunked", [False, True])
def test_36_megabytes_are_taken_and_sent(emulator: RunningEmulator, victim: FfwsClient, is_chunked: bool) -> None:
    body = body_of(LIMIT)
    assert len(body) == LIMIT
    with Wire(emulator) as wire:
        if is_chunked:
            wire.send(head("POST", "/ofax", "Transfer-Encoding: chunked"))
            for start in range(0, LIMIT, MEGABYTE):
                wire.send(chunk(body[start : start + MEGABYTE]))
            wire.send(chunk(b""))
        else:
            wire.send(head("POST", "/ofax", f"Content-Length: {LIMIT}") + body)
        answer = wire.answer()
    assert (answer.status, answer.message) == (201, "Success")
    emulator.run_until_idle()
    assert victim.get("/ofax/00000002").all("fax_entry/state") == ["sent"]


def assert_too_large(answer: RawAnswer) -> None:
    assert (answer.status, answer.message) == (400, TOO_LARGE)
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("size", [LIMIT + 1, 1 << 31, 1 << 32, 1 << 60, 10**18])
def test_a_length_over_the_limit_is_refused_before_a_byte_of_the_body(
    emulator: RunningEmulator, victim: FfwsClient, size: int
) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", f"Content-Length: {size}"))
        assert_too_large(wire.answer())


def test_a_client_that_asks_first_need_not_send(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"))
        assert_too_large(wire.answer())
        assert wire.is_closed()


def test_the_answer_can_be_read_in_the_middle_of_the_upload(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", f"Content-Length: {LIMIT + 1}") + bytes(MEGABYTE))
        assert_too_large(wire.answer())
        wire.send(bytes(LIMIT + 1 - MEGABYTE))
        assert wire.is_closed()


def test_a_client_that_reads_only_when_all_is_sent_gets_its_answer(
    emulator: RunningEmulator, victim: FfwsClient
) -> None:
    connection = http.client.HTTPConnection(emulator.url.removeprefix("http://"), timeout=30)
    headers = {"Authorization": ADMIN.partition(": ")[2]}
    connection.request("POST", "/ffws/v1/ofax", bytes(LIMIT + 1), headers)
    response = connection.getresponse()
    assert (response.status, response.headers["connection"]) == (400, "close")
    assert TOO_LARGE.encode() in response.read()
    connection.close()


@pytest.mark.parametrize("first", [b"<schedule_fax>", b"<not well-formed"])
def test_chunks_without_a_length_are_refused_as_soon_as_they_are_too_many(
    emulator: RunningEmulator, victim: FfwsClient, first: bytes
) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", "Transfer-Encoding: chunked") + chunk(first.ljust(MEGABYTE)))
        for _ in range(35):
            wire.send(chunk(b" " * MEGABYTE))
        wire.send(chunk(b" "))
        assert_too_large(wire.answer())  # the last chunk, the empty one, never came
        for _ in range(10):
            wire.send(chunk(b" " * MEGABYTE))
        wire.send(chunk(b""))
        assert wire.is_closed()


def test_an_upload_without_end_is_cut_off(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", "Transfer-Encoding: chunked"))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            wire.send_on(chunk(b" " * MEGABYTE))


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_a_body_where_none_belongs_is_passed_over(emulator: RunningEmulator, victim: FfwsClient, method: str) -> None:
    status = {"GET": 200, "DELETE": 202, "PUT": 202}[method]
    keys = victim.send("5005550000")
    with Wire(emulator) as wire:
        for body in (b"", b"x", b"<not well-formed", bytes(3 * MEGABYTE)):
            wire.send(head(method, f"/ofax/{keys}", f"Content-Length: {len(body)}") + body)
            assert wire.answer().status == status
        wire.send(head(method, f"/ofax/{keys}", f"Content-Length: {LIMIT + 1}"))
        assert_too_large(wire.answer())


def test_a_refusal_leaves_the_connection_usable_whatever_was_sent(
    emulator: RunningEmulator, victim: FfwsClient
) -> None:
    large = b"<" * (5 * MEGABYTE)
    with Wire(emulator) as wire:
        for method, path, user, status in (
            ("POST", "/ofax", ADMIN, 400),
            ("POST", "/ofax", "", 401),
            ("POST", "/nonsense", ADMIN, 404),
            ("PATCH", "/ofax", ADMIN, 405),
            ("GET", "/verify", ADMIN, 200),
        ):
            wire.send(head(method, path, f"Content-Length: {len(large)}", user=user) + large)
            assert wire.answer().status == status


@pytest.mark.parametrize("length", ["-1", "1.5", "0x10", "ten", "1 2", "", "9" * 30, "9" * 10_000, "1, 2"])
def test_a_length_that_is_none(emulator: RunningEmulator, victim: FfwsClient, length: str) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", f"Content-Length: {length}") + schedule_fax().encode())
        assert wire.answer().status == 400


def test_a_length_twice_and_a_length_beside_chunks(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for headers in (
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: gzip",),
        ("Transfer-Encoding: nonsense",),
    ):
        with Wire(emulator) as wire:
            wire.send(head("POST", "/ofax", *headers) + b"<a></a>")
            wire.stop_sending()
            assert wire.answer().status == 400


def test_a_body_in_single_bytes(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("POST", "/ofax", "Transfer-Encoding: chunked"))
        for byte in schedule_fax().encode():
            wire.send(chunk(bytes([byte])))
        wire.send(chunk(b""))
        assert wire.answer().status == 201


def test_many_large_orders_at_once(emulator: RunningEmulator, victim: FfwsClient) -> None:
    body = body_of(4 * MEGABYTE)
    wires = [Wire(emulator) for _ in range(8)]
    for wire in wires:
        wire.send(head("POST", "/ofax", f"Content-Length: {len(body)}") + body[: MEGABYTE // 2])
    assert victim.get("/verify").status == 200
    for wire in wires:
        wire.send(body[MEGABYTE // 2 :])
    assert [wire.answer().status for wire in wires] == [201] * 8
    for wire in wires:
        wire.hang_up()
