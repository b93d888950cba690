"""Bytes and what they look like on paper: documents by content, their renditions, pages, and cover-page templates.

Rule: the same bytes are stored once, and converted once for each content type and resolution.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, table_of
from models.listing import in_pieces
from models.prepared import Additions, Prepared
from models.transaction import Repository
from models.vocabulary import Resolution


class Document(Owned, Base):
    """A document's bytes, found by the SHA-256 of its content."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("appliance_id", "digest"),)

    digest: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class CoverPage(Owned, Base):
    """A cover-page template on the unit, a PDF with form fields; found by file name."""

    __tablename__ = "cover_page"
    __table_args__ = (UniqueConstraint("appliance_id", "name"),)

    name: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)


class Rendition(Owned, Base):
    """A document as fax pages, for one content type and resolution."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("document_id", "content_type", "resolution"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    content_type: Mapped[str]
    resolution: Mapped[Resolution]
    page_count: Mapped[int]


class Page(Owned, Base):
    """One fax page: rows of 216 bytes compressed with zlib, and what was counted of its size on the line, in bits.

    `coded_bits` has a key for each question that a call has asked, such as `mmr` or `mr standard 72`: the coding, then
    the resolution on the line unless it is the page's own, then the least bits of a row where fill bits are sent.
    `rendition_id` is None for a page made for one entry alone, such as a filled-in cover page.
    """

    __tablename__ = "page"

    rendition_id: Mapped[int | None] = mapped_column(ForeignKey("rendition.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    rows: Mapped[int]
    resolution: Mapped[Resolution]
    coded_bits: Mapped[dict[str, int]] = mapped_column(JSON)
    bits: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


_FIND = Prepared(
    select(Document.id).where(Document.appliance_id == bindparam("unit"), Document.digest == bindparam("digest"))
)
_ADD = Additions(Document)
_KEEP_SIZES = Prepared(
    update(table_of(Page)).where(table_of(Page).c.id == bindparam("page")).values(coded_bits=bindparam("sizes"))
)


class Documents(Repository):
    """The documents, renditions and cover pages of one appliance."""

    def keep(self, content: bytes) -> int:
        """The id of the stored document with these bytes, stored now if it was not yet."""
        digest = sha256(content).hexdigest()
        for (known,) in _FIND.rows(self._connection, {"unit": self._appliance_id, "digest": digest}):
            return int(known)
        row = {"appliance_id": self._appliance_id, "digest": digest, "size": len(content), "content": content}
        return _ADD.add(self._connection, row)

    def content(self, document_id: int) -> bytes:
        """The bytes of a document."""
        query = select(Document.content).where(Document.appliance_id == self._appliance_id, Document.id == document_id)
        return self._session.scalars(query).one()

    def find_content(self, document_id: int) -> bytes | None:
        """The same; None when the document is not there any more."""
        query = select(Document.content).where(Document.appliance_id == self._appliance_id, Document.id == document_id)
        return self._session.scalars(query).one_or_none()

    def find_rendition(self, document_id: int, content_type: str, resolution: Resolution) -> Rendition | None:
        """The pages of a document, when they were made before."""
        query = select(Rendition).where(
            Rendition.appliance_id == self._appliance_id,
            Rendition.document_id == document_id,
            Rendition.content_type == content_type,
            Rendition.resolution == resolution,
        )
        return self._session.scalars(query).one_or_none()

    def keep_rendition(
        self, document_id: int, content_type: str, resolution: Resolution, pages: Sequence[Page]
    ) -> Rendition:
        """Store the pages of a document; each knows its place."""
        rendition = Rendition(
            appliance_id=self._appliance_id,
            document_id=document_id,
            content_type=content_type,
            resolution=resolution,
            page_count=len(pages),
        )
        self._session.add(rendition)
        self._session.flush()
        for page in pages:
            page.appliance_id = self._appliance_id
            page.rendition_id = rendition.id
        self._session.add_all(pages)
        self._session.flush()
        return rendition

    def page_ids(self, rendition_id: int) -> list[int]:
        """The pages of a rendition, in order."""
        query = (
            select(Page.id)
            .where(Page.appliance_id == self._appliance_id, Page.rendition_id == rendition_id)
            .order_by(Page.position)
        )
        return list(self._session.scalars(query))

    def page_images(self, page_ids: Sequence[int]) -> list[tuple[int, Resolution, bytes]]:
        """Rows, resolution and bits of these pages, in the order of the ids."""
        found: dict[int, tuple[int, Resolution, bytes]] = {}
        for ids in in_pieces(page_ids):
            query = select(Page.id, Page.rows, Page.resolution, Page.bits).where(
                Page.appliance_id == self._appliance_id, Page.id.in_(ids)
            )
            found.update({row[0]: (row[1], row[2], row[3]) for row in self._session.execute(query)})
        return [found[page_id] for page_id in page_ids]

    def keep_sizes(self, counted: Mapping[int, dict[str, int]]) -> None:
        """Add what was counted of pages, by their ids, as far as they are still there."""
        pages = table_of(Page)
        for ids in in_pieces(list(counted)):
            found = self._connection.execute(select(pages.c.id, pages.c.coded_bits).where(pages.c.id.in_(ids)))
            rows = [{"page": page_id, "sizes": known | counted[page_id]} for page_id, known in found]
            _KEEP_SIZES.run_each(self._connection, rows)

    def add_page(self, page: Page) -> Page:
        """Store a page that belongs to one entry alone."""
        page.appliance_id = self._appliance_id
        self._session.add(page)
        self._session.flush()
        return page

    def find_cover_page(self, name: str) -> bytes | None:
        """The template of that file name."""
        query = (
            select(Document.content)
            .join(CoverPage, CoverPage.document_id == Document.id)
            .where(CoverPage.appliance_id == self._appliance_id, CoverPage.name == name)
        )
        return self._session.scalars(query).one_or_none()

    def has_cover_page(self, name: str) -> bool:
        """True when the unit has a template of that file name."""
        query = select(CoverPage.id).where(CoverPage.appliance_id == self._appliance_id, CoverPage.name == name)
        return self._session.scalars(query).one_or_none() is not None

    def cover_page_names(self) -> list[str]:
        """The file names of all templates, sorted."""
        query = select(CoverPage.name).where(CoverPage.appliance_id == self._appliance_id).order_by(CoverPage.name)
        return list(self._session.scalars(query))

    def keep_cover_page(self, name: str, content: bytes) -> None:
        """Store a template under a new name."""
        self._session.add(CoverPage(appliance_id=self._appliance_id, name=name, document_id=self.keep(content)))
