"""Documents that cannot become pages: the fax is taken, ends `dead`, names the attachment, and harms nobody else."""

from collections.abc import Callable

import pytest

from tests.support import bad_documents
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients

Maker = Callable[[], bytes]

PDF = "application/pdf"
PNG = "image/png"
TIFF = "image/tiff"

BAD: dict[str, tuple[str, Maker]] = {
    "a PDF cut off": (PDF, lambda: bad_documents.pdf()[:200]),
    "a PDF without its end": (PDF, lambda: bad_documents.pdf_repeating(3)[:60]),
    "a PDF's signature alone": (PDF, lambda: b"%PDF-1.4\n"),
    "a PDF with a password": (PDF, bad_documents.locked_pdf),
    "a PDF that claims 100,000 pages": (PDF, lambda: bad_documents.pdf_claiming(100_000)),
    "a PDF that repeats a page 100,000 times": (PDF, lambda: bad_documents.pdf_repeating(100_000)),
    "a PDF without pages": (PDF, lambda: bad_documents.pdf(0)),
    "words called a PDF": (PDF, lambda: b"Dear Sir or Madam,"),
    "zeros called a PDF": (PDF, lambda: bytes(100_000)),
    "a PDF called a picture": (PNG, bad_documents.pdf),
    "a picture of 900 million pixels": (PNG, lambda: bad_documents.png(30_000, 30_000)),
    "a picture cut off": (PNG, lambda: bad_documents.png(100, 100)[:60]),
    "a picture's signature alone": (PNG, lambda: bad_documents.PNG_SIGNATURE),
    "a picture called a TIFF of nothing": (TIFF, lambda: b"II*\x00\x08\x00\x00\x00\x00\x00"),
    "a TIFF that goes in circles": (TIFF, lambda: b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"),
    "words without end": ("text/plain", lambda: b"\n" * 3_000_000),
}


def order(content_type: str, content: bytes, name: str = "harmful.bin", before: str = "") -> str:
    harmful = attachment(content, content_type, name)
    return f"<schedule_fax>{recipients('5005550000', '5005550000')}{before}{harmful}</schedule_fax>"


@pytest.mark.parametrize("name", BAD)
def test_a_document_that_cannot_become_pages(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    content_type, make = BAD[name]
    answer = victim.post("/ofax", order(content_type, make()))
    assert (answer.status, answer.message) == (201, "Success")

    emulator.run_until_idle()

    seen = victim.get("/ofax/00000002")
    assert seen.all("fax_entry/state") == ["dead", "dead"]
    assert seen.all("fax_entry/pages") == ["0", "0"]
    for message in seen.all("fax_entry/schedule_message"):
        assert message.startswith("attachment harmful.bin: ")
        assert len(message) > len("attachment harmful.bin: ")
    assert victim.get("/data/preview/00000002-0000.pdf").status == 404


TEXT = "text/plain"

ODD: dict[str, tuple[str, Maker]] = {
    "a PDF page of a billion points": (PDF, lambda: bad_documents.pdf_of_size("0 0 1000000000 1000000000")),
    "a PDF page of no size": (PDF, lambda: bad_documents.pdf_of_size("0 0 0 0")),
    "a PDF page turned inside out": (PDF, lambda: bad_documents.pdf_of_size("612 792 0 0")),
    "a PDF page as high as a tower": (PDF, lambda: bad_documents.pdf_of_size("0 0 1 200000")),
    "a PDF page as wide as a street": (PDF, lambda: bad_documents.pdf_of_size("0 0 200000 1")),
    "a PDF page of nonsense": (PDF, lambda: bad_documents.pdf_of_size("a b c d")),
    "a PDF page far away": (PDF, lambda: bad_documents.pdf_of_size("1e30 1e30 2e30 2e30")),
    "a PDF in circles": (PDF, bad_documents.pdf_in_circles),
    "a PDF of nothing much, packed twice": (PDF, lambda: bad_documents.pdf_unpacking_to(256)),
    "a picture of one row": (PNG, lambda: bad_documents.png(1_000_000, 1)),
    "a picture of one column": (PNG, lambda: bad_documents.png(1, 1_000_000)),
    "a picture of one dot": (PNG, lambda: bad_documents.png(1, 1)),
    "a picture without dots": (PNG, lambda: bad_documents.png(0, 0)),
    "a picture that lies about its size": (
        PNG,
        lambda: bad_documents.png(100, 100).replace(b"\0\0\0\x64\0\0\0\x64", b"\0\0\x40\0\0\0\x20\0"),
    ),
    "one line of ten million letters": (TEXT, lambda: b"x" * 10_000_000),
    "a million page breaks": (TEXT, lambda: b"\f" * 1_000_000),
    "zeros as text": (TEXT, lambda: bytes(1_000)),
    "every byte as text": (TEXT, lambda: bytes(range(256)) * 4),
    "half a character at the end": (TEXT, lambda: "Gr\u00fc\u00df".encode()[:-1]),
    "text in UTF-16": (TEXT, lambda: "Hello".encode("utf-16")),
    "text of an unknown charset": ("text/plain; charset=x-klingon", lambda: b"nuqneH"),
    "text of a charset that is none": ('text/plain; charset="\u263a', lambda: b"Hello"),
    "text of a charset that packs": ("text/plain; charset=zip", lambda: b"Hello"),
    "text of a charset that runs": ("text/plain; charset=unicode_escape", lambda: rb"\ud800\N{DIGIT ONE}\x"),
    "text whose charset cannot be said": ("text/plain; charset=idna", lambda: b"x" * 100_000),
    "a thousand accents on one letter": (TEXT, lambda: ("e" + "\u0301" * 1_000).encode()),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_document_ends_one_way_or_the_other(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    content_type, make = ODD[name]
    assert victim.post("/ofax", order(content_type, make())).status == 201
    emulator.run_until_idle()
    seen = victim.get("/ofax/00000002")
    states = seen.all("fax_entry/state")
    assert states in (["sent", "sent"], ["dead", "dead"])
    for message in seen.all("fax_entry/schedule_message"):
        assert states[0] == "sent" or message.startswith("attachment harmful.bin: ")
        assert "converter failed" not in message
    preview = victim.file("/data/preview/00000002-0000.pdf")
    assert preview.status_code == (200 if states[0] == "sent" else 404)


def test_the_bad_one_of_several_is_named(emulator: RunningEmulator, victim: FfwsClient) -> None:
    body = order(PDF, b"no PDF", "second.pdf", before=attachment(bad_documents.pdf(), PDF, "first.pdf"))
    keys = victim.post("/ofax", body).entry_keys()[0]
    emulator.run_until_idle()
    assert victim.get(f"/ofax/{keys}").first("fax_entry/schedule_message").startswith("attachment second.pdf: ")


def test_a_document_of_no_bytes_is_refused_at_once(victim: FfwsClient) -> None:
    answer = victim.post("/ofax", order(PDF, b""))
    assert (answer.status, answer.message) == (400, "attachment harmful.bin: invalid content: empty")


def test_many_harmful_documents_at_once(emulator: RunningEmulator, victim: FfwsClient) -> None:
    for number in range(12):
        victim.post("/ofax", order(PDF, bad_documents.pdf()[: 100 + number]))
        victim.send("5005550000", text=f"A good one between, number {number}.")
    emulator.run_until_idle()
    states = victim.get("/ofax?complete_limit=100").all("fax_entry/state")
    assert sorted(states) == ["dead"] * 24 + ["sent"] * 13


def test_a_reset_while_documents_wait_leaves_the_converters_working(
    emulator: RunningEmulator, victim: FfwsClient
) -> None:
    for number in range(10):
        victim.send("5005550000", text=f"One of many different letters: {number}")
    emulator.reset()
    assert victim.send("5005550000", text="A letter after the reset") == "00000001/0000"
    emulator.run_until_idle()
    assert victim.state("00000001/0000") == "sent"


def test_a_preview_of_very_many_pages(emulator: RunningEmulator, victim: FfwsClient) -> None:
    keys = victim.send("5005550000", text="\f".join(f"Page {number}" for number in range(500)))
    emulator.run_until_idle()
    assert victim.get(f"/ofax/{keys}").first("fax_entry/pages") == "500"
    preview = victim.file(f"/data/preview/{keys.replace('/', '-')}.pdf")
    assert preview.status_code == 200
    assert preview.content.startswith(b"%PDF")


def test_a_dead_fax_can_be_asked_for_again_and_dies_again(emulator: RunningEmulator, victim: FfwsClient) -> None:
    keys = victim.post("/ofax", order(PDF, b"no PDF")).entry_keys()[0]
    for _ in range(2):
        emulator.run_until_idle()
        assert victim.state(keys) == "dead"
        assert victim.put(f"/ofax/{keys}").status == 202
        assert victim.state(keys) == "preprocessing"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "../../../etc/passwd"),
        ("C:\\Windows\\win.ini", "C:\\Windows\\win.ini"),
        ("{reason} {0} %s {name!r}", "{reason} {0} %s {name!r}"),
        ("\u4f20\u771f \U0001f4e0 \u05e9\u05dc\u05d5\u05dd", "\u4f20\u771f \U0001f4e0 \u05e9\u05dc\u05d5\u05dd"),
        ("a\nb\tc", "a b\tc"),
        ("x" * 1_000, "x" * 1_000),
    ],
)
def test_a_strange_name_is_only_a_name(emulator: RunningEmulator, victim: FfwsClient, name: str, shown: str) -> None:
    keys = victim.post("/ofax", order(PDF, b"no PDF", name)).entry_keys()[0]
    emulator.run_until_idle()
    assert victim.get(f"/ofax/{keys}").first("fax_entry/schedule_message").startswith(f"attachment {shown}: ")
