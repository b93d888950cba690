"""`docs/init-hooks.md` names what there is, and its examples hold."""

import json
import re
from pathlib import Path

from emulator.control.init import InitView
from emulator.hooks.stages import HookState, Stage
from emulator.settings import SETTINGS
from tests.support.init_folder import InitFolder

PAGE = (Path(__file__).parents[2] / "docs" / "init-hooks.md").read_text()


def test_every_stage_state_and_setting_is_on_the_page() -> None:
    settings = [spec.variable for name, spec in SETTINGS.items() if name.startswith(("init_", "shutdown_"))]
    assert len(settings) == 4
    for word in (*(stage.folder for stage in Stage), *HookState, *settings):
        assert f"`{word}" in PAGE, word


def test_the_answer_that_is_shown_is_one() -> None:
    (answer,) = re.findall(r"^\$ curl -s localhost:8080/_emulator/init\n(.+)$", PAGE, re.MULTILINE)
    assert InitView.model_validate(json.loads(answer)).model_dump(mode="json") == json.loads(answer)


def test_every_variable_that_is_named_is_set(tmp_path: Path) -> None:
    named = re.findall(r"^\| `(FAXFINDER_\w+)` \|", PAGE, re.MULTILINE)
    assert len(named) == 6
    folder = InitFolder(tmp_path / "init")
    folder.write("ready.d/10-tell.sh", "\n".join(f'echo "{name}=${name}"' for name in named))
    emulator = folder.start(control_token="token", data_dir=str(tmp_path / "data"))
    answer = emulator.http.get("/_emulator/init", headers={"authorization": "Bearer token"}).json()
    assert emulator.stop() == 0
    told = dict(line.split("=", 1) for line in answer["hooks"][0]["output"])
    assert told == {
        "FAXFINDER_STAGE": "ready",
        "FAXFINDER_URL": emulator.url,
        "FAXFINDER_SERVER": emulator.url,
        "FAXFINDER_MODEL": "FF240",
        "FAXFINDER_CONTROL_TOKEN": "token",
        "FAXFINDER_DATA_DIR": str(tmp_path / "data"),
    }
