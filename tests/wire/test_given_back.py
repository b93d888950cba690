"""Whatever resource of the control plane can be read and written: what was read is written back, and it is as it was.

Rule: the description of the control plane says which these are, so that one that is added is asked from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.support.described import control_paths
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

PATHS: dict[str, dict[str, Any]] = control_paths()
NAMED = {"number": "1", "name": "lost"}
JSON, CSV = "application/json", "text/csv"

STATION = {"number": "218555*", "script": ["busy", "ok"], "ecm": False, "rings": 3}
WEBHOOK = {"url": "http://127.0.0.1:9/", "events": ["mail"], "secret": "not-so-secret", "headers": {"X-Test": "a b"}}
FAULT = {
    "name": "lost",
    "match": {"path": "/sys_info"},
    "effects": [{"kind": "status", "status": 500}],
    "note": "first",
}
RULES = {"lists": {"local": [{"pattern": "{1}XXXXXXXXXX", "action": "Accept Number"}]}}

DIRECTORIES = {
    "contacts.csv": "Contact,ann,Bob,218-555-3335\nContact,admin,Carl,1\n",
    "recipients.csv": "Extension,Name,Destination type,Destination value\n100,Sales,Notify User,ann\n",
}

FOLLOWING = {
    "/registration": {"state", "status", "tried_at", "tries", "next_try_at", "messages"},
    "/faults/lost": {"made_at"},
}
"""What else is different when something is."""


@dataclass(frozen=True)
class Resource:
    """A path that can be read and written in this media type."""

    path: str
    media_type: str

    @property
    def address(self) -> str:
        return self.path.format_map(NAMED)


def put_back() -> Iterator[Resource]:
    """Everything that has GET and a PUT that takes what GET answers."""
    for path, operations in PATHS.items():
        if {"get", "put"} <= set(operations):
            shown = set(operations["get"]["responses"]["200"].get("content", {}))
            for media_type in shown & set(operations["put"].get("requestBody", {}).get("content", {})):
                yield Resource(path, media_type)


def kept_in_lists() -> Iterator[str]:
    """Every path of a list to which POST adds what is shown one by one below it, and PUT changes."""
    for path, operations in PATHS.items():
        below = (other for other in PATHS if other.startswith(f"{path}/{{") and "put" in PATHS[other])
        if {"get", "post", "delete"} <= set(operations) and any("requestBody" in PATHS[one]["put"] for one in below):
            yield path


def read(emulator: RunningEmulator, resource: Resource) -> httpx.Response:
    return emulator.http.get(resource.address, headers={"Accept": resource.media_type})


def write(emulator: RunningEmulator, resource: Resource, content: bytes) -> httpx.Response:
    headers = {"Content-Type": resource.media_type}
    return emulator.http.put(resource.address, content=content, headers=headers)


def furnish(emulator: RunningEmulator, client: FfwsClient) -> None:
    """Something for each path to name, and something due for the clock to show."""
    for path, body in (("/stations", STATION), ("/webhooks", WEBHOOK), ("/faults", FAULT)):
        emulator.control("POST", path, body, status=201)
    emulator.control("PUT", "/options", {"email_size_limit": 700})
    sip = not emulator.control("GET", "/dialing-rules")["modems"]
    emulator.control("PUT", "/dialing-rules", RULES | ({"sip": "local"} if sip else {"modems": {"2": "local"}}))
    assert client.post("/users", "<user><username>ann</username><password>ann</password></user>").status == 200
    for name, rows in DIRECTORIES.items():
        assert emulator.http.put(f"/_emulator/directories/{name}", content=rows).status_code == 200
    client.send(SENT)


@pytest.fixture(params=["FF240", "FF240-IP"])
def furnished(
    request: pytest.FixtureRequest, emulator: RunningEmulator, one_ip_emulator: RunningEmulator
) -> RunningEmulator:
    """A unit of each kind of lines with one of everything; its registrar refuses."""
    if request.param == "FF240":
        furnish(emulator, emulator.client())
        return emulator
    one_ip_emulator.reset()
    furnish(one_ip_emulator, one_ip_emulator.client())
    settings = "<registrar>sip.example.com</registrar><registration_enabled>true</registration_enabled>"
    client = one_ip_emulator.client()
    assert client.put("/sip_settings", f"<sip_settings>{settings}</sip_settings>").status == 200
    one_ip_emulator.control("PUT", "/registration", {"answer": 403})
    one_ip_emulator.control("POST", "/clock/advance", {"seconds": 1})
    return one_ip_emulator


def test_what_is_walked_are_these() -> None:
    assert {(one.path.removeprefix("/_emulator/"), one.media_type) for one in put_back()} == {
        *((path, JSON) for path in ("clock", "dialing-rules", "options", "registration")),
        *((path, JSON) for path in ("stations/{number}", "webhooks/{number}", "faults/{name}")),
        *((f"directories/{name}.csv", CSV) for name in ("users", "contacts", "recipients")),
    }
    assert set(kept_in_lists()) == {"/_emulator/stations", "/_emulator/webhooks", "/_emulator/faults"}


@pytest.mark.parametrize("resource", list(put_back()), ids=lambda resource: resource.path)
def test_what_was_read_is_put_back_and_nothing_has_changed(furnished: RunningEmulator, resource: Resource) -> None:
    before = read(furnished, resource)
    if before.status_code == 404 and before.json()["error"] == "no_sip":
        return  # the other unit has it
    assert before.status_code == 200, before.text
    answer = write(furnished, resource, before.content)

    assert answer.status_code == 200, answer.text
    assert resource.media_type == CSV or answer.json() == before.json()
    assert read(furnished, resource).content == before.content


@pytest.mark.parametrize("path", list(kept_in_lists()))
def test_what_was_listed_and_removed_is_posted_again(emulator: RunningEmulator, admin: FfwsClient, path: str) -> None:
    furnish(emulator, admin)
    before = emulator.http.get(path).json()
    [shown] = before.popitem()[1]
    if path.endswith("/webhooks"):
        shown |= {part: WEBHOOK[part] for part in ("secret", "headers")}  # which are never shown
    assert emulator.http.delete(path).status_code == 200
    again = emulator.http.post(path, json=shown)

    assert again.status_code == 201, again.text
    shown.pop("secret", None)
    assert again.json() == shown | ({"headers": {"X-Test": None}} if "headers" in shown else {})


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/clock", {"speed": 2.0}),
        ("/stations/1", {"ecm": True}),
        ("/webhooks/1", {"url": "http://127.0.0.1:9/again"}),
        ("/webhooks/1", {"headers": {"X-Test": None, "X-More": "c"}}),
        ("/faults/lost", {"note": "second"}),
        ("/options", {"email_size_limit": 800}),
        ("/registration", {"answer": "silence"}),
    ],
)
def test_one_thing_is_changed_in_what_was_read(furnished: RunningEmulator, path: str, change: dict[str, Any]) -> None:
    before = furnished.http.get(f"/_emulator{path}").json()
    if before.get("error") == "no_sip":
        return
    answer = furnished.http.put(f"/_emulator{path}", json=before | change)

    assert answer.status_code == 200, answer.text
    follows = FOLLOWING.get(path, set())
    changed = {name for name, value in answer.json().items() if value != before[name]}
    assert set(change) <= changed <= set(change) | follows


@pytest.mark.parametrize(
    ("path", "name", "other"),
    [("/stations/1", "id", 2), ("/webhooks/1", "id", 2), ("/faults/lost", "name", "found")],
)
def test_what_stays_as_it_is_cannot_be_set(
    emulator: RunningEmulator, admin: FfwsClient, path: str, name: str, other: Any
) -> None:
    furnish(emulator, admin)
    before = emulator.control("GET", path)
    refused = emulator.control("PUT", path, before | {name: other}, status=400)

    told = f"body.{name}: it is {before[name]} and cannot be set: give it back as it is shown, or leave it out"
    assert refused == {"error": "read_only", "detail": told}
    assert emulator.control("GET", path) == before


def test_the_registrar_is_set_where_sip_is_and_not_here(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    before = one_ip_emulator.control("GET", "/registration")
    refused = one_ip_emulator.control("PUT", "/registration", before | {"registrar": "other"}, status=400)
    assert (refused["error"], refused["detail"].partition(":")[0]) == ("read_only", "body.registrar")


def test_what_goes_on_of_itself_may_have_gone_on(emulator: RunningEmulator, admin: FfwsClient) -> None:
    furnish(emulator, admin)
    fault, clock = emulator.control("GET", "/faults/lost"), emulator.control("GET", "/clock")
    assert emulator.http.get("/ffws/v1/sys_info", auth=("admin", "admin")).status_code == 500
    emulator.run_until_idle()
    assert emulator.control("GET", "/faults/lost")["hits"] == 1

    assert emulator.control("PUT", "/faults/lost", fault)["hits"] == 1
    assert emulator.control("PUT", "/faults/lost", fault | {"note": "second"})["hits"] == 0  # another one counts anew
    assert emulator.control("PUT", "/faults/lost", FAULT)["note"] == "first"
    assert emulator.control("PUT", "/clock", clock | {"now": None})["next_event"] is None


def test_what_is_only_shown_is_of_its_kind_all_the_same(emulator: RunningEmulator) -> None:
    emulator.control("POST", "/faults", FAULT, status=201)
    wrong = {**emulator.control("GET", "/faults/lost"), "hits": "many", "mood": "bad"}
    refused = emulator.control("PUT", "/faults/lost", wrong, status=400)
    assert [part.partition(":")[0] for part in refused["detail"].split("; ")] == ["body.hits", "body.mood"]


def test_a_webhook_keeps_what_it_never_shows(emulator: RunningEmulator) -> None:
    emulator.control("POST", "/webhooks", WEBHOOK, status=201)
    shown = emulator.control("GET", "/webhooks/1")
    assert (shown["signed"], shown["headers"]) == (True, {"X-Test": None})

    unsigned = emulator.control("PUT", "/webhooks/1", {**shown, "signed": False, "headers": {}})
    assert (unsigned["signed"], unsigned["headers"]) == (False, {})
    for part, said in (("signed", True), ("headers", {"X-Test": None})):
        refused = emulator.control("PUT", "/webhooks/1", {**unsigned, part: said}, status=400)
        assert refused["detail"].startswith(f"body.{part}: ")
    signed = emulator.control("PUT", "/webhooks/1", {**unsigned, "secret": "another"})
    assert signed["signed"] is True
    refused = emulator.control("POST", "/webhooks", signed, status=400)
    assert "give the secret, which is never shown" in refused["detail"]
