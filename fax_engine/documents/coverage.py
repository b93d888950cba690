"""Which characters a cover page can show: those of Windows-1252, and what DejaVu Sans has beyond.

Rule: the font's character map is read without the rest of it, so that the server may ask without a PDF library; it is
read when a text has a character that no standard font has, and kept from then on. Source: OpenType, table `cmap`,
format 12.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from struct import iter_unpack, unpack_from

from fax_engine.documents.characters import printable

STANDARD_ENCODING = "cp1252"
"""What PDF's standard fonts can write (ISO 32000-1, annex D)."""

_UNICODE_IN_FULL = (3, 10)
"""Platform and encoding of a map of all of Unicode."""


def dejavu_bytes() -> bytes:
    """The font file of DejaVu Sans."""
    return files("fax_engine.documents").joinpath("fonts", "DejaVuSans.ttf").read_bytes()


def lacking(text: str) -> str:
    """The characters of a text for which a cover page shows empty boxes, each once, in order."""
    unusual = (character for character in printable(text, keep="\n") if not _is_standard(character))
    return "".join(character for character in dict.fromkeys(unusual) if not _is_in_dejavu(ord(character)))


def _is_standard(character: str) -> bool:
    return bool(character.encode(STANDARD_ENCODING, "ignore"))


def _is_in_dejavu(code: int) -> bool:
    firsts, lasts = _ranges()
    place = bisect_right(firsts, code) - 1
    return place >= 0 and code <= lasts[place]


@cache
def _ranges() -> tuple[Sequence[int], Sequence[int]]:
    """The first and the last characters of each stretch that the font has, rising."""
    font = dejavu_bytes()
    tables = {
        tag: begin for tag, _, begin, _ in iter_unpack(">4sIII", font[12 : 12 + 16 * unpack_from(">H", font, 4)[0]])
    }
    begin = tables[b"cmap"]
    (maps,) = unpack_from(">H", font, begin + 2)
    places = {
        (platform, kind): at for platform, kind, at in iter_unpack(">HHI", font[begin + 4 : begin + 4 + 8 * maps])
    }
    groups = begin + places[_UNICODE_IN_FULL]
    (count,) = unpack_from(">I", font, groups + 12)
    stretches = [(first, last) for first, last, _ in iter_unpack(">III", font[groups + 16 : groups + 16 + 12 * count])]
    return tuple(first for first, _ in stretches), tuple(last for _, last in stretches)
