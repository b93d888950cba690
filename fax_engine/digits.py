"""The digits of a telephone number, as somebody wrote it.

Rule: 0 to 9 count; pauses, dashes and whatever else stands between them do not.
"""

import re

_NOT_A_DIGIT = re.compile(r"[^0-9]")


def digits_of(number: str) -> str:
    """The digits of a dial string or a caller's number, in order."""
    return _NOT_A_DIGIT.sub("", number)
