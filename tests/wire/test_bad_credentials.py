"""Wrong, missing and malformed credentials: a 401 in XML on every operation, whatever else the request is."""

from base64 import b64encode

import httpx
import pytest

from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from tests.support.raw_http import Wire, head
from tests.support.servers import FfwsClient, RunningEmulator, XmlAnswer, schedule_fax

VALUES = {
    "fax_key": "00000001",
    "entry_key": "0000",
    "username": "admin",
    "id": "1",
    "selector": "SYSTEM",
    "channel": "1",
    "modem": "1",
    "extension": "global",
}


def basic(text: str | bytes) -> str:
    return "Basic " + b64encode(text.encode() if isinstance(text, str) else text).decode()


WRONG: dict[str, list[str]] = {
    "none": [],
    "wrong password": [basic("admin:wrong")],
    "no password": [basic("admin:")],
    "no colon": [basic("admin")],
    "a colon": [basic(":")],
    "unknown user": [basic("nobody:admin")],
    "another case": [basic("Admin:admin")],
    "blanks around": [basic(" admin:admin ")],
    "line feed behind": [basic("admin:admin\n")],
    "NUL behind": [basic("admin:admin\0")],
    "NUL in the name": [basic("admin\0x:admin")],
    "emoji": [basic("\U0001f4e0:\U0001f511")],
    "right to left": [basic("\u05e9\u05dc\u05d5\u05dd:admin")],
    "Latin-1": [basic("J\xfcrgen:pa\xdf".encode("latin-1"))],
    "not UTF-8": [basic(b"\xff\xfe\xfd:\x80")],
    "a surrogate": [basic(b"\xed\xa0\x80:admin")],
    "SQL": [basic("admin' OR '1'='1:admin"), basic('admin"--:x')],
    "very long": [basic("a" * 20_000 + ":" + "b" * 20_000)],
    "not base64": ["Basic admin:admin", "Basic !!!!", "Basic YWRtaW46YWRtaW4", "Basic ====", "Basic YWRt aW46YWRtaW4="],
    "scheme alone": ["Basic", "basic"],
    "no scheme": [b64encode(b"admin:admin").decode()],
    "another scheme": ["Bearer YWRtaW46YWRtaW4=", "Digest username=admin", "Negotiate YWRtaW46YWRtaW4=", "Basi YQ=="],
    "nothing at all": ["", ",", ":"],
}


def path_of(operation: Operation) -> str:
    name = "00000001-0000.pdf" if "preview" in operation.template else "default.pdf"
    return operation.template.format(**VALUES, name=name)


def every(name: str) -> list[str | None]:
    return [*WRONG[name]] or [None]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.template}")
def test_every_operation_asks_for_credentials(
    emulator: RunningEmulator, victim: FfwsClient, operation: Operation
) -> None:
    url = f"/ffws/v1{path_of(operation)}"
    for name in WRONG:
        for credentials in every(name):
            headers = {} if credentials is None else {"Authorization": credentials}
            response = emulator.http.request(operation.method, url, headers=headers, content=schedule_fax())
            answer = XmlAnswer(response)
            assert (name, answer.status, answer.message) == (name, 401, "Unauthorized")
            assert response.headers["www-authenticate"] == 'Basic realm="FaxFinder"'
    assert victim.state("00000001/0000") == "preprocessing"


