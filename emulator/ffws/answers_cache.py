"""Written answers for single entries: clients poll them, and most polls find nothing new.

Rule: an answer is kept until the journal says that its entry moved; whatever an answer shows changes only with a move.
However many callers and URL bases there are, what is kept is bounded.
"""

from collections.abc import Hashable

from fax_engine.journal import EntryMoved, Journal

MOST_ENTRIES = 2_000

MOST_VARIANTS = 8
"""Answers kept for one entry; a client may name as many hosts as it likes, and each makes another answer."""

EntryId = tuple[int, int]


class EntryAnswers:
    """Answers by entry (fax key, entry number) and by whatever else they depend on (caller, URL base)."""

    def __init__(self, journal: Journal) -> None:
        self._answers: dict[EntryId, dict[Hashable, bytes]] = {}
        journal.listen(self._entry_moved)

    def find(self, entry: EntryId, variant: Hashable) -> bytes | None:
        """The answer, when it still holds."""
        variants = self._answers.get(entry)
        return variants.get(variant) if variants else None

    def keep(self, entry: EntryId, variant: Hashable, body: bytes) -> bytes:
        """Keep an answer, the oldest one of its entry giving way where there are many; gives it back."""
        if len(self._answers) >= MOST_ENTRIES:
            self._answers.clear()
        variants = self._answers.setdefault(entry, {})
        if len(variants) >= MOST_VARIANTS and variant not in variants:
            del variants[next(iter(variants))]
        variants[variant] = body
        return body

    def forget(self) -> None:
        """Keep nothing."""
        self._answers.clear()

    def _entry_moved(self, event: EntryMoved) -> None:
        self._answers.pop((event.fax_key, event.entry_number), None)
