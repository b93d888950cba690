"""The examples of `docs/workspaces.md` are asked of a running emulator, and it names every field there is."""

from pathlib import Path

from emulator.control.workspaces import NewWorkspace
from emulator.settings import SETTINGS
from tests.support.examples import is_within, of_http
from tests.support.servers import RunningEmulator

PAGE = (Path(__file__).parents[2] / "docs" / "workspaces.md").read_text()
EXAMPLES = of_http(PAGE)


def test_every_example_is_answered_as_told(emulator: RunningEmulator) -> None:
    assert [example.method for example in EXAMPLES] == ["POST", "POST", "GET", "DELETE"]
    for example in EXAMPLES:
        answer = emulator.http.request(example.method, example.path, json=example.body or None)
        assert answer.status_code == example.status, answer.text
        assert is_within(example.answer, answer.json()), answer.text
    emulator.control("DELETE", "/workspaces/team-b")


def test_every_field_and_setting_is_named() -> None:
    for name in NewWorkspace.model_fields:
        assert f"`{name}`" in PAGE
    for name, spec in SETTINGS.items():
        assert not name.startswith("workspace") or spec.variable in PAGE
