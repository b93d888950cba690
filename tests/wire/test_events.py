"""`/_emulator/events` over HTTP: what is told of a fax, a call that comes in, a mail and a reset."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.support.inbound import call_in
from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

RECEIPT = "<sender><email_address>ann@example.com</email_address></sender><receipt>always</receipt>"

ToldEvent = tuple[str, str, dict[str, Any]]
"""Id, type and object."""


@contextmanager
def events(emulator: RunningEmulator, *types: str, after: str | None = None) -> Iterator[Iterator[ToldEvent]]:
    """A reader that has begun to read."""
    headers = {"Last-Event-ID": after} if after else {}
    with httpx.stream(
        "GET",
        f"{emulator.url}/_emulator/events",
        params={"types": types},
        headers=headers,
        timeout=PATIENT,
        trust_env=False,
    ) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines) == "retry: 1000"
        yield _events(lines)


def _events(lines: Iterator[str]) -> Iterator[ToldEvent]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
            fields = {}


def until(told: Iterator[ToldEvent], kind: str) -> list[ToldEvent]:
    """What is told up to the first of a type."""
    found = []
    for event in told:
        found.append(event)
        if event[1] == kind:
            return found
    raise AssertionError(f"the stream ended after {found}")


def test_the_story_of_a_fax(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with events(emulator) as told:
        keys = admin.send(SENT, inside=RECEIPT)
        emulator.run_until_idle()
        found = until(told, "mail")
    faxes = [event for _, kind, event in found if kind == "fax"]
    assert [(fax["before"], fax["state"]) for fax in faxes] == [
        (None, "preprocessing"),
        ("preprocessing", "pending"),
        ("pending", "sending"),
        ("sending", "sent"),
    ]
    assert {fax["fax"] for fax in faxes} == {keys}
    (call,) = (event for _, kind, event in found if kind == "call")
    assert (call["fax"], call["outcome"], call["pages"]) == (keys, "ok", 1)
    assert found[-1][2] | {"at": ""} == {
        "at": "",
        "id": 1,
        "to": "ann@example.com",
        "subject": f"Fax to {SENT} was sent (1 page)",
        "kind": "receipt",
        "fax": keys,
        "call": None,
    }
    assert {"Dialing", "Sending Page", "idle"} <= {event["state"] for _, kind, event in found if kind == "channel"}


def test_only_some_types(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with events(emulator, "inbound", "reset") as told:
        admin.send(SENT)
        call_in(emulator)
        emulator.run_until_idle()
        _, kind, fax = next(told)
        assert (kind, fax["call"], fax["from"], fax["state"]) == ("inbound", 1, "2185551234", "received")
        emulator.reset()
        assert next(told)[1] == "reset"


def test_a_reader_goes_on_where_it_was(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with events(emulator, "fax") as told:
        admin.send(SENT)
        last, _, _ = next(told)
    emulator.run_until_idle()
    with events(emulator, "fax", after=last) as told:
        assert [next(told)[2]["state"] for _ in range(3)] == ["pending", "sending", "sent"]


def test_a_reader_from_another_life_is_told(emulator: RunningEmulator) -> None:
    with events(emulator, after="5f3759df-17") as told:
        assert next(told) == ("", "outrun", {"missed": None})


def test_a_stream_ends_with_the_server() -> None:
    emulator = RunningEmulator(pace="instant")
    try:
        with events(emulator) as told:
            emulator.process.terminate()
            assert list(told) == []
        assert emulator.process.wait(30) == 0
    finally:
        assert emulator.stop() == 0
    assert emulator.defects == []


@pytest.mark.parametrize("query", ["types=weather", "types="])
def test_what_cannot_be_told(emulator: RunningEmulator, query: str) -> None:
    answer = emulator.http.get(f"/_emulator/events?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "detail"}


def test_every_member_of_every_type_is_described(emulator: RunningEmulator, admin: FfwsClient) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()["paths"]["/_emulator/events"]["get"]
    lines = described["responses"]["200"]["description"].splitlines()
    with events(emulator) as told:
        admin.send(SENT, inside=RECEIPT)
        call_in(emulator, line=1)
        emulator.run_until_idle()
        emulator.control("POST", "/reset")
        members = {kind: said.keys() - {"at"} for _, kind, said in until(told, "reset")}
    assert len(members) == 6
    for kind, names in members.items():
        (line,) = [line for line in lines if line.startswith(f"- `{kind}`")]
        assert set(re.findall(r"`(\w+)`", line)) - {kind} == names - {kind}


def test_it_is_described(emulator: RunningEmulator) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()["paths"]["/_emulator/events"]["get"]
    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
    assert "4XX" in described["responses"]


def test_the_token_is_asked_for() -> None:
    emulator = RunningEmulator(pace="instant", control_token="s3cret")
    assert emulator.http.get("/_emulator/events").status_code == 401
    assert emulator.http.post("/_emulator/wait", json={"idle": True}).status_code == 401
    assert emulator.http.post("/_emulator/verify", json={}).status_code == 401
    assert emulator.stop() == 0
