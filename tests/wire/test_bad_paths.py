"""Keys, names, methods and queries of every wrong kind: 400, 404 or 405 in XML, and no other file of the machine."""

from collections import defaultdict

import pytest

from emulator.ffws.registry import OPERATIONS
from tests.support.raw_http import Wire, head
from tests.support.servers import FfwsClient, RunningEmulator

BAD_KEYS = [
    *("0", "1", "0000000", "000000001", "0000000G", "-0000001", "+0000001", "0x000001", "00000001.", "00000001%20"),
    *("%2000000001", "00000001%00", "00000001%0A", "FFFFFFFF", "00000000", "00000002", "1e000001", "%30%30%30", "*"),
    *("%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A1", "%EF%BC%90" * 8, "%2e%2e", "00000001%2F..", "%F0%9F%93%A0"),
    *("'", "%22", "%3Cb%3E", "null", "None", "admin", "00000001;", "00000001%3Bx", "f" * 10_000, "0" * 10_000),
]
"""None of them is the fax 00000001, which there is."""

BAD_ENTRIES = [
    *("0", "000", "00000", "000G", "-000", "+000", "0001", "FFFF", "0000%20", "%200000", "0000%00", "0000.pdf"),
    *("%D9%A0%D9%A0%D9%A0%D9%A0", "0000%2F0000", "0000/0000", "*", "f" * 10_000),
]


def test_keys_that_are_none(victim: FfwsClient) -> None:
    for key in BAD_KEYS:
        for path in (f"/ofax/{key}", f"/ofax/{key}/0000"):
            answer = victim.get(path)
            assert (path, answer.status) == (path, 404)
        assert victim.delete(f"/ofax/{key}").status in (400, 404, 405)
        for answer in (victim.delete(f"/ofax/{key}/0000"), victim.put(f"/ofax/{key}/0000")):
            assert answer.status in (400, 404)
    assert victim.state("00000001/0000") == "preprocessing"


@pytest.mark.parametrize("key", ["0", "0000000G", "00000002", "FFFFFFFF", "%00", "f" * 10_000, "%EF%BC%90" * 8])
def test_a_bad_key_is_404_to_look_at_and_400_to_change(victim: FfwsClient, key: str) -> None:
    assert victim.get(f"/ofax/{key}").status == 404
    assert victim.get(f"/ofax/{key}/0000").status == 404
    assert victim.delete(f"/ofax/{key}").status == 400
    assert victim.delete(f"/ofax/{key}/0000").status == 400
    assert victim.put(f"/ofax/{key}/0000?at=now").status == 400
    assert victim.put(f"/ofax/{key}").status == 405


def test_entries_that_are_none(victim: FfwsClient) -> None:
    for entry in BAD_ENTRIES:
        path = f"/ofax/00000001/{entry}"
        assert (path, victim.get(path).status) == (path, 404)
        assert victim.delete(path).status in (400, 404)
        assert victim.put(path).status in (400, 404)
    assert victim.state("00000001/0000") == "preprocessing"


