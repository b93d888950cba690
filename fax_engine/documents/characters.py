"""What can be printed of a text.

Rule: a character takes one column of paper or none. Letters are composed with their accents where Unicode knows the
result; controls, formats and accents that stand alone take none and are left out.
"""

import unicodedata

WITHOUT_SHAPE = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
"""Control, format, surrogate, and combining marks (Unicode general categories)."""

BLANK = frozenset({"Zs", "Zl", "Zp"})


def printable(text: str, keep: str = "") -> str:
    """The text in composed form, every blank a space, without what has no shape; characters in `keep` stay."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    return text.translate({ord(character): _shape(character) for character in set(text) if character not in keep})


def _shape(character: str) -> str | None:
    category = unicodedata.category(character)
    if category in BLANK:
        return " "
    return None if category in WITHOUT_SHAPE else character
