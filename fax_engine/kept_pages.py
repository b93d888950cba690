"""Pages as the store keeps them, with their pictures: what goes out to one recipient, and what came in with a call.

Rule: read whole, for a worker that makes a file of them, or plays a call with them.
"""

from collections.abc import Sequence

from fax_engine.documents.page import HEADER_ROWS, PageImage
from fax_engine.documents.preview import DressedPage
from models.store import Work
from models.vocabulary import Resolution


def sent_pages(work: Work, entry_id: int) -> list[DressedPage]:
    """The pages that go out to one recipient, as they are on the line; none when they were never made."""
    return [
        (PageImage(rows, resolution, bits), PageImage(HEADER_ROWS[resolution], resolution, header_bits))
        for rows, resolution, bits, header_bits in work.faxes.page_images(entry_id)
    ]


def received_pages(work: Work, call_number: int) -> list[DressedPage]:
    """The pages that the unit keeps of a call that came in; none when it keeps none."""
    return _plain(work.inbound.page_images(call_number))


def pages_of_caller(work: Work, call_number: int) -> list[DressedPage]:
    """The pages that a caller sent: those that the unit keeps, unless it keeps these by themselves."""
    return _plain(work.inbound.images_as_sent(call_number)) or received_pages(work, call_number)


def _plain(images: Sequence[tuple[int, Resolution, bytes]]) -> list[DressedPage]:
    return [(PageImage(rows, resolution, bits), None) for rows, resolution, bits in images]
