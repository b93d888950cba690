"""The examples of `docs/workspaces.md` are asked of a running emulator, and it names every field there is."""

import json
import re
from pathlib import Path

from emulator.control.workspaces import NewWorkspace
from emulator.settings import SETTINGS
from tests.docs.test_waiting_page import is_within
from tests.support.servers import RunningEmulator

PAGE = (Path(__file__).parents[2] / "docs" / "workspaces.md").read_text()
EXAMPLES = re.findall(r"^```http\n(\w+) (\S+)\n(.+)\n\n(\d{3})\n(.+)\n```", PAGE, re.MULTILINE)


def test_every_example_is_answered_as_told(emulator: RunningEmulator) -> None:
    assert [method for method, *_ in EXAMPLES] == ["POST", "POST", "GET", "DELETE"]
    for method, path, body, status, told in EXAMPLES:
        answer = emulator.http.request(method, path, json=json.loads(body) or None)
        assert answer.status_code == int(status), answer.text
        assert is_within(json.loads(told), answer.json()), answer.text
    emulator.control("DELETE", "/workspaces/team-b")


def test_every_field_and_setting_is_named() -> None:
    for name in NewWorkspace.model_fields:
        assert f"`{name}`" in PAGE
    for name, spec in SETTINGS.items():
        assert not name.startswith("workspace") or spec.variable in PAGE
