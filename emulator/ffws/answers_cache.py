"""Written answers for single entries: clients poll them, and most polls find nothing new.

Rule: an answer is kept until the journal says that its entry moved; whatever an answer shows changes only with a move.
"""

from collections.abc import Hashable

from fax_engine.journal import EntryMoved, Journal

MOST_ENTRIES = 2_000

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
        """Keep an answer; gives it back."""
        if len(self._answers) >= MOST_ENTRIES:
            self._answers.clear()
        self._answers.setdefault(entry, {})[variant] = body
        return body

    def forget(self) -> None:
        """Keep nothing."""
        self._answers.clear()

    def _entry_moved(self, event: EntryMoved) -> None:
        self._answers.pop((event.fax_key, event.entry_number), None)
