"""What a refused control request is told: which place of it is wrong, in words that need no knowledge of Python."""

from typing import Any

import httpx
import pytest

from tests.support.servers import RunningEmulator

JSON = "application/json"


def told(answer: httpx.Response, status: int = 400, error: str = "invalid_request") -> str:
    """The sentence of a refusal."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    detail: str = answer.json()["detail"]
    return detail


@pytest.mark.parametrize("path", ["/wait", "/verify", "/stations", "/clock/advance"])
@pytest.mark.parametrize("stated", ["application/x-www-form-urlencoded", "text/plain", None])
def test_json_without_its_content_type(emulator: RunningEmulator, path: str, stated: str | None) -> None:
    headers = {"Content-Type": stated} if stated else {}
    answer = emulator.http.post(f"/_emulator{path}", content=b'{"state": "sent"}', headers=headers)
    said = f"the body says Content-Type: {stated}" if stated else "the body has no Content-Type"
    assert told(answer, 415, "unsupported_media_type") == f"{said}; send JSON with Content-Type: application/json"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"state" "sent"}', "body: not JSON: Expecting ':' delimiter at character 9"),
        (b"", "body: Field required"),
        (b"[]", "body: Input should be an object"),
        (b"\xff", "body: no JSON that can be read: not UTF-8, nested too deeply, or with too long a number"),
        (b"[" * 100_000, "body: no JSON that can be read: not UTF-8, nested too deeply, or with too long a number"),
    ],
    ids=["half", "nothing", "a list", "no text", "deep"],
)
def test_a_body_that_is_no_order(emulator: RunningEmulator, body: bytes, complaint: str) -> None:
    said = told(emulator.http.post("/_emulator/wait", content=body, headers={"Content-Type": JSON}))
    assert said == complaint


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("/wait", {"state": "lost"}, "body.state: give one or a list of preprocessing, "),
        ("/wait", {"state": ["lost"]}, "body.state: give one or a list of preprocessing, "),
        ("/wait", {"idle": True, "count": 1}, "body: give at most one of count, idle, inbound and mail"),
        ("/wait", {"match": {"nmuber": "1"}}, "body.match.nmuber: Extra inputs are not permitted"),
        ("/clock/advance", {}, "body: give exactly one of seconds, to and until"),
        ("/verify-sequence", {"faxes": [{}, {"text": [{"page": 1}]}]}, "body.faxes.1.text.0.contains: Field required"),
        ("/stations", {}, "body.number: Field required"),
        ("/faults", {"effects": [{"kind": "status"}]}, "body.effects.0.status: Field required"),
        ("/faults", {"effects": [{"kind": "status", "status": 1}]}, "body.effects.0.status: Input should be greater"),
        (
            "/faults",
            {"effects": [{"kind": "status", "status": 500, "headers": {"X": "\n"}}]},
            "body.effects.0.headers.X: give at most 4000 characters of Latin 1",
        ),
        ("/faults", {"effects": [{"kind": "status", "status": 500, "no": 1}]}, "body.effects.0.no: Extra inputs"),
        ("/wait", {"match": {"from": "1"}, "count": 1}, "body: match: from is nothing to match faxes by"),
        (
            "/inbound",
            {"extension": "x1", "document": "eA==", "content_type": "text/plain"},
            "extension: give at most 15 digits",
        ),
        (
            "/webhooks",
            {"url": "http://a/", "headers": {"a b": "c"}},
            "body.headers.a b: give the name of a header: letters, digits and hyphens, no blanks",
        ),
    ],
)
def test_the_place_is_named_as_the_client_wrote_it(
    emulator: RunningEmulator, path: str, body: Any, complaint: str
) -> None:
    detail = told(emulator.http.post(f"/_emulator{path}", json=body))
    assert detail.startswith(complaint)
    for foreign in ("Value error", "str-enum", "list[", "constrained", "dictionary", "JSON decode"):
        assert foreign not in detail


def test_all_that_a_place_may_be_is_told_of_it_once(emulator: RunningEmulator) -> None:
    state = told(emulator.http.post("/_emulator/verify", json={"state": "lost"}))
    assert state.startswith("body.state: give one or a list of ")
    assert state.endswith(", or any")
    seed = told(emulator.http.post("/_emulator/workspaces", json={"name": "x", "seed": 5}))
    assert seed == "body.seed: Input should be a valid boolean, or a valid string, or an object"


def test_a_query_and_a_form_are_told_the_same_way(emulator: RunningEmulator) -> None:
    assert told(emulator.http.get("/_emulator/faxes?limit=x")).startswith(
        "query.limit: Input should be a valid integer"
    )
    fax = emulator.http.get("/_emulator/calls?fax=1")
    assert (
        told(fax) == "query.fax: give the keys of a fax, as in its URL: FAXKEY or FAXKEY/ENTRYKEY, 8 and 4 hex digits"
    )
    status = emulator.http.get("/_emulator/requests?status=20")
    assert told(status) == "query.status: give a status such as 201 or 4xx, or none"
    snapshot = emulator.http.put("/_emulator/snapshots/a%20b")
    assert told(snapshot).startswith("path.name: give 1 to 64 letters, digits, dots, hyphens and underscores")
    form = emulator.http.post("/_emulator/inbound", files={"document": ("", b"x"), "line": (None, "x")})
    assert told(form).startswith("line: Input should be a valid integer")
    broken = emulator.http.post("/_emulator/inbound", content=b"{", headers={"Content-Type": JSON})
    assert told(broken).startswith("body: not JSON: ")
