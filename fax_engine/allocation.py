"""Allocation: which due entry goes next, and on which idle channel.

Rule: a line takes outbound calls when its settings say so, and of the entries that are due, priority 0 first and then
by age, those whose number its dialing rules accept. An entry that no such line would ever dial, because the rules
changed since it was prepared, is handed back when its turn comes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from fax_engine.dialing import Dialled, Rejected
from fax_engine.line import Channel, ChannelBank
from fax_engine.lines import Lines
from models.fax import FaxEntry
from models.store import Work

Refuse = Callable[[Work, FaxEntry, Rejected], None]


class Allocation:
    """Brings due entries and idle channels together.

    `refuse` takes an entry that no line would dial, and must leave it in a state or with a moment in which it is not
    due. Which entries fell due and still wait is remembered, and for what dialing lists nothing of that is left: the
    queue, in which thousands may wait for their moment, is searched only when something can be found.
    """

    def __init__(self, bank: ChannelBank, lines: Lines, refuse: Refuse) -> None:
        self._bank = bank
        self._lines = lines
        self._refuse = refuse
        self._exhausted: set[str] = set()
        self._waiting: set[int] = set()

    def has_takers(self) -> bool:
        """True when some idle channel might take an entry."""
        return next(self._takers(), None) is not None

    def next(self, work: Work, now: datetime, begun: Mapping[int, int]) -> tuple[FaxEntry, Channel] | None:
        """The entry that goes next on any idle channel, and the channel; None when nothing that is due can go.

        `begun`: the channels, by number, that this transaction has given an entry, and its row.
        """
        for channel in self._takers():
            if channel.number in begun:
                continue
            entry = self._next_for(work, self._lines.of(channel.number).dialing_rules, now, begun.values())
            if entry is not None:
                return entry, channel
        return None

    @property
    def remembers_numbers(self) -> bool:
        """True when it matters to what number the entry goes that falls due now."""
        return bool(self._exhausted) and self._lines.have_rules

    def fell_due(self, entry_id: int, number: str = "") -> None:
        """This entry is due now; the number that it goes to counts only where `remembers_numbers` says so."""
        self._waiting.add(entry_id)
        if not self.remembers_numbers or self._lines.refusal(number) is not None:
            self._exhausted.clear()
        self._exhausted = {name for name in self._exhausted if not self._accepts(name, number)}

    def waits_no_more(self, entry_id: int) -> None:
        """This entry is dialled, is not to be sent, or has another moment."""
        self._waiting.discard(entry_id)

    def forget(self) -> None:
        """Settings or rules are others now."""
        self._exhausted.clear()

    def _takers(self) -> Iterator[Channel]:
        for channel in self._bank.idle():
            settings = self._lines.of(channel.number)
            if settings.enabled_outbound and settings.dialing_rules not in self._exhausted:
                yield channel

    def _next_for(self, work: Work, list_name: str, now: datetime, begun: Collection[int]) -> FaxEntry | None:
        """The entry that goes next on lines with this list; those that no line would dial are refused on the way."""
        while (entry := self._next_concerned(work, list_name, now, begun)) is not None:
            refusal = self._lines.refusal(entry.recipient_fax_number)
            if refusal is None:
                return entry
            self._refuse(work, entry, refusal)
        self._exhausted.add(list_name)
        return None

    def _next_concerned(self, work: Work, list_name: str, now: datetime, begun: Collection[int]) -> FaxEntry | None:
        """The first due entry whose number the list accepts, or no line's list does."""
        if self._waiting.issubset(begun):
            return None
        if self._lines.are_alike:
            return work.faxes.next_due(now)
        for entry_id, number in work.faxes.due_numbers(now):
            if self._accepts(list_name, number) or self._lines.refusal(number) is not None:
                return work.faxes.entry(entry_id)
        return None

    def _accepts(self, list_name: str, number: str) -> bool:
        return isinstance(self._lines.dialled(list_name, number), Dialled)
