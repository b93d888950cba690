"""The window of completed faxes: who falls out of it, what goes with it, and what stays."""

from pathlib import Path

import pytest

from emulator.settings import Settings
from fax_engine.errors import MoveRefused
from fax_engine.orders import AttachmentOrder, CoverOrder
from fax_engine.workshop import Workshop
from models.base import Base
from models.document import Document, Page, Rendition
from models.fax import EntryPage, Fax
from models.inbound import CallersPage, InboundPage
from models.store import Store
from models.vocabulary import FINAL_STATES, DestinationType, FaxState, Location, Receipt, ReceiptAttachment
from tests.support.mailing import files_of, letter, messages, receive, send_for, set_route
from tests.support.units import BUSY, SENT, BenchUnit

COVER = CoverOrder("default.pdf", "Subject", "Comments")
FACTORY_DOCUMENTS = 3


@pytest.fixture
def narrow(converters: Workshop, fetchers: Workshop) -> BenchUnit:
    """A unit that keeps two faxes each way."""
    return BenchUnit(converters, fetchers, Settings(kept_faxes=2))


def stored(unit: BenchUnit, mapped: type[Base]) -> int:
    """The unit's rows of a table."""
    return unit.appliance.count_rows()[mapped.__tablename__]


def completed(unit: BenchUnit) -> list[int]:
    """The keys of the faxes in the completed list, the newest first."""
    with unit.appliance.context.work() as work:
        entries = work.faxes.list_entries(sorted(FINAL_STATES), newest_ended_first=True)
    return [entry.fax.key for entry in entries]


def sent_one_after_the_other(unit: BenchUnit, count: int, text: str = "Letter {}.") -> list[Fax]:
    faxes = []
    for number in range(count):
        faxes.append(unit.send(SENT, text=text.format(number)))
        unit.run_until_idle()
    return faxes


def has_pages(unit: BenchUnit, fax: Fax) -> bool:
    entry = unit.entry(fax)
    with unit.appliance.context.work() as work:
        return work.faxes.has_pages(entry.id)


def test_the_newest_keep_their_pages_and_the_others_their_rows(narrow: BenchUnit) -> None:
    faxes = sent_one_after_the_other(narrow, 5)

    assert completed(narrow) == [5, 4]
    assert [has_pages(narrow, fax) for fax in faxes] == [False, False, False, True, True]
    assert [narrow.state(fax) for fax in faxes] == [FaxState.SENT] * 5
    assert [len(narrow.attempts(fax)) for fax in faxes] == [1] * 5
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 2
    assert stored(narrow, Rendition) == stored(narrow, Page) == stored(narrow, EntryPage) == 2


def test_cover_pages_go_with_their_entries(narrow: BenchUnit) -> None:
    for _ in range(4):
        narrow.send(SENT, cover=COVER)
        narrow.run_until_idle()

    assert stored(narrow, EntryPage) == 4
    assert stored(narrow, Page) == 3  # two covers, and the letter that all faxes share


def test_what_is_out_of_the_window_cannot_be_sent_again_and_what_is_in_it_can(narrow: BenchUnit) -> None:
    first, second, third = sent_one_after_the_other(narrow, 3)

    with pytest.raises(MoveRefused, match="not kept any more"):
        narrow.reschedule(first)
    narrow.reschedule(second)
    assert narrow.state(second) is FaxState.PENDING
    narrow.run_until_idle()

    assert completed(narrow) == [second.key, third.key]
    assert len(narrow.attempts(second)) == 2


def test_what_is_on_its_way_again_has_left_the_window_and_keeps_everything(narrow: BenchUnit) -> None:
    waiting = sent_one_after_the_other(narrow, 1)[0]
    narrow.reschedule(waiting, at=narrow.now.replace(year=narrow.now.year + 1))
    others = [narrow.send(SENT, text=f"Other {number}.") for number in range(4)]
    for fax in others:
        narrow.run_until(fax, FaxState.SENT)

    assert narrow.state(waiting) is FaxState.PENDING
    assert has_pages(narrow, waiting)
    narrow.run_until_idle()
    assert narrow.state(waiting) is FaxState.SENT


