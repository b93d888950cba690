"""What may be meant is found in slices: nothing that is meant is left out, whatever the numbers and names look like."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from emulator.candidates import entries, keys_given, mails, received
from emulator.control.errors import ControlError
from emulator.control.unit import refuse_after_reset
from emulator.facts import FAXES
from emulator.matching import IDENTIFYING, Check, differences, equal, like, like_number, one_of
from emulator.pacer import let_others_go_first
from emulator.verifying import Expectation, Verification, facts
from emulator.waiting import End, EnoughMatch, Wait
from fax_engine.errors import UnitGone
from models.fax import Fax, FaxEntry
from models.summaries import KEYS_AT_ONCE, ROWS_AT_ONCE, EntrySummary
from models.vocabulary import Agent, FaxState, Receipt, ReceiptAttachment
from tests.support.units import GOOD, START, BenchUnit

ODD_NUMBERS = ("(218) 555\N{NO-BREAK SPACE}3335", "218\t555.3335", "+218x555_3335", "100%", "100 5", "W,9", "w,9")
MANY = KEYS_AT_ONCE + ROWS_AT_ONCE + 50

NUMBERS = ("218-555-3335", "*3335", "2185553335*", "100%", "1*5", "W*", "*,*", "+218X5553335", "218*x*", "9*9", "*")


def checks_of_number(pattern: str) -> list[Check]:
    return [like_number("number", pattern)]


def fax(keys: str) -> Check:
    return replace(equal("fax", keys), weight=IDENTIFYING)


def past(number: str, *more: str, state: FaxState = FaxState.SENT, username: str = "admin") -> Fax:
    """A fax that is over, to these numbers."""
    past = Fax(
        username=username,
        agent=Agent.FFWS,
        created_at=START,
        subject=f"To {number}",
        max_tries=3,
        try_interval=60,
        priority=3,
        receipt=Receipt.NEVER,
        receipt_attachment=ReceiptAttachment.NONE,
    )
    past.entries = [
        FaxEntry(
            number=place,
            recipient_fax_number=recipient,
            recipient_name=f"Mr {recipient}",
            state=state,
            message="",
            priority=3,
            due_at=START,
            ended_at=START + timedelta(minutes=place),
            pages=len(recipient) % 3,
            is_kept=False,
        )
        for place, recipient in enumerate((number, *more))
    ]
    return past


@pytest.fixture
def crowded(unit: BenchUnit) -> BenchUnit:
    """A unit with faxes for several slices, the odd ones among the oldest; one has recipients for several slices
    alone."""
    with unit.appliance.context.work() as work:
        work.faxes.add_all([past(number) for number in ODD_NUMBERS])
        work.faxes.add_all([past("1", *(f"700{place}" for place in range(2 * ROWS_AT_ONCE)), username="Ann")])
        work.faxes.add_all([past(f"555-{number:06d}") for number in range(MANY)])
        work.faxes.add_all([past("8", state=FaxState.FAILED)])
    return unit


def found(unit: BenchUnit, *checks: Sequence[Check], newest_first: bool = True) -> list[EntrySummary]:
    slices = list(entries(unit.appliance.context, *checks, newest_first=newest_first))
    assert max(map(len, slices)) <= ROWS_AT_ONCE
    return [entry for each in slices for entry in each]


def test_everything_comes_once_in_either_order(crowded: BenchUnit) -> None:
    oldest_first = found(crowded, (), newest_first=False)
    assert len(oldest_first) == len(ODD_NUMBERS) + 1 + 2 * ROWS_AT_ONCE + MANY + 1
    assert [entry.entry_id for entry in oldest_first] == sorted(entry.entry_id for entry in oldest_first)
    assert found(crowded, ()) == oldest_first[::-1]


def test_nothing_that_passes_is_left_out_and_little_else_is_read(crowded: BenchUnit) -> None:
    everything = found(crowded, ())
    for checks in [
        *map(checks_of_number, NUMBERS),
        [like("user", "An*")],
        [like("recipient", "Mr w,9")],
        [like("subject", "To 100%")],
        [one_of("state", {"failed", "aborted"})],
        [equal("pages", 2), like("user", "Ann")],
        [fax("00000008/0003")],
        [equal("tries", 1), like_number("number", "1")],
    ]:
        narrowed = found(crowded, checks)
        passing = [entry for entry in everything if not differences(checks, facts(entry))]
        assert [entry for entry in narrowed if not differences(checks, facts(entry))] == passing, checks
        assert len(narrowed) < len(everything) or checks[0].expected == "*"


def test_any_of_several_will_do(crowded: BenchUnit) -> None:
    several = [[one_of("state", {"failed"})], checks_of_number("100%"), [fax("00000008/0003")]]
    assert [entry.fax_number for entry in found(crowded, *several)] == ["8", "7002", "100%"]
    assert len(found(crowded, *several * 10)) == len(found(crowded, ()))


def test_of_nothing_there_is_nothing(unit: BenchUnit) -> None:
    context = unit.appliance.context
    assert found(unit, ()) == []
    assert (list(received(context)), list(mails(context))) == ([], [])
    assert keys_given(None) == (None, None)


def test_an_event_while_there_is_more_to_read_ends_the_wait_with_all_that_match_then(crowded: BenchUnit) -> None:
    condition = EnoughMatch(FAXES, [one_of("state", {"failed", "preprocessing"})], lambda: 2)

    async def story() -> End:
        nobody: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with Wait(crowded.appliance, condition) as wait:
            ending = asyncio.ensure_future(wait.end(60, nobody, skip=False))
            await let_others_go_first()
            assert condition.matched == {}  # the one that failed is the newest of those that were there
            crowded.send(GOOD, "5005550000")
            return await ending

    assert asyncio.run(story()) is End.HOLDS
    assert sorted(one["state"] for one in condition.matched.values()) == ["failed", "preprocessing", "preprocessing"]


def test_a_reset_while_there_is_more_to_read_ends_the_wait(crowded: BenchUnit) -> None:
    condition = EnoughMatch(FAXES, [one_of("state", {"sent"})], lambda: 1)

    async def story() -> End:
        nobody: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with Wait(crowded.appliance, condition) as wait:
            ending = asyncio.ensure_future(wait.end(60, nobody, skip=False))
            await let_others_go_first()
            crowded.appliance.reset()
            return await ending

    assert asyncio.run(story()) is End.RESET


def test_a_sequence_is_found_among_many_and_the_nearest_miss_stands_behind_it(crowded: BenchUnit) -> None:
    order = [Expectation(checks_of_number(number)) for number in ("W,9", "555000003", "555000002")]
    verdict = asyncio.run(Verification(crowded.appliance).verify_sequence(order, by_end=False))

    assert (verdict.verified, verdict.place, len(verdict.found)) == (False, 2, 2)
    assert [one.field for one in verdict.differs] == ["order"]
    order[2] = Expectation([*checks_of_number("8"), one_of("state", {"sent"})])
    verdict = asyncio.run(Verification(crowded.appliance).verify_sequence(order, by_end=False))
    assert verdict.near is not None
    assert (verdict.near["number"], verdict.near["state"]) == ("8", "failed")


def test_a_unit_without_power_has_its_faxes_all_the_same(crowded: BenchUnit) -> None:
    before = found(crowded, ())
    crowded.appliance.power_off()
    assert found(crowded, ()) == before
    verdict = asyncio.run(Verification(crowded.appliance).verify(Expectation(checks_of_number("W,9")), 1))
    assert verdict.verified


@pytest.mark.parametrize("becomes_other", ["reset", "deleted"])
def test_a_verdict_on_a_unit_that_is_another_by_then_is_refused(crowded: BenchUnit, becomes_other: str) -> None:
    unit = crowded.appliance
    context = unit.context

    async def story() -> None:
        verifying = asyncio.ensure_future(Verification(unit).verify(Expectation([]), MANY))
        await let_others_go_first()
        if becomes_other == "reset":
            unit.reset()
        else:
            unit.discard()
        await verifying
        refuse_after_reset(unit, context)

    with pytest.raises(ControlError if becomes_other == "reset" else UnitGone):
        asyncio.run(story())
