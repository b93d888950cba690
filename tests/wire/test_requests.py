"""The journal of requests: what was asked and answered, without secrets, within bounds, and with near misses."""

from typing import Any

import httpx
import pytest

from tests.support.raw_http import Wire, request
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients, schedule_fax
from tests.support.units import SENT


def journal(emulator: RunningEmulator, **filters: Any) -> list[dict[str, Any]]:
    answer = emulator.http.get("/_emulator/requests", params=filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["requests"]
    return found


def test_a_request_and_its_answer(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z"})
    admin.send(SENT)
    admin.get("/ofax?complete_limit=3")
    posted, listed = journal(emulator)
    assert (posted["method"], posted["path"], posted["operation"]) == ("POST", "/ffws/v1/ofax", "/ofax")
    assert (posted["status"], posted["unit_status"], posted["fault"], posted["user"]) == (201, 201, None, "admin")
    assert (posted["at"], posted["near_misses"]) == ("2030-01-01T00:00:00Z", [])
    assert posted["milliseconds"] > 0
    assert posted["request"]["body"] == schedule_fax(SENT)
    assert posted["request"]["size"] == len(schedule_fax(SENT))
    assert "<state>preprocessing</state>" in posted["answer"]["body"]
    assert posted["answer"]["headers"]["content-type"] == "application/xml"
    assert posted["answer"]["size"] == int(posted["answer"]["headers"]["content-length"])
    assert (listed["query"], listed["request"]["body"], listed["id"]) == ("complete_limit=3", "", posted["id"] + 1)
    assert emulator.control("GET", f"/requests/{posted['id']}") == posted


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"method": "GET"}, [2, 4]),
        ({"path": "/ofax"}, [1]),
        ({"path": "/ofax/**"}, [2, 3, 5]),
        ({"path": "/ffws/v1/ofax"}, [1]),
        ({"path": "/ffws/v1/ofax/"}, [1]),
        ({"path": "/ffws/v1/ofax/*/*"}, [2, 3, 5]),
        ({"path": "/ffws/**"}, [1, 2, 3, 4, 5]),
        ({"method": "get"}, [2, 4]),
        ({"user": "no*"}, [4]),
        ({"status": "2xx"}, [1, 2, 3]),
        ({"status": "202"}, [3]),
        ({"status": "none"}, [5]),
        ({"user": "nobody"}, [4]),
        ({"fault": "f"}, [5]),
        ({"unmatched": "true"}, []),
        ({"unmatched": "false", "limit": 2}, [4, 5]),
        ({"since": "3"}, [4, 5]),
        ({"method": "DELETE", "status": "4xx"}, []),
        ({"limit": 1}, [5]),
    ],
)
def test_filters(emulator: RunningEmulator, admin: FfwsClient, filters: dict[str, Any], found: list[int]) -> None:
    before = emulator.control("GET", "/requests")["last_id"]
    keys = admin.send(SENT)
    admin.state(keys)
    admin.delete(f"/ofax/{keys}")
    emulator.client("nobody", "x").get("/verify")
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "reset"}]})
    with pytest.raises(httpx.TransportError):
        admin.put("/ofax/00000001/0000", schedule_fax())
    if "since" in filters:
        filters = {"since": before + int(filters["since"])}
    assert [one["id"] - before for one in journal(emulator, **filters)] == found
    assert emulator.control("GET", "/requests")["last_id"] == before + 5


