"""The factory's cover pages: kept as drawn, complete, and fit for a fax line."""

from dataclasses import fields
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from fax_engine.documents.cover import CoverFields
from fax_engine.documents.cover_designs import draw
from fax_engine.documents.factory import NAMES, factory_covers

MULTILINE = 1 << 12
DOTS_PER_INCH = 72


def picture(pdf: bytes) -> Image.Image:
    """The only page, in colour."""
    document = PdfDocument(pdf)
    document.init_forms()
    page = document[0]
    drawn: Image.Image = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    page.close()
    document.close()
    return drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_template_is_what_its_design_draws(name: str) -> None:
    """Otherwise run `python -m fax_engine.documents.factory`.

    Compared as a picture: another version of the drawing library may write the same page in other bytes.
    """
    assert draw(name) == draw(name)
    kept, drawn = picture(factory_covers()[name]), picture(draw(name))
    assert kept.size == drawn.size
    assert kept.tobytes() == drawn.tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_each_field_once_and_lines_for_comments(name: str) -> None:
    found = PdfReader(BytesIO(factory_covers()[name])).get_fields() or {}
    assert sorted(found) == sorted(field.name for field in fields(CoverFields))
    assert [name for name, field in found.items() if int(field.get("/Ff", 0)) & MULTILINE] == ["comments"]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_colourless_and_leaves_room_for_the_header(name: str) -> None:
    red, green, blue = (np.asarray(band) for band in picture(factory_covers()[name]).split())
    assert (red == green).all()
    assert (green == blue).all()
    assert (red[: round(0.3 * DOTS_PER_INCH)] == 255).all()
    assert (red < 64).any()


@pytest.mark.parametrize("name", NAMES)
def test_no_field_overlaps_another_or_leaves_the_paper(name: str) -> None:
    page = PdfReader(BytesIO(factory_covers()[name])).pages[0]
    boxes = [[float(side) for side in widget.get_object()["/Rect"]] for widget in page["/Annots"]]  # type: ignore[attr-defined]
    for index, (left, bottom, right, top) in enumerate(boxes):
        assert 36 <= left < right <= 612 - 36
        assert 36 <= bottom < top <= 792 - 36
        assert not any(left < r and l < right and bottom < t and b < top for l, b, r, t in boxes[index + 1 :])
