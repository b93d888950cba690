"""Documents that benchmarks send. Rule: the same salt gives the same bytes, another salt a document never seen before.

The emulator keeps what it made of a document it knows, so whoever measures conversions must not send one twice.
"""

from io import BytesIO
from random import Random
from time import gmtime

SENTENCE = (
    "the quick brown fox jumps over a lazy dog while we confirm receipt of your order dated last month and ask you to "
    "send back one signed copy by return so that our office may release the goods without further delay"
)
BEGINNING = gmtime(0)
LINES = 46
LEFT, TOP, LEADING = 60, 740, 13


def text_pdf(pages: int, salt: int) -> bytes:
    """A letter of so many closely written pages."""
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen.canvas import Canvas

    dice, words, target = Random(salt), SENTENCE.split(), BytesIO()
    canvas = Canvas(target, pagesize=letter, pageCompression=1, invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(LEFT, TOP + 20, f"Letter {salt}, page {page} of {pages}")
        canvas.setFont("Times-Roman", 11)
        for line in range(LINES):
            canvas.drawString(LEFT, TOP - LEADING * line, " ".join(dice.choices(words, k=13)))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def scan_pdf(size: int, salt: int) -> bytes:
    """Grey pictures, as a scanner sends them: at least `size` bytes, and at most a page more."""
    from PIL import Image

    dice = Random(salt)
    width, height = (850, 1100) if size > 1_000_000 else (200, 250)

    def picture() -> Image.Image:
        return Image.frombytes("L", (width, height), dice.randbytes(width * height))

    pages = [picture()]
    while True:
        target = BytesIO()
        pages[0].save(
            target, "PDF", save_all=True, append_images=pages[1:], quality=95, creationDate=BEGINNING, modDate=BEGINNING
        )
        missing = size - target.tell()
        if missing <= 0:
            return target.getvalue()
        page_size = target.tell() // len(pages)
        pages += [picture() for _ in range(-(-missing // page_size))]
