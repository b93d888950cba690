"""The examples of `docs/webhooks.md` hold, and it names every field there is."""

import json
import re
from pathlib import Path
from typing import Any

from emulator.webhooks.order import WebhookOrder
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT
from tests.support.webhook_receiver import WebhookReceiver

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()


def test_the_page_names_every_field() -> None:
    assert [name for name in WebhookOrder.model_fields if f"| `{name}` |" not in PAGE] == []


def test_the_example_is_answered_as_told(emulator: RunningEmulator) -> None:
    ((body, answer),) = re.findall(r"^POST /_emulator/webhooks\n(.+)\n\n201\n(.+)$", PAGE, re.MULTILINE)
    view = emulator.http.post("/_emulator/webhooks", json=json.loads(body)).json()
    assert json.loads(answer).items() <= view.items()


def test_the_check_of_the_page_knows_what_is_genuine(emulator: RunningEmulator, admin: FfwsClient) -> None:
    (example,) = re.findall(r"^```python\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
    program: dict[str, Any] = {}
    exec(example, program)  # noqa: S102 - a program of ours, as the page shows it
    is_genuine = program["is_genuine"]
    with WebhookReceiver() as receiver:
        hook = {"url": receiver.url, "secret": "whsec_c2VjcmV0", "events": ["fax"]}
        assert emulator.http.post("/_emulator/webhooks", json=hook).status_code == 201
        admin.send(SENT)
        told = receiver.wait_for(1)[0]
    assert is_genuine(told.headers, told.body, "whsec_c2VjcmV0")
    assert is_genuine(told.headers, told.body, "secret")
    assert not is_genuine(told.headers, told.body, "other")
    assert not is_genuine(told.headers, told.body + b" ", "whsec_c2VjcmV0")
