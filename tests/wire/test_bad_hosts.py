"""Host and forwarding headers made to smuggle something into the URLs of answers: only a plausible host gets there."""

import pytest

from tests.support.raw_http import ADMIN, RawAnswer, Wire, head
from tests.support.servers import FfwsClient, RunningEmulator

BAD_HOSTS = [
    *('x"><script>alert(1)</script>', "x'onload='y", "x<y", "x>y", "x&y", "&amp;", "]]>", "<!--", "x y", "x\ty", "x/y"),
    *(
        "x/../../y",
        "x?y",
        "x#y",
        "user:pass@x",
        "@x",
        "x\\y",
        "http://x",
        "x;y",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "%0d%0aX:y",
    ),
    *("\xff\xfe", "f\xe4x", "x\xa0y", "", " ", ",", ",x<y", "x`y", "x|y", "x^y", "*", "(x)", "x" * 10_000 + "<"),
]


def ask(emulator: RunningEmulator, *headers: str) -> RawAnswer:
    lines = ["GET /ffws/v1/ofax/00000001/0000 HTTP/1.1", ADMIN, *headers, "", ""]
    with Wire(emulator) as wire:
        wire.send("\r\n".join(lines).encode("latin-1"))
        return wire.answer()


def url_in(answer: RawAnswer) -> str:
    assert answer.status == 200
    assert answer.message == "Success"
    return answer.body.partition(b"<fax_url>")[2].partition(b"</fax_url>")[0].decode()


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_host_that_is_none_is_replaced_by_the_units_own(
    emulator: RunningEmulator, victim: FfwsClient, header: str
) -> None:
    for host in BAD_HOSTS:
        others = () if header == "Host" else (f"Host: {emulator.url.removeprefix('http://')}",)
        url = url_in(ask(emulator, f"{header}: {host}", *others))
        assert (host, url) == (host, f"{emulator.url}/ffws/v1/ofax/00000001")


@pytest.mark.parametrize(
    "scheme", ["javascript", "file", "ftp", "HTTPX", "http://x", 'https"', "<b>", "", ",https", "\xff"]
)
def test_a_scheme_that_is_none_is_passed_over(emulator: RunningEmulator, victim: FfwsClient, scheme: str) -> None:
    url = url_in(ask(emulator, "Host: fax.example", f"X-Forwarded-Proto: {scheme}"))
    assert url == "http://fax.example/ffws/v1/ofax/00000001"


def test_a_plausible_host_is_followed_and_only_by_who_sent_it(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for host in ("fax.example", "fax.example:8080", "192.168.2.1", "[::1]:80", "FAX_1", "x" * 250):
        assert url_in(ask(emulator, f"Host: {host}")) == f"http://{host}/ffws/v1/ofax/00000001"
        assert url_in(ask(emulator, "Host: other.example")) == "http://other.example/ffws/v1/ofax/00000001"
    assert url_in(ask(emulator, "Host: a", "X-Forwarded-Host: b, c", "X-Forwarded-Proto: https, http")).startswith(
        "https://b/"
    )


@pytest.mark.parametrize(
    "ending", [b"\r\n X-Evil: y", b"\r\n\tfolded", b"\rX-Evil: y", b"\nX-Evil: y", b"\x00", b"\x0b", b"\x7f"]
)
def test_a_header_broken_into_several_adds_nothing_to_the_answer(
    emulator: RunningEmulator, victim: FfwsClient, ending: bytes
) -> None:
    for name in (b"Host", b"X-Forwarded-Host"):
        with Wire(emulator) as wire:
            start = f"GET /ffws/v1/ofax/00000001 HTTP/1.1\r\n{ADMIN}\r\n".encode()
            wire.send(start + name + b": fax.example" + ending + b"\r\n\r\n")
            wire.stop_sending()
            answer = wire.answer()
        assert answer.status in (200, 400)
        assert "x-evil" not in answer.headers
        assert b"X-Evil" not in answer.body


def test_many_and_long_headers(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        wire.send(head("GET", "/verify", *[f"X-Header-{number}: {number}" for number in range(2_000)]))
        assert wire.answer().status == 200
        wire.send(head("GET", "/verify", f"X-Long: {'x' * 60_000}"))
        assert wire.answer().status in (200, 400, 431)


@pytest.mark.parametrize(
    "name",
    ["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Forwarded-Prefix", "X-Forwarded-For", "Forwarded"],
)
def test_headers_that_mean_something_elsewhere(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    for value in ("DELETE", "/_emulator/reset", "host=evil;proto=https", "127.0.0.1", "<x>"):
        assert (
            url_in(ask(emulator, "Host: fax.example", f"{name}: {value}")) == "http://fax.example/ffws/v1/ofax/00000001"
        )
    assert victim.state("00000001/0000") == "preprocessing"


def test_the_host_is_not_needed(emulator: RunningEmulator, victim: FfwsClient) -> None:
    assert url_in(ask(emulator)) == f"{emulator.url}/ffws/v1/ofax/00000001"
    assert url_in(ask(emulator, "Host: one.example", "Host: two.example")) in (
        "http://one.example/ffws/v1/ofax/00000001",
        "http://two.example/ffws/v1/ofax/00000001",
    )
