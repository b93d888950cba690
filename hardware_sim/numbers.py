"""What a dialled number says by itself: the magic number that it may end in.

Rule: a number whose digits end in 5005550CCC decides its own outcome, the one with the magic number CCC.
"""

import re

from fax_engine.digits import digits_of

_MAGIC = re.compile(r"5005550([0-9]{3})$")


def magic_number_of(dial_string: str) -> str | None:
    """The three digits by which a dialled number asks for an outcome; None when it asks for none."""
    found = _MAGIC.search(digits_of(dial_string))
    return found[1] if found else None
