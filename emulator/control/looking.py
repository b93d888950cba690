"""What waiting and verifying share: how a client says which fax it means, and how faxes, calls and mails are shown to
it."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from emulator.control.clock import Moment
from emulator.matching import IDENTIFYING, Check, Difference, like, like_number
from emulator.spelling import Spelled
from models.vocabulary import FaxState, InboundState

Pattern = Annotated[str, Field(min_length=1, max_length=200)]
FaxKeys = Annotated[
    str,
    Spelled(
        r"^[0-9A-Fa-f]{8}(/[0-9A-Fa-f]{4})?$",
        "the keys of a fax, as in its URL: FAXKEY or FAXKEY/ENTRYKEY, 8 and 4 hex digits",
    ),
]


class FaxSeen(BaseModel):
    """An outbound fax to one recipient: `FAXKEY/ENTRYKEY`, and how it stands. `pages` is 0 until they are made."""

    fax: str
    number: str
    user: str
    state: FaxState
    schedule_message: str
    try_number: int
    pages: int
    due_at: Moment


class InboundSeen(BaseModel):
    """A fax that came in with the call of this number."""

    model_config = ConfigDict(populate_by_name=True)

    call: int
    caller: Annotated[str, Field(alias="from")]
    extension: str
    recipient: str
    state: InboundState
    pages: int
    at: Moment


class MailSeen(BaseModel):
    """A mail, by its number under `/_emulator/mail`."""

    id: int
    to: str
    subject: str
    at: Moment


class DifferenceView(BaseModel):
    """A field that is not as expected. What is not known is null."""

    field: str
    expected: Any
    actual: Any


def view_of_difference(found: Difference) -> DifferenceView:
    """As it is shown."""
    return DifferenceView(field=found.field, expected=found.expected, actual=found.actual)


def checks_for_fax(fax: str | None, number: str | None, user: str | None) -> Iterator[Check]:
    """Which outbound fax is meant: by key, by patterns of its number and of who sent it."""
    if fax is not None:
        keys = fax.upper()
        yield Check("fax", keys, lambda actual: actual == keys or actual.startswith(f"{keys}/"), IDENTIFYING)
    if number is not None:
        yield like_number("number", number)
    if user is not None:
        yield like("user", user)
