"""The factory's cover pages, drawn: three designs, black on white, on Letter paper.

Rule: nothing grey and no line thinner than a fax row, nothing in the top third of an inch, where the header line goes.
The same design is always the same bytes. Every field is a real form field under its name in `cover.CoverFields`, so a
page can also be filled in by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612, 792
LEFT, RIGHT = 45, 567
"""All measures are points, from the lower left corner."""

LONGEST = 100_000
"""Characters that a viewer lets a person type into a field."""


@dataclass(frozen=True, slots=True)
class Box:
    """A field and what stands by it; `y` is its lower edge."""

    name: str
    label: str
    x: float
    y: float
    width: float
    height: float = 20


def draw(name: str) -> bytes:
    """The template of that file name."""
    file = BytesIO()
    canvas = Canvas(file, (WIDTH, HEIGHT), invariant=True, pageCompression=0)
    canvas.setTitle("Fax cover page")
    canvas.setAuthor("FaxFinder emulator")
    DESIGNS[name](canvas)
    canvas.save()
    return file.getvalue()


def _letter(canvas: Canvas) -> None:
    """A large title, two columns of lines to write on, an open box for the comments."""
    canvas.setFont("Helvetica-Bold", 72)
    canvas.drawString(LEFT - 4, 684, "FAX")
    _rule(canvas, 668, 4)
    middle = 315
    _text(canvas, LEFT, 645, "TO", "Helvetica-Bold", 13)
    _text(canvas, middle, 645, "FROM", "Helvetica-Bold", 13)
    for row, (label, to, by) in enumerate(
        (
            ("Name", "recipient_name", "sender_name"),
            ("Company", "recipient_organization", "sender_organization"),
            ("Fax", "recipient_fax", "sender_fax"),
            ("Phone", "recipient_phone", "sender_phone"),
            ("E-mail", "", "sender_email"),
        )
    ):
        y = 615 - 25 * row
        for x, name in ((LEFT, to), (middle, by)):
            if name:
                _on_a_line(canvas, Box(name, label, x, y, 252), 54)
    _on_a_line(canvas, Box("date", "Date", LEFT, 515, 252), 54)
    _rule(canvas, 498, 1.5)
    _on_a_line(canvas, Box("subject", "Subject", LEFT, 466, 374), 54)
    _on_a_line(canvas, Box("pages", "Pages", 443, 466, 124), 44)
    _rule(canvas, 452, 1.5)
    _text(canvas, LEFT, 430, "Comments", "Helvetica-Bold", 11)
    _frame(canvas, LEFT, 54, RIGHT - LEFT, 366, 1.2)
    _field(canvas, "comments", "Comments", LEFT + 6, 58, RIGHT - LEFT - 12, 358, lines=True)


def _form(canvas: Canvas) -> None:
    """A black band with the title, and a form of closed boxes with small labels."""
    canvas.rect(LEFT, 690, RIGHT - LEFT, 62, stroke=0, fill=1)
    canvas.setFillColor(white)
    _text(canvas, LEFT + 16, 704.5, "FAX", "Helvetica-Bold", 46)
    canvas.setFont("Helvetica-Bold", 17)
    canvas.drawRightString(RIGHT - 16, 715, "TRANSMISSION")
    canvas.setFillColor(black)
    full, half = RIGHT - LEFT, (RIGHT - LEFT) / 2
    for row, boxes in enumerate(
        (
            (("recipient_name", "TO", half), ("sender_name", "FROM", half)),
            (("recipient_organization", "COMPANY", half), ("sender_organization", "COMPANY", half)),
            (("recipient_fax", "FAX", half), ("sender_fax", "FAX", half)),
            (("recipient_phone", "PHONE", half), ("sender_phone", "PHONE", half)),
            (("date", "DATE", half * 0.6), ("pages", "PAGES", half * 0.4), ("sender_email", "E-MAIL", half)),
            (("subject", "SUBJECT", full),),
        )
    ):
        x: float = LEFT
        for name, label, width in boxes:
            _in_a_box(canvas, Box(name, label, x, 652 - 38 * row, width, 38))
            x += width
    _text(canvas, LEFT + 6, 450, "COMMENTS", "Helvetica-Bold", 8)
    _field(canvas, "comments", "COMMENTS", LEFT + 4, 58, full - 8, 386, lines=True)
    _frame(canvas, LEFT, 54, full, 636, 2.4)


def _memo(canvas: Canvas) -> None:
    """Set in a book face, like a memorandum: one column of lines between double rules, the comments open below."""
    canvas.setFont("Times-Bold", 50)
    canvas.drawCentredString(WIDTH / 2, 700, "FAX")
    canvas.setFont("Times-Roman", 15)
    canvas.drawCentredString(WIDTH / 2, 678, "Cover Page")
    _double_rule(canvas, 662)
    pairs = (
        (("recipient_name", "To"), ("recipient_organization", "of")),
        (("recipient_fax", "Fax"), ("recipient_phone", "Phone")),
        (("sender_name", "From"), ("sender_organization", "of")),
        (("sender_fax", "Fax"), ("sender_phone", "Phone")),
        (("sender_email", "E-mail"), ("date", "Date")),
    )
    for row, (first, second) in enumerate(pairs):
        y = 630 - 27 * row - 8 * (row // 2)
        _on_a_line(canvas, Box(*first, LEFT, y, 252), 44, "Times")
        _on_a_line(canvas, Box(*second, 315, y, 252), 44, "Times")
    _on_a_line(canvas, Box("subject", "Re", LEFT, 479, 374), 44, "Times")
    _on_a_line(canvas, Box("pages", "Pages", 443, 479, 124), 44, "Times")
    _double_rule(canvas, 460)
    _field(canvas, "comments", "Comments", LEFT, 70, RIGHT - LEFT, 376, lines=True)
    _double_rule(canvas, 58)


DESIGNS: dict[str, Callable[[Canvas], None]] = {
    "default.pdf": _letter,
    "mts_template2.pdf": _form,
    "mts_template3.pdf": _memo,
}


def _on_a_line(canvas: Canvas, box: Box, indent: float, family: str = "Helvetica") -> None:
    """The label at the box's left end, the field `indent` further on; both stand at the same height."""
    _text(canvas, box.x, box.y + 6.5, box.label, f"{family}-Bold", 11)
    canvas.setLineWidth(0.8)
    canvas.line(box.x + indent, box.y, box.x + box.width, box.y)
    _field(canvas, box.name, box.label, box.x + indent + 2, box.y + 1, box.width - indent - 4, box.height)


