"""Filling in a cover page's form with pypdf.

Rule: every filled field gets its value and an appearance of our own, because what a viewer would draw depends on the
viewer: wrapped or fitted to its box, in the field's font where that is a standard one, and in its size and alignment.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from fax_engine.documents.characters import printable
from fax_engine.documents.fitting import LEADING, PADDING, Fitted, fill_box, fit_line, fit_lines
from fax_engine.documents.page import DocumentError
from fax_engine.documents.typeface import DEFAULT_FONT, Fonts, Typeface, typeface_for
from fax_engine.reasons import Why

if TYPE_CHECKING:
    from fax_engine.documents.cover import CoverFields

# What pypdf would write to standard error of a broken template, the sender is told in one sentence.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

KIND = "cover page"

MULTILINE = 1 << 12
"""Field flag (ISO 32000-1, table 228)."""

COMMENTS = "comments"
USUAL_SIZE = 12.0
TAB = 8

DEFAULT_APPEARANCE = re.compile(r"/(\S+)\s+([\d.]+)\s+Tf")

CAP_HEIGHT = 0.72
"""Of a letter size; puts a single line in the middle of its box."""

LETTER = (612.0, 792.0)
MARGIN = 54.0
HEADING = "Comments (continued)"
HEADING_SIZE = 14.0
CONTINUED = "(continued on the next page)"


class _Look(NamedTuple):
    """How a field wants its text: base font, size (0: as fits), and 0, 1 or 2 for left, centred or right."""

    base_font: str
    size: float
    alignment: int


def fill_form(template: bytes, fields: "CoverFields") -> bytes:
    """The template with its fields filled in; raises `DocumentError` for one that cannot be read."""
    try:
        return _fill(template, _values(fields))
    except DocumentError:
        raise
    except RecursionError as error:
        raise DocumentError(Why.BROKEN, kind=KIND) from error
    except Exception as error:  # a broken PDF surfaces in pypdf as almost any exception there is
        raise DocumentError(Why.BROKEN_OR_NO_PDF, kind=KIND) from error


def _values(fields: "CoverFields") -> dict[str, str]:
    values = {name: " ".join(printable(value).split()) for name, value in asdict(fields).items()}
    lines = printable(fields.comments.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")
    return {**values, COMMENTS: "\n".join(line.expandtabs(TAB).rstrip() for line in lines.strip("\n").split("\n"))}


@lru_cache(maxsize=4)
def _reader(template: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(template))
    if reader.is_encrypted:
        raise DocumentError(Why.PROTECTED, kind=KIND)
    return reader


def _fill(template: bytes, values: dict[str, str]) -> bytes:
    reader = _reader(template)
    if not any(True for page in reader.pages for _ in _widgets(page, values)):
        return template
    writer = PdfWriter(clone_from=reader)
    fonts, rest = Fonts(writer), ""
    for page in writer.pages:
        for name, field, widget in _widgets(page, values):
            field[NameObject("/V")] = TextStringObject(values[name])
            rest = _show(writer, fonts, values[name], field, widget) or rest
    form = writer.root_object["/AcroForm"].get_object()
    assert isinstance(form, DictionaryObject)
    form[NameObject("/NeedAppearances")] = BooleanObject(False)
    _continue(writer, fonts, rest)
    filled = BytesIO()
    writer.write(filled)
    return filled.getvalue()


def _widgets(page: Any, values: dict[str, str]) -> Iterator[tuple[str, DictionaryObject, DictionaryObject]]:
    """The name, the field and the box of each text field that we know."""
    for reference in page.get("/Annots") or ():
        widget = reference.get_object()
        if widget.get("/Subtype") != "/Widget":
            continue
        field = widget if "/T" in widget else widget.get("/Parent", widget).get_object()
        name = _name(field)
        if name in values and _inherited(field, "/FT") == "/Tx":
            yield name, field, widget


def _name(field: DictionaryObject) -> str:
    return str(field.get("/T", "")).rpartition(".")[2]


def _inherited(field: DictionaryObject, key: str) -> Any:
    """A field's own entry, or its nearest ancestor's."""
    for _ in range(32):
        if key in field or "/Parent" not in field:
            break
        field = field["/Parent"].get_object()  # type: ignore[assignment]
    return field.get(key)


def _show(writer: PdfWriter, fonts: Fonts, text: str, field: DictionaryObject, widget: DictionaryObject) -> str:
    """Give the box its appearance; answers the comments that do not fit into it."""
    box: Any = widget["/Rect"].get_object()
    left, bottom, right, top = (float(side) for side in box)
    width, height = abs(right - left), abs(top - bottom)
    is_comments = _name(field) == COMMENTS
    look = _look(writer, field, widget)
    face = typeface_for(text, look.base_font)
    if is_comments or int(_inherited(field, "/Ff") or 0) & MULTILINE:
        fitted = _with_notice(text, face, width, height, look.size or USUAL_SIZE)
        first = height - PADDING - fitted.size
    else:
        fitted = fit_line(text, face, width, look.size or min(USUAL_SIZE, height * CAP_HEIGHT))
        first = (height - CAP_HEIGHT * fitted.size) / 2
    content = b"/Tx BMC q " + _set(fitted, face, PADDING, first, width - 2 * PADDING, look.alignment) + b" Q EMC"
    appearance = DecodedStreamObject()
    appearance.set_data(content)
    appearance.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(side) for side in (0, 0, width, height)]),
            NameObject("/Resources"): _resources(fonts, face),
        }
    )
    widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(appearance)})
    return fitted.rest if is_comments else ""


def _with_notice(text: str, face: Typeface, width: float, height: float, size: float) -> Fitted:
    """What fits, its last line telling that there is more where there is."""
    fitted = fit_lines(text, face, width, height, size)
    if not fitted.rest:
        return fitted
    shorter = fill_box(text, face, width, height - LEADING * fitted.size, fitted.size)
    return Fitted(fitted.size, (*shorter.lines, CONTINUED), shorter.rest)


def _look(writer: PdfWriter, field: DictionaryObject, widget: DictionaryObject) -> _Look:
    form = writer.root_object["/AcroForm"].get_object()
    assert isinstance(form, DictionaryObject)
    found = DEFAULT_APPEARANCE.search(str(widget.get("/DA") or _inherited(field, "/DA") or form.get("/DA") or ""))
    alignment = widget.get("/Q", _inherited(field, "/Q")) or 0
    if found is None:
        return _Look(DEFAULT_FONT, 0.0, int(alignment))
    resources = form.get("/DR", DictionaryObject()).get_object()
    font = resources.get("/Font", DictionaryObject()).get_object().get(f"/{found[1]}", DictionaryObject()).get_object()
    return _Look(str(font.get("/BaseFont", "")).removeprefix("/"), float(found[2]), int(alignment))


def _set(fitted: Fitted, face: Typeface, left: float, first: float, width: float, alignment: int = 0) -> bytes:
    """The operators that show the lines, the first on the base line `first`."""
    parts = [b"BT /F %.2f Tf 0 g" % fitted.size]
    for number, line in enumerate(fitted.lines):
        space = width - fitted.size * sum(map(face.width, line)) if alignment else 0.0
        x, y = left + space * alignment / 2, first - number * LEADING * fitted.size
        parts.append(b"1 0 0 1 %.2f %.2f Tm %s Tj" % (x, y, face.operand(line)))
    return b" ".join((*parts, b"ET"))


def _resources(fonts: Fonts, face: Typeface) -> DictionaryObject:
    used = DictionaryObject({NameObject("/F"): fonts.reference(face)})
    return DictionaryObject({NameObject("/Font"): used})


def _continue(writer: PdfWriter, fonts: Fonts, rest: str) -> None:
    """Add a plain page for each pageful of comments that are left."""
    width, height = LETTER
    top = height - MARGIN - HEADING_SIZE
    while rest.strip():
        face = typeface_for(rest, DEFAULT_FONT)
        fitted = fill_box(rest.lstrip("\n"), face, width - 2 * MARGIN, top - 2 * MARGIN, USUAL_SIZE)
        heading = _set(Fitted(HEADING_SIZE, (HEADING,)), face, MARGIN, top, width)
        body = _set(fitted, face, MARGIN, top - 2 * HEADING_SIZE, width - 2 * MARGIN)
        content = DecodedStreamObject()
        content.set_data(heading + b" " + body)
        sheet = writer.add_blank_page(width, height)
        sheet[NameObject("/Resources")] = _resources(fonts, face)
        sheet[NameObject("/Contents")] = writer._add_object(content)
        rest = fitted.rest
