"""The examples of `docs/waiting.md` are asked of a running emulator, and it names every field there is."""

import re
from pathlib import Path

import pytest

from emulator.control.verify import VerifyOrder
from emulator.control.wait import Match, WaitOrder
from emulator.event_types import EventType
from fax_engine.clock import Due
from tests.support.examples import is_within, of_http
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT

PAGE = (Path(__file__).parents[2] / "docs" / "waiting.md").read_text()
EXAMPLES = of_http(PAGE)


def test_every_example_is_answered_as_told(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    assert len(EXAMPLES) == 5
    for example in EXAMPLES:
        found = emulator.http.request(example.method, example.path, json=example.body)
        assert found.status_code == example.status, found.text
        assert is_within(example.answer, found.json()), found.text
        if "wait" in example.path and example.status == 408:
            admin.send(BUSY)
            emulator.run_until_idle()


@pytest.mark.parametrize("order", [WaitOrder, Match, VerifyOrder])
def test_every_field_is_on_the_page(order: type[WaitOrder | Match | VerifyOrder]) -> None:
    names = [field.alias or name for name, field in order.model_fields.items()]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_type_of_event_is_on_the_page() -> None:
    assert [kind for kind in EventType if f"`{kind}`" not in PAGE] == []


def test_every_kind_of_event_that_is_due_is_on_the_page() -> None:
    (told,) = re.findall(r"`next_event_is` says what: (.*?)\n\n", PAGE, re.DOTALL)
    assert [kind for kind in Due if f"`{kind}`" not in told] == [Due.OTHER]
