"""The examples of `docs/faults.md` do what the page says, and it names every kind and every figure."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from emulator.faults.conditions import AnyCondition
from emulator.faults.effects import AnyEffect, EffectOnRequests
from emulator.faults.fault import Fault
from emulator.faults.match import Match
from emulator.faults.turns import Expiry, Turns
from emulator.logs import stopwatch
from tests.support.patience import PATIENT
from tests.support.prometheus import parse
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import SENT

PAGE = (Path(__file__).parents[2] / "docs" / "faults.md").read_text()
EXAMPLES = re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run(emulator: RunningEmulator, example: str) -> list[httpx.Response]:
    """What curl would ask, asked of this emulator."""
    return [_curl(emulator, words[1:]) for line in _commands(example) if (words := shlex.split(line))]


def _commands(example: str) -> list[str]:
    return [f"curl {rest}" for rest in re.split(r"(?m)^curl ", example) if rest.strip()]


def _curl(emulator: RunningEmulator, words: list[str]) -> httpx.Response:
    more: dict[str, Any] = {}
    method, url, waiting = "GET", "", list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "-X":
            method = waiting.pop(0)
        elif word == "-u":
            more["auth"] = tuple(waiting.pop(0).split(":"))
        elif word == "-H":
            more["headers"] = dict([waiting.pop(0).split(":")])
        elif word == "-d":
            more["content"] = waiting.pop(0)
        else:
            url = word.removeprefix("localhost:8080")
    answer: httpx.Response = emulator.http.request(method, url, **more)
    return answer


def example_with(word: str) -> str:
    found: list[str] = [example for example in EXAMPLES if word in example]
    assert len(found) == 1
    return found[0]


def test_the_lost_answer(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert run(emulator, example_with("faults/lost "))[0].status_code == 200
    with pytest.raises(httpx.ReadError):
        admin.post("/ofax", schedule_fax(SENT))
    assert admin.get("/ofax").entry_keys() == ["00000001/0000"]
    assert admin.send(SENT) == "00000002/0000"


def test_slow_and_busy(emulator: RunningEmulator, admin: FfwsClient) -> None:
    run(emulator, example_with("slow-and-busy").replace('"seconds": 3', '"seconds": 0.3'))
    elapsed = stopwatch()
    answer = admin.get("/verify")
    assert elapsed() >= 300
    assert (answer.status, answer.response.headers["retry-after"]) == (503, "30")
    assert admin.get("/verify").status == 200


def test_one_in_ten(emulator: RunningEmulator, admin: FfwsClient) -> None:
    traces = []
    for _ in range(2):
        run(emulator, example_with("flaky"))
        traces.append([admin.get("/verify").status for _ in range(200)])
    assert traces[0] == traces[1]
    assert 8 <= traces[0].count(500) <= 35


def test_locked_out(emulator: RunningEmulator, admin: FfwsClient) -> None:
    made, moved = _commands(example_with("locked-out"))
    run(emulator, made)
    assert admin.get("/verify").status == 401
    run(emulator, moved)
    assert admin.get("/verify").status == 200


def test_a_reboot_in_the_middle_of_a_call(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "sending", "skip": True, "timeout": PATIENT})
    pulled, moved = _commands(example_with("faults/reboot "))
    run(emulator, pulled)
    with pytest.raises(httpx.ReadError):
        admin.get("/verify")
    run(emulator, moved)
    assert admin.get(f"/ofax/{keys}").first("fax_entry/schedule_message") == "Power lost while sending"


def test_near_misses(emulator: RunningEmulator, admin: FfwsClient) -> None:
    first, second = run(emulator, example_with("ofaxes"))
    assert first.status_code == 404
    (told,) = second.json()["requests"]
    (shown,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert {name: told[name] for name in json.loads(shown)} == json.loads(shown)


def test_what_hurts_clients_are_faults(emulator: RunningEmulator, admin: FfwsClient) -> None:
    hurts = re.findall(r"^\| .* \| `(\{\"kind.*\})` \|$", PAGE, re.MULTILINE)
    assert len(hurts) == 5
    for effect in hurts:
        emulator.control("PUT", "/faults/f", {"effects": [json.loads(effect)]})
    assert admin.post("/ofax", schedule_fax(SENT)).first("fax_entry/fax_entry_url").endswith("/ofax/00000001%2F0000")


def test_every_kind_and_every_member_is_on_the_page() -> None:
    kinds = get_args(get_args(AnyEffect)[0])
    assert (len(get_args(EffectOnRequests)), len(get_args(AnyCondition))) == (25, 7)
    assert set(kinds) == {*get_args(EffectOnRequests), *get_args(AnyCondition)}
    for kind in kinds:
        name = get_args(kind.model_fields["kind"].annotation)[0]
        (row,) = re.findall(rf"^\| `{name}` \|.*$", PAGE, re.MULTILINE)
        if "the same" not in row:
            assert [member for member in kind.model_fields if member != "kind" and f"`{member}`" not in row] == []
    members = {*Match.model_fields, *Turns.model_fields, *Expiry.model_fields, *Fault.model_fields} - {"note"}
    assert [member for member in members if f"`{member}`" not in PAGE] == []


def test_every_figure_is_on_the_page(emulator: RunningEmulator) -> None:
    told = set(parse(emulator.http.get("/_emulator/metrics").text).kinds)
    assert set(re.findall(r"`(faxfinder_\w+)`", PAGE)) == told
