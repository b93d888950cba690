"""What the kernel says of XML that it cannot take: one table, so that whoever has a real unit can correct it.

Rule: a value that does not fit raises `Unfit` with the name of a text here; the path and the words come later.
"""

from dataclasses import dataclass
from typing import Any

from emulator.markup.errors import NOT_VALID
from fax_engine.grades import Grade
from fax_engine.texts import text


class Unfit(ValueError):
    """A value that its leaf cannot hold. `text` names a field of `MarkupTexts`, `values` fill its places."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return self.said_with(MarkupTexts())

    def said_with(self, texts: "MarkupTexts") -> str:
        """The complaint in words."""
        said: str = getattr(texts, self.text)
        return said.format(**self.values)


@dataclass(frozen=True, slots=True)
class MarkupTexts:
    """Complaints. All but the first follow the path of the element at fault and a colon."""

    not_valid: str = text(NOT_VALID, Grade.GUIDE, help="bytes that are no acceptable XML")
    wrong_root: str = text("the root element is {tag} and should be '{expected}'", Grade.OURS, help="without a path")
    too_long: str = text("longer than {most} characters", Grade.OURS)
    not_an_integer: str = text("{value} is not an integer", Grade.OURS)
    not_integers: str = text("{value} is not a list of integers like 1,2,3", Grade.OURS)
    too_small: str = text("{value} is less than {least}", Grade.OURS)
    too_large: str = text("{value} is more than {most}", Grade.OURS)
    between_steps: str = text("{value} is not a multiple of {step}", Grade.OURS)
    not_a_boolean: str = text("{value} is neither true nor false", Grade.OURS)
    not_a_choice: str = text("{value} is not one of: {choices}", Grade.OURS)
    not_a_time: str = text("{value} is not a time in UTC like 2026-01-31T13:45:00", Grade.OURS)
    too_late: str = text("{value} is later than the year {last}, the last that a time may be in", Grade.OURS)
    not_base64: str = text("the text is not base64: {reason}", Grade.OURS)
