"""Faults as a resource: which requests they hit, how often, until when, and what is refused."""

from typing import Any

import httpx
import pytest

from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

TEAPOT = {"kind": "status", "status": 418}


def statuses(emulator: RunningEmulator, *requests: tuple[str, str, str], headers: dict[str, str] | None = None) -> str:
    """One letter a request of (user, method, path): `x` hit, `.` not."""
    answers = [
        emulator.http.request(method, f"/ffws/v1{path}", auth=(user, user), headers=headers)
        for user, method, path in requests
    ]
    return "".join("x" if answer.status_code == 418 else "." for answer in answers)


def trace(emulator: RunningEmulator, count: int) -> str:
    """The same request so many times."""
    return statuses(emulator, *[("admin", "GET", "/verify")] * count)


def put(emulator: RunningEmulator, name: str = "f", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = emulator.control("PUT", f"/faults/{name}", {"effects": [TEAPOT], **more})
    return made


REQUESTS = [
    ("admin", "GET", "/verify"),
    ("admin", "GET", "/ofax"),
    ("admin", "POST", "/ofax/"),
    ("admin", "GET", "/ofax/00000001/0000"),
    ("admin", "GET", "/ofax/00000001%2F0000"),
    ("ann", "GET", "/verify"),
    ("nobody", "DELETE", "/nonsense"),
]


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        ({}, "xxxxxxx"),
        ({"method": "GET"}, "xx.xxx."),
        ({"method": "delete"}, "......x"),
        ({"path": "/ofax"}, ".xx...."),
        ({"path": "/ofax/"}, ".xx...."),
        ({"path": "/ofax/*"}, "......."),
        ({"path": "/ofax/*/*"}, "...xx.."),
        ({"path": "/ofax/**"}, "...xx.."),
        ({"path": "/ofax**"}, ".xxxx.."),
        ({"path": "/verif?"}, "x....x."),
        ({"path": "**"}, "xxxxxxx"),
        ({"path": "/"}, "......."),
        ({"path_regex": "000[01]$"}, "...xx.."),
        ({"path_regex": "^/(verify|nonsense)$"}, "x....xx"),
        ({"user": "ann"}, ".....x."),
        ({"user": "nobody", "method": "DELETE", "path": "/non*"}, "......x"),
        ({"user": "nobody", "method": "GET"}, "......."),
        ({"header": {"name": "User-Agent"}}, "xxxxxxx"),
        ({"header": {"name": "user-agent", "value": "PYTHON-*"}}, "xxxxxxx"),
        ({"header": {"name": "User-Agent", "value": "curl/*"}}, "......."),
        ({"header": {"name": "X-Nothing"}}, "......."),
    ],
)
def test_which_requests(emulator: RunningEmulator, admin: FfwsClient, match: dict[str, Any], hit: str) -> None:
    admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
    put(emulator, match=match)
    assert statuses(emulator, *REQUESTS) == hit


STARS = "*a" * 150 + "b"


@pytest.mark.parametrize(
    "match",
    [
        {"path_regex": "(a+)+$"},
        {"path_regex": "^/(a|aa)*$"},
        {"path_regex": "(.*a){200}b"},
        {"path": f"/{STARS}"},
        {"path": f"/{STARS.replace('*', '**')}"},
        {"header": {"name": "X-Text", "value": STARS}},
    ],
)
def test_no_pattern_holds_up_the_process(emulator: RunningEmulator, match: dict[str, Any]) -> None:
    """Each of these has more ways to fail than there are atoms, where a search goes back and tries another.

    It would take longer than any client waits."""
    long = "a" * 5_000 + "!"
    put(emulator, match=match)
    assert statuses(emulator, ("admin", "GET", f"/{long}"), headers={"X-Text": long}) == "."
    if path := match.get("path"):
        shown = emulator.http.get("/_emulator/requests", params={"path": path})
        assert shown.json()["requests"] == []
    assert emulator.http.get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("turns", "hit"),
    [
        ({}, "xxxxxxxxx"),
        ({"first": 2}, "xx......."),
        ({"nth": 3}, "..x......"),
        ({"every": 3}, "..x..x..x"),
        ({"probability": 0}, "........."),
        ({"probability": 1}, "xxxxxxxxx"),
    ],
)
def test_how_often(emulator: RunningEmulator, turns: dict[str, Any], hit: str) -> None:
    put(emulator, turns=turns)
    assert trace(emulator, 9) == hit
    found = emulator.control("GET", "/faults/f")
    assert found["hits"] == hit.count("x")
    assert found["is_over"] == (turns.keys() <= {"first", "nth"} and turns != {})


def test_after_so_many_hits(emulator: RunningEmulator) -> None:
    put(emulator, turns={"every": 2}, expires={"hits": 2})
    assert trace(emulator, 9) == ".x.x....."


