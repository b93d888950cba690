"""Values of several kinds: whatever is none of them is told in one sentence, and not once for each kind.

Rule: the sentence says what may be given; what the description of a resource says of the value is its annotation's.
"""

from enum import StrEnum
from typing import Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError


def told_as(sentence: str) -> WrapValidator:
    """For an annotation: a value that does not fit is refused with this sentence."""

    def read(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise PydanticCustomError("none_of_them", "{sentence}", {"sentence": sentence}) from None

    return WrapValidator(read)


def one_or_more_of(*kinds: type[StrEnum], also: str | None = None) -> WrapValidator:
    """The same for a word of these kinds, or a list of which any will do; `also` is what may stand in their place."""
    words = ", ".join(dict.fromkeys(word.value for kind in kinds for word in kind))
    return told_as(f"give one or a list of {words}" + (f", or {also}" if also else ""))
