"""Stories of faxes, from the order to the end, with real documents, a real store and simulated lines."""

from datetime import timedelta

import pytest

from emulator.settings import Settings
from fax_engine.errors import MoveRefused, OrderRefused
from fax_engine.orders import AttachmentOrder, CoverOrder
from fax_engine.workshop import Workshop
from models.user import User
from models.vocabulary import FaxState, Location
from tests.support.units import BUSY, GOOD, NO_ANSWER, SENT, BenchUnit

S = FaxState


def test_a_fax_is_prepared_dialled_and_sent(unit: BenchUnit) -> None:
    fax = unit.send("218-555-3335")
    assert (unit.state(fax), unit.entry(fax).message) == (S.PREPROCESSING, "New fax entry")

    unit.run_until_idle()

    entry = unit.entry(fax)
    assert (entry.state, entry.message, entry.pages) == (S.SENT, "Successfully sent fax", 1)
    assert unit.moves == [f"00000001/0000 {state}" for state in ("preprocessing", "pending", "sending", "sent")]
    (attempt,) = unit.attempts(fax)
    assert attempt.succeeded
    assert (attempt.pages, attempt.try_number, attempt.channel) == (1, 1, 1)
    assert attempt.ended_at == entry.ended_at


def test_a_frozen_call_takes_its_full_time(unit: BenchUnit) -> None:
    fax = unit.send()
    before = unit.now
    unit.run_until_idle()

    assert timedelta(seconds=15) < unit.now - before < timedelta(minutes=2)
    (attempt,) = unit.attempts(fax)
    assert attempt.connected_at is not None
    assert attempt.started_at < attempt.connected_at < attempt.ended_at


def test_a_busy_number_is_tried_again_and_given_up(unit: BenchUnit) -> None:
    fax = unit.send(BUSY, max_tries=3, try_interval=300)
    unit.run_until(fax, S.SENDING)
    unit.run_until(fax, S.PENDING)
    entry = unit.entry(fax)
    assert entry.try_number == 2
    assert entry.stime == unit.now + timedelta(seconds=300)

    unit.run_until_idle()

    entry = unit.entry(fax)
    assert (entry.state, entry.try_number) == (S.FAILED, 3)
    attempts = unit.attempts(fax)
    assert [attempt.outcome for attempt in attempts] == ["busy"] * 3
    assert attempts[1].started_at - attempts[0].ended_at == timedelta(seconds=300)
    assert entry.message == attempts[2].hangup_message != ""


def test_nobody_answers(unit: BenchUnit) -> None:
    fax = unit.send(NO_ANSWER, max_tries=1)
    unit.run_until_idle()
    assert unit.state(fax) is S.FAILED
    (attempt,) = unit.attempts(fax)
    assert (attempt.outcome, attempt.connected_at, attempt.pages) == ("no_answer", None, 0)


def test_a_fax_for_tomorrow_waits_until_then(unit: BenchUnit) -> None:
    tomorrow = unit.now + timedelta(days=1)
    fax = unit.send(due_at=tomorrow)
    unit.run_for(3600)
    assert (unit.state(fax), unit.entry(fax).stime) == (S.PENDING, tomorrow)

    unit.run_until_idle()

    assert unit.state(fax) is S.SENT
    assert unit.attempts(fax)[0].started_at == tomorrow


def test_one_recipients_busy_line_is_nobody_elses_matter(unit: BenchUnit) -> None:
    fax = unit.send(SENT, BUSY, SENT, max_tries=1)
    unit.run_until_idle()
    assert [unit.state(fax, number) for number in range(3)] == [S.SENT, S.FAILED, S.SENT]


def test_priority_goes_first_then_age(unit: BenchUnit) -> None:
    later = unit.now + timedelta(minutes=5)
    unit.send(SENT, SENT, due_at=later, priority=3)
    unit.send(SENT, due_at=later, priority=5)
    unit.send(SENT, due_at=later, priority=0)
    unit.moves.clear()
    unit.run_until_idle()

    dialled = [move.split()[0] for move in unit.moves if move.endswith("sending")]
    assert dialled == ["00000003/0000", "00000001/0000", "00000001/0001", "00000002/0000"]