def test_until_a_moment_of_the_units_clock(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z"})
    made = put(emulator, expires={"at": "2030-01-01T01:00:00+01:00", "seconds": 60})
    assert made["is_over"] is True
    made = put(emulator, expires={"at": "2030-01-01T02:00:00+01:00", "seconds": 60})
    assert (made["expires_at"], made["is_over"]) == ("2030-01-01T00:01:00Z", False)
    assert trace(emulator, 2) == "xx"
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    assert trace(emulator, 2) == ".."


def test_one_fault_after_the_other(emulator: RunningEmulator) -> None:
    put(emulator, "b-first", turns={"first": 2})
    emulator.control("PUT", "/faults/a-second", {"effects": [{"kind": "status", "status": 503}], "turns": {"first": 1}})
    answers = [emulator.http.get("/ffws/v1/verify", auth=("admin", "admin")).status_code for _ in range(4)]
    assert answers == [418, 418, 503, 200]
    found = emulator.control("GET", "/faults")["faults"]
    assert [(one["name"], one["matched"], one["hits"]) for one in found] == [("b-first", 2, 2), ("a-second", 1, 1)]


def test_made_looked_at_replaced_and_ended(emulator: RunningEmulator) -> None:
    made = emulator.http.post("/_emulator/faults", json={"effects": [TEAPOT]})
    assert (made.status_code, made.json()["name"]) == (201, "fault-1")
    assert emulator.http.post("/_emulator/faults", json={"effects": [TEAPOT]}).json()["name"] == "fault-2"
    named = {"name": "mine", "note": "for the retry test", "effects": [TEAPOT], "seed": 7}
    assert emulator.http.post("/_emulator/faults", json=named).status_code == 201
    assert emulator.http.post("/_emulator/faults", json=named).status_code == 409
    assert trace(emulator, 2) == "xx"
    assert emulator.control("GET", "/faults/fault-1")["hits"] == 2
    assert put(emulator, "fault-1", match={"path": "/nowhere"})["hits"] == 0
    assert [one["name"] for one in emulator.control("GET", "/faults")["faults"]] == ["fault-1", "fault-2", "mine"]
    assert emulator.control("DELETE", "/faults/fault-2") == {"cleared": 1}
    assert emulator.http.delete("/_emulator/faults/fault-2").status_code == 404
    assert emulator.http.get("/_emulator/faults/fault-2").status_code == 404
    found = emulator.control("GET", "/faults/mine")
    assert (found["note"], found["seed"], found["effects"][0]["kind"]) == ("for the retry test", 7, "status")
    assert emulator.control("DELETE", "/faults") == {"cleared": 2}
    assert trace(emulator, 2) == ".."


def test_what_is_shown_can_be_put_again(emulator: RunningEmulator) -> None:
    shown = put(emulator, match={"header": {"name": "X"}}, turns={"nth": 2}, expires={"seconds": 5}, seed=3)
    again = {part: shown[part] for part in ("match", "effects", "turns", "expires", "seed", "note")}
    assert emulator.control("PUT", "/faults/f", again) == shown


def test_a_reset_ends_them(emulator: RunningEmulator) -> None:
    put(emulator)
    emulator.control("POST", "/reset")
    assert emulator.control("GET", "/faults") == {"faults": []}
    assert trace(emulator, 1) == "."


def test_never_on_what_is_not_the_appliances(emulator: RunningEmulator) -> None:
    put(emulator)
    for path in ("/livez", "/readyz", "/_emulator/info", "/_emulator/faults"):
        assert emulator.http.get(path).status_code == 200
    assert trace(emulator, 1) == "x"


def test_no_more_than_a_hundred(emulator: RunningEmulator) -> None:
    for _ in range(100):
        assert emulator.http.post("/_emulator/faults", json={"effects": [TEAPOT]}).status_code == 201
    refused = emulator.http.put("/_emulator/faults/another", json={"effects": [TEAPOT]})
    assert (refused.status_code, refused.json()["error"]) == (409, "too_many")
    put(emulator, "fault-100")


def effect(kind: str, **more: Any) -> dict[str, Any]:
    return {"effects": [{"kind": kind, **more}]}


BAD = [
    ({}, "effects"),
    ({"effects": []}, "effects"),
    ({"effects": TEAPOT}, "effects"),
    ({"effects": [TEAPOT] * 9}, "effects"),
    ({"effects": [TEAPOT, TEAPOT]}, "put it last"),
    (effect("nonsense"), "kind"),
    (effect("status"), "effects.0.status:"),
    (effect("status", status=199), "effects.0.status:"),
    (effect("status", status="500"), "effects.0.status:"),
    (effect("status", status=500, body="x", message="y"), "message or body"),
    (effect("status", status=500, headers={"Content-Length": "3"}), "Content-Length"),
    (effect("status", status=500, headers={"X": "a\r\nSet-Cookie: b"}), "headers.X"),
    (effect("status", status=500, headers={"X Y": "a"}), "headers.X Y"),
    (effect("status", status=500, content_type="a\nb"), "content_type"),
    (effect("status", status=500, nonsense=1), "nonsense"),
    (effect("unavailable", retry_after=-1), "retry_after"),
    (effect("redirect", location=""), "location"),
    (effect("redirect", location="/x", status=200), "effects.0.status:"),
    (effect("garbage", size=0), "size"),
    (effect("changed_headers"), "set or remove"),
    (effect("changed_headers", set={"connection": "close"}), "connection"),
    *(
        (effect("changed_headers", remove=[name]), f"{name} is put there after all effects")
        for name in ("Content-Length", "transfer-encoding", "Connection", "Date")
    ),
    (effect("changed_encoding", encoding="utf-7"), "encoding"),
    (effect("replaced_text", find=""), "find"),
    (effect("delay"), "exactly one of seconds"),
    (effect("delay", seconds=1, uniform={"at_least": 1, "at_most": 2}), "exactly one of seconds"),
    (effect("delay", seconds=-1), "seconds"),
    (effect("delay", seconds=601), "seconds"),
    (effect("delay", uniform={"at_least": 2, "at_most": 1}), "at_most is less"),
    (effect("delay", normal={"mean": 1}), "normal.deviation"),
    (effect("slow_drip", bytes_per_second=0), "bytes_per_second"),
    (effect("hang", seconds=0), "seconds"),
    (effect("truncated_body", bytes=-1), "bytes"),
    ({**effect("reset"), "match": {"path": "/ffws/v1/ofax"}}, "match.path"),
    ({**effect("reset"), "match": {"path": "ofax"}}, "match.path"),
    ({**effect("reset"), "match": {"path_regex": "("}}, "not a regular expression: missing )"),
    ({**effect("reset"), "match": {"path_regex": "(?=/ofax)"}}, "not a regular expression: invalid perl operator: (?="),
    ({**effect("reset"), "match": {"path_regex": r"(.)\1"}}, "not a regular expression: invalid escape sequence"),
    ({**effect("reset"), "match": {"path_regex": r"(\pL{1,999}){9}"}}, "not a regular expression"),
    ({**effect("reset"), "match": {"method": "G T"}}, "match.method"),
    ({**effect("reset"), "match": {"header": {"name": ""}}}, "match.header.name"),
    ({**effect("reset"), "match": {"host": "x"}}, "match.host"),
    ({**effect("reset"), "turns": {"first": 1, "every": 2}}, "turns"),
    ({**effect("reset"), "turns": {"first": 0}}, "turns.first"),
    ({**effect("reset"), "turns": {"probability": 1.1}}, "turns.probability"),
    ({**effect("reset"), "expires": {}}, "expires"),
    ({**effect("reset"), "expires": {"at": "tomorrow"}}, "expires.at"),
    ({**effect("reset"), "expires": {"seconds": 0}}, "expires.seconds"),
    ({**effect("reset"), "seed": "x"}, "seed"),
    ({**effect("reset"), "seed": 2**63}, "seed"),
    ({**effect("reset"), "workspace": "x"}, "workspace"),
]


@pytest.mark.parametrize(("wanted", "named"), BAD)
def test_what_cannot_be_is_named(emulator: RunningEmulator, wanted: dict[str, Any], named: str) -> None:
    for answer in (
        emulator.http.post("/_emulator/faults", json=wanted),
        emulator.http.put("/_emulator/faults/f", json=wanted),
    ):
        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_request"
        assert named in answer.json()["detail"]
    assert emulator.control("GET", "/faults") == {"faults": []}


@pytest.mark.parametrize("name", ["-x", "a b", "x" * 65, "%00", "ä", "."])
def test_names_that_cannot_be(emulator: RunningEmulator, name: str) -> None:
    assert emulator.http.put(f"/_emulator/faults/{name}", json={"effects": [TEAPOT]}).status_code in (400, 404, 405)
    assert emulator.http.post("/_emulator/faults", json={"effects": [TEAPOT], "name": name}).status_code == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_none(emulator: RunningEmulator, number: str) -> None:
    body = f'{{"effects": [{{"kind": "delay", "seconds": {number}}}], "expires": {{"seconds": {number}}}}}'
    answer = emulator.http.put("/_emulator/faults/f", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_the_description_knows_every_kind(emulator: RunningEmulator) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()
    items = described["components"]["schemas"]["NewFault"]["properties"]["effects"]["items"]
    assert len(items["discriminator"]["mapping"]) >= 25
    assert "4XX" in described["paths"]["/_emulator/faults/{name}"]["put"]["responses"]


def test_a_fax_goes_its_way_after_every_fault(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, match={"method": "POST"}, turns={"first": 3})
    tries = 0
    while True:
        tries += 1
        with httpx.Client(base_url=emulator.url, auth=("admin", "admin"), trust_env=False, timeout=PATIENT) as client:
            if client.post("/ffws/v1/ofax", content=b"<x/>").status_code == 400:
                break
    assert tries == 4
    keys = admin.send(SENT)
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"
