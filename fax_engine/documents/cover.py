"""A cover page: a PDF template with form fields, filled in for one recipient.

Rule: a field is filled when its name is that of an attribute of `CoverFields`, whoever made the template; what it
lacks is left out. Comments that are too long for their box become smaller and, below a readable size, go on on plain
pages. Which values a cover page shows: administrator guide; the names of the fields are ours.
"""

from dataclasses import dataclass

from fax_engine.documents.page import Limits, PageImage
from models.vocabulary import Resolution


@dataclass(frozen=True, slots=True)
class CoverFields:
    """The values by field name; `comments` may have several lines, `pages` counts every page that goes out."""

    sender_name: str = ""
    sender_organization: str = ""
    sender_phone: str = ""
    sender_fax: str = ""
    sender_email: str = ""
    recipient_name: str = ""
    recipient_organization: str = ""
    recipient_fax: str = ""
    recipient_phone: str = ""
    subject: str = ""
    comments: str = ""
    date: str = ""
    pages: str = ""


def fill(template: bytes, fields: CoverFields) -> bytes:
    """The template as a PDF with its fields filled in and shown; the same bytes when it has none of them.

    Raises `DocumentError` for a template that cannot be read.
    """
    from fax_engine.documents.cover_form import fill_form

    return fill_form(template, fields)


def texts(template: bytes, fields: CoverFields, limits: Limits) -> list[str]:
    """What can be read on the pages of the filled-in template. Raises `DocumentError` for one that cannot be used."""
    from fax_engine.documents.pdf import texts as texts_of_pdf
    from fax_engine.documents.source import Source

    return texts_of_pdf(Source(fill(template, fields), "PDF"), limits)


def render(template: bytes, fields: CoverFields, resolution: Resolution, limits: Limits) -> list[PageImage]:
    """The pages of the filled-in template, not measured. Raises `DocumentError` for one that cannot be used."""
    from fax_engine.documents.pdf import convert
    from fax_engine.documents.source import Source

    return convert(Source(fill(template, fields), "PDF"), resolution, limits, 0, None)
