"""Events as they are told to clients: a type, and a JSON object.

Rule: an object holds what was true at the event, and says nothing that another resource would have to be asked for.
"""

import json
from datetime import datetime
from typing import Any, assert_never

from emulator.control.clock import iso_utc
from emulator.facts import FAXES, MAILS, RECEIVED
from emulator.matching import Facts
from fax_engine.journal import CallRecorded, ChannelMoved, EntryMoved, Event, FaxReceived, MailKept, UnitReset
from models.fax import keys


def as_json(event: Event) -> str:
    """The event in one line."""
    return json.dumps({"at": event.at, **_told(event)}, default=_plain, separators=(",", ":"))


def _told(event: Event) -> Facts:
    match event:
        case EntryMoved():
            return {**(FAXES.of_event(event) or {}), "before": event.before}
        case FaxReceived():
            return RECEIVED.of_event(event) or {}
        case MailKept():
            about = _keys(event.fax_key, event.entry_number)
            return {**(MAILS.of_event(event) or {}), "kind": event.kind, "fax": about, "call": event.call_number}
        case CallRecorded():
            return {
                "call": event.number,
                "direction": event.direction,
                "channel": event.channel,
                "number": event.fax_number,
                "from": event.caller_id,
                "outcome": event.outcome,
                "succeeded": event.succeeded,
                "pages": event.pages,
                "fax": _keys(event.fax_key, event.entry_number),
            }
        case ChannelMoved():
            return {
                "channel": event.channel,
                "state": event.state,
                "direction": event.direction,
                "number": event.number,
                "page": event.page,
            }
        case UnitReset():
            return {"snapshot": event.snapshot}
        case _:
            assert_never(event)


def _keys(fax_key: int | None, entry_number: int | None) -> str | None:
    return None if fax_key is None or entry_number is None else keys(fax_key, entry_number)


def _plain(value: Any) -> str:
    assert isinstance(value, datetime)
    return iso_utc(value)
