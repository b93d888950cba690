"""The events of a call: what a channel tells the engine while it goes on.

Rule: they come in order of time, and the last is always one `CallEnded`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fax_engine.call_result import CallResult
from fax_engine.channel_status import ChannelState


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The channel shows another state, or works on another page (`page` counts from 1, 0 before the first)."""

    at: datetime
    state: ChannelState
    page: int


@dataclass(frozen=True, slots=True)
class PageConfirmed:
    """The receiving end confirmed page `page` (from 1)."""

    at: datetime
    page: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The line is free again."""

    at: datetime
    result: CallResult


CallEvent = ChannelChanged | PageConfirmed | CallEnded
Report = Callable[[CallEvent], None]
