"""A stored page as something that can be coded anywhere: what a process gets that plays a call octet by octet.

Rule: every pixel is the one of the preview; a page is decompressed and coded where it is asked for.
"""

from dataclasses import dataclass

from fax_engine.documents.page import ROW_BYTES, PageImage
from fax_engine.documents.preview import compose
from fax_engine.line_pages import CodedPage, Sizing
from models.vocabulary import Coding, Resolution


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page and its header strip, None for one that goes out without; a `fax_engine.line_pages.DrawnPage`."""

    page: PageImage
    strip: PageImage | None = None

    @property
    def resolution(self) -> Resolution:
        """The one that it was made in."""
        return self.page.resolution

    def coded(self, coding: Coding, resolution: Resolution, most_rows: int = 0) -> CodedPage:
        """The page at its own resolution, or every other row of a fine one; made smaller where it has more than
        `most_rows`."""
        import numpy as np

        from fax_engine.documents.coding import bits_of_rows
        from fax_engine.documents.line_coding import encode
        from fax_engine.documents.line_rows import on_line
        from fax_engine.documents.run_lengths import row_bits

        rows = np.frombuffer(compose(self.page, self.strip), np.uint8).reshape(-1, ROW_BYTES)
        sent = on_line(rows, self.resolution, resolution, most_rows)
        sizes: list[int] = bits_of_rows(row_bits(sent), resolution)[coding].tolist()
        is_shrunk = Sizing(coding, resolution, most_rows=most_rows).shrinks(self.resolution, len(rows))
        return CodedPage(sizes, encode(sent, coding, resolution), is_shrunk)
