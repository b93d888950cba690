"""Finished pages as files that people open: PDF, PNG and multi-page TIFF.

Rule: every pixel is the one that goes over the line; a page is never rendered again from its document. Whoever orders
files from a worker imports this module, and no library with it.
"""

from collections.abc import Sequence
from io import BytesIO
from struct import pack_into, unpack_from
from typing import TYPE_CHECKING

from fax_engine.documents.page import DOTS_PER_INCH, HEADER_ROWS, ROW_BYTES, WIDTH, PageImage
from models.vocabulary import Resolution

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import StreamObject

DressedPage = tuple[PageImage, PageImage | None]
"""A page and its header strip, None for a page that goes out without one."""

TITLE = "Fax preview"
PRODUCER = "FaxFinder emulator"

COMPRESSION = 1

POINTS_PER_INCH = 72

PHOTOMETRIC_TAG = 262
WHITE_IS_ZERO = 0
"""As the coding has it, and TIFF class F (RFC 2306); Pillow writes 1 and would turn every pixel to write 0."""

TIFF_ENTRY = 12
"""Octets of an entry in a TIFF directory; the value is at 8."""


def compose(page: PageImage, strip: PageImage | None) -> bytes:
    """Packed rows of a page, 1 = black, with its header strip laid over the first `HEADER_ROWS`."""
    from isal import isal_zlib

    rows = isal_zlib.decompress(page.bits)
    if strip is None:
        return rows
    return (isal_zlib.decompress(strip.bits) + rows[HEADER_ROWS[page.resolution] * ROW_BYTES :])[: len(rows)]


def preview(pages: Sequence[DressedPage]) -> bytes:
    """A PDF of exactly these pages, each as large as it comes out of a fax machine."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.metadata = {"/Title": TITLE, "/Producer": PRODUCER}
    for page, strip in pages:
        _add_page(writer, page, strip)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def to_png(page: PageImage, strip: PageImage | None = None) -> bytes:
    """One page as a bi-level PNG with its resolution in both directions."""
    from PIL import Image

    file = BytesIO()
    picture = Image.frombytes("1", (WIDTH, page.rows), compose(page, strip), "raw", "1;I")
    picture.save(file, "PNG", dpi=_dots_per_inch(page.resolution))
    return file.getvalue()


def to_tiff(pages: Sequence[DressedPage]) -> bytes:
    """A TIFF of one or more pages in T.6 coding (MMR), with the resolution in both directions."""
    from PIL import Image

    first, *others = [
        Image.frombytes("1", (WIDTH, page.rows), compose(page, strip), "raw", "1") for page, strip in pages
    ]
    file = BytesIO()
    dots = _dots_per_inch(pages[0][0].resolution)
    first.save(file, "TIFF", compression="group4", dpi=dots, save_all=True, append_images=others)
    return _white_is_zero(file.getvalue())


def _add_page(writer: "PdfWriter", page: PageImage, strip: PageImage | None) -> None:
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    width = WIDTH * POINTS_PER_INCH / DOTS_PER_INCH
    height = page.rows * POINTS_PER_INCH / page.resolution.lines_per_inch
    sheet = writer.add_blank_page(width, height)
    content = DecodedStreamObject()
    content.set_data(f"{width:.6f} 0 0 {height:.6f} 0 0 cm /Page Do".encode())
    images = DictionaryObject({NameObject("/Page"): writer._add_object(_picture(page.rows, compose(page, strip)))})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
    sheet[NameObject("/Contents")] = writer._add_object(content)


def _picture(rows: int, packed: bytes) -> "StreamObject":
    from isal import isal_zlib
    from pypdf.generic import ArrayObject, EncodedStreamObject, NameObject, NumberObject

    picture = EncodedStreamObject()
    picture._data = isal_zlib.compress(packed, COMPRESSION)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(WIDTH),
            NameObject("/Height"): NumberObject(rows),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): NumberObject(1),
            NameObject("/Decode"): ArrayObject([NumberObject(1), NumberObject(0)]),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        }
    )
    return picture


def _white_is_zero(tiff: bytes) -> bytes:
    """The same little-endian TIFF, every page's bits read the other way round."""
    changed = bytearray(tiff)
    (directory,) = unpack_from("<I", changed, 4)
    while directory:
        (entries,) = unpack_from("<H", changed, directory)
        end = directory + 2 + entries * TIFF_ENTRY
        for entry in range(directory + 2, end, TIFF_ENTRY):
            if unpack_from("<H", changed, entry) == (PHOTOMETRIC_TAG,):
                pack_into("<H", changed, entry + 8, WHITE_IS_ZERO)
        (directory,) = unpack_from("<I", changed, end)
    return bytes(changed)


def _dots_per_inch(resolution: Resolution) -> tuple[int, int]:
    return DOTS_PER_INCH, resolution.lines_per_inch
