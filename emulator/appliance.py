"""One emulated unit, built from its settings: the only place where all the parts meet.

Rule: everything a unit has hangs from here; two units share the store's database, the workshops, and nothing else.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from emulator.dialects import Dialect, parse_dialect
from emulator.factory_state import ADMINISTRATOR
from emulator.feed import Feed
from emulator.fetching import WorkshopFetcher
from emulator.first_state import FirstState, find_first_state, first_state_name
from emulator.mailroom import Mailroom
from emulator.neighbours import FindUnit, UnitNeighbours
from emulator.pacer import ClockMode, Pacer, StateReplaced, real_now
from emulator.profiles import Profile
from emulator.settings import Settings
from emulator.sweeping import Sweeping
from emulator.webhooks.post_room import PostRoom
from emulator.webhooks.queue import WebhookQueue, now_as_text
from emulator.wording import Wording
from fax_engine.cleaning import Cleaner
from fax_engine.clock import Timeline, earlier
from fax_engine.context import UnitContext
from fax_engine.counting import Counting
from fax_engine.disk import Disk
from fax_engine.dispatch import Dispatch
from fax_engine.inbox import Inbox
from fax_engine.journal import Journal, UnitReset
from fax_engine.lines import Lines, LinesAsSet
from fax_engine.outbox import Outbox
from fax_engine.preparation import Preparation
from fax_engine.recovery import recover
from fax_engine.renditions import PageIds
from fax_engine.skew import RIGHT
from fax_engine.window import CompletedWindow
from fax_engine.workshop import Workshop
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from hardware_sim.kept_stations import KeptStations
from hardware_sim.stations import StationBook
from models.appliance import aside
from models.fax import FaxEntry
from models.store import Store

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed
    from emulator.snapshots.stamp import KeptClock
    from hardware_sim.sip.registration import Registration

Result = TypeVar("Result")


def _nobody(_name: str) -> None:
    return None


class Appliance:
    """One unit. Call `power_on` before anything else; with a `seed`, that is the state it begins in. `find_unit` answers the
    units that it may call."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        store: Store,
        converters: Workshop,
        fetchers: Workshop,
        carriers: Workshop,
        posters: PostRoom,
        wording: Wording | None = None,
        seed: "Seed | None" = None,
        find_unit: FindUnit = _nobody,
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
        self._store = store
        self._converters = converters
        self._fetchers = fetchers
        self._carriers = carriers
        self._posters = posters
        self._seed = seed
        self._find_unit = find_unit
        self._sweeping = Sweeping(store)

    def power_on(self) -> bool:
        """Take up the unit as the store has it; a new one starts in factory state, with its seed. Answers whether it is new."""
        self.is_on = True
        self.powered_on_at = self.timeline.now
        self.timeline.watch_set_back(self._clock_went_back)
        known = self._store.find_appliance(self.name)
        if is_new := known is None or self._is_empty(known):
            self._begin_anew()
        else:
            self._build(known)
            self._recover()
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
        self._cut("the unit was reset meanwhile")
        self._begin_anew()
        self._tell_of_new_state(None)
        return cleared

    def count_rows(self) -> dict[str, int]:
        """How many rows of each table are the unit's."""
        return self._store.count_rows(self.appliance_id)

    def pack(self, stamp: str) -> bytes:
        """The unit's rows as a snapshot with this stamp. Raises `SnapshotRefused` when it is too large."""
        return self._store.pack_appliance(self.appliance_id, stamp)

    def unpack(self, content: bytes) -> int:
        """Lay out a good snapshot aside, for `restore`; nothing of the unit changes."""
        return self._store.unpack_appliance(content, aside(self.name))

    def restore(self, laid_out: int, snapshot: str, clock: "KeptClock | None") -> dict[str, int]:
        """Be what was laid out, from the snapshot of that name; answers how many rows of each table went.

        It goes on from there as after a loss of power, at the moment of this clock, if one is given, and by its rules.
        """
        cleared = self.count_rows()
        self.pacer.give_up_moving()
        self._cut("the unit was restored from a snapshot meanwhile")
        if clock is not None:
            self.pacer.take_over(clock.mode, clock.now, clock.speed)
        self._build(laid_out)
        with self.context.work() as work:
            # What they are told from now on is not what was told under these ids before.
            work.webhooks.become_others(now_as_text())
            work.take_name(self.name)
        self._recover()
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
        self._cut("the unit was deleted meanwhile")
        self.context.is_gone = True
        cleared = self._store.forget_appliance(self.name)
        self.forget_first_state()
        self.pacer.wake()
        self.journal.publish(UnitReset(self.timeline.now, None))
        self._sweeping.begin()
        return cleared

    def forget_first_state(self) -> None:
        """Delete the state that this unit alone begins in, if its seed is its own; it is made again when it is asked for."""
        if self._seed is not None and self._seed.owner:
            self._store.forget_appliance(first_state_name(self.profile, self._seed))
            vars(self).pop("_first_state", None)

    def power_off(self) -> None:
        """As if the plug were pulled: calls are cut, what is in the making is lost, and nothing is due any more.

        The store stays as it is; `power_on` takes it up again.
        """
        if self.is_on:
            self._cut("the unit lost its power meanwhile")
            self.is_on = False
            self.pacer.wake()

    def shown(self, moment: datetime) -> datetime:
        """What the unit's clock says at a moment."""
        return self.skew.shown(moment)

    def meant(self, shown: datetime) -> datetime:
        """The moment at which the unit's clock says this."""
        return self.skew.meant(shown)

    @property
    def store_size(self) -> int:
        """Bytes that the store takes, with that of all units that share it."""
        return self._store.size

    @property
    def conversions(self) -> Workshop:
        """Where documents become pages."""
        return self._converters

    def lines_changed(self) -> None:
        """The settings of lines, or dialing rules, were changed and are committed: the next calls follow them."""
        self.lines.forget()
        if self.registration is not None:
            self.registration.settings_changed(self.lines.of(1).trunk)
        self._dispatch.lines_changed()

    def line_is_back(self) -> None:
        """A line can be used again: whoever waits for one may go at once."""
        self._dispatch.fill_lines()

    def entry_on(self, channel: int) -> int | None:
        """The row of the entry that the channel of this number is sending."""
        return self._dispatch.entry_on(channel)

    async def complete(self, entry: FaxEntry) -> None:
        """Have the pages made of a final entry that came with a seed; none are there afterwards when none can be made."""
        with self.context.work() as work:
            attachments = work.faxes.attachments(entry.fax_id)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._preparation.supply(entry, attachments, lambda: _resolve(future, None))
        await future

    async def pages_of_caller(self, content: bytes, content_type: str) -> PageIds | str:
        """Fax pages of what somebody is going to send to the unit, or the reason why there are none."""
        future: asyncio.Future[PageIds | str] = asyncio.get_running_loop().create_future()
        self.inbox.make_pages(content, content_type, lambda result: _resolve(future, result))
        return await future

    async def work_elsewhere(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run `function` in a worker process, ahead of what is queued there. Raises what it raises, or `WorkerLost`."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._converters.submit(function, lambda: arguments, lambda result: _resolve(future, result), is_urgent=True)
        result: Result = await future
        return result

    def _begin_anew(self) -> None:
        """The first state: a copy of what never changes in it, and what depends on when it begins."""
        first = self._first_state
        with self._store.work_on_copy(first.appliance_id, self.name) as work:
            self._build(work.appliance_id, first.lines)
            if self._seed is not None:
                self._seed.plant(self, work)
        if self._seed is not None:
            self._window.close()

    @cached_property
    def _first_state(self) -> FirstState:
        return find_first_state(self._store, self.profile, self._seed)

    def _is_empty(self, appliance_id: int) -> bool:
        """Whether a first start was cut off before there was anything."""
        with self._store.work(appliance_id) as work:
            return work.users.find(ADMINISTRATOR) is None

    def _cut(self, reason: str) -> None:
        """Nothing that is going on comes to its end; whoever waits for something is told the reason."""
        self.context.is_closed = True
        self.bank.hang_up_all()
        self._preparation.abandon()
        self.inbox.close(reason)
        self.webhooks.close()
        self.timeline.clear()

    def _clock_went_back(self, by: timedelta) -> None:
        """How long something has lasted by now does not change with that."""
        self.powered_on_at = earlier(self.powered_on_at, by)
        if self.registration is not None:
            self.registration.clock_went_back(by)
        self.bank.clock_went_back(by)
        self._dispatch.clock_went_back(by)

    def _recover(self) -> None:
        """Go on with what power was lost over."""
        self._mailroom.recover()
        self.webhooks.recover()
        recover(self.context, self._preparation, self._dispatch)
        self._cleaner.find_all()
        with self.context.work() as work:
            work.contacts.turn_away()  # an import that was cut off
        self._window.close()

    def _tell_of_new_state(self, snapshot: str | None) -> None:
        self.is_on = True
        self.powered_on_at = self.timeline.now
        self.pacer.wake()
        self.journal.publish(UnitReset(self.timeline.now, snapshot))
        self._sweeping.begin()

    def _build(self, appliance_id: int, lines: LinesAsSet | None = None) -> None:
        """Put the parts together for the unit with these rows; `lines` where it is known what they say of them."""
        self.appliance_id = appliance_id
        self.context = UnitContext(
            store=self._store,
            appliance_id=appliance_id,
            timeline=self.timeline,
            journal=self.journal,
            texts=self.wording.about_faxes,
            time_zone=self.settings.zone,
            resolution=self.settings.resolution,
            line_scale=self._line_scale,
            wake=self.pacer.wake,
            disk=self.disk,
            shown=self.shown,
        )
        self.registration: Registration | None = None
        neighbours = UnitNeighbours(self, self._find_unit)
        self.exchange = Exchange(StationBook(KeptStations(self.context)), self._is_shut_out, neighbours)
        kind, count = self.profile.channel_kind, self.profile.channels
        self.bank = Bank(kind, count, self.timeline, self.exchange, self._line_scale, self._converters.submit)
        self.lines = Lines(self.context, kind, count, lines)
        if not self.profile.has_modems:
            self.registration = self._registration()
        counting = Counting(self.context, self._converters)
        self._dispatch = Dispatch(self.context, self.bank, self.lines, counting)
        self._preparation = Preparation(
            self.context, self._converters, WorkshopFetcher(self._fetchers), self._dispatch, self.lines
        )
        self._cleaner = Cleaner(self.context, self._preparation.shelf, self._dispatch.is_calling, _put_off)
        self._window = CompletedWindow(self.context, self.settings.kept_faxes, self._cleaner)
        self._mailroom = Mailroom(self.context, self.settings, self.wording, self._converters, self._carriers)
        self.inbox = Inbox(
            self.context,
            self.bank,
            self.lines,
            counting,
            self._preparation.shelf,
            self._dispatch,
            self._mailroom.take,
            self._cleaner,
            self._window.received,
        )
        self.outbox = Outbox(self.context, self._preparation, self._dispatch)
        self.webhooks = WebhookQueue(self.context, self._posters)

    def _registration(self) -> "Registration":
        from hardware_sim.sip.registration import Registration

        return Registration(lambda: self.timeline.now, self.lines.of(1).trunk)

    def _is_shut_out(self) -> bool:
        return self.registration is not None and self.registration.refuses_calls

    def _line_scale(self) -> float:
        """A frozen clock gives a call its full time: it costs nobody any of theirs."""
        return 1.0 if self.pacer.mode is ClockMode.FROZEN else self.settings.pace.scale


def _put_off(action: Callable[[], None]) -> bool:
    """Have it done after whatever else is due on the event loop; false where none runs."""
    try:
        asyncio.get_running_loop().call_soon(action)
    except RuntimeError:
        return False
    return True


def _resolve(future: "asyncio.Future[Any]", result: Any) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
