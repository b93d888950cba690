"""Where a PDF page shows pictures: its image objects, also those within form objects, as rectangles of the fax page."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from fax_engine.documents.layout import Placement

DEEPEST = 8
"""How far forms within forms are followed."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
UNIT_SQUARE: tuple[Point, ...] = ((0, 0), (1, 0), (0, 1), (1, 1))
"""Every image fills it before its matrix is applied (ISO 32000-1, section 8.9.3)."""


class Rectangle(NamedTuple):
    """Rows `top` to `bottom` and columns `left` to `right`, the ends exclusive."""

    top: int
    bottom: int
    left: int
    right: int


def picture_rectangles(page: Any, placement: Placement, turn: int) -> list[Rectangle]:
    """The pictures of a loaded page that is drawn at `placement` with so many quarter turns; empty ones left out."""
    count, item = pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject
    matrices = _images((item(page, index) for index in range(count)), IDENTITY, DEEPEST)
    found = [_on_paper(page, placement, turn, matrix) for matrix in matrices]
    return [rectangle for rectangle in found if rectangle.top < rectangle.bottom and rectangle.left < rectangle.right]


def _images(objects: Iterator[Any], outer: Matrix, depth: int) -> Iterator[Matrix]:
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield _combined(_matrix(item), outer)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            count, inner = pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject
            children = (inner(item, index) for index in range(count))
            yield from _images(children, _combined(_matrix(item), outer), depth - 1)


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _on_paper(page: Any, placement: Placement, turn: int, matrix: Matrix) -> Rectangle:
    a, b, c, d, e, f = matrix
    corners = [_to_pixels(page, placement, turn, (a * x + c * y + e, b * x + d * y + f)) for x, y in UNIT_SQUARE]
    columns, rows = [x for x, _ in corners], [y for _, y in corners]
    left, right = placement.left, placement.left + placement.width
    top, bottom = placement.top, min(placement.top + placement.height, placement.page_rows)
    # Pdfium's picture may begin a pixel earlier than its corner, and end with the pixel that its corner is in.
    return Rectangle(
        max(min(rows) - 1, top), min(max(rows) + 1, bottom), max(min(columns) - 1, left), min(max(columns) + 1, right)
    )


def _to_pixels(page: Any, placement: Placement, turn: int, point: Point) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        page,
        *(placement.left, placement.top, placement.width, placement.height, turn),
        *point,
        ctypes.byref(x),
        ctypes.byref(y),
    )
    return x.value, y.value