def test_what_a_fault_hid(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for kind in ("lost_answer", "reset", "unavailable"):
        emulator.control("PUT", f"/faults/{kind}", {"effects": [{"kind": kind}], "turns": {"first": 1}})
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            admin.post("/ofax", schedule_fax(SENT))
    admin.post("/ofax", schedule_fax(SENT))
    found = [(one["fault"], one["status"], one["unit_status"], one["user"]) for one in journal(emulator)]
    assert found == [
        ("lost_answer", None, 201, "admin"),
        ("reset", None, None, "admin"),
        ("unavailable", 503, None, "admin"),
    ]
    assert "Service Unavailable" in journal(emulator)[-1]["answer"]["body"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/ofaxes", "/ffws/v1/ofax"),
        ("/Ofax", "/ffws/v1/ofax"),
        ("/fax/00000001/0000", "/ffws/v1/ofax/{fax_key}/{entry_key}"),
        ("/user/admin", "/ffws/v1/users/{username}"),
        ("/contact/admin/7", "/ffws/v1/contacts/{username}/{contact_id}"),
        ("/cover_page", "/ffws/v1/cover_pages"),
    ],
)
def test_a_path_that_leads_nowhere(emulator: RunningEmulator, admin: FfwsClient, path: str, nearest: str) -> None:
    assert admin.get(path).status == 404
    (found,) = journal(emulator, unmatched="true")
    assert (found["operation"], found["status"]) == (None, 404)
    assert found["near_misses"][0].count("/") == nearest.count("/")
    assert found["near_misses"][0].rpartition("/{")[0] == nearest.rpartition("/{")[0]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/ofax", "/ffws/v1/ofax"),
        ("/ffws/ofax", "/ffws/v1/ofax"),
        ("/FFWS/v1/ofax", "/ffws/v1/ofax"),
        ("//ffws/v1/ofax", "/ffws/v1/ofax"),
        ("/ffws/v2/ofax", "/ffws/v1/ofax"),
        ("/ffws/v1x/users/admin", "/ffws/v1/users/{username}"),
        ("/api/contact/admin/7", "/ffws/v1/contacts/{username}/{id}"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/w/strays"])
def test_a_path_outside_the_interface(emulator: RunningEmulator, prefix: str, path: str, nearest: str) -> None:
    control = f"{prefix}/_emulator"
    emulator.http.put(f"{control}/clock", json={"mode": "frozen"})
    before = emulator.http.get(f"{control}/requests").json()["last_id"]
    answer = emulator.http.post(f"{emulator.url}{prefix}{path}?x=1", content=b"<schedule_fax/>", auth=("ann", "secret"))
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert f"did you mean {prefix}{nearest}" in answer.json()["detail"]

    (found,) = emulator.http.get(f"{control}/requests", params={"unmatched": "true", "since": before}).json()[
        "requests"
    ]
    assert (found["method"], found["path"], found["query"], found["user"]) == ("POST", prefix + path, "x=1", "ann")
    assert (found["operation"], found["status"], found["near_misses"][0]) == (None, 404, nearest)
    assert "secret" not in str(found)
    by_path = {"path": path, "since": before}
    assert len(emulator.http.get(f"{control}/requests", params=by_path).json()["requests"]) == 1
    if prefix:
        emulator.control("DELETE", "/workspaces/strays")


@pytest.mark.parametrize("prefix", ["", "/w/strays"])
@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/snapshot", "/snapshots"),
        ("/fax/00000001/0000", "/faxes/{fax_key}/{entry_key}"),
        ("/clock/advanced", "/clock/advance"),
        ("/Stations", "/stations"),
        ("/xyz", None),
    ],
)
def test_a_path_outside_the_control_plane(
    emulator: RunningEmulator, prefix: str, path: str, nearest: str | None
) -> None:
    answer = emulator.http.get(f"{prefix}/_emulator{path}")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    told = f"nothing is here: {prefix}/_emulator/docs describes what there is"
    assert answer.json()["detail"].startswith(told + (f"; did you mean {prefix}/_emulator{nearest}" if nearest else ""))
    assert ("did you mean" in answer.json()["detail"]) == (nearest is not None)
    if prefix:
        emulator.control("DELETE", "/workspaces/strays")


def test_what_the_emulator_answers_itself_is_no_request_of_a_client(emulator: RunningEmulator) -> None:
    for path in ("/livez", "/readyz", "/_emulator/info", "/_emulator/nonsense", "/_emulator/docs", "/_emulator"):
        emulator.http.get(path)
    assert journal(emulator) == []
    emulator.http.get("/favicon.ico")
    (found,) = journal(emulator)
    assert (found["path"], found["near_misses"]) == ("/favicon.ico", [])