def test_a_document_stays_as_long_as_one_fax_needs_it(narrow: BenchUnit) -> None:
    sent_one_after_the_other(narrow, 4, text="The same.")
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 1
    sent_one_after_the_other(narrow, 2, text="Another one.")
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 1
    assert stored(narrow, Rendition) == stored(narrow, Page) == 1


def test_a_document_that_was_let_go_becomes_pages_again(narrow: BenchUnit) -> None:
    sent_one_after_the_other(narrow, 4)
    again = narrow.send(SENT, text="Letter 0.")
    narrow.run_until_idle()

    assert narrow.state(again) is FaxState.SENT
    assert narrow.entry(again).pages == 1


def test_of_a_fax_to_many_each_entry_falls_out_by_itself_and_the_document_with_the_last(narrow: BenchUnit) -> None:
    fax = narrow.send(SENT, SENT, BUSY, text="To three.", max_tries=2)
    narrow.run_until_idle()
    assert [narrow.entry(fax, number).is_kept for number in range(3)] == [False, True, True]
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 1

    sent_one_after_the_other(narrow, 2, text="Something else.")
    assert [narrow.entry(fax, number).is_kept for number in range(3)] == [False] * 3
    with narrow.appliance.context.work() as work:
        assert [attachment.document_id for attachment in work.faxes.attachments(fax.id)] == [None]
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 1


def test_aborting_a_fax_to_everybody_closes_the_window_behind_all_of_them(narrow: BenchUnit) -> None:
    fax = narrow.send(*[SENT] * 30)
    with narrow.appliance.context.work() as work:
        found = work.faxes.find(fax.key)
        assert found is not None
        narrow.appliance.outbox.abort(work, found.entries)
    assert completed(narrow) == [fax.key, fax.key]
    narrow.run_until_idle()  # what was being made is not needed any more

    assert [narrow.state(fax, number) for number in (0, 29)] == [FaxState.ABORTED] * 2
    assert stored(narrow, EntryPage) == 0


def test_documents_that_cannot_become_pages_go_too(narrow: BenchUnit) -> None:
    for number in range(4):
        broken = AttachmentOrder(Location.INLINE, "x.pdf", "application/pdf", content=b"broken %d" % number)
        fax = narrow.send(SENT, attachments=(broken,))
        narrow.run_until_idle()
        assert narrow.state(fax) is FaxState.DEAD

    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 2


def test_who_is_owed_a_receipt_with_pages_keeps_them_until_it_is_there(
    converters: Workshop, fetchers: Workshop
) -> None:
    unit = BenchUnit(converters, fetchers, Settings(kept_faxes=1, model="FF840"))
    for _ in range(6):
        send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    unit.run_until_idle()

    assert [len(files_of(message)) for message in messages(unit)] == [1] * 6
    sent_one_after_the_other(unit, 1)
    assert len(completed(unit)) == stored(unit, EntryPage) == 1


def test_received_faxes_have_a_window_of_their_own(narrow: BenchUnit) -> None:
    for number in range(4):
        receive(narrow, letter(narrow, b"Fax %d." % number))
    sent_one_after_the_other(narrow, 3)

    assert stored(narrow, InboundPage) == 2
    assert stored(narrow, Document) == FACTORY_DOCUMENTS + 4
    with narrow.appliance.context.work() as work:
        assert [len(work.inbound.page_images(number)) for number in range(1, 5)] == [0, 0, 1, 1]


def called_in_vain(unit: BenchUnit, count: int) -> None:
    """Callers whose faxes are lost on their way."""
    for number in range(count):
        receive(unit, letter(unit, b"Lost fax %d." % number), outcome="packet-loss:100")


def test_what_was_sent_and_never_arrived_goes_with_its_fax(converters: Workshop, fetchers: Workshop) -> None:
    unit = BenchUnit(converters, fetchers, Settings(kept_faxes=2, model="FF240-IP"))
    called_in_vain(unit, 4)
    sent_one_after_the_other(unit, 1)

    assert (stored(unit, InboundPage), stored(unit, CallersPage)) == (0, 2)
    assert stored(unit, Document) == FACTORY_DOCUMENTS + 2 + 1
    with unit.appliance.context.work() as work:
        assert [len(work.inbound.images_as_sent(number)) for number in range(1, 5)] == [0, 0, 1, 1]


