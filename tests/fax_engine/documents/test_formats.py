"""Which content types become pages, and that nothing heavy is loaded to know it."""

import subprocess
import sys

import pytest

from fax_engine.documents.formats import convert, count_pages, is_supported, supported_types
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, DocumentError, Limits
from fax_engine.documents.raster import unpack
from models.vocabulary import Resolution
from tests.support import bad_documents

HEAVY = "numpy", "PIL", "pypdfium2", "pypdf", "reportlab"


@pytest.mark.parametrize(
    "content_type",
    [
        *supported_types(),
        *("image/jpg", "image/tif", "image/x-ms-bmp"),
        *("Application/PDF", "text/plain; charset=utf-8", 'TEXT/PLAIN;charset="latin-1"', " image/png "),
    ],
)
def test_a_supported_type(content_type: str) -> None:
    assert is_supported(content_type)


@pytest.mark.parametrize("content_type", ["", "application/msword", "image/svg+xml", "pdf", "text/plainer", ";"])
def test_any_other_type_is_refused(content_type: str) -> None:
    assert not is_supported(content_type)
    with pytest.raises(
        DocumentError, match=r"unsupported content_type: .*, expected one of application/pdf, text/plain, "
    ):
        count_pages(b"x", content_type, Limits())


@pytest.mark.parametrize("content_type", supported_types())
def test_no_bytes_are_an_empty_document(content_type: str) -> None:
    with pytest.raises(DocumentError, match="is empty"):
        count_pages(b"", content_type, Limits())
    with pytest.raises(DocumentError, match="is empty"):
        convert(b"", content_type, Resolution.FINE, Limits())


def test_asking_what_is_supported_loads_no_library() -> None:
    question = (
        "import sys; from fax_engine.documents.formats import is_supported; assert is_supported('application/pdf');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("resolution", Resolution)
def test_two_workers_make_the_pages_that_one_makes(resolution: Resolution) -> None:
    content = bad_documents.pdf_repeating(5)
    assert count_pages(content, "application/pdf", Limits()) == 5
    halves = [
        page
        for first, last in ((0, 2), (2, 5))
        for page in convert(content, "application/pdf", resolution, Limits(), first, last)
    ]
    assert halves == convert(content, "application/pdf", resolution, Limits(), 0, 5)
    assert [page.rows for page in halves] == [LETTER_ROWS[resolution]] * 5
    for page in halves:
        assert not unpack(page)[: HEADER_ROWS[resolution]].any()
        assert not page.coded_bits
