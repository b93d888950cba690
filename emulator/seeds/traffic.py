"""The parts of a seed that describe what happened: faxes to send, faxes received, calls that brought none.

Rule: only what matters need be said. What is left out follows from the rest: times from the other times, attempts from
the state, the number of pages from the documents.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from emulator.ffws import elements
from emulator.markup.scalars import BOOLEAN, CHOICE, INTEGER, MULTILINE
from emulator.seeds.parts import Count, Line, Part, Text, When, like, of_kind
from models.vocabulary import Agent, Coding, FaxState, InboundState, Receipt, ReceiptAttachment, Resolution

Order = elements.ScheduleFax
Rate = Annotated[int | None, of_kind(INTEGER(2400, 33600))]


class Document(Part):
    """One document: a `text`, a `file` beside the seed, or so many pages of `filler`."""

    text: Annotated[str | None, of_kind(MULTILINE)] = None
    file: Text = None
    filler: Annotated[int | None, of_kind(INTEGER(1, 500))] = None
    name: Text = None
    content_type: Text = None


class HowItWent(Part):
    """What a call's line in the logs tells. `outcome` names a row of the catalogue, with `-` or `_`; `line` counts from
    1."""

    outcome: Annotated[Text, AfterValidator(lambda name: name and name.replace("-", "_"))] = None
    started: When = None
    ended: When = None
    line: Line = None
    pages: Count = None
    baud_rate: Rate = None
    ecm: Annotated[bool | None, of_kind(BOOLEAN)] = None
    line_encoding: Annotated[Coding | None, of_kind(CHOICE(Coding))] = None
    resolution: Annotated[Resolution | None, of_kind(CHOICE(Resolution))] = None
    remote_id: Text = None


class Attempt(HowItWent):
    """One try to send an entry."""


class Standing(Part):
    """How an entry stands: said for the whole fax, for one recipient, or both; the recipient's word counts.

    `due` is when it will be tried, `ended` when it became final. `approver` gave their verdict at `approved`.
    """

    state: Annotated[FaxState | None, of_kind(CHOICE(FaxState))] = None
    message: Text = None
    due: When = None
    ended: When = None
    pages: Count = None
    approver: Text = None
    approved: When = None
    attempts: tuple[Attempt, ...] | None = None


def _by_number(value: object) -> object:
    return {"fax_number": value} if isinstance(value, str) else value


class Recipient(Standing):
    """Who gets it: a `contact` of the user's list or the global one by name, or a number; other keys beat the
    contact's."""

    contact: Text = None
    name: Annotated[str | None, like(elements.Recipient, "name")] = None
    organization: Annotated[str | None, like(elements.Recipient, "organization")] = None
    fax_number: Annotated[str | None, like(elements.Recipient, "fax_number")] = None
    phone_number: Annotated[str | None, like(elements.Recipient, "phone_number")] = None


class Sender(Part):
    """What the cover page shows of the sender; left out, it is what the user's account says."""

    name: Annotated[str | None, like(elements.Sender, "name")] = None
    organization: Annotated[str | None, like(elements.Sender, "organization")] = None
    phone_number: Annotated[str | None, like(elements.Sender, "phone_number")] = None
    fax_number: Annotated[str | None, like(elements.Sender, "fax_number")] = None
    email_address: Annotated[str | None, like(elements.Sender, "email_address")] = None


class Fax(Standing):
    """One order to any number of recipients. `cover_page` is a template's file name; without one there is no cover."""

    user: Text = None
    created: When = None
    agent: Annotated[Agent | None, of_kind(CHOICE(Agent))] = None
    cover_page: Text = None
    subject: Annotated[str | None, like(elements.CoverPage, "subject")] = None
    comments: Annotated[str | None, like(elements.CoverPage, "comments")] = None
    sender: Sender = Field(default_factory=Sender)
    recipients: tuple[Annotated[Recipient, BeforeValidator(_by_number)], ...]
    documents: tuple[Document, ...] = ()
    max_tries: Annotated[int | None, like(Order, "max_tries")] = None
    try_interval: Annotated[int | None, like(Order, "try_interval")] = None
    priority: Annotated[int | None, like(Order, "priority")] = None
    receipt: Annotated[Receipt | None, like(Order, "receipt")] = None
    receipt_attachment: Annotated[ReceiptAttachment | None, like(Order, "receipt_attachment")] = None


class Received(HowItWent):
    """A fax that came in. `recipient` is the name of the route that it took."""

    state: Annotated[InboundState | None, of_kind(CHOICE(InboundState))] = None
    caller_id: Text = None
    fax_number: Text = None
    extension: Text = None
    recipient: Text = None
    documents: tuple[Document, ...] = ()


class IncomingCall(HowItWent):
    """A call that came in and brought no fax."""

    caller_id: Text = None
    fax_number: Text = None


def standing(fax: Fax, recipient: Recipient) -> Standing:
    """How this recipient's entry stands."""
    said = {name: getattr(recipient, name) for name in Standing.model_fields}
    return Standing.model_construct(
        **{name: getattr(fax, name) if value is None else value for name, value in said.items()}
    )
