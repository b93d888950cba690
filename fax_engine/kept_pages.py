"""Pages as the store keeps them, with their pictures: what goes out to one recipient, and what came in with a call.

Rule: read whole, for a worker that makes a file of them.
"""

from fax_engine.documents.page import HEADER_ROWS, PageImage
from fax_engine.documents.preview import DressedPage
from models.store import Work


def sent_pages(work: Work, entry_id: int) -> list[DressedPage]:
    """The pages that go out to one recipient, as they are on the line; none when they were never made."""
    return [
        (PageImage(rows, resolution, bits), PageImage(HEADER_ROWS[resolution], resolution, header_bits))
        for rows, resolution, bits, header_bits in work.faxes.page_images(entry_id)
    ]


def received_pages(work: Work, call_number: int) -> list[DressedPage]:
    """The pages that the unit keeps of a call that came in; none when it keeps none."""
    images = work.inbound.page_images(call_number)
    return [(PageImage(rows, resolution, bits), None) for rows, resolution, bits in images]
