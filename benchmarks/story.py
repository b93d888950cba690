"""A story that a client plays in a workspace of its own: some twenty steps, from the first look to the fetched pages.

Rule: what it leaves behind bears the workspace's name, and it fails when it sees what it did not do itself.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, schedule_fax
from benchmarks.processes import Emulator, ServerFailed

CLIENTS = 8
GOOD, BUSY = "5005550000", "5005550201"
STATION = {"number": "1234567", "script": ["busy"]}
SLOW = {"match": {"path": "/verify"}, "effects": [{"kind": "delay", "seconds": 0.001}]}


def play_all(emulator: Emulator, names: list[str]) -> None:
    """A story in each of these workspaces, by eight clients at once, each with its share of them in turns."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda client: _play(emulator, names[client::CLIENTS]), range(CLIENTS)))


def _play(emulator: Emulator, names: Iterable[str]) -> None:
    stories = [_tell(emulator, name) for name in names]
    for _ in zip(*stories, strict=True):
        pass


def _tell(emulator: Emulator, name: str) -> Iterator[None]:
    """Yields between two steps. Raises `ServerFailed`."""

    def control(method: str, path: str, body: Any = None) -> bytes:
        content = None if body is None else json.dumps(body).encode()
        return emulator.ask(method, f"/w/{name}/_emulator{path}", content, **{"Content-Type": "application/json"})

    def ask(method: str, path: str, body: bytes | None = None) -> bytes:
        return emulator.ask(method, f"/w/{name}{BASE}{path}", body, Authorization=CREDENTIALS)

    def send(number: str) -> str:
        return first_entry_path(ask("POST", "/ofax", schedule_fax([number], f"{name} writes.".encode(), "text/plain")))

    control("PUT", "/clock", {"mode": "frozen"})
    yield
    ask("GET", "/verify")
    yield
    ask("POST", "/users", f"<user><username>bob</username><password>{name}</password></user>".encode())
    yield
    ask("POST", "/contacts/admin", f"<contact><name>{name}</name><fax_number>1</fax_number></contact>".encode())
    yield
    control("POST", "/stations", {**STATION, "station_id": name[:20]})
    yield
    good = send(GOOD)
    yield
    send(BUSY)
    yield
    call = {"document": b64encode(f"{name} calls.".encode()).decode(), "content_type": "text/plain"}
    control("POST", "/inbound", call)
    yield
    control("PUT", "/faults/slow", SLOW)
    yield
    ask("GET", "/verify")
    yield
    control("POST", "/clock/advance", {"until": "idle"})
    yield
    _expect(sorted(json.loads(control("GET", "/info"))["faxes"].items()), [("failed", 1), ("sent", 1)])
    yield
    ask("GET", good)
    yield
    ask("GET", "/ofax")
    yield
    ask("GET", "/outbound_log")
    yield
    ask("GET", f"/data/preview/{good.removeprefix('/ofax/').replace('/', '-')}.pdf")
    yield
    verdict = {"state": "sent", "text": [{"page": 1, "contains": f"{name} writes."}], "count": 1}
    control("POST", "/verify", verdict)
    yield
    contacts = ask("GET", "/contacts/admin")
    _expect((contacts.count(b"<name>"), name.encode() in contacts), (1, True))
    yield
    control("GET", "/calls")
    yield
    control("GET", "/requests?limit=1000")
    yield
    control("GET", "/mail")
    yield


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise ServerFailed(f"a story saw {found!r} instead of {wanted!r}")
