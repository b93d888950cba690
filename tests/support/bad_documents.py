"""Documents that harm whoever trusts them, made when asked for: small files, large claims."""

import io
import struct
import zlib

import pypdf
from pypdf.generic import DecodedStreamObject

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def pdf(pages: int = 1) -> bytes:
    """A good PDF of blank Letter pages."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    return _bytes_of(writer)


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    return _bytes_of(writer)


def large_pdf(size: int) -> bytes:
    """A good PDF of one page that carries `size` bytes which no page shows."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf()))
    ballast = DecodedStreamObject()
    ballast.set_data(bytes(size))
    writer._add_object(ballast)
    return _bytes_of(writer)


def pdf_claiming(pages: int) -> bytes:
    """A PDF whose page tree says it has so many pages, and has one."""
    return _pdf_of_tree(pages, 1)


def pdf_repeating(pages: int) -> bytes:
    """A PDF whose page tree really lists so many pages, all of them the same object."""
    return _pdf_of_tree(pages, pages)


def pdf_of_size(box: str) -> bytes:
    """A PDF of one blank page whose size is told so, such as `0 0 612 792`."""
    return _pdf_of_tree(1, 1, box=box)


def pdf_in_circles() -> bytes:
    """A PDF whose page tree is its own child."""
    return _pdf_of_tree(3, 2).replace(b"3 0 R", b"2 0 R", 1)


def pdf_unpacking_to(megabytes: int) -> bytes:
    """A PDF of one page, packed twice, whose content is so large."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    packed = zlib.compress(packed, 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(packed), packed)
    return _pdf_of_tree(1, 1, contents=stream)


def png(width: int, height: int) -> bytes:
    """A white picture, 1 bit a pixel, compressed to next to nothing."""
    rows = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    data = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    header = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return PNG_SIGNATURE + _part(b"IHDR", header) + _part(b"IDAT", data) + _part(b"IEND", b"")


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def _pdf_of_tree(count: int, kids: int, box: str = "0 0 612 792", contents: bytes = b"null") -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * kids),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R >>" % box.encode(),
        contents,
    ]
    body = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, body.index(b"xref\n"))
    return bytes(body)


def _bytes_of(writer: pypdf.PdfWriter) -> bytes:
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
