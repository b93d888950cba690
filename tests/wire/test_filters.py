"""Filters of the control plane: what they let through, and that one which does not exist is refused."""

import re
from typing import Any

import pytest

from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT

SENDER = "<sender><email_address>{address}</email_address></sender><receipt>always</receipt><max_tries>1</max_tries>"


def operations(emulator: RunningEmulator) -> list[tuple[str, str]]:
    """Every method and path of the control plane, with something in place of each parameter."""
    paths = emulator.http.get("/_emulator/openapi.json").json()["paths"]
    below = [path for path in paths if path.startswith("/_emulator")]  # the probes beside it are for whoever starts it
    return [(method.upper(), re.sub(r"{\w+}", "1", path)) for path in below for method in paths[path]]


def test_no_operation_takes_a_parameter_that_it_does_not_have(emulator: RunningEmulator) -> None:
    asked = operations(emulator)
    assert len(asked) > 70
    for method, path in asked:
        answer = emulator.http.request(method, f"{path}?nonsense=1", json={})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), (method, path, answer.text)
        assert answer.json()["detail"].startswith("query.nonsense: there is no such parameter; "), (method, path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/requests?stat=500", "query.stat: there is no such parameter; did you mean 'status'?"),
        ("/events?type=fax", "query.type: there is no such parameter; did you mean 'types'?"),
        ("/mail?too=x&too=y", "query.too: there is no such parameter; did you mean 'to'?"),
        ("/calls?caller=1", "query.caller: there is no such parameter; there are direction, fax, from, "),
        ("/clock?x", "query.x: there is no such parameter; there is none"),
        ("/faxes?%20=", "query. : there is no such parameter; "),
    ],
)
def test_the_nearest_parameter_is_named(emulator: RunningEmulator, path: str, said: str) -> None:
    answer = emulator.http.get(f"/_emulator{path}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_no_body_has_members_that_mean_nothing(emulator: RunningEmulator) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()
    bodies = [
        operation["requestBody"]["content"].get("application/json", {}).get("schema")
        for path in described["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    names = {
        reference.rpartition("/")[2] for body in bodies if body for reference in re.findall(r"#/[\w/-]+", str(body))
    }
    assert len(names) > 15
    lax = [name for name in names if described["components"]["schemas"][name].get("additionalProperties") is not False]
    assert lax == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2]),
        ("?to=ann@example.com", [1]),
        ("?to=*@example.com&limit=1", [2]),
        ("?subject=*failed", [2]),
        ("?to=ann*&subject=*failed", []),
        ("?kind=receipt", [1, 2]),
        ("?kind=fax", []),
    ],
)
def test_mails(emulator: RunningEmulator, admin: FfwsClient, query: str, found: list[int]) -> None:
    for number, address in ((SENT, "ann@example.com"), (BUSY, "bob@example.com")):
        admin.send(number, inside=SENDER.format(address=address))
        emulator.run_until_idle()
    assert [mail["id"] for mail in emulator.control("GET", f"/mail{query}")["mail"]] == found


def test_users_by_pattern(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
    emulator.client("ann", "ann").send(SENT)
    admin.send(SENT)
    emulator.run_until_idle()

    def users(path: str) -> list[Any]:
        return [fax["user"] for fax in emulator.control("GET", f"/faxes{path}")["faxes"]]

    assert (users("?user=a*"), users("?user=*nn"), users("?user=ann")) == (["admin", "ann"], ["ann"], ["ann"])
    assert emulator.control("POST", "/verify", {"user": "adm*", "count": 1})["fax"]["user"] == "admin"
    assert emulator.control("POST", "/wait", {"match": {"user": "a*"}, "count": 2, "timeout": 0})["count"] == 2

    emulator.control("PUT", "/faults/f", {"match": {"user": "adm*"}, "effects": [{"kind": "unavailable"}]})
    assert [client.get("/verify").status for client in (admin, emulator.client("ann", "ann"))] == [503, 200]