@pytest.mark.parametrize(("model", "lines"), [("FF240", 2), ("FF440", 4), ("FF840", 8), ("FF240-IP", 2)])
def test_as_many_calls_at_once_as_the_model_has_lines(
    model: str, lines: int, converters: Workshop, fetchers: Workshop
) -> None:
    unit = BenchUnit(converters, fetchers, Settings(model=model))
    fax = unit.send(*[SENT] * 10)
    unit.run_until(fax, S.SENDING, number=lines - 1)
    states = [unit.state(fax, number) for number in range(10)]
    assert states.count(S.SENDING) == lines

    unit.run_until_idle()
    assert {unit.state(fax, number) for number in range(10)} == {S.SENT}
    assert {unit.attempts(fax, number)[0].channel for number in range(10)} == set(range(1, lines + 1))


@pytest.mark.parametrize("state", [S.PREPROCESSING, S.PENDING, S.SENDING])
def test_abort_in_every_state_on_the_way(unit: BenchUnit, state: FaxState) -> None:
    fax = unit.send(SENT, due_at=unit.now + timedelta(minutes=1))
    unit.run_until(fax, state)

    unit.abort(fax)
    assert (unit.state(fax), unit.entry(fax).message) == (S.ABORTED, "Fax aborted by user")

    unit.run_until_idle()
    assert unit.state(fax) is S.ABORTED
    assert all(channel.is_idle for channel in unit.appliance.bank.channels)
    assert [attempt.outcome for attempt in unit.attempts(fax)] == (["aborted"] if state is S.SENDING else [])


