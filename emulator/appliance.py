"""One emulated unit: its clock, its disk, its life from the first power on to its end, and the way to all of its parts.

Rule: everything a unit has hangs from here; two units share what their `Footing` has, and nothing else. What is here
stays through a reset, and what works on the unit's rows, its `Machinery`, is another one then.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from emulator.answered import answered
from emulator.dialects import Dialect, parse_dialect
from emulator.factory_state import ADMINISTRATOR
from emulator.feed import Feed
from emulator.first_state import FirstState, find_first_state, first_state_name
from emulator.footing import Footing
from emulator.machinery import Machinery
from emulator.pacer import Pacer, StateReplaced, real_now
from emulator.profiles import Profile
from emulator.settings import Settings
from emulator.sweeping import Sweeping
from emulator.webhooks.queue import WebhookQueue, now_as_text
from emulator.wording import Wording
from fax_engine.callers_documents import CallersDocuments
from fax_engine.clock import Timeline, earlier
from fax_engine.context import UnitContext
from fax_engine.disk import Disk
from fax_engine.inbox import Inbox
from fax_engine.journal import Journal, UnitReset
from fax_engine.lines import Lines, LinesAsSet
from fax_engine.outbox import Outbox
from fax_engine.skew import RIGHT
from fax_engine.workshop import Workshop
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from models.appliance import aside
from models.fax import FaxEntry

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed
    from emulator.snapshots.stamp import KeptClock
    from hardware_sim.sip.registration import Registration

Result = TypeVar("Result")


class Appliance:
    """One unit. Call `power_on` before anything else; with a `seed`, that is the state it begins in."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        footing: Footing,
        wording: Wording | None = None,
        seed: "Seed | None" = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.profile: Profile = settings.profile
        self.dialect: Dialect = parse_dialect(settings.dialect)
        self.wording = wording or Wording()
        self.ffws_texts = self.wording.answers
        self.markup_texts = self.wording.complaints
        self.journal = Journal()
        self.timeline = Timeline(real_now())
        self.feed = Feed(self.journal, self.timeline.now)
        self.pacer = Pacer(self.timeline)
        self.disk = Disk()
        self.skew = RIGHT
        self.is_on = False
        self.contact_changes = asyncio.Lock()  # held by whoever adds, changes or removes contacts
        self._footing = footing
        self._seed = seed
        self._sweeping = Sweeping(footing.store)

    def power_on(self) -> bool:
        """Take up the unit as the store has it; a new one starts in factory state, with its seed. Answers whether it is
        new."""
        self.is_on = True
        self.powered_on_at = self.timeline.now
        self.timeline.watch_set_back(self._clock_went_back)
        known = self._footing.store.find_appliance(self.name)
        if is_new := known is None or self._is_empty(known):
            self._begin_anew()
        else:
            self._build(known)
            self._machinery.recover()
        self._sweeping.begin()
        return is_new

    def stop(self) -> None:
        """Do nothing any more, whatever is still in the making elsewhere; the store has all that counts."""
        self.context.is_closed = True
        self.pacer.stop()

    def reset(self) -> dict[str, int]:
        """Back to factory state and the seed; answers how many rows of each table went. The clock stays as it is."""
        cleared = self.count_rows()
        self.pacer.give_up_moving()
        self._machinery.cut("the unit was reset meanwhile")
        self._begin_anew()
        self._tell_of_new_state(None)
        return cleared

    def count_rows(self) -> dict[str, int]:
        """How many rows of each table are the unit's."""
        return self._footing.store.count_rows(self.appliance_id)

    def pack(self, stamp: str) -> bytes:
        """The unit's rows as a snapshot with this stamp. Raises `SnapshotRefused` when it is too large."""
        return self._footing.store.pack_appliance(self.appliance_id, stamp)

    def unpack(self, content: bytes) -> int:
        """Lay out a good snapshot aside, for `restore`; nothing of the unit changes."""
        return self._footing.store.unpack_appliance(content, aside(self.name))

    def restore(self, laid_out: int, snapshot: str, clock: "KeptClock | None") -> dict[str, int]:
        """Be what was laid out, from the snapshot of that name; answers how many rows of each table went.

        It goes on from there as after a loss of power, at the moment of this clock, if one is given, and by its rules.
        """
        cleared = self.count_rows()
        self.pacer.give_up_moving()
        self._machinery.cut("the unit was restored from a snapshot meanwhile")
        if clock is not None:
            self.pacer.take_over(clock.mode, clock.now, clock.speed)
        self._build(laid_out)
        with self.context.work() as work:
            # What they are told from now on is not what was told under these ids before.
            work.webhooks.become_others(now_as_text())
            work.take_name(self.name)
        self._machinery.recover()
        self._tell_of_new_state(snapshot)
        return cleared

    async def settle(self) -> None:
        """Run what is due by now, also when the unit is reset or restored meanwhile: then what is due in that state.

        Raises `UnitGone` when it is deleted.
        """
        while True:
            try:
                await self.pacer.settle()
            except StateReplaced:
                self.context.check_is_there()
            else:
                return

    def discard(self) -> dict[str, int]:
        """Delete the unit with all it has; answers how many rows of each table went. It is never asked again."""
        self.pacer.stop()
        self.pacer.give_up_moving()
        self._machinery.cut("the unit was deleted meanwhile")
        self.context.is_gone = True
        cleared = self._footing.store.forget_appliance(self.name)
        self.forget_first_state()
        self.pacer.wake()
        self.journal.publish(UnitReset(self.timeline.now, None))
        self._sweeping.begin()
        return cleared

    def forget_first_state(self) -> None:
        """Delete the state that this unit alone begins in, if its seed is its own; it is made again when it is asked
        for."""
        if self._seed is not None and self._seed.owner:
            self._footing.store.forget_appliance(first_state_name(self.profile, self._seed))
            vars(self).pop("_first_state", None)

    def power_off(self) -> None:
        """As if the plug were pulled: calls are cut, what is in the making is lost, and nothing is due any more.

        The store stays as it is; `power_on` takes it up again.
        """
        if self.is_on:
            self._machinery.cut("the unit lost its power meanwhile")
            self.is_on = False
            self.pacer.wake()

    @property
    def appliance_id(self) -> int:
        """Whose rows are the unit's: others after every reset and restore."""
        return self.context.appliance_id

    @property
    def context(self) -> UnitContext:
        """Its transactions, and what its parts have in common."""
        return self._machinery.context

    @property
    def exchange(self) -> Exchange:
        """The telephone network that it is connected to."""
        return self._machinery.exchange

    @property
    def bank(self) -> Bank:
        """Its channels."""
        return self._machinery.bank

    @property
    def lines(self) -> Lines:
        """What is set of its lines."""
        return self._machinery.lines

    @property
    def registration(self) -> "Registration | None":
        """Its registration with the registrar of its trunk; None where lines are analog."""
        return self._machinery.registration

    @property
    def inbox(self) -> Inbox:
        """Calls that come in."""
        return self._machinery.inbox

    @property
    def callers_documents(self) -> CallersDocuments:
        """What callers are going to send."""
        return self._machinery.callers_documents

    @property
    def outbox(self) -> Outbox:
        """Faxes that go out."""
        return self._machinery.outbox

    @property
    def webhooks(self) -> WebhookQueue:
        """Who is told of what happens."""
        return self._machinery.webhooks

    def shown(self, moment: datetime) -> datetime:
        """What the unit's clock says at a moment."""
        return self.skew.shown(moment)

    def meant(self, shown: datetime) -> datetime:
        """The moment at which the unit's clock says this."""
        return self.skew.meant(shown)

    @property
    def store_size(self) -> int:
        """Bytes that the store takes, with that of all units that share it."""
        return self._footing.store.size

    @property
    def conversions(self) -> Workshop:
        """Where documents become pages."""
        return self._footing.converters

    def lines_changed(self) -> None:
        """The settings of lines, or dialing rules, were changed and are committed: the next calls follow them."""
        self._machinery.lines_changed()

    def line_is_back(self) -> None:
        """A line can be used again: whoever waits for one may go at once."""
        self._machinery.dispatch.fill_lines()

    def entry_on(self, channel: int) -> int | None:
        """The row of the entry that the channel of this number is sending."""
        return self._machinery.dispatch.entry_on(channel)

    async def complete(self, entry: FaxEntry) -> None:
        """Have the pages made of a final entry that came with a seed; none are there afterwards when none can be
        made."""
        with self.context.work() as work:
            attachments = work.faxes.attachments(entry.fax_id)

        def supply(done: Callable[[None], None]) -> None:
            self._machinery.preparation.supply(entry, attachments, partial(done, None))

        await answered(supply)

    async def work_elsewhere(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run `function` in a worker process, ahead of what is queued there. Raises what it raises, or `WorkerLost`."""
        submit = self._footing.converters.submit
        return await answered(lambda done: submit(function, lambda: arguments, done, is_urgent=True))

    def _begin_anew(self) -> None:
        """The first state: a copy of what never changes in it, and what depends on when it begins."""
        first = self._first_state
        with self._footing.store.work_on_copy(first.appliance_id, self.name) as work:
            self._build(work.appliance_id, first.lines)
            if self._seed is not None:
                self._seed.plant(self, work)
        if self._seed is not None:
            self._machinery.window.close()

    @cached_property
    def _first_state(self) -> FirstState:
        return find_first_state(self._footing.store, self.profile, self._seed)

    def _is_empty(self, appliance_id: int) -> bool:
        """Whether a first start was cut off before there was anything."""
        with self._footing.store.work(appliance_id) as work:
            return work.users.find(ADMINISTRATOR) is None

    def _clock_went_back(self, by: timedelta) -> None:
        self.powered_on_at = earlier(self.powered_on_at, by)
        self._machinery.clock_went_back(by)

    def _tell_of_new_state(self, snapshot: str | None) -> None:
        self.is_on = True
        self.powered_on_at = self.timeline.now
        self.pacer.wake()
        self.journal.publish(UnitReset(self.timeline.now, snapshot))
        self._sweeping.begin()

    def _build(self, appliance_id: int, lines: LinesAsSet | None = None) -> None:
        """Be the unit with these rows; `lines` where it is known what they say of them."""
        self._machinery = Machinery(self, self._footing, appliance_id, lines)