ELSEWHERE = [
    *("..", "../..", "../../../../etc/passwd", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..%2fetc%2fpasswd"),
    *("%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cwin.ini", "..\\..\\win.ini", "%5c%5chost%5cshare", "%252e%252e%252fetc"),
    *(
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "file:%2f%2f%2fetc%2fpasswd",
        "C:%5cboot.ini",
        "default.pdf/..",
    ),
    *(
        "default.pdf%00",
        "default.pdf%00.txt",
        "%00default.pdf",
        "default.pdf%20",
        "default.pdf.",
        "DEFAULT.PDF",
        "default",
    ),
    *(
        "default.pdf%0d%0aX:%20y",
        "%c0%ae%c0%ae/etc/passwd",
        "%ff%fe",
        "%",
        "%zz",
        "%u002e",
        "~",
        "*",
        "?",
        "%3f",
        "%23",
    ),
    *("x" * 5_000 + ".pdf", "%F0%9F%93%A0.pdf", "%D7%A9%D7%9C.pdf", "00000001-0000", "00000001-0001.pdf"),
    *(
        "00000001-0000.PDF",
        "0000001-0000.pdf",
        "000000001-0000.pdf",
        "00000001_0000.pdf",
        "00000001/0000.pdf",
        "1-0.pdf",
    ),
    *("00000001-0000.pdf%00", "%2000000001-0000.pdf", "../cover_pages/default.pdf%2f..", "00000001-0000.tiff"),
]


@pytest.mark.parametrize("folder", ["cover_pages", "preview"])
def test_no_name_leads_out_of_the_data_folder(emulator: RunningEmulator, victim: FfwsClient, folder: str) -> None:
    with Wire(emulator) as wire:  # by hand: a library would tidy the paths up
        for name in ELSEWHERE:
            wire.send(head("GET", f"/data/{folder}/{name}"))
            answer = wire.answer()
            assert (name, answer.status) == (name, 404)
            assert b"root:" not in answer.body
            assert b"%PDF" not in answer.body
            assert answer.message


@pytest.mark.parametrize(
    "path", ["/data", "/data/", "/data/x", "/data/x/y", "/data/cover_pages", "/data/cover_pages/", "/data//x"]
)
def test_data_has_no_list(victim: FfwsClient, path: str) -> None:
    assert victim.get(path).status == 404


UNKNOWN = [
    *("/", "", "//", "/.", "/..", "/ofax/a/b/c", "/ofax//0000", "/ofax/00000001/0000/x", "/Ofax", "/OFAX", "/ofax.xml"),
    *(
        "/ofax/..",
        "/ofax/.",
        "/ofax/00000001/..",
        "/ofax/00000001/.",
        "/users/..",
        "/verify/..",
        "/%0a",
        "/ofax%0a",
        "/x%0d%0ay",
    ),
    *("/ofax;x=1", "/verify/x", "/%6ffax%00", "/_emulator/info", "/../_emulator/info", "/livez", "/docs"),
    *(
        "/openapi.json",
        "/favicon.ico",
        "/index.html",
        "/admin",
        "/users/a/b",
        "/%F0%9F%93%A0",
        "/%ff",
        "/" + "x/" * 1_000,
    ),
]


def test_paths_that_lead_nowhere(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        for path in UNKNOWN:
            wire.send(head("GET", path))
            answer = wire.answer()
            assert (path, answer.status) == (path, 404)
            assert answer.message
            wire.send(head("GET", path, user=""))
            assert (path, wire.answer().status) == (path, 401)


@pytest.mark.parametrize(
    "path", ["/ffws", "/ffws/", "/ffws/v2/ofax", "/FFWS/v1/ofax", "//ffws/v1/ofax", "/nonsense", "/w"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_paths_beside_the_interface(emulator: RunningEmulator, victim: FfwsClient, path: str, method: str) -> None:
    answer = emulator.http.request(method, emulator.url + path, content=b"<x/>")
    assert answer.status_code in (404, 405)


METHODS = [
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "PURGE",
    "LOCK",
    "SEARCH",
    "M-SEARCH",
]


VALUES = {"fax_key": "00000001", "entry_key": "0000", "username": "admin", "name": "default.pdf"}


def test_unknown_methods_are_405_and_tell_the_known_ones(emulator: RunningEmulator, victim: FfwsClient) -> None:
    known: dict[str, set[str]] = {}
    for operation in OPERATIONS:
        if operation.only in (None, "modem"):
            known.setdefault(operation.template, set()).add(operation.method)
    for template, methods in known.items():
        path = template.format_map(defaultdict(lambda: "1", VALUES))
        for method in METHODS:
            if method not in methods:
                answer = victim.request(method, path)
                assert (method, path, answer.status) == (method, path, 405)
                assert set(answer.response.headers["allow"].split(", ")) == methods
        response = emulator.http.request("HEAD", f"/ffws/v1{path}", auth=("admin", "admin"))
        assert (response.status_code, response.content) == (405, b"")


@pytest.mark.parametrize("name", ["nobody", "Admin", "%00", "admin%00", "'", "x" * 10_000, "%F0%9F%93%A0", "a%0d%0ab"])
def test_users_that_there_are_not(victim: FfwsClient, name: str) -> None:
    assert victim.get(f"/users/{name}").status == 404
    assert victim.put(f"/users/{name}", "<user><name>x</name></user>").status == 404


def test_a_path_of_every_byte(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        for code in range(1, 256):
            wire.send(head("GET", f"/ofax/%{code:02x}"))
            answer = wire.answer()
            assert (code, answer.status) == (code, 200 if code == ord("/") else 404)
            assert answer.message
