"""A cover page carries what its fields say, whoever made the template."""

from dataclasses import asdict, replace
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from fax_engine.documents.cover import CoverFields, fill, render
from fax_engine.documents.dressing import DressOrder, dress_all
from fax_engine.documents.factory import factory_covers
from fax_engine.documents.fitting import SMALLEST_COMMENTS, SMALLEST_LINE, fit_line, fit_lines
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, DocumentError, Limits
from fax_engine.documents.raster import unpack
from fax_engine.documents.typeface import Standard, Unicode, typeface_for
from models.vocabulary import Resolution
from tests.support import bad_documents

FIELDS = CoverFields(
    sender_name="Jörg Weiß",
    sender_organization="Weiß & Söhne",
    sender_phone="+49 221 555 0100",
    sender_fax="+49 221 555 0199",
    sender_email="joerg@weiss.example",
    recipient_name="Änne Müller",
    recipient_organization="Multi-Tech Systems",
    recipient_fax="763-785-3500",
    recipient_phone="763-785-3501",
    subject="Angebot: 40 €",
    comments="Guten Tag,\n\nanbei die Unterlagen.\nGrüße",
    date="2026-11-23 04:40",
    pages="12",
)
HELVETICA = Standard("Helvetica")


def own_template(*names: str, multiline: bool = False) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, (612, 792), invariant=True)
    for row, name in enumerate(names):
        height = 60 if multiline else 20
        flags = "multiline" if multiline else ""
        canvas.acroForm.textfield(name=name, x=72, y=600 - 80 * row, width=200, height=height, fieldFlags=flags)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def texts_shown(pdf: bytes) -> list[str]:
    """What a reader sees on each page, fields included."""
    document = PdfDocument(pdf)
    document.init_forms()
    shown = []
    for page in document:
        page.flatten()
        page.close()
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        shown.append(" ".join(text.get_text_range().split()))
        text.close()
        page.close()
    document.close()
    return shown


@pytest.mark.parametrize("name", factory_covers())
def test_a_factory_cover_shows_every_field(name: str) -> None:
    filled = fill(factory_covers()[name], FIELDS)
    (shown,) = texts_shown(filled)
    for value in asdict(FIELDS).values():
        assert " ".join(value.split()) in shown
    values = PdfReader(BytesIO(filled)).get_form_text_fields()
    assert values == asdict(FIELDS)


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("name", factory_covers())
def test_a_cover_is_one_letter_page_below_a_white_header_area(name: str, resolution: Resolution) -> None:
    (page,) = render(factory_covers()[name], FIELDS, resolution, Limits())
    assert page.rows == LETTER_ROWS[resolution]
    rows = unpack(page)
    assert not rows[: HEADER_ROWS[resolution]].any()
    (empty,) = render(factory_covers()[name], CoverFields(), resolution, Limits())
    ink, without = (int(np.bitwise_count(unpack(drawn)).sum()) for drawn in (page, empty))
    assert ink > without > 0


def test_a_template_without_a_form_stays_as_it_is() -> None:
    template = bad_documents.pdf()
    assert fill(template, FIELDS) == template
    assert len(render(template, FIELDS, Resolution.STANDARD, Limits())) == 1


def test_a_template_with_some_of_the_fields_gets_those() -> None:
    filled = fill(own_template("subject", "form1.recipient_name", "colour"), FIELDS)
    (shown,) = texts_shown(filled)
    assert "Angebot: 40 €" in shown
    assert "Änne Müller" in shown
    assert "Multi-Tech" not in shown
    assert PdfReader(BytesIO(filled)).get_form_text_fields()["colour"] in ("", None)


def test_filling_one_template_again_keeps_nothing_of_the_last_recipient() -> None:
    template = own_template("recipient_name")
    fill(template, CoverFields(recipient_name="First"))
    (shown,) = texts_shown(fill(template, CoverFields(recipient_name="Second")))
    assert "Second" in shown
    assert "First" not in shown


