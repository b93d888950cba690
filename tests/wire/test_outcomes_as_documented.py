"""What the page about outcomes promises, on pages and lines of every kind."""

from typing import Any

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import GOOD

SHORT = "Hi\fHi\fHi"
"""Three pages of some 300 octets: at 33600 bit/s each is over in half a second."""


def call_of(emulator: RunningEmulator, admin: FfwsClient, number: str, text: str) -> Any:
    """The one call of a fax that is tried once."""
    admin.send(number, text=text, inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    return emulator.control("GET", "/calls/1")


@pytest.mark.parametrize("far_end", [{}, {"resolution": "standard"}, {"max_baud_rate": 14400}], ids=str)
@pytest.mark.parametrize(
    ("word", "confirmed"), [("phase-c", 0), ("ok-until-page:1", 1), ("ok-until-page:2", 2)], ids=str
)
def test_a_line_is_cut_in_the_page_however_short_that_is(
    emulator: RunningEmulator, admin: FfwsClient, word: str, confirmed: int, far_end: dict[str, Any]
) -> None:
    emulator.control("POST", "/stations", {"number": GOOD, "script": [word], **far_end}, status=201)
    call = call_of(emulator, admin, GOOD, SHORT)

    assert call["hangup"]["hangup_code"] == "40"
    assert call["pages"] == confirmed
    assert call["exchange"][-1]["label"].startswith(f"BLOCK {confirmed + 1}.1 ")
    assert [page["page"] for page in call["paper"] if page["whole"]] == [*range(1, confirmed + 1)]


def test_a_caller_is_cut_off_in_a_short_page(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for text in ("Hi", SHORT):
        call_in(emulator, text=text, outcome="receive-phase-c")
        emulator.run_until_idle()

    log = admin.get("/inbound_log")
    assert log.all("inbound_log_entry/hangup_code") == ["90", "90"]
    assert log.all("inbound_log_entry/pages") == ["0", "0"]
