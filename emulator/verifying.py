"""Checking that faxes were sent as somebody expects, by what they mean: to whom, how many pages, what stands on them.

Rule: what the store knows is compared first, and texts are only read of faxes that pass. Whatever fails, the nearest
fax and every field of it that differs is told.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from emulator.appliance import Appliance
from emulator.candidates import entries
from emulator.facts import facts_of_entry, keys_of
from emulator.matching import Check, Difference, Facts, differences, equal, nearest
from emulator.pacer import let_others_go_first
from emulator.slices import in_turns
from emulator.text_layers import PageTexts, TextLayers
from models.summaries import EntrySummary

MOST_SHOWN = 300
"""Characters of a page's text that are told."""

Order = Callable[[EntrySummary], tuple[Any, ...]]
"""What faxes are sorted by."""

COMPARED_AT_ONCE = 500
"""Faxes that are compared before others have their turn."""


@dataclass(frozen=True, slots=True)
class TextExpected:
    """A text that stands on a page (from 1), or on any (None). How it is broken into lines does not matter."""

    contains: str
    page: int | None = None

    @property
    def field(self) -> str:
        """What a difference calls it."""
        return "text" if self.page is None else f"text on page {self.page}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a fax must be like."""

    checks: Sequence[Check]
    texts: Sequence[TextExpected] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how many faxes are as expected, and of these the newest, or one for each place of a sequence.

    When something is missing, `place` says which expectation (from 0) was not met, `near` is the fax that comes nearest
    to it, and `differs` is how it is different. When there are too many, `near` is the newest of them.
    """

    count: int
    found: Sequence[Facts]
    verified: bool = True
    place: int = 0
    near: Facts | None = None
    differs: Sequence[Difference] = field(default=())


def facts(entry: EntrySummary) -> Facts:
    """All that a fax can be compared by, but for texts."""
    return {
        **facts_of_entry(entry),
        "recipient": entry.recipient_name,
        "subject": entry.subject,
        "tries": entry.tries,
        "created_at": entry.created_at,
        "ended_at": entry.ended_at,
    }


class Verification:
    """The faxes of one unit, held against what is expected. Others are answered meanwhile: a verdict on a unit that was
    reset by then says nothing."""

    def __init__(self, unit: Appliance) -> None:
        self._context = unit.context
        self._layers = TextLayers(unit)

    async def verify(self, expected: Expectation, count: int | None) -> Verdict:
        """Exactly `count` faxes are as expected; None: at least one."""
        newest: Facts | None = None
        keys = set[str]()
        async with aclosing(self._passing(expected)) as all_passing:
            async for passing in all_passing:
                newest = newest or passing
                keys.add(passing["fax"])
                if count is None:
                    break
        found = [] if newest is None else [newest]
        if len(keys) == count or (count is None and found):
            return Verdict(len(keys), found)
        counted = [] if count is None else [Difference("count", count, len(keys))]
        if count is not None and len(keys) > count:
            return Verdict(len(keys), found, verified=False, near=newest, differs=counted)
        near, differs = await self._nearest(expected, lambda entry: keys_of(entry) not in keys)
        return Verdict(len(keys), found, verified=False, near=near, differs=[*differs, *counted])

    async def verify_sequence(self, expected: Sequence[Expectation], *, by_end: bool) -> Verdict:
        """There is a fax for each, in this order of their ends (else of their orders); others may be in between."""
        order: Order = _when_it_ended if by_end else _when_it_was_ordered
        meant = sorted(await self._meant(expected), key=order)
        position, taken = 0, list[EntrySummary]()
        for place, one in enumerate(expected):
            for index in range(position, len(meant)):
                if index % COMPARED_AT_ONCE == 0:
                    await let_others_go_first()
                if not await self._differs(one, meant[index]):
                    break
            else:
                near, differs = await self._out_of_order(one, meant[:position], taken, order)
                found = list(map(facts, taken))
                return Verdict(len(taken), found, verified=False, place=place, near=near, differs=differs)
            taken.append(meant[index])
            position = index + 1
        return Verdict(len(taken), list(map(facts, taken)))

    async def _out_of_order(
        self, expected: Expectation, before: Sequence[EntrySummary], taken: Sequence[EntrySummary], order: Order
    ) -> tuple[Facts | None, list[Difference]]:
        """One that is just as expected but came too early, or stands for a place before; else the nearest of the
        rest."""
        early = [entry for entry in before if not await self._differs(expected, entry)]
        for entry in early:
            if entry not in taken:
                last = keys_of(before[-1])
                return facts(entry), [Difference("order", f"after {last}", f"not after {last}")]
        for entry in early:
            place = taken.index(entry)
            words = f"{place} already, and there is no other such fax"
            return facts(entry), [Difference("place", len(taken), place, words)]
        return await self._nearest(expected, lambda entry: not taken or order(entry) > order(taken[-1]))

    async def _passing(self, expected: Expectation) -> AsyncGenerator[Facts, None]:
        """Those that are as expected, the newest first."""
        for found in entries(self._context, expected.checks):
            for entry in found:
                known = facts(entry)
                if not (differences(expected.checks, known) or await self._texts_differ(expected, entry)):
                    yield known
            await let_others_go_first()

    async def _meant(self, expected: Sequence[Expectation]) -> list[EntrySummary]:
        """Every fax that may be one of these."""
        meant = list[EntrySummary]()
        for found in entries(self._context, *(one.checks for one in expected)):
            meant += found
            await let_others_go_first()
        return meant

    async def _differs(self, expected: Expectation, entry: EntrySummary) -> list[Difference]:
        found = differences(expected.checks, facts(entry))
        return found or await self._texts_differ(expected, entry)

    async def _texts_differ(self, expected: Expectation, entry: EntrySummary) -> list[Difference]:
        if not expected.texts:
            return []
        pages = await self._layers.of(entry)
        return [
            Difference(one.field, one.contains, _shown(pages, one), _why_not_shown(pages, one))
            for one in expected.texts
            if not _stands(pages, one)
        ]

    async def _nearest(
        self, expected: Expectation, is_asked_for: Callable[[EntrySummary], bool]
    ) -> tuple[Facts | None, list[Difference]]:
        """Of those that are asked for, what differs least, but for texts, and how."""

        def slices(checks: Sequence[Check]) -> Iterator[Iterable[Facts]]:
            for found in entries(self._context, checks):
                yield (facts(entry) for entry in found if is_asked_for(entry))

        least = 0 if expected.texts else min((check.weight for check in expected.checks), default=0)
        near = await in_turns(nearest(expected.checks, slices, least))
        if near is None:
            return None, []
        differs = differences(expected.checks, near)
        for [entry] in entries(self._context, [equal("fax", near["fax"])]):
            differs += await self._texts_differ(expected, entry)
        return near, differs


def _when_it_ended(entry: EntrySummary) -> tuple[bool, datetime, int]:
    """What is not over yet comes last."""
    return entry.ended_at is None, entry.ended_at or entry.due_at, entry.entry_id


def _when_it_was_ordered(entry: EntrySummary) -> tuple[int, int]:
    return entry.fax_key, entry.entry_number


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _on(pages: PageTexts | None, expected: TextExpected) -> Iterator[str]:
    """The texts of the pages on which it may stand."""
    if pages is None or (expected.page is not None and expected.page > len(pages)):
        return
    for text in pages if expected.page is None else [pages[expected.page - 1]]:
        if text is not None:
            yield _one_line(text)


def _stands(pages: PageTexts | None, expected: TextExpected) -> bool:
    wanted = _one_line(expected.contains)
    return any(wanted in text for text in _on(pages, expected))


def _shown(pages: PageTexts | None, expected: TextExpected) -> str | None:
    """What stands there instead, shortened; None where there is no such page, or no text layer."""
    there = list(_on(pages, expected))
    return " ".join(there)[:MOST_SHOWN] if there else None


def _why_not_shown(pages: PageTexts | None, expected: TextExpected) -> str:
    """Why nothing is known to stand there; empty where something does."""
    if pages is None:
        return "unknown: nothing can be read of this fax, or not any more"
    if expected.page is not None and expected.page > len(pages):
        return f"not there: the last page is {len(pages)}"
    return "unknown: there is no text layer" if _shown(pages, expected) is None else ""
