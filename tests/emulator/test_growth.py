"""A unit that works for long grows by rows of its logs alone: objects are counted, and the store's pages and documents.

What is bounded is filled to its bounds first; from then on, a round of work must leave as many objects of every kind
behind as there were before it.
"""

import gc
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator

import pytest

from emulator.feed import MOST_KEPT
from emulator.request_journal import MOST_REQUESTS
from fax_engine.line_pages import LinePage
from hardware_sim.far_end import FarEnd
from hardware_sim.session import REMEMBERED, Session
from models.vocabulary import Direction, Resolution
from tests.support.inside import InsideEmulator
from tests.support.units import BUSY, SENT

ADMIN = ("admin", "admin")
KEPT = 5
FAXES = 12
"""In a round; each with a text of its own, and a receipt for every fourth, which is busy."""

OURS = ("emulator.", "fax_engine.", "hardware_sim.", "models.")
EVENTS = "fax_engine.journal."
"""What the feed keeps so many of, of whatever kind; it is counted by itself."""

BUILT_IN = (list, dict, tuple, set)
BY_CHANCE = FAXES // 2
"""Objects of one kind: one left behind by each fax of a round would be twice as many."""

ORDER = """<schedule_fax><sender><email_address>ann@example.com</email_address></sender>
<recipient><fax_number>{number}</fax_number></recipient>
<attachment><location>inline</location><name>a.txt</name><content_type>text/plain</content_type>
<content_transfer_encoding>base64</content_transfer_encoding><content>{content}</content></attachment>
<max_tries>2</max_tries><receipt>failure</receipt></schedule_fax>"""


@pytest.fixture
def emulator() -> Iterator[InsideEmulator]:
    with InsideEmulator(log_level="ERROR", model="FF840", kept_faxes=KEPT) as inside:
        yield inside


def coded(text: str) -> str:
    return b64encode(text.encode()).decode()


def send(emulator: InsideEmulator, number: str, text: str) -> str:
    """Send a fax; answers the path of its entry."""
    answer = emulator.request("POST", "/ofax", ORDER.format(number=number, content=coded(text)), ADMIN)
    assert answer.status == 201, answer.body
    return answer.first("fax_entry/fax_entry_url").partition("/ffws/v1")[2]


def work_a_round(emulator: InsideEmulator, number: int) -> None:
    """What clients do: send, look, abort, call in, and verify."""
    for place in range(FAXES):
        path = send(emulator, SENT if place % 4 else BUSY, f"Round {number}, letter {place}.")
        assert emulator.request("GET", path, credentials=ADMIN).status == 200
        if place == FAXES - 2:
            assert emulator.request("DELETE", path, credentials=ADMIN).status == 202
    emulator.control("POST", "/inbound", {"document": coded(f"Caller {number}."), "content_type": "text/plain"})
    emulator.control("POST", "/clock/advance", {"until": "idle"})
    emulator.control("POST", "/verify", {"state": "sent", "pages": 1})


def session(number: int) -> Session:
    """A call that went well, unlike all others."""
    page = LinePage(2156, Resolution.FINE, dict.fromkeys(("mh", "mr", "mmr"), 100_000))
    return Session(Direction.OUTBOUND, f"{number}", 14_400, True, FarEnd("218 555 0000"), (page,))


def objects() -> Counter[str]:
    """How many there are of each of our classes, and of what they are made of."""
    gc.collect()
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        kind = type(one)
        name = f"{kind.__module__}.{kind.__qualname__}"
        if kind in BUILT_IN or (name.startswith(OURS) and not name.startswith(EVENTS)):
            found[name] += 1
    return found


def grown(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """What there is more of. Something that is made once, when it is first needed, is more only once."""
    return {kind: after[kind] - before[kind] for kind in after if after[kind] - before[kind] > BY_CHANCE}


def stored(emulator: InsideEmulator) -> dict[str, int]:
    """Rows that hold pages and documents, and those of calls, which are lines of the logs."""
    counts = emulator.control("POST", "/reset")["cleared"]
    return {name: counts[name] for name in ("call", "document", "rendition", "page", "entry_page", "inbound_page")}


def test_a_round_of_work_leaves_nothing_behind_but_lines_of_the_logs(emulator: InsideEmulator) -> None:
    for _ in range(MOST_REQUESTS):
        assert emulator.request("POST", "/ofax", "<schedule_fax/>", ADMIN).status == 400
    for _ in range(MOST_KEPT):
        emulator.unit.context.tell_channel(emulator.unit.bank.channels[0])
    for number in range(REMEMBERED):
        assert session(number).leg.confirmed == 1
    rounds = iter(range(6))
    counts = []
    for _ in range(3):
        work_a_round(emulator, next(rounds))
        work_a_round(emulator, next(rounds))
        counts.append(objects())

    assert grown(*counts[:2]).keys() & grown(*counts[1:]).keys() == set()
    assert len(emulator.unit.feed.after(0, 2 * MOST_KEPT)) == MOST_KEPT
    factory = 3
    send(emulator, SENT, "The last one, behind which the window is closed: nobody is owed a receipt any more.")
    emulator.control("POST", "/clock/advance", {"until": "idle"})
    assert stored(emulator) == {
        "call": 6 * (FAXES + 1 - 1 + FAXES // 4) + 1,  # an inbound one more, an aborted one less, and the second tries
        "document": factory + KEPT + KEPT,
        "rendition": KEPT + KEPT,
        "page": KEPT + KEPT,
        "entry_page": KEPT,
        "inbound_page": KEPT,
    }
