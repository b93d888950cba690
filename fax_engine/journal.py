"""What happened, told after it is safe in the store: logs, waits and metrics listen here, the engine never asks them.

Rule: an event is published after the commit that made it true, in the order of the commits. What a channel does is in
no store, and is told as it happens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fax_engine.channel_status import ChannelState
from models.call import Call
from models.fax import FaxEntry
from models.vocabulary import Direction, FaxState, InboundState, MailKind


@dataclass(frozen=True, slots=True)
class EntryMoved:
    """An entry went from one state to another, or was rescheduled within its state. `before` is None when new.

    `pages` is 0 until they are made; `try_number` counts from 1.
    """

    at: datetime
    fax_key: int
    entry_number: int
    before: FaxState | None
    after: FaxState
    message: str
    try_number: int
    fax_number: str
    username: str
    pages: int
    due_at: datetime

    @classmethod
    def of(cls, entry: FaxEntry, before: FaxState | None, at: datetime) -> "EntryMoved":
        """The event for an entry as it stands now; its fax must be loaded."""
        fax = entry.fax
        return cls(
            at=at,
            fax_key=fax.key,
            entry_number=entry.number,
            before=before,
            after=entry.state,
            message=entry.message,
            try_number=entry.try_number,
            fax_number=entry.recipient_fax_number,
            username=fax.username,
            pages=entry.pages,
            due_at=entry.due_at,
        )


@dataclass(frozen=True, slots=True)
class CallRecorded:
    """A call is over, and in the logs under `number`. `channel` is 0 for a try that never became a call.

    `fax_key` and `entry_number`: what it tried to send, None for a call that came in.
    """

    at: datetime
    number: int
    direction: Direction
    channel: int
    fax_number: str
    caller_id: str
    outcome: str
    succeeded: bool
    pages: int
    fax_key: int | None
    entry_number: int | None

    @classmethod
    def of_inbound(cls, call: Call) -> "CallRecorded":
        """The event for a call that came in and was just recorded."""
        return cls(
            at=call.ended_at,
            number=call.number,
            direction=call.direction,
            channel=call.channel,
            fax_number=call.fax_number,
            caller_id=call.caller_id or "",
            outcome=call.outcome,
            succeeded=call.succeeded,
            pages=call.pages,
            fax_key=None,
            entry_number=None,
        )

    @classmethod
    def of_attempt(cls, number: int, attempt: Mapping[str, Any], entry: FaxEntry) -> "CallRecorded":
        """The event for an attempt that was just recorded, given by column; the fax of its entry must be loaded."""
        return cls(
            at=attempt["ended_at"],
            number=number,
            direction=attempt["direction"],
            channel=attempt["channel"],
            fax_number=attempt["fax_number"],
            caller_id="",
            outcome=attempt["outcome"],
            succeeded=attempt["succeeded"],
            pages=attempt["pages"],
            fax_key=entry.fax.key,
            entry_number=entry.number,
        )


@dataclass(frozen=True, slots=True)
class FaxReceived:
    """A fax that came in with the call `call` is kept, `failed` with the pages that arrived before it broke off."""

    at: datetime
    call: int
    state: InboundState
    caller_id: str
    extension: str
    recipient: str
    pages: int


@dataclass(frozen=True, slots=True)
class MailKept:
    """The unit sent a mail, about an entry of an outbound fax or about the call that brought a fax."""

    at: datetime
    number: int
    kind: MailKind
    recipient: str
    subject: str
    fax_key: int | None
    entry_number: int | None
    call_number: int | None


@dataclass(frozen=True, slots=True)
class ChannelMoved:
    """A channel (from 1) shows another state, or works on another page (from 1, 0 before the first).

    `number`: what was dialled, or who calls; empty when the channel is idle or the caller withheld it.
    """

    at: datetime
    channel: int
    state: ChannelState
    direction: Direction | None
    number: str
    page: int


@dataclass(frozen=True, slots=True)
class UnitReset:
    """The unit is back in its first state, or in that of a snapshot; nothing that was told before is true any more."""

    at: datetime
    snapshot: str | None = None


Event = EntryMoved | CallRecorded | FaxReceived | MailKept | ChannelMoved | UnitReset
Listener = Callable[[EntryMoved], None]
ListenerToAll = Callable[[Event], None]


class Journal:
    """Passes events on to whoever listens."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._listeners_to_all: list[ListenerToAll] = []

    def listen(self, listener: Listener) -> None:
        """Have every move of an entry from now on told to `listener`."""
        self._listeners.append(listener)

    def listen_to_all(self, listener: ListenerToAll) -> Callable[[], None]:
        """Have every event from now on told to `listener`, until what is answered is called."""
        self._listeners_to_all.append(listener)
        return lambda: self._listeners_to_all.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell everybody."""
        if isinstance(event, EntryMoved):
            for listener in self._listeners:
                listener(event)
        for listener_to_all in tuple(self._listeners_to_all):
            listener_to_all(event)