def _in_a_box(canvas: Canvas, box: Box) -> None:
    _frame(canvas, box.x, box.y, box.width, box.height, 1.2)
    _text(canvas, box.x + 6, box.y + box.height - 11, box.label, "Helvetica-Bold", 8)
    _field(canvas, box.name, box.label, box.x + 4, box.y + 3, box.width - 8, 21)


def _field(
    canvas: Canvas, name: str, label: str, x: float, y: float, width: float, height: float, *, lines: bool = False
) -> None:
    """A form field without a border or a colour of its own; `lines`: for more than one line.

    Always Helvetica: the thin strokes of a book face break at standard resolution.
    """
    canvas.acroForm.textfield(
        name=name,
        tooltip=label,
        x=x,
        y=y,
        width=width,
        height=height,
        borderWidth=0,
        borderColor=None,
        fillColor=None,
        textColor=black,
        fontName="Helvetica",
        fontSize=11 if lines else 12,
        fieldFlags="multiline" if lines else "",
        maxlen=LONGEST,
    )


def _text(canvas: Canvas, x: float, y: float, text: str, face: str, size: float) -> None:
    canvas.setFont(face, size)
    canvas.drawString(x, y, text)


def _frame(canvas: Canvas, x: float, y: float, width: float, height: float, line: float) -> None:
    canvas.setLineWidth(line)
    canvas.rect(x, y, width, height)


def _rule(canvas: Canvas, y: float, width: float) -> None:
    canvas.setLineWidth(width)
    canvas.line(LEFT, y, RIGHT, y)


def _double_rule(canvas: Canvas, y: float) -> None:
    _rule(canvas, y, 2.2)
    _rule(canvas, y - 4, 0.8)
