"""`docs/calls.md` says what calls look like."""

import json
import re
from pathlib import Path

from emulator.control.call_views import CallView
from emulator.control.calls import WantedCalls
from emulator.control.faxes import WantedFaxes
from tests.support.servers import RunningEmulator
from tests.support.units import GOOD

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "calls.md").read_text()


def test_the_ladder_is_one_that_comes_out() -> None:
    (ladder,) = re.findall(r"^```text\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert ladder == (ROOT / "fixtures" / "ladders" / "error-correction.txt").read_text()


def test_the_signal_is_one_that_comes_out(emulator: RunningEmulator) -> None:
    (told,) = re.findall(r"^```json\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
    station = {"number": GOOD, "station_id": "555 3335", "max_baud_rate": 14400}
    assert emulator.http.post("/_emulator/stations", json=station).status_code == 201
    emulator.client().send(GOOD)
    emulator.run_until_idle()
    exchange = emulator.control("GET", "/calls/1")["exchange"]
    assert json.loads(told) == next(signal for signal in exchange if signal["name"] == "DIS")


def test_everything_that_is_shown_and_asked_by_is_on_the_page() -> None:
    names = [
        field.alias or field.serialization_alias or name
        for model in (CallView, WantedCalls, WantedFaxes)
        for name, field in model.model_fields.items()
    ]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
