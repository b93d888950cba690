"""Pages are counted when a call asks, exactly, and once for the same terms."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from fax_engine.clock import Advance
from fax_engine.documents.coding import bits_on_line
from fax_engine.documents.page import HEADER_ROWS, ROW_BYTES, PageImage
from fax_engine.documents.preview import compose
from fax_engine.documents.run_lengths import Rows
from fax_engine.documents.sizes import count
from fax_engine.incoming import Incoming
from fax_engine.line_pages import Sizing
from fax_engine.piece_of_work import Done
from fax_engine.workshop import Workshop
from models.call import LogRange
from models.fax import Fax
from models.vocabulary import Coding, FaxState, Resolution
from tests.fax_engine.test_inbox import pages_of
from tests.support.units import GOOD, SENT, START, BenchUnit

NO_MMR, PRINTS_AS_IT_RECEIVES, OLD_MACHINE = "5005550381", "5005550382", "5005550384"


class Witnessed(Workshop):
    """A workshop that notes what it was asked to do."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked: list[Callable[..., Any]] = []

    def submit(
        self,
        function: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        done: Done,
        *,
        is_urgent: bool = False,
        owner: Hashable = None,
    ) -> None:
        self.asked.append(function)
        super().submit(function, arguments, done, is_urgent=is_urgent, owner=owner)

    @property
    def counted(self) -> int:
        """How many stretches of pages or header strips it was asked to count."""
        return self.asked.count(count)


@pytest.fixture(scope="module")
def one_workshop() -> Iterator[Witnessed]:
    with closing(Witnessed()) as workshop:
        yield workshop


@pytest.fixture
def workshop(one_workshop: Witnessed) -> Witnessed:
    one_workshop.asked.clear()
    return one_workshop


@pytest.fixture
def unit(workshop: Witnessed) -> BenchUnit:
    """A unit with one worker for everything."""
    return BenchUnit(workshop, workshop)


def composed(unit: BenchUnit, fax: Fax) -> list[Rows]:
    """The rows of its pages as they go out, header line included."""
    images = unit.page_images(fax)
    sheets = [
        compose(PageImage(rows, own, bits), PageImage(HEADER_ROWS[own], own, strip))
        for rows, own, bits, strip in images
    ]
    return [np.frombuffer(sheet, np.uint8).reshape(-1, ROW_BYTES) for sheet in sheets]


def sizes_on_the_line(unit: BenchUnit) -> list[dict[str, int]]:
    """The sizes of its pages with which the last call was played, as its row keeps them."""
    with unit.appliance.context.work() as work:
        (newest,) = work.calls.log(LogRange(), limit=1)
        session = work.calls.session_of(newest.number)
    assert session is not None
    return [sizes for _, _, sizes in session["pages"]]


def stored_sizes(unit: BenchUnit, fax: Fax) -> list[tuple[dict[str, int], dict[str, int]]]:
    """What is kept of the sizes of its pages, and of their header strips."""
    entry = unit.entry(fax)
    with unit.appliance.context.work() as work:
        return [(page, strip) for _, _, _, page, strip in work.faxes.page_sizes(entry.id)]


def run_until_dialled(unit: BenchUnit, fax: Fax) -> None:
    """Move time on to the moment at which its call begins, and wait for nothing that the call waits for."""
    while unit.state(fax) is not FaxState.SENDING:
        unit.run_next()


def test_conversion_counts_no_page(unit: BenchUnit, workshop: Witnessed) -> None:
    fax = unit.send(GOOD, text="\f".join(["Hello."] * 3), due_at=START + timedelta(hours=1))
    unit.run_for(60)
    assert unit.state(fax) is FaxState.PENDING

    assert [page for page, _ in stored_sizes(unit, fax)] == [{}] * 3
    assert workshop.counted == 0


