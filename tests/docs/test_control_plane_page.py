"""The page about the control plane: what it shows is done, and what it says of refusals is said."""

import re
from pathlib import Path

import httpx

from tests.support.patience import PATIENT
from tests.support.servers import RunningEmulator

PAGE = (Path(__file__).parents[2] / "docs" / "control-plane.md").read_text()


def test_what_the_page_reads_is_changed_and_put_back(emulator: RunningEmulator) -> None:
    emulator.control("PUT", "/faults/lost", {"effects": [{"kind": "lost_answer"}], "turns": {"first": 1}})
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with httpx.Client(base_url=f"{emulator.url}/_emulator", trust_env=False, timeout=PATIENT) as control:
        exec(program, {"control": control})  # noqa: S102 - a program of ours, as the page shows it
    assert emulator.control("GET", "/faults/lost")["turns"]["first"] == 3


def test_a_refusal_names_the_place(emulator: RunningEmulator) -> None:
    told = emulator.control("POST", "/faults", {"effects": [{"kind": "status", "status": 600}]}, status=400)
    assert f"`{told['detail']}`" in PAGE


def test_what_the_page_calls_only_shown_is_marked_so(emulator: RunningEmulator) -> None:
    schemas = emulator.http.get("/_emulator/openapi.json").json()["components"]["schemas"]
    marked = {
        name
        for body in ("NewStation", "ChangedWebhook", "NewFault", "PutClock", "RegistrarAnswer")
        for name, field in schemas[body]["properties"].items()
        if field.get("readOnly")
    }
    assert marked >= {"id", "registrar", "hits", "used", "next_event", "queued"}
