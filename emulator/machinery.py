"""A unit's machinery: the parts that work on its rows, and how they are connected.

Rule: it is built as a whole whenever the unit is powered on, reset or restored, and replaced as a whole: no part of it
outlives any of these. What does is the `Appliance`'s.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from emulator.fetching import WorkshopFetcher
from emulator.footing import Footing
from emulator.mailroom import Mailroom
from emulator.neighbours import UnitNeighbours
from emulator.pacer import ClockMode
from emulator.webhooks.queue import WebhookQueue
from fax_engine.callers_documents import CallersDocuments
from fax_engine.cleaning import Cleaner
from fax_engine.context import UnitContext
from fax_engine.counting import Counting
from fax_engine.dispatch import Dispatch
from fax_engine.drawing import Drawing
from fax_engine.filing import Filing
from fax_engine.inbox import Inbox
from fax_engine.lines import Lines, LinesAsSet
from fax_engine.outbox import Outbox
from fax_engine.preparation import Preparation
from fax_engine.recovery import recover
from fax_engine.window import CompletedWindow
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from hardware_sim.kept_stations import KeptStations
from hardware_sim.stations import StationBook

if TYPE_CHECKING:
    from emulator.appliance import Appliance
    from hardware_sim.sip.registration import Registration


class Machinery:
    """That of `unit`, for the rows of `appliance_id`; `lines` where it is known what these say of them."""

    def __init__(self, unit: "Appliance", footing: Footing, appliance_id: int, lines: LinesAsSet | None = None) -> None:
        kind, count = unit.profile.channel_kind, unit.profile.channels
        converters, scale = footing.converters, partial(_line_scale, unit)
        context = self.context = UnitContext(
            store=footing.store,
            appliance_id=appliance_id,
            timeline=unit.timeline,
            journal=unit.journal,
            texts=unit.wording.about_faxes,
            time_zone=unit.settings.zone,
            resolution=unit.settings.resolution,
            line_scale=scale,
            wake=unit.pacer.wake,
            disk=unit.disk,
            shown=unit.shown,
        )

        neighbours = UnitNeighbours(unit, footing.find_unit)
        self.exchange = Exchange(StationBook(KeptStations(context)), self._is_shut_out, neighbours)
        self.bank = Bank(kind, count, unit.timeline, self.exchange, scale, converters.submit)
        self.lines = Lines(context, kind, count, lines)
        self.registration = None if unit.profile.has_modems else _registration(unit, self.lines)

        counting = Counting(context, converters)
        self.dispatch = Dispatch(context, self.bank, self.lines, counting)
        fetcher = WorkshopFetcher(footing.fetchers)
        self.preparation = Preparation(context, converters, fetcher, self.dispatch, self.lines)
        self.outbox = Outbox(context, self.preparation, self.dispatch)

        shelf = self.preparation.shelf
        self._cleaner = Cleaner(context, shelf, self.dispatch.is_calling, _put_off)
        self.window = CompletedWindow(context, unit.settings.kept_faxes, self._cleaner)
        self._mailroom = Mailroom(context, unit.settings, unit.wording, converters, footing.carriers)
        self.webhooks = WebhookQueue(context, footing.posters)

        self.callers_documents = CallersDocuments(context, shelf, self._cleaner)
        self.inbox = Inbox(
            context,
            self.bank,
            self.lines,
            counting,
            self.callers_documents,
            Drawing(converters),
            Filing(context, self._mailroom.take),
            self.dispatch,
            self.window.received,
        )

    def recover(self) -> None:
        """Go on with what power was lost over."""
        self._mailroom.recover()
        self.webhooks.recover()
        recover(self.context, self.preparation, self.dispatch)
        self._cleaner.find_all()
        with self.context.work() as work:
            work.contacts.turn_away()  # an import that was cut off
        self.window.close()

    def cut(self, reason: str) -> None:
        """Nothing that is going on comes to its end; whoever waits for something is told the reason."""
        self.context.is_closed = True
        self.bank.hang_up_all()
        self.preparation.abandon()
        self.callers_documents.close(reason)
        self.webhooks.close()
        self.context.timeline.clear()

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: how long something has lasted by now does not change with that."""
        if self.registration is not None:
            self.registration.clock_went_back(by)
        self.bank.clock_went_back(by)
        self.dispatch.clock_went_back(by)

    def lines_changed(self) -> None:
        """The settings of lines, or dialing rules, were changed and are committed: the next calls follow them."""
        self.lines.forget()
        if self.registration is not None:
            self.registration.settings_changed(self.lines.of(1).trunk)
        self.dispatch.lines_changed()

    def _is_shut_out(self) -> bool:
        return self.registration is not None and self.registration.refuses_calls


def _registration(unit: "Appliance", lines: Lines) -> "Registration":
    from hardware_sim.sip.registration import Registration

    return Registration(lambda: unit.timeline.now, lines.of(1).trunk)


def _line_scale(unit: "Appliance") -> float:
    """A frozen clock gives a call its full time: it costs nobody any of theirs."""
    return 1.0 if unit.pacer.mode is ClockMode.FROZEN else unit.settings.pace.scale


def _put_off(action: Callable[[], None]) -> bool:
    """Have it done after whatever else is due on the event loop; false where none runs."""
    try:
        asyncio.get_running_loop().call_soon(action)
    except RuntimeError:
        return False
    return True