def test_comments_that_are_too_long_go_on_on_plain_pages() -> None:
    words = [f"word{number}" for number in range(3_000)]
    template, fields = factory_covers()["default.pdf"], CoverFields(comments=" ".join(words))
    pages = texts_shown(fill(template, fields))
    assert len(render(template, fields, Resolution.STANDARD, Limits())) == len(pages)
    assert len(pages) > 2
    assert "(continued on the next page)" in pages[0]
    assert all(page.startswith("Comments (continued)") for page in pages[1:])
    told = [word for page in pages for word in page.split() if word.startswith("word")]
    assert told == words


def test_other_scripts_are_shown() -> None:
    fields = CoverFields(
        recipient_name="Ελένη Ивановна", comments="Καλημέρα σας\n\u0414\u043e\u0431\u0440\u044b\u0439 день"
    )
    filled = fill(factory_covers()["default.pdf"], fields)
    assert PdfReader(BytesIO(filled)).get_form_text_fields()["recipient_name"] == "Ελένη Ивановна"
    ink = [
        int(np.bitwise_count(unpack(render(factory_covers()["default.pdf"], each, Resolution.FINE, Limits())[0])).sum())
        for each in (CoverFields(), fields)
    ]
    assert ink[1] > ink[0] + 1_000


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (b"", "broken, or no PDF"),
        (b"Dear Sir or Madam,", "broken, or no PDF"),
        (bad_documents.locked_pdf(), "password"),
        (factory_covers()["default.pdf"][:4_000], "broken, or no PDF"),
        (bad_documents.pdf(0), "no pages"),
        (bad_documents.pdf_claiming(100_000), "more than 2000 pages"),
    ],
    ids=["empty", "words", "locked", "cut off", "no pages", "claims pages"],
)
def test_a_template_that_cannot_be_used(template: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        render(template, FIELDS, Resolution.STANDARD, Limits())


def test_a_line_shrinks_before_it_is_shortened() -> None:
    assert fit_line("Short", HELVETICA, 200, 12).size == 12
    smaller = fit_line("Somewhat longer than its box", HELVETICA, 120, 12)
    assert SMALLEST_LINE <= smaller.size < 12
    assert smaller.lines == ("Somewhat longer than its box",)
    shortened = fit_line("x" * 10_000, HELVETICA, 120, 12)
    assert shortened.size == SMALLEST_LINE
    assert shortened.lines[0].endswith("...")
    assert shortened.size * sum(map(HELVETICA.width, shortened.lines[0])) <= 120


@pytest.mark.parametrize("text", ["word " * 400, "x" * 2_000, "a\n\n\nb\n" * 40, "  indented\n" * 60])
def test_wrapped_lines_keep_within_the_box_and_lose_no_letter(text: str) -> None:
    fitted = fit_lines(text, HELVETICA, 150, 100, 12)
    assert fitted.size == SMALLEST_COMMENTS
    assert all(fitted.size * sum(map(HELVETICA.width, line)) <= 150 for line in fitted.lines)
    assert "".join("".join(fitted.lines).split()) + "".join(fitted.rest.split()) == "".join(text.split())


def test_a_typeface_is_chosen_by_the_letters() -> None:
    assert typeface_for("Größe 40 €", "Times-Roman") == Standard("Times-Roman")
    assert typeface_for("Größe", "Comic Sans") == HELVETICA
    assert typeface_for("Ελένη", "Helvetica") == Unicode()


@pytest.mark.parametrize("resolution", Resolution)
def test_recipients_that_are_dressed_together_get_what_each_would_get_alone(resolution: Resolution) -> None:
    template = next(iter(factory_covers().values()))
    orders = [
        DressOrder(template, 3, resolution, replace(FIELDS, recipient_fax="111")),
        DressOrder(None, 2, resolution, replace(FIELDS, recipient_fax="222")),
        DressOrder(template, 0, resolution, replace(FIELDS, comments="line\n" * 200)),
    ]
    together = dress_all(orders)
    assert together == [dressed for order in orders for dressed in dress_all([order])]
    assert [(len(dressed.cover_pages), len(dressed.strips)) for dressed in together[:2]] == [(1, 4), (0, 2)]
    assert len(together[2].strips) == len(together[2].cover_pages) > 1
