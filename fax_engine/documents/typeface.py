"""Typefaces for text that we write into a PDF: one of PDF's standard fonts, or DejaVu Sans where that lacks a letter.

Rule: a standard font serves whatever Windows-1252 can write; any other text is set in DejaVu Sans, which is embedded
whole, and what even that lacks is its empty box. Sizes and widths are points.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from fax_engine.documents.coverage import STANDARD_ENCODING, dejavu_bytes

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFile

STANDARD_FONTS = frozenset(
    f"{family}{style}"
    for family, styles in (
        ("Helvetica", ("", "-Bold", "-Oblique", "-BoldOblique")),
        ("Times", ("-Roman", "-Bold", "-Italic", "-BoldItalic")),
        ("Courier", ("", "-Bold", "-Oblique", "-BoldOblique")),
    )
    for style in styles
)
DEFAULT_FONT = "Helvetica"

SYMBOLIC = 4
EM = 1000

BOX_WIDTH = 600
"""Of DejaVu Sans's empty box."""


class Typeface(Protocol):
    """A font that can measure text, write it and put itself into a PDF."""

    def width(self, character: str) -> float:
        """Advance width at size 1."""

    def operand(self, text: str) -> bytes:
        """The text as the string of a text-showing operator."""

    def embed(self, writer: PdfWriter) -> IndirectObject:
        """The font as an object of the PDF."""


MOST_IN_A_BLOCK = 100
"""Characters in one block of a character map."""

CHARACTER_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def typeface_for(text: str, base_font: str) -> Typeface:
    """The standard font of that name, or Helvetica, or what shows the text where they cannot."""
    try:
        text.encode(STANDARD_ENCODING)
    except UnicodeEncodeError:
        return Unicode()
    return Standard(base_font if base_font in STANDARD_FONTS else DEFAULT_FONT)


@dataclass(frozen=True, slots=True)
class Standard:
    """One of PDF's standard fonts (ISO 32000-1, section 9.6.2.2)."""

    name: str

    def width(self, character: str) -> float:
        """Advance width at size 1."""
        return _standard_width(self.name, character)

    def operand(self, text: str) -> bytes:
        """The text in Windows-1252, as a hexadecimal string."""
        return b"<%s>" % text.encode(STANDARD_ENCODING).hex().encode()

    def embed(self, writer: PdfWriter) -> IndirectObject:
        """A reference to the font by name."""
        names = {"Type": "Font", "Subtype": "Type1", "BaseFont": self.name, "Encoding": "WinAnsiEncoding"}
        return writer._add_object(_dictionary({key: NameObject(f"/{name}") for key, name in names.items()}))


@dataclass(frozen=True, slots=True)
class Unicode:
    """DejaVu Sans, glyph by glyph."""

    def width(self, character: str) -> float:
        """Advance width at size 1."""
        return float(_dejavu().charWidths.get(ord(character), BOX_WIDTH)) / EM

    def operand(self, text: str) -> bytes:
        """Glyph numbers, two octets each, as a hexadecimal string."""
        glyphs = _dejavu().charToGlyph
        return b"<%s>" % b"".join(b"%04X" % glyphs.get(ord(character), 0) for character in text)

    def embed(self, writer: PdfWriter) -> IndirectObject:
        """The whole font (ISO 32000-1, section 9.7)."""
        name = NameObject("/DejaVuSans")
        packed, length = _dejavu_program()
        program = _packed(packed)
        program.update(_dictionary({"Length1": NumberObject(length)}))
        descriptor = _dictionary(
            {
                "Type": NameObject("/FontDescriptor"),
                "FontName": name,
                "Flags": NumberObject(SYMBOLIC),
                "FontBBox": ArrayObject([NumberObject(side) for side in (-1021, -463, 1793, 1233)]),
                "ItalicAngle": NumberObject(0),
                "Ascent": NumberObject(928),
                "Descent": NumberObject(-236),
                "CapHeight": NumberObject(729),
                "StemV": NumberObject(80),
                "FontFile2": writer._add_object(program),
            }
        )
        system: dict[str, PdfObject] = {"Registry": TextStringObject("Adobe"), "Ordering": TextStringObject("Identity")}
        descendant = _dictionary(
            {
                "Type": NameObject("/Font"),
                "Subtype": NameObject("/CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": _dictionary({**system, "Supplement": NumberObject(0)}),
                "FontDescriptor": writer._add_object(descriptor),
                "DW": NumberObject(BOX_WIDTH),
                "W": _dejavu_widths(),
                "CIDToGIDMap": NameObject("/Identity"),
            }
        )
        font: dict[str, PdfObject] = {
            "Type": NameObject("/Font"),
            "Subtype": NameObject("/Type0"),
            "BaseFont": name,
            "Encoding": NameObject("/Identity-H"),
            "DescendantFonts": ArrayObject([writer._add_object(descendant)]),
            "ToUnicode": writer._add_object(_packed(_dejavu_characters())),
        }
        return writer._add_object(_dictionary(font))


class Fonts:
    """The typefaces that a PDF uses, each embedded once."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._embedded: dict[Typeface, IndirectObject] = {}

    def reference(self, face: Typeface) -> IndirectObject:
        """The font as an object of the PDF."""
        if face not in self._embedded:
            self._embedded[face] = face.embed(self._writer)
        return self._embedded[face]


def _dictionary(entries: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _packed(data: bytes) -> EncodedStreamObject:
    """A stream of what zlib has compressed."""
    stream = EncodedStreamObject()
    stream._data = data
    stream.update(_dictionary({"Filter": NameObject("/FlateDecode")}))
    return stream


@cache
def _standard_width(name: str, character: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(character, name, 1))


@cache
def _dejavu_bytes() -> bytes:
    return dejavu_bytes()


@cache
def _dejavu() -> "TTFontFile":
    from reportlab.pdfbase.ttfonts import TTFontFile

    return TTFontFile(BytesIO(_dejavu_bytes()))


@cache
def _dejavu_program() -> tuple[bytes, int]:
    program = _dejavu_bytes()
    return zlib.compress(program, 1), len(program)


@cache
def _dejavu_characters() -> bytes:
    """Which character each glyph stands for (ISO 32000-1, section 9.10.3): programs read the text by it."""
    characters: dict[int, str] = {}
    for code, glyph in sorted(_dejavu().charToGlyph.items()):
        characters.setdefault(glyph, chr(code))
    lines = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(characters.items())]
    parts = [lines[first : first + MOST_IN_A_BLOCK] for first in range(0, len(lines), MOST_IN_A_BLOCK)]
    blocks = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return zlib.compress(CHARACTER_MAP.format(blocks=blocks).encode(), 1)


@cache
def _dejavu_widths() -> ArrayObject:
    font = _dejavu()
    widths = {glyph: font.charWidths[code] for code, glyph in font.charToGlyph.items() if code in font.charWidths}
    listed = ArrayObject()
    for glyph, width in sorted(widths.items()):
        listed.extend((NumberObject(glyph), ArrayObject([NumberObject(round(width))])))
    return listed