def test_nothing_is_near_to_everything(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.get("/https://192.168.2.1/ffws/v1/cover_pages/standard.pdf")
    admin.get("/" + "x" * 5000)
    admin.post("/verify", "")
    first, second, third = journal(emulator)
    assert (first["operation"], second["near_misses"]) == (None, [])
    assert (third["operation"], third["status"]) == ("/verify", 405)


SECRETS = [
    "<user><username>ann</username><password>hush-hush</password></user>",
    "<user><username>ann</username><password><![CDATA[hush-hush]]></password></user>",
    "<user><username>ann</username><password><!-- x -->hush-hush<?y z?></password></user>",
    "<user><username>ann</username><n:password xmlns:n='x'  a='>'>hush-hush</n:password></user>",
    "<user><username>ann</username><PassWord\n>hush-hush",
    "<user><username>ann</username><password><![CDATA[hush-hush",
    '<?xml version="1.0" encoding="utf-16"?><user><password>hush-hush</password></user>',
]


@pytest.mark.parametrize("body", SECRETS)
def test_passwords_are_not_shown(emulator: RunningEmulator, admin: FfwsClient, body: str) -> None:
    admin.post("/users", body)
    if "utf-16" in body:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            admin.post("/users", body.encode(encoding))
    shown = emulator.http.get("/_emulator/requests").text
    assert "hush-hush" not in shown
    assert "h\\u0000u" not in shown
    assert "YWRtaW46YWRtaW4" not in shown
    assert journal(emulator)[0]["request"]["headers"]["authorization"] == "***"
    if "utf-16" not in body:
        assert "ann" in shown


def test_a_password_across_the_cut(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for before in range(16_380, 16_400):
        admin.post("/users", "<user>" + " " * (before - 16) + "<password>" + "hush" * 5000 + "</password></user>")
    admin.post("/users", " " * 20_000 + "<user><password>" + "hush" * 2000 + "</password>" + " " * 180 + "</user>")
    assert "hush" not in emulator.http.get("/_emulator/requests").text


def test_secrets_in_urls_are_not_shown(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.get("/verify?password=hush&x=1")
    admin.get("/https://me:hush@host/x")
    admin.get("/https:%2F%2Fme:hush@host/x")
    admin.post(
        "/ofax",
        "<schedule_fax><attachment><location>external</location><url>http://me:hush@127.0.0.1:1/x.pdf</url></attachment>"
        f"{recipients(SENT)}</schedule_fax>",
    )
    for url in (
        "http://h/x.pdf?token=hush",
        "http://h/x.pdf?a=1&amp;api_key=hush&amp;b=2",
        "http://h/x.pdf#access_token=hush",
        "http%3A%2F%2Fme%3Ahush%40h%2Fx.pdf%3Ftoken%3Dhush",
    ):
        admin.post("/users", f"<user><username>ann</username><url>{url}</url></user>")
        admin.get(f"/users/{url.replace('/', '%2F').replace('?', '%3F').replace('#', '%23')}")
        emulator.http.get("/ffws/v1/users", params={"from": url}, headers={"Referer": url}, auth=("admin", "admin"))
    assert "hush" not in emulator.http.get("/_emulator/requests").text
    assert "http://h/x.pdf?a=1&amp;api_key=***&amp;b=2" in journal(emulator)[7]["request"]["body"]
    assert not [line for line in emulator.log if "hush" in line]
    assert journal(emulator)[0]["query"] == "password=***&x=1"


def test_documents_are_left_out(emulator: RunningEmulator, admin: FfwsClient) -> None:
    big = bytes(range(256)) * 8
    admin.post("/ofax", f"<schedule_fax>{attachment(big)}{recipients(SENT)}</schedule_fax>")
    (found,) = journal(emulator)
    assert "<content>(2732 characters of base64 left out)</content>" in found["request"]["body"]
    assert SENT in found["request"]["body"]
    assert found["request"]["is_cut"] is False


def test_a_long_body_is_cut_in_the_middle(emulator: RunningEmulator, admin: FfwsClient) -> None:
    body = f"<schedule_fax>{attachment(bytes(2_000_000))}{recipients(SENT)}</schedule_fax>"
    admin.post("/ofax", body)
    (found,) = journal(emulator)
    assert (found["request"]["is_cut"], found["request"]["size"]) == (True, len(body))
    assert len(found["request"]["body"]) < 2_000
    assert "bytes left out)" in found["request"]["body"]
    assert found["request"]["body"].startswith("<schedule_fax><attachment>")
    assert found["request"]["body"].endswith(f"{recipients(SENT)}</schedule_fax>")


def test_a_file_is_not_shown(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    emulator.run_until_idle()
    preview = admin.file(f"/data/preview/{keys.replace('/', '-')}.pdf")
    assert preview.content.startswith(b"%PDF")
    found = journal(emulator)[-1]
    assert found["answer"]["body"] == f"({len(preview.content)} bytes that are not shown)"


def test_bounded_by_number(emulator: RunningEmulator) -> None:
    with Wire(emulator) as wire:
        for _ in range(1_100):
            wire.send(request("GET", "/verify"))
            assert wire.answer().status == 200
    found = journal(emulator, limit=1000)
    assert len(found) == 1000
    last = emulator.control("GET", "/requests")["last_id"]
    assert [one["id"] for one in found] == list(range(last - 999, last + 1))
    assert len(journal(emulator)) == 100
    assert emulator.http.get(f"/_emulator/requests/{last - 1000}").status_code == 404


def test_bounded_by_bytes(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for _ in range(200):
        admin.post("/users", "<user>" + " " * 100_000)
    kept = len(journal(emulator, limit=1000))
    assert 160 <= kept <= 171


def test_cleared_by_hand_and_by_a_reset(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.get("/verify")
    (first,) = journal(emulator)
    assert emulator.control("DELETE", "/requests") == {"cleared": 1}
    assert emulator.control("GET", "/requests") == {"requests": [], "last_id": first["id"]}
    admin.get("/verify")
    assert journal(emulator)[0]["id"] == first["id"] + 1
    emulator.reset()
    assert journal(emulator) == []


def test_the_control_plane_is_not_in_it(emulator: RunningEmulator) -> None:
    emulator.control("GET", "/info")
    emulator.http.get("/livez")
    assert journal(emulator) == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "status=700", "status=ok", "since=-1", "since=x", "unmatched=perhaps"]
)
def test_filters_that_cannot_be(emulator: RunningEmulator, query: str) -> None:
    answer = emulator.http.get(f"/_emulator/requests?{query}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert query.partition("=")[0] in answer.json()["detail"]


@pytest.mark.parametrize("number", ["0", "999999999", "x", "99999999999999999999"])
def test_requests_that_there_are_not(emulator: RunningEmulator, number: str) -> None:
    assert emulator.http.get(f"/_emulator/requests/{number}").status_code in (400, 404)


def test_a_client_that_left(emulator: RunningEmulator, admin: FfwsClient) -> None:
    wire = Wire(emulator)
    wire.send(request("POST", "/ofax", b"<schedule_fax>")[:-3])
    wire.hang_up()
    while not (found := journal(emulator)):
        pass  # the server hears of it a moment later
    assert (found[0]["status"], found[0]["operation"]) == (None, "/ofax")