@pytest.mark.parametrize(
    ("number", "sizing"),
    [
        (GOOD, Sizing(Coding.MMR, Resolution.FINE)),
        (NO_MMR, Sizing(Coding.MR, Resolution.FINE)),
        (PRINTS_AS_IT_RECEIVES, Sizing(Coding.MR, Resolution.FINE, 14_400 * 20 // 1000)),
        (OLD_MACHINE, Sizing(Coding.MH, Resolution.STANDARD, 9_600 * 20 // 1000)),
    ],
)
def test_a_call_takes_exactly_the_bits_of_its_rows_on_the_line(unit: BenchUnit, number: str, sizing: Sizing) -> None:
    fax = unit.send(number, text="Closely written.\n" * 40 + "\fShort.")
    unit.run_until_idle()

    assert unit.state(fax) is FaxState.SENT
    exact = [bits_on_line(rows, Resolution.FINE, sizing) for rows in composed(unit, fax)]
    assert sizes_on_the_line(unit) == [{sizing.key(Resolution.FINE, 2156): bits} for bits in exact]


def test_a_document_is_counted_once_however_many_it_goes_to(unit: BenchUnit, workshop: Witnessed) -> None:
    unit.send(*["2185550001", "2185550002", "2185550003"], text="To all of you.")
    unit.run_until_idle()
    unit.send("2185550004", text="To all of you.")
    unit.run_until_idle()

    assert workshop.counted == 1


def test_other_terms_are_another_question_and_the_answers_stand_side_by_side(
    unit: BenchUnit, workshop: Witnessed
) -> None:
    fax = unit.send(OLD_MACHINE, text="Twice.")
    unit.run_until_idle()
    again = unit.send(GOOD, text="Twice.")
    unit.run_until_idle()

    ((page, strip),) = stored_sizes(unit, fax)
    assert set(page) == {"mh standard 192", "mmr"}
    assert set(strip) == {"mh", "mr", "mmr", "mh standard 192"}
    ((same_page, _),) = stored_sizes(unit, again)
    assert same_page == page
    # The old machine's page and strip, and the new one's page: its strip was counted as it was made.
    assert workshop.counted == 3


def test_what_was_counted_outlives_the_power(workshop: Witnessed, unit: BenchUnit) -> None:
    unit.send(GOOD, text="Kept.")
    unit.run_until_idle()
    after = BenchUnit(workshop, workshop, store=unit.store)
    fax = after.send(GOOD, text="Kept.")
    after.run_until_idle()

    assert after.state(fax) is FaxState.SENT
    assert workshop.counted == 1


def test_long_documents_are_counted_in_stretches(unit: BenchUnit, workshop: Witnessed) -> None:
    fax = unit.send(GOOD, text="\f".join(f"Page {number}" for number in range(45)))
    unit.run_until_idle()

    assert unit.entry(fax).pages == 45
    assert workshop.counted == 3
    exact = [bits_on_line(rows, Resolution.FINE, Sizing(Coding.MMR, Resolution.FINE)) for rows in composed(unit, fax)]
    assert [sizes["mmr"] for sizes in sizes_on_the_line(unit)] == exact


def test_an_abort_while_pages_are_counted_ends_the_call_at_once(unit: BenchUnit) -> None:
    fax = unit.send(GOOD, text="Never mind.")
    run_until_dialled(unit, fax)
    assert unit.appliance.timeline.advance_to(None) is Advance.HELD
    unit.abort(fax)

    assert unit.state(fax) is FaxState.ABORTED
    assert [attempt.outcome for attempt in unit.attempts(fax)] == ["aborted"]
    next_one = unit.send(GOOD, text="Never mind.")
    unit.run_until_idle()
    assert unit.state(next_one) is FaxState.SENT


def test_a_reset_while_pages_are_counted_leaves_nothing(unit: BenchUnit) -> None:
    fax = unit.send(GOOD, text="Gone.")
    run_until_dialled(unit, fax)
    unit.appliance.reset()
    unit.run_converters()
    fresh = unit.send(SENT, text="Gone.")
    unit.run_until_idle()

    assert unit.state(fresh) is FaxState.SENT


def test_what_a_caller_sends_is_counted_too(unit: BenchUnit, workshop: Witnessed) -> None:
    page_ids = pages_of(unit, b"From afar.")
    for _ in range(2):
        assert unit.appliance.inbox.ring(Incoming(page_ids, caller_id="2185551234")) is not None
        unit.run_until_idle()

    with unit.appliance.context.work() as work:
        ((_, _, sizes),) = work.inbound.page_sizes(page_ids)
    assert sizes_on_the_line(unit) == [sizes]
    assert workshop.counted == 1
