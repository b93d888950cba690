"""Checking that faxes were sent as somebody expects, by what they mean: to whom, how many pages, what stands on them.

Rule: what the store knows is compared first, and texts are only read of faxes that pass. Whatever fails, the nearest fax
and every field of it that differs is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from emulator.appliance import Appliance
from emulator.facts import facts_of_entry
from emulator.matching import Check, Difference, Facts, differences, nearest
from emulator.text_layers import PageTexts, TextLayers
from models.summaries import EntrySummary

MOST_SHOWN = 300
"""Characters of a page's text that are told."""


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
    """What was found. `found` are the faxes that are as expected, in order; when something is missing, `place` says which
    expectation (from 0) was not met, `near` is the fax that comes nearest to it, and `differs` is how it is different.

    When there are too many, `near` is the newest of them.
    """

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
    """The faxes of one unit as they are now, held against what is expected."""

    def __init__(self, unit: Appliance) -> None:
        self._unit = unit
        self._context = unit.context
        with self._context.work() as work:
            self.entries = work.summaries.entries()
        self._layers = TextLayers(unit)
        self._facts = {entry.entry_id: facts(entry) for entry in self.entries}

    @property
    def is_outdated(self) -> bool:
        """True when the unit was reset meanwhile."""
        return self._unit.context is not self._context

    async def verify(self, expected: Expectation, count: int | None) -> Verdict:
        """Exactly `count` faxes are as expected; None: at least one."""
        found = []
        for entry in reversed(self.entries):
            if not await self._differs(expected, entry):
                found.append(entry)
                if count is None:
                    break
        told = self._told(found[::-1])
        if len(found) == count or (count is None and found):
            return Verdict(told)
        counted = [] if count is None else [Difference("count", count, len(found))]
        if count is not None and len(found) > count:
            return Verdict(told, verified=False, near=told[-1], differs=counted)
        others = [entry for entry in self.entries if entry not in found]
        near, differs = await self._nearest(expected, others)
        return Verdict(told, verified=False, near=near, differs=[*differs, *counted])

    async def verify_sequence(self, expected: Sequence[Expectation], *, by_end: bool) -> Verdict:
        """There is a fax for each, in this order of their ends (else of their orders); others may be in between."""
        entries = sorted(self.entries, key=_when_it_ended) if by_end else self.entries
        position, taken = 0, list[EntrySummary]()
        for place, one in enumerate(expected):
            for index in range(position, len(entries)):
                if not await self._differs(one, entries[index]):
                    break
            else:
                near, differs = await self._out_of_order(one, entries, position, taken)
                return Verdict(self._told(taken), verified=False, place=place, near=near, differs=differs)
            taken.append(entries[index])
            position = index + 1
        return Verdict(self._told(taken))

    async def _out_of_order(
        self, expected: Expectation, entries: Sequence[EntrySummary], position: int, taken: Sequence[EntrySummary]
    ) -> tuple[Facts | None, list[Difference]]:
        """One that is just as expected but came too early, or stands for a place before; else the nearest of the rest."""
        early = [entry for entry in entries[:position] if not await self._differs(expected, entry)]
        for entry in early:
            if entry not in taken:
                before = self._facts[entries[position - 1].entry_id]["fax"]
                return self._facts[entry.entry_id], [Difference("order", f"after {before}", f"not after {before}")]
        for entry in early:
            place = taken.index(entry)
            words = f"{place} already, and there is no other such fax"
            return self._facts[entry.entry_id], [Difference("place", len(taken), place, words)]
        return await self._nearest(expected, entries[position:])

    def _told(self, entries: Sequence[EntrySummary]) -> list[Facts]:
        return [self._facts[entry.entry_id] for entry in entries]

    async def _differs(self, expected: Expectation, entry: EntrySummary) -> list[Difference]:
        found = differences(expected.checks, self._facts[entry.entry_id])
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
        self, expected: Expectation, entries: Sequence[EntrySummary]
    ) -> tuple[Facts | None, list[Difference]]:
        known = nearest(expected.checks, (self._facts[entry.entry_id] for entry in entries))
        for entry in entries:
            if self._facts[entry.entry_id] is known:
                found = differences(expected.checks, self._facts[entry.entry_id])
                return known, found + await self._texts_differ(expected, entry)
        return None, []


def _when_it_ended(entry: EntrySummary) -> tuple[bool, object, int]:
    """What is not over yet comes last."""
    return entry.ended_at is None, entry.ended_at or entry.due_at, entry.entry_id


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