def test_a_final_entry_stays_as_it_is_when_aborted(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_until_idle()
    unit.abort(fax)
    assert unit.state(fax) is S.SENT


def test_an_abort_of_several_is_told_whole_before_what_comes_of_it(unit: BenchUnit) -> None:
    fax, other = unit.send(*[GOOD] * 5), unit.send(GOOD)
    unit.run_until(fax, S.SENDING)
    so_far = len(unit.moves)
    with unit.appliance.context.work() as work:
        found = work.faxes.find(fax.key)
        assert found is not None
        unit.appliance.outbox.abort(work, found.entries)
    assert unit.moves[so_far : so_far + 6] == [
        *(f"{fax.key:08X}/{number:04X} aborted" for number in range(5)),
        f"{other.key:08X}/0000 sending",
    ]


def test_a_line_freed_by_an_abort_takes_the_next(unit: BenchUnit) -> None:
    fax = unit.send(SENT, SENT, SENT)
    unit.run_until(fax, S.SENDING, number=1)
    assert unit.state(fax, 2) is S.PENDING
    unit.abort(fax, 0)
    assert unit.state(fax, 2) is S.SENDING


def test_a_sent_fax_can_be_sent_again(unit: BenchUnit) -> None:
    fax = unit.send(BUSY, max_tries=2)
    unit.run_until_idle()
    assert unit.entry(fax).try_number == 2

    unit.reschedule(fax)
    assert (unit.state(fax), unit.entry(fax).try_number) == (S.PENDING, 1)
    unit.run_until_idle()

    assert unit.state(fax) is S.FAILED
    assert len(unit.attempts(fax)) == 4


def test_a_pending_fax_can_be_moved_and_a_sending_one_is_left_alone(unit: BenchUnit) -> None:
    fax = unit.send(SENT, due_at=unit.now + timedelta(days=1))
    unit.run_for(60)
    unit.reschedule(fax, unit.now + timedelta(minutes=2))
    unit.run_for(119)
    assert unit.state(fax) is S.PENDING
    unit.run_for(2)
    assert unit.state(fax) is S.SENDING

    due_at = unit.entry(fax).due_at
    unit.reschedule(fax, unit.now + timedelta(days=1))
    assert (unit.state(fax), unit.entry(fax).due_at) == (S.SENDING, due_at)
    unit.run_until_idle()
    assert unit.state(fax) is S.SENT


def test_a_fax_moved_while_its_pages_are_made_waits_for_its_new_time(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    tomorrow = unit.now + timedelta(days=1)
    unit.reschedule(fax, tomorrow)
    unit.run_until(fax, S.PENDING)
    assert unit.entry(fax).due_at == tomorrow

    unit.run_until_idle()

    (attempt,) = unit.attempts(fax)
    assert attempt.started_at == tomorrow


def test_a_fax_tried_again_at_once_gives_way_to_what_goes_first(unit: BenchUnit) -> None:
    busy = unit.send(BUSY, BUSY, max_tries=2, try_interval=0)
    urgent = unit.send(SENT, priority=0, due_at=unit.now + timedelta(seconds=3))
    unit.run_until(urgent, S.SENDING)
    assert {unit.state(busy, number) for number in (0, 1)} == {S.SENDING, S.PENDING}

    unit.run_until_idle()

    assert [len(unit.attempts(busy, number)) for number in (0, 1)] == [2, 2]
    assert unit.state(urgent) is S.SENT


def test_a_fax_aborted_before_it_had_pages_is_prepared_again(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.abort(fax)
    unit.reschedule(fax)
    assert unit.state(fax) is S.PREPROCESSING
    unit.run_until_idle()
    assert (unit.state(fax), unit.entry(fax).pages) == (S.SENT, 1)


def need_approval(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        work.users.add(User(username="ann", password_digest="x", needs_approval=True, approver="boss"))


def decide(unit: BenchUnit, number: int, *, approve: bool) -> None:
    with unit.appliance.context.work() as work:
        entry = work.faxes.find_entry(1, number)
        assert entry is not None
        unit.appliance.outbox.decide(work, entry, "boss", approve=approve)


def test_approval(unit: BenchUnit) -> None:
    need_approval(unit)
    fax = unit.send(SENT, SENT, username="ann")
    unit.run_until_idle()
    assert [unit.state(fax, number) for number in (0, 1)] == [S.APPROVAL_PENDING] * 2

    decide(unit, 0, approve=True)
    decide(unit, 1, approve=False)
    unit.run_until_idle()

    assert [unit.state(fax, number) for number in (0, 1)] == [S.SENT, S.ABORTED]
    assert unit.entry(fax).approver == "boss"
    assert unit.entry(fax).approval_at is not None
    with pytest.raises(MoveRefused):
        decide(unit, 0, approve=True)


def test_sending_a_refused_fax_again_does_not_get_round_the_approver(unit: BenchUnit) -> None:
    need_approval(unit)
    fax = unit.send(SENT, username="ann")
    unit.run_until_idle()
    decide(unit, 0, approve=False)

    unit.reschedule(fax)
    unit.run_until_idle()

    assert unit.state(fax) is S.APPROVAL_PENDING


def test_an_entry_waiting_for_approval_can_be_aborted(unit: BenchUnit) -> None:
    need_approval(unit)
    fax = unit.send(SENT, username="ann")
    unit.run_until_idle()
    unit.abort(fax)
    assert unit.state(fax) is S.ABORTED


def broken(name: str = "broken.pdf") -> AttachmentOrder:
    return AttachmentOrder(Location.INLINE, name, "application/pdf", content=b"%PDF-1.4 nothing more")


def test_a_broken_document_makes_its_fax_dead_and_harms_no_other(unit: BenchUnit) -> None:
    bad = unit.send(SENT, SENT, attachments=(broken(),))
    good = unit.send(SENT)
    unit.run_until_idle()

    assert [unit.state(bad, number) for number in (0, 1)] == [S.DEAD] * 2
    assert unit.entry(bad).message.startswith("attachment broken.pdf: ")
    assert unit.state(good) is S.SENT


def test_a_cover_page_goes_first_and_counts(unit: BenchUnit) -> None:
    fax = unit.send(SENT, cover=CoverOrder("default.pdf", "Subject", "Comments"))
    only_cover = unit.send(SENT, cover=CoverOrder("default.pdf"), attachments=())
    unit.run_until_idle()
    assert (unit.state(fax), unit.entry(fax).pages) == (S.SENT, 2)
    assert (unit.state(only_cover), unit.entry(only_cover).pages) == (S.SENT, 1)


def test_attachments_go_in_order_and_the_same_one_may_go_twice(unit: BenchUnit) -> None:
    one = AttachmentOrder(Location.INLINE, "1", "text/plain", content=b"one")
    two = AttachmentOrder(Location.INLINE, "2", "text/plain", content=b"two\ftwo")
    fax = unit.send(SENT, attachments=(one, two, one))
    unit.run_until_idle()
    assert unit.entry(fax).pages == 4
    images = [bits for _, _, bits, _ in unit.page_images(fax)]
    assert images[0] == images[3] != images[1]


@pytest.mark.parametrize(
    ("numbers", "attachments", "cover", "message"),
    [
        ((SENT,) * 401, None, None, "too many recipients: 401, at most 400"),
        (("",), None, None, "recipient 1: invalid fax_number: empty"),
        ((SENT, "-"), None, None, "recipient 2: invalid fax_number: -"),
        ((SENT,), (), None, "nothing to send"),
        ((SENT,), (), CoverOrder("default.pdf", enabled=False), "nothing to send"),
        ((SENT,), None, CoverOrder("nobody.pdf"), "cover page not found: nobody.pdf"),
        (
            (SENT,),
            (AttachmentOrder(Location.INLINE, "a.doc", "application/msword", content=b"x"),),
            None,
            "attachment a.doc: unsupported content_type: application/msword, expected one of application/pdf, text/plain, image",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_whole_and_uses_no_key(
    unit: BenchUnit,
    numbers: tuple[str, ...],
    attachments: tuple[AttachmentOrder, ...] | None,
    cover: CoverOrder | None,
    message: str,
) -> None:
    with pytest.raises(OrderRefused, match=message):
        unit.send(*numbers, attachments=attachments, cover=cover)
    assert unit.send(SENT).key == 1


def test_the_same_story_twice_is_the_same_to_the_letter(converters: Workshop, fetchers: Workshop) -> None:
    def story() -> list[str]:
        unit = BenchUnit(converters, fetchers)
        unit.send(SENT, BUSY, NO_ANSWER, cover=CoverOrder("default.pdf"))
        unit.send(BUSY, attachments=(broken(),))
        unit.send(SENT, priority=0)
        start = unit.now
        unit.run_until_idle()
        return [*unit.moves, str(unit.now - start)]

    assert story() == story()


def test_no_pages_are_kept_twice_for_the_same_document(unit: BenchUnit) -> None:
    first = unit.send(SENT, text="the same")
    second = unit.send(SENT, text="the same")
    unit.run_until_idle()
    with unit.appliance.context.work() as work:
        assert work.documents.page_ids(1) == [1]
        assert work.documents.find_cover_page("default.pdf") is not None
    assert unit.page_images(first) == unit.page_images(second)


def test_an_aborted_fax_leaves_nothing_due(unit: BenchUnit) -> None:
    fax = unit.send(SENT, due_at=unit.now + timedelta(days=365 * 50))
    unit.run_for(60)
    unit.abort(fax)
    assert unit.appliance.timeline.next_due is None


def test_an_entry_that_is_moved_again_and_again_is_due_once(unit: BenchUnit) -> None:
    fax = unit.send(SENT, due_at=unit.now + timedelta(days=2))
    unit.run_for(60)
    for days in (9, 5, 1):
        unit.reschedule(fax, unit.now + timedelta(days=days))
    assert unit.appliance.timeline.next_due == unit.entry(fax).due_at
    unit.run_until_idle()
    assert unit.attempts(fax)[0].started_at == unit.entry(fax).due_at


def test_starting_over_forgets_the_old_verdict(unit: BenchUnit) -> None:
    need_approval(unit)
    fax = unit.send(SENT, username="ann")
    unit.run_until_idle()
    decide(unit, 0, approve=False)
    unit.reschedule(fax)
    assert (unit.entry(fax).approver, unit.entry(fax).approval_at) == ("", None)
