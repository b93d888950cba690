"""What is wrong with a seed, collected: whoever writes one wants to hear of everything at once.

Rule: a complaint names the file and the way to the value in it, `users.toml: users[2].priority`, and says what would be
right.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class SeedError(Exception):
    """A seed that cannot be used; the text holds every complaint, one on each line."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(dict.fromkeys(complaints))
        if len(self.complaints) == 1:
            super().__init__(self.complaints[0])
        else:
            super().__init__("\n  ".join((f"{len(self.complaints)} problems:", *self.complaints)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or all of them; the end of a sentence."""
    words = sorted(known)
    nearest = get_close_matches(word, words, n=1)
    if nearest:
        return f"did you mean {nearest[0]!r}?"
    return f"there are {', '.join(words)}" if words else "there is none"