def test_what_was_sent_is_found_when_power_was_cut_before_it_went(
    converters: Workshop, fetchers: Workshop, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, model="FF240-IP")
    before = BenchUnit(converters, fetchers, settings, Store.in_folder(tmp_path))
    called_in_vain(before, 3)
    with before.appliance.context.work() as work:
        assert len(work.window.close_received(1, 9)) == 2
    before.close()

    after = BenchUnit(converters, fetchers, settings, Store.in_folder(tmp_path))
    assert stored(after, CallersPage) == 1
    assert stored(after, Document) == FACTORY_DOCUMENTS + 1


def test_what_is_still_to_be_delivered_stays(narrow: BenchUnit) -> None:
    set_route(narrow, (DestinationType.SFTP, "sftp://nobody@127.0.0.1:1/faxes"))
    for _ in range(3):
        receive(narrow)
    with narrow.appliance.context.work() as work:
        assert len(work.deliveries.due()) == 3
    assert stored(narrow, InboundPage) == 9


def test_pages_that_were_made_for_a_call_that_finds_no_line_go(unit: BenchUnit) -> None:
    incoming = [letter(unit, b"Caller %d." % number) for number in range(3)]
    ringing = [unit.appliance.inbox.ring(one) for one in incoming]
    assert [one is not None for one in ringing] == [True, True, False]

    assert stored(unit, Document) == FACTORY_DOCUMENTS + 2
    unit.run_until_idle()
    assert stored(unit, InboundPage) == 2
    assert stored(unit, Document) == FACTORY_DOCUMENTS + 2


def test_pages_in_the_hands_of_a_caller_stay_whoever_lets_go_of_the_document(narrow: BenchUnit) -> None:
    incoming = letter(narrow, b"Letter 0.")
    sent_one_after_the_other(narrow, 3)
    ringing = narrow.appliance.inbox.ring(incoming)
    narrow.run_until_idle()

    assert ringing is not None
    with narrow.appliance.context.work() as work:
        assert len(work.inbound.page_images(ringing.call_number)) == 1


def test_what_a_power_cut_leaves_behind_is_found_at_the_next_start(
    converters: Workshop, fetchers: Workshop, tmp_path: Path
) -> None:
    before = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path), Store.in_folder(tmp_path))
    faxes = sent_one_after_the_other(before, 4)
    receive(before, letter(before, b"Received."))
    second, third = (before.entry(fax).id for fax in faxes[1:3])
    with before.appliance.context.work() as work:  # power is cut between the mark and the cleaning
        assert work.window.close_completed(1, 2) == [third, second]
        work.documents.keep(b"Somebody was about to call.")
    before.close()

    after = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path, kept_faxes=2), Store.in_folder(tmp_path))
    assert completed(after) == [4, 1]
    assert stored(after, EntryPage) == 2
    assert stored(after, Document) == FACTORY_DOCUMENTS + 3
    assert stored(after, InboundPage) == 1


def test_a_narrower_window_counts_from_the_next_start(converters: Workshop, fetchers: Workshop, tmp_path: Path) -> None:
    before = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path), Store.in_folder(tmp_path))
    sent_one_after_the_other(before, 3)
    before.close()

    after = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path, kept_faxes=1), Store.in_folder(tmp_path))
    assert completed(after) == [3]
    assert stored(after, EntryPage) == 1


def test_a_large_window_is_closed_behind_a_fiftieth_part_at_once(converters: Workshop, fetchers: Workshop) -> None:
    unit = BenchUnit(converters, fetchers, Settings(kept_faxes=300, model="FF840"))
    unit.send(*[SENT] * 302)
    unit.run_until_idle()
    assert len(completed(unit)) in range(300, 307)
    unit.send(*[SENT] * 20)
    unit.run_until_idle()
    assert len(completed(unit)) in range(300, 307)
