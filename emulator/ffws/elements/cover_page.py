"""`cover_page` as it stands in the list of cover pages, of which the guide shows only the title (page 22).

Rule: it has the tag of the `cover_page` in faxes and other children, and stands in answers only.
"""

from emulator.markup import LINK, TEXT, Element, leaf
from fax_engine.grades import Grade


class ListedCoverPage(Element, tag="cover_page", grade=Grade.OURS, help="a cover page on the unit, in their list"):
    """A template by its file name."""

    url: str | None = leaf(LINK, Grade.OURS, asked=False, help="what cover_page/url of a fax may say")
    name: str | None = leaf(TEXT, Grade.OURS, asked=False, help="the file name")
