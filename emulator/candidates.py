"""What may be meant among all that a unit has, in slices: whoever looks for one thing does not read everything.

Rule: the store leaves out what it can tell is not meant, and whoever asked compares the rest. Each slice is read in a
transaction of its own; between two of them anything may happen to the unit, and what is read of one that was reset is
of no use. A unit without power has its faxes all the same.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from emulator.ffws.links import parse_entry_key, parse_fax_key
from emulator.matching import Check
from fax_engine.context import UnitContext
from models.store import Work
from models.summaries import EntryPlace, EntrySearch, EntrySummary, MailSummary, ReceivedSummary
from models.vocabulary import FaxState

Summary = TypeVar("Summary", ReceivedSummary, MailSummary)

MOST_SEARCHES = 20
"""Of how many at once the store is asked; what would be more is all looked through."""


def keys_given(fax: str | None) -> tuple[int | None, int | None]:
    """The numbers of a fax and of an entry in `FAXKEY` or `FAXKEY/ENTRYKEY`, as far as they are there."""
    if fax is None:
        return None, None
    fax_key, slash, entry_key = fax.partition("/")
    return parse_fax_key(fax_key), parse_entry_key(entry_key) if slash else None


def search_for(checks: Sequence[Check]) -> EntrySearch:
    """What the store is asked for where an outbound fax has to pass all of these."""
    expected = {check.field: check.expected for check in checks}
    fax_key, entry_number = keys_given(expected.get("fax"))
    states = expected.get("state")
    return EntrySearch(
        fax_key=fax_key,
        entry_number=entry_number,
        fax_number=expected.get("number"),
        username=expected.get("user"),
        recipient_name=expected.get("recipient"),
        subject=expected.get("subject"),
        states=None
        if states is None
        else [FaxState(word) for word in ([states] if isinstance(states, str) else states)],
        pages=expected.get("pages"),
    )


def entries(
    context: UnitContext, *any_of: Sequence[Check], newest_first: bool = True
) -> Iterator[Sequence[EntrySummary]]:
    """The outbound faxes that may pass all checks of one of these."""
    searches = [search_for(checks) for checks in any_of] if len(any_of) <= MOST_SEARCHES else [EntrySearch()]
    place: EntryPlace | None = None
    while True:
        with context.work() as work:
            found, place = work.summaries.entries(searches, place, newest_first=newest_first)
        yield found
        if place is None:
            return


def received(context: UnitContext, *, newest_first: bool = True) -> Iterator[Sequence[ReceivedSummary]]:
    """The faxes that came in."""
    return _by_number(
        context, lambda work, last: work.summaries.received(last, newest_first=newest_first), lambda one: one.call
    )


def mails(context: UnitContext, *, newest_first: bool = True) -> Iterator[Sequence[MailSummary]]:
    """The mails that are kept."""
    return _by_number(
        context, lambda work, last: work.summaries.mails(last, newest_first=newest_first), lambda one: one.number
    )


def _by_number(
    context: UnitContext, read: Callable[[Work, int | None], Sequence[Summary]], number_of: Callable[[Summary], int]
) -> Iterator[Sequence[Summary]]:
    """Slice by slice; `number_of` answers what the next one begins beyond."""
    last: int | None = None
    while True:
        with context.work() as work:
            found = read(work, last)
        if not found:
            return
        yield found
        last = number_of(found[-1])
