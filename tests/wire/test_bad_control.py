"""Attacks on the control plane: a 4xx with `error` and `detail` in JSON, and the unit's time and faxes as they were."""

from typing import Any

import httpx
import pytest

from tests.support.servers import FfwsClient, RunningEmulator


def refused(answer: httpx.Response, *statuses: int) -> None:
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error", "detail"}
    assert all(isinstance(text, str) and text for text in answer.json().values())
    assert (answer.text, answer.status_code in (statuses or (400,))) == (answer.text, True)


NOT_JSON = {
    "nothing": b"",
    "white space": b" \n",
    "words": b"freeze!",
    "half": b'{"mode": "fro',
    "single quotes": b"{'mode': 'frozen'}",
    "a comma too many": b'{"mode": "frozen",}',
    "XML": b"<clock><mode>frozen</mode></clock>",
    "form": b"mode=frozen",
    "bytes": b"\xff\xfe\xfd\x00",
    "Latin-1": '{"mode": "gefr\xe4st"}'.encode("latin-1"),
    "lone surrogate": b'{"mode": "\\ud800"}',
    "brackets without end": b"[" * 200_000,
    "objects without end": b'{"a":' * 200_000,
    "a number of 10,000 digits": b'{"speed": ' + b"9" * 10_000 + b"}",
    "NUL": b'{"mode": "frozen\x00"}',
    "null": b"null",
    "a list": b"[]",
    "a text": b'"frozen"',
    "a number": b"1",
    "true": b"true",
}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/clock"),
        ("POST", "/clock/advance"),
        ("PUT", "/users/admin"),
        ("POST", "/faxes/00000001/0000/approval"),
    ],
)
def test_bodies_that_are_no_object(emulator: RunningEmulator, victim: FfwsClient, method: str, path: str) -> None:
    before = emulator.control("GET", "/clock")
    for body in NOT_JSON.values():
        headers = {"Content-Type": "application/json"}
        refused(emulator.http.request(method, f"/_emulator{path}", content=body, headers=headers), 400)
    assert emulator.control("GET", "/clock") == before


def each(name: str, *values: Any, **more: Any) -> list[dict[str, Any]]:
    """An object for each of the values of one member."""
    return [{name: value, **more} for value in values]


FAR_OUT = [
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "1066-10-14T09:00:00Z"),
    *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "99999-01-01T00:00:00Z", 1e300, 10**30, -(10**15)),
]

NO_MOMENTS = [
    *("", "now", "later", "T", [], {}, True, "2030-01-01", "2030-01-01T00:00:00", "2030-13-01T00:00:00Z"),
    *("2030-02-30T00:00:00Z", "2030-01-01T25:00:00Z", "2030-01-01T00:00:00+99:99", "2030-01-01T00:00:00 Europe/Berlin"),
    "\u0662\u0660\u0663\u0660-01-01T00:00:00Z",
]

BAD_CLOCKS = [
    *each("mode", "", "Frozen", "backwards", 1, True, [], {}, "x" * 10_000, "\u2744"),
    *each("speed", 0, -1, -0.0, 1e308, 10**30, "fast", "1e999", "1", True, False, [], {}, ""),
    *each("now", *FAR_OUT, *NO_MOMENTS),
    *({name: 1} for name in ("Mode", "time", "", "now ", "__class__", "x" * 10_000, "\u23f0")),
    {"mode": "real", "nonsense": None},
    {"mode": "frozen", "speed": "x"},
]

BAD_ADVANCES = [
    {},
    *each("seconds", -1, -1e-9, 1e18, 10**30, 10 * 366 * 86400 + 1, "ten", "1", "", [], {}, True),
    *each("to", "2001-01-01T00:00:00Z", *FAR_OUT, *NO_MOMENTS),
    *each("until", "", "Idle", "tomorrow", 1, True, [], "next event"),
    {"seconds": 1, "until": "idle"},
    {"seconds": 1, "to": "2999-01-01T00:00:00Z"},
    {"seconds": None, "to": None, "until": None},
    {"seconds": 1, "minutes": 1},
]

BAD_RULES = [
    {},
    {"needs_approval": True},
    *each("needs_approval", None, "perhaps", 2, [], {}, ""),
    *each("approver", "", " ", None, 1, [], {}, True, "x" * 201, needs_approval=True),
    {"needs_approval": True, "approver": "boss", "is_admin": True},
]

BAD_VERDICTS = [
    {},
    {"approve": True},
    {"approver": "boss"},
    *each("approver", "", None, 1, [], {}, "x" * 201, approve=True),
    *each("approve", None, "perhaps", 2, [], {}, approver="boss"),
    {"approve": True, "approver": "boss", "state": "sent"},
]

BAD_OBJECTS = [
    ("PUT", "/clock", BAD_CLOCKS),
    ("POST", "/clock/advance", BAD_ADVANCES),
    ("PUT", "/users/admin", BAD_RULES),
    ("POST", "/faxes/00000001/0000/approval", BAD_VERDICTS),
]


