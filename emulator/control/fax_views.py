"""Outbound faxes as they are shown, one recipient each: who, what, how it stands, and every move that the store knows.

Rule: names are those of waits and events; what is not known is null.
"""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from emulator.control.call_views import PageView
from emulator.control.clock import Moment
from models.call import NEVER_CALLED, Call
from models.fax import Attachment, FaxEntry, keys
from models.vocabulary import Agent, FaxState


class PartyView(BaseModel):
    """Somebody who sends or receives; what was not given is empty."""

    name: str
    organization: str
    fax_number: str
    phone_number: str


class DocumentView(BaseModel):
    """One document of a fax, by its name; `content_type` is empty while one to be fetched was not."""

    name: str
    content_type: str


class TryView(BaseModel):
    """One try to send the fax. `call`: its number below `/_emulator/calls`; `pages`: those that were confirmed.

    `state`, `schedule_message`: of the fax after it.
    """

    call: int
    try_number: int | None
    started_at: Moment
    ended_at: Moment
    outcome: str
    succeeded: bool
    pages: int
    state: FaxState | None
    schedule_message: str


class MoveView(BaseModel):
    """A move to a state, at its moment, with what the store knows of why, and the call that was it, if one was."""

    at: Moment
    state: FaxState
    message: str
    call: int | None


class ReceivedView(BaseModel):
    """What the far end has on paper: after `call`, the last one that left something there. `received_tiff`: all that
    can be seen of it, null where that is nothing."""

    call: int
    pages: list[PageView]
    received_tiff: str | None


class FaxLinks(BaseModel):
    """Where more is to be seen: the appliance's own entry and preview (with a user's credentials), and the calls."""

    entry: str
    preview: str
    calls: str


class FaxView(BaseModel):
    """A fax to one recipient. `fax` is `FAXKEY/ENTRYKEY`; `pages` is 0 until they are made, the cover page counted.

    `timeline`: its moves in order, as far as the store knows them: of a fax that was sent again before its first try,
    for one, it does not. `received` is null while no call has left anything.
    """

    fax: str
    user: str
    agent: Agent
    recipient: PartyView
    sender: PartyView
    subject: str
    cover_page: str | None
    documents: list[DocumentView]
    state: FaxState
    schedule_message: str
    pages: int
    priority: int
    try_number: int
    max_tries: int
    try_interval: int
    created_at: Moment
    due_at: Moment
    ended_at: Moment | None
    attempts: list[TryView]
    timeline: list[MoveView]
    received: ReceivedView | None
    links: FaxLinks


def view_of_entry(
    entry: FaxEntry,
    attachments: Sequence[Attachment],
    attempts: Sequence[Call],
    received: ReceivedView | None,
    links: FaxLinks,
) -> FaxView:
    """An entry with its fax, as it is shown."""
    fax = entry.fax
    return FaxView(
        fax=keys(fax.key, entry.number),
        user=fax.username,
        agent=fax.agent,
        recipient=PartyView(
            name=entry.recipient_name,
            organization=entry.recipient_organization,
            fax_number=entry.recipient_fax_number,
            phone_number=entry.recipient_phone_number,
        ),
        sender=PartyView(
            name=fax.sender_name,
            organization=fax.sender_organization,
            fax_number=fax.sender_fax_number,
            phone_number=fax.sender_phone_number,
        ),
        subject=fax.subject,
        cover_page=fax.cover_page_name if fax.cover_page_enabled else None,
        documents=[DocumentView(name=one.name, content_type=one.content_type) for one in attachments],
        state=entry.state,
        schedule_message=entry.message,
        pages=entry.pages,
        priority=entry.priority,
        try_number=entry.try_number,
        max_tries=fax.max_tries,
        try_interval=fax.try_interval,
        created_at=fax.created_at,
        due_at=entry.due_at,
        ended_at=entry.ended_at,
        attempts=[_view_of_try(call) for call in attempts],
        timeline=sorted(_moves(entry, attempts), key=lambda move: move.at),
        received=received,
        links=links,
    )


def _view_of_try(call: Call) -> TryView:
    return TryView(
        call=call.number,
        try_number=call.try_number,
        started_at=call.started_at,
        ended_at=call.ended_at,
        outcome=call.outcome,
        succeeded=call.succeeded,
        pages=call.pages,
        state=call.state,
        schedule_message=call.message,
    )


def _moves(entry: FaxEntry, attempts: Sequence[Call]) -> Iterator[MoveView]:
    yield MoveView(at=entry.fax.created_at, state=FaxState.PREPROCESSING, message="", call=None)
    for call in attempts:
        if call.outcome != NEVER_CALLED:
            yield MoveView(at=call.started_at, state=FaxState.SENDING, message="", call=call.number)
        if call.state is not None:
            yield MoveView(at=call.ended_at, state=call.state, message=call.message, call=call.number)
    if entry.state is FaxState.SENDING and entry.started_at is not None:
        yield MoveView(at=entry.started_at, state=FaxState.SENDING, message=entry.message, call=None)
    told = {(call.ended_at, call.state) for call in attempts}
    if entry.ended_at is not None and entry.state.is_final and (entry.ended_at, entry.state) not in told:
        yield MoveView(at=entry.ended_at, state=entry.state, message=entry.message, call=None)
