"""What events are about: the types by which clients ask for them."""

from enum import StrEnum
from typing import assert_never

from fax_engine.journal import CallRecorded, ChannelMoved, EntryMoved, Event, FaxReceived, MailKept, UnitReset


class EventType(StrEnum):
    """What an event is about. `reset`: the unit is back in its first state, or in that of a snapshot."""

    FAX = "fax"
    CHANNEL = "channel"
    CALL = "call"
    MAIL = "mail"
    INBOUND = "inbound"
    RESET = "reset"


def type_of(event: Event) -> EventType:
    """What the event is about."""
    match event:
        case EntryMoved():
            return EventType.FAX
        case ChannelMoved():
            return EventType.CHANNEL
        case CallRecorded():
            return EventType.CALL
        case MailKept():
            return EventType.MAIL
        case FaxReceived():
            return EventType.INBOUND
        case UnitReset():
            return EventType.RESET
        case _:
            assert_never(event)
