"""The port to the telephone world: what the engine asks of a channel.

Rule: the engine gives a `CallOrder`, or an `AnswerOrder` for a `Caller`, and hears `CallEvent`s. Nothing here knows how
the other side is simulated.
"""

from collections.abc import Iterator
from typing import Protocol

from fax_engine.call_events import Report
from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.channel_status import ChannelStatus
from models.vocabulary import ChannelKind


class Channel(Protocol):
    """Our end of one line. It works on one call at a time."""

    @property
    def number(self) -> int:
        """1 for the first channel of the appliance."""

    @property
    def kind(self) -> ChannelKind:
        """Modem or SIP."""

    @property
    def is_idle(self) -> bool:
        """True when `dial` may be called; false while it rings, and while it is out of service."""

    @property
    def can_ring(self) -> bool:
        """True when `ring` may be called: it is idle, and the line is alive."""

    @property
    def status(self) -> ChannelStatus:
        """The channel at this moment."""

    def dial(self, order: CallOrder, report: Report) -> None:
        """Start a call; every event of it reaches `report` at its moment on the timeline.

        Raises `RuntimeError` when the channel is not idle.
        """

    def ring(self, caller: Caller, order: AnswerOrder, report: Report) -> None:
        """Have a call come in, to be taken as `order` says; every event of it reaches `report` as with `dial`.

        Raises `RuntimeError` when the channel is not idle.
        """

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """


class ChannelBank(Protocol):
    """All channels of an appliance."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Every channel, in order of number."""

    def idle(self) -> Iterator[Channel]:
        """The channels that may dial now, in order of number; each is looked at when its turn comes."""

    def hang_up_all(self) -> None:
        """Give up every call in progress."""