@pytest.mark.parametrize(("method", "path", "bodies"), BAD_OBJECTS, ids=[path for _, path, _ in BAD_OBJECTS])
def test_values_that_cannot_be(
    emulator: RunningEmulator, victim: FfwsClient, method: str, path: str, bodies: list[Any]
) -> None:
    before = emulator.control("GET", "/clock")
    for body in bodies:
        refused(emulator.http.request(method, f"/_emulator{path}", json=body), 400)
        assert (body, emulator.control("GET", "/clock")) == (body, before)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_does_not_know(emulator: RunningEmulator, victim: FfwsClient, number: str) -> None:
    headers = {"Content-Type": "application/json"}
    for method, path, name in (
        *(("PUT", "/clock", name) for name in ("speed", "now", "mode")),
        *(("POST", "/clock/advance", name) for name in ("seconds", "to", "until")),
    ):
        body = f'{{"{name}": {number}}}'
        refused(emulator.http.request(method, f"/_emulator{path}", content=body, headers=headers), 400)


def test_time_cannot_be_moved_beyond_its_end(emulator: RunningEmulator, victim: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "8999-12-31T00:00:00Z"})
    moved = emulator.control("POST", "/clock/advance", {"seconds": 10 * 366 * 86400})
    assert moved["now"] == "9000-01-01T00:00:00Z"
    refused(emulator.http.post("/_emulator/clock/advance", json={"to": "9000-06-01T00:00:00Z"}), 400)
    refused(emulator.http.put("/_emulator/clock", json={"now": "9000-06-01T00:00:00Z"}), 400)
    keys = victim.send("5005550201", inside="<max_tries>3</max_tries><try_interval>2147483647</try_interval>")
    emulator.run_until_idle()
    assert victim.state(keys) == "failed"


def test_time_that_creeps_and_time_that_flies(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for speed in (5e-324, 1e-9, 1_000_000, 1):
        emulator.control("PUT", "/clock", {"mode": "real", "speed": speed})
        keys = victim.send("5005550000", inside="<schedule_all_at>2999-01-01T00:00:00</schedule_all_at>")
        assert victim.delete(f"/ofax/{keys}").status == 202
    emulator.freeze()


@pytest.mark.parametrize(
    "path",
    [
        *("/nonsense", "/clock/", "/clock/nonsense", "/Clock", "/info/x", "/users", "/users/", "/users/a/b"),
        *("/faxes/1", "/faxes/1/2", "/faxes/1/2/3", "/%00", "/%ff", "/\u23f0", "/" + "x" * 10_000),
    ],
)
def test_paths_that_lead_nowhere(emulator: RunningEmulator, victim: FfwsClient, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        refused(emulator.http.request(method, f"/_emulator{path}"), 404, 405)


def test_methods_that_are_not_meant(emulator: RunningEmulator, victim: FfwsClient) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()["paths"]
    for template, operations in described.items():
        path = template.format(fax_key="00000001", entry_key="0000", username="admin", number=1, name="f", page=1)
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            if method.lower() not in operations and path.startswith("/_emulator"):
                refused(emulator.http.request(method, path, json={}), 405)
    assert victim.state("00000001/0000") == "preprocessing"


@pytest.mark.parametrize(
    "name", ["nobody", "Admin", "%00", "..%2f", "\u05e9\u05dc\u05d5\u05dd", "x" * 10_000, "%ff", "'", " "]
)
def test_users_and_faxes_that_there_are_not(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    refused(emulator.http.put(f"/_emulator/users/{name}", json={"needs_approval": False}), 404)
    verdict = {"approve": True, "approver": "boss"}
    refused(emulator.http.post(f"/_emulator/faxes/{name}/0000/approval", json=verdict), 404)
    refused(emulator.http.post(f"/_emulator/faxes/00000001/{name}/approval", json=verdict), 404)


@pytest.mark.parametrize(
    "approver",
    ["\u05e9\u05dc\u05d5\u05dd", "\U0001f469\u200d\u2696\ufe0f", "<b>&\"'", "a\nb", "a\0b\x01c\ufffed", "ADMIN"],
)
def test_approvers_whom_the_unit_does_not_know(emulator: RunningEmulator, victim: FfwsClient, approver: str) -> None:
    rule = {"needs_approval": True, "approver": approver}
    refused(emulator.http.put("/_emulator/users/admin", json=rule), 400)
    verdict = {"approve": True, "approver": approver}
    refused(emulator.http.post("/_emulator/faxes/00000001/0000/approval", json=verdict), 409)


def test_a_long_answer_does_not_repeat_a_long_question(emulator: RunningEmulator, victim: FfwsClient) -> None:
    answer = emulator.http.put("/_emulator/clock", json={"mode": "x" * 1_000_000})
    refused(answer, 400)
    assert len(answer.content) < 2_000
