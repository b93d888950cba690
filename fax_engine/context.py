"""What every use case of one unit stands on: its store, its time, its texts, and who is told what happened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial

from fax_engine.clock import Due, Timeline
from fax_engine.disk import Disk
from fax_engine.errors import UnitGone
from fax_engine.journal import ChannelMoved, EntryMoved, Event, Journal
from fax_engine.lifecycle import FaxEvent, move
from fax_engine.line import Channel
from fax_engine.piece_of_work import NotNeeded
from fax_engine.texts import TIME_LENGTH, Texts
from models.fax import FaxEntry
from models.store import FollowUpFailed, Store, Work
from models.vocabulary import Resolution

AFTER_POWER_ON = 1.0
"""Seconds from a start to what was owed before it, mails and deliveries: nobody waits for the start because of them."""

TRIED_AGAIN_AFTER = 5.0
"""Seconds until the store is asked again after it has failed (ours)."""

Follower = Callable[[Work, FaxEntry, FaxEvent], None]
"""Gets an entry that an event has just happened to, in the transaction in which it did."""


Witness = Callable[[Work, Event], None]
"""Gets an event that will be published, in the transaction that makes it true."""


@dataclass(slots=True)
class UnitContext:
    """One unit's ground. `line_scale` answers how many seconds a second of line time takes on the timeline; `wake`
    tells whoever holds time for unfinished work that some of it is not needed any more; `shown` is what the unit's own
    clock says at a moment.

    `followers` take part in every move of an entry, `witnesses` in everything that is told of a transaction: what they
    write is committed with it, or not at all.

    `is_closed`: the unit was reset or deleted, and what is still in the making for it is dropped. `is_gone`: it was
    deleted; whoever still asks is refused, because another unit may have its place in the store by now.
    """

    store: Store
    appliance_id: int
    timeline: Timeline
    journal: Journal
    texts: Texts
    time_zone: tzinfo
    resolution: Resolution
    line_scale: Callable[[], float]
    wake: Callable[[], None]
    disk: Disk
    shown: Callable[[datetime], datetime]
    is_closed: bool = field(default=False)
    is_gone: bool = field(default=False)
    followers: list[Follower] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The unit's present moment."""
        return self.timeline.now

    def check_is_there(self) -> None:
        """Raises `UnitGone` once the unit was deleted."""
        if self.is_gone:
            raise UnitGone("the unit was deleted meanwhile")

    def check_is_needed(self) -> None:
        """Raises `NotNeeded` once there is no unit any more for which something is to be made."""
        if self.is_closed:
            raise NotNeeded

    def carry_out(self, action: Callable[[], None], due: Due, about: int = 0) -> None:
        """Run an action that must not be lost, and is one transaction with what follows its commit.

        When it raises (the disk under the store is full), nothing of it has happened: it is run again every
        `TRIED_AGAIN_AFTER` seconds of the unit's time until it succeeds. The failure is raised.
        """
        try:
            action()
        except FollowUpFailed:
            raise
        except Exception:
            self.carry_out_in(TRIED_AGAIN_AFTER, action, due, about)
            raise

    def carry_out_in(
        self,
        seconds: float,
        action: Callable[[], None],
        due: Due,
        about: int,
        is_ready: Callable[[], bool] | None = None,
    ) -> None:
        """The same `seconds` from now, or as soon after that as what it depends on is ready."""
        self.timeline.call_in(seconds, partial(self.carry_out, action, due, about), is_ready, due, about)

    def work(self) -> AbstractContextManager[Work]:
        """One transaction of this unit. Raises `UnitGone` once it was deleted."""
        self.check_is_there()
        return self.store.work(self.appliance_id)

    def move(self, work: Work, entry: FaxEntry, event: FaxEvent, message: str) -> None:
        """Let the event happen to the entry now, keep it, and tell the journal once it is committed."""
        before = move(entry, event, self.now, message)
        work.faxes.keep_move(entry)
        for follow in self.followers:
            follow(work, entry, event)
        self.tell(work, EntryMoved.of(entry, before, self.now))

    def waits_for(self, due_at: datetime) -> str:
        """What an entry says that waits for its first try, which falls due then."""
        if due_at <= self.now:
            return self.texts.pending
        shown = self.shown(due_at).astimezone(self.time_zone)
        return self.texts.scheduled_for(shown.isoformat(" ", "seconds")[:TIME_LENGTH])

    def tell(self, work: Work, event: Event) -> None:
        """Publish `event` after the commit of `work`."""
        for see in self.witnesses:
            see(work, event)
        work.after_commit(lambda: self.journal.publish(event))

    def tell_channel(self, channel: Channel) -> None:
        """Publish what a channel shows now."""
        status = channel.status
        number = status.dial_string or status.caller_id
        self.journal.publish(
            ChannelMoved(self.now, channel.number, status.state, status.direction, number, status.page)
        )