@pytest.mark.parametrize(
    "path", ["/", "/nonsense", "/ofax/x/y/z", "/data", "/%00", "/ofax?class=x", "/" + "x" * 10_000]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"])
def test_a_stranger_learns_nothing_of_what_is_there(emulator: RunningEmulator, path: str, method: str) -> None:
    answer = XmlAnswer(emulator.http.request(method, f"/ffws/v1{path}", content=b"<not", headers={"X": "y"}))
    assert (answer.status, answer.message) == (401, "Unauthorized")


@pytest.mark.parametrize(
    "credentials",
    [b"\xff\xfe", b"Basic \xff\xfe\xfd", "Basic p\xe4ss".encode(), b"B\xe4sic YQ==", b"", b" ", b"\t", b"Basic  "],
)
def test_bytes_that_are_no_text_in_the_header(
    emulator: RunningEmulator, victim: FfwsClient, credentials: bytes
) -> None:
    with Wire(emulator) as wire:
        wire.send(head("GET", "/verify", user="")[:-2] + b"Authorization: " + credentials + b"\r\n\r\n")
        answer = wire.answer()
    assert (answer.status, answer.message) == (401, "Unauthorized")


def test_credentials_twice(emulator: RunningEmulator, victim: FfwsClient) -> None:
    with Wire(emulator) as wire:
        for first, second in (("admin:wrong", "x:y"), ("", "admin:wrong")):
            wire.send(
                head("GET", "/verify", f"Authorization: {basic(first)}", f"Authorization: {basic(second)}", user="")
            )
            assert wire.answer().status == 401


@pytest.mark.parametrize(
    ("username", "password"),
    [("ann", "\u05e9\u05dc\u05d5\u05dd \U0001f511"), ("bob", "p\xe4:ss:w\xf6rd"), ("eve", " "), ("joe", "x" * 1_000)],
)
def test_strange_passwords_work(emulator: RunningEmulator, victim: FfwsClient, username: str, password: str) -> None:
    element = password if password.strip() else "&#160;"
    body = f"<user><username>{username}</username><password>{element}</password></user>"
    assert victim.post("/users", body).status == 200
    typed = password if password.strip() else "\xa0"
    headers = {"Authorization": basic(f"{username}:{typed}")}
    assert emulator.http.get("/ffws/v1/verify", headers=headers).status_code == 200
    assert emulator.http.get("/ffws/v1/verify", auth=httpx.BasicAuth(username, typed + "x")).status_code == 401


def test_guessing_locks_nobody_out(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for guess in range(100):
        assert (
            emulator.http.get("/ffws/v1/verify", headers={"Authorization": basic(f"admin:{guess}")}).status_code == 401
        )
    assert victim.get("/verify").status == 200


@pytest.mark.parametrize(
    "username",
    [
        *("", " ", "a b", "a.b", "a-b", "a_b", "a@b", "a/b", "../admin", "a%2Fb", "a:b", "a'b", "a?b", "a#b", "\u00e4"),
        *(
            "\u4f20\u771f",
            "\U0001f4e0",
            "\u05e9\u05dc\u05d5\u05dd",
            "\u0663",
            "\u00b2",
            "&lt;b&gt;",
            "a\nb",
            "a&#13;b",
            "a&#9;b",
        ),
        *("admin", "admin\u200b", "\u202eadmin", "${x}", "*"),
    ],
)
def test_a_user_name_that_cannot_be(victim: FfwsClient, username: str) -> None:
    answer = victim.post("/users", f"<user><username>{username}</username><password>x</password></user>")
    assert answer.status == 400
    assert answer.message.startswith("username: ")


def test_a_very_long_user_name_is_refused_or_works(emulator: RunningEmulator, victim: FfwsClient) -> None:
    name = "a" * 5_000
    answer = victim.post("/users", f"<user><username>{name}</username><password>x</password></user>")
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert emulator.client(name, "x").get(f"/users/{name}").first("user/username") == name


@pytest.mark.parametrize(
    ("element", "value"),
    [
        *[("priority", value) for value in ("-1", "6", "1.5", "9" * 30, "x")],
        *[("max_attempts", value) for value in ("0", "-1", "9" * 30, "many")],
        *[("interval", value) for value in ("-5", "1" + "0" * 30, "0.5")],
        *[("receipt", "sometimes"), ("receipt_attachment", "doc"), ("default_cover_page_enabled", "perhaps")],
    ],
)
def test_a_user_with_a_wrong_setting(victim: FfwsClient, element: str, value: str) -> None:
    wrong = f"<{element}>{value}</{element}>"
    answer = victim.post("/users", f"<user><username>ann</username><password>x</password>{wrong}</user>")
    assert answer.status == 400
    assert answer.message.startswith(f"user/{element}: ")
    assert victim.get("/users/ann").status == 404
    answer = victim.put("/users/admin", f"<user>{wrong}<name>Changed</name></user>")
    assert answer.status == 400
    assert victim.get("/users/admin").first("user/name") == "Administrator"
