"""Calls whose plan takes its time: it is made in another process, or its pages are counted first. Time is held for
it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.clock import Advance, Timeline
from fax_engine.documents.coding import page_of
from fax_engine.documents.drawn_page import StoredPage
from fax_engine.line_pages import Counted, LinePage, Sizing
from fax_engine.workshop import Workshop
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from hardware_sim.session import of_kept
from hardware_sim.t30.pages import SizeUnknown
from models.vocabulary import ChannelKind, Coding, Resolution
from tests.hardware_sim.far_away import FarAwayModem, Sketch
from tests.hardware_sim.lines import MONDAY, Line, Notebook, line, order, page, seconds
from tests.hardware_sim.t38.drawn_pages import drawing

TWO_SKETCHES = Sketch(octets=100), Sketch(octets=300)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with closing(Workshop(1)) as one:
        yield one


def far_away(workshop: Workshop) -> Line:
    """A channel that has its calls worked out in that workshop."""
    timeline = Timeline(MONDAY)
    return Line(timeline, FarAwayModem(1, timeline, Exchange(), lambda: 1.0, workshop.submit))


def with_pictures(*pictures: Sketch | StoredPage) -> CallOrder:
    """An order that brings these along."""
    return replace(order(), pictures=lambda: pictures)


def test_time_stands_still_while_a_call_is_worked_out_elsewhere_and_then_it_goes_as_planned(workshop: Workshop) -> None:
    modem, notebook = far_away(workshop), Notebook()
    modem.channel.dial(with_pictures(*TWO_SKETCHES), notebook)

    assert modem.timeline.advance_to(None) is Advance.HELD
    assert (modem.timeline.now, notebook.events, modem.channel.is_idle) == (MONDAY, [], False)

    workshop.wait()
    modem.run()
    assert notebook.words == ["confirmed 0", "confirmed 1", "confirmed 2", "ended ok"]
    assert [seconds(event.at, MONDAY) for event in notebook.events] == [0, 1, 4, 4]


def test_a_stored_page_goes_to_the_other_process_and_is_coded_there(workshop: Workshop) -> None:
    stored = StoredPage(page_of(drawing(200), Resolution.FINE))
    modem, notebook = far_away(workshop), Notebook()
    modem.channel.dial(with_pictures(stored), notebook)
    workshop.wait()
    modem.run()

    octets = len(stored.coded(Coding.MMR, Resolution.FINE).octets)
    assert octets > 1000
    assert seconds(notebook.result.ended_at, MONDAY) == octets / 100


def test_a_clock_that_runs_goes_on_meanwhile_and_what_it_missed_happens_at_once_the_rest_in_time(
    workshop: Workshop,
) -> None:
    modem, notebook = far_away(workshop), Notebook()
    modem.channel.dial(with_pictures(*TWO_SKETCHES), notebook)
    modem.timeline.advance_to(modem.timeline.now.replace(second=2), hold=False)
    assert notebook.events == []

    workshop.wait()
    modem.timeline.advance_to(modem.timeline.now.replace(second=9), hold=False)
    assert notebook.words[-1].startswith("ended")
    assert [seconds(event.at, MONDAY) for event in notebook.events] == [0, 1, 4, 4]


def test_a_clock_that_ran_past_a_whole_call_leaves_it_as_long_as_it_was(workshop: Workshop) -> None:
    modem, notebook = far_away(workshop), Notebook()
    modem.channel.dial(with_pictures(*TWO_SKETCHES), notebook)
    modem.timeline.advance_to(modem.timeline.now.replace(second=30), hold=False)
    workshop.wait()
    modem.timeline.advance_to(modem.timeline.now.replace(second=31), hold=False)

    assert [seconds(event.at, MONDAY) for event in notebook.events] == [0, 1, 4, 4]
    assert seconds(notebook.result.ended_at, notebook.result.started_at) == 4


def test_hanging_up_does_not_wait_for_the_plan_and_the_next_call_is_not_mistaken_for_it(workshop: Workshop) -> None:
    modem, given_up, kept = far_away(workshop), Notebook(), Notebook()
    modem.channel.dial(with_pictures(*TWO_SKETCHES), given_up)
    modem.channel.hang_up()
    assert given_up.words == ["ended aborted"]

    modem.channel.dial(with_pictures(Sketch(octets=50)), kept)
    while not workshop.is_idle:
        workshop.wait()
    modem.run()
    assert given_up.words == ["ended aborted"]
    assert seconds(kept.result.ended_at, MONDAY) == 0.5


def test_what_cannot_be_worked_out_is_a_call_that_the_network_drops(workshop: Workshop) -> None:
    modem, calling, called = far_away(workshop), Notebook(), Notebook()
    modem.channel.dial(with_pictures(), calling)
    workshop.wait()
    modem.run()
    modem.channel.ring(Caller("218", "CALLER", (page(),)), AnswerOrder(), called)
    workshop.wait()
    modem.run()

    assert calling.words == ["Initializing Modem", "Dialing", "Busy", "ended temporary_failure"]
    assert called.words == ["Waiting for Connect", "ended no_answer"]


def test_a_call_that_comes_in_may_be_worked_out_elsewhere_too(workshop: Workshop) -> None:
    modem, notebook = far_away(workshop), Notebook()
    caller = Caller("218", "CALLER", (page(),), pictures=lambda: TWO_SKETCHES)
    modem.channel.ring(caller, AnswerOrder(), notebook)
    assert modem.timeline.advance_to(None) is Advance.HELD
    workshop.wait()
    modem.run()

    assert notebook.words[-1] == "ended ok"


def test_a_channel_without_another_process_works_its_calls_out_here() -> None:
    notebook = line(FarAwayModem).call(with_pictures(*TWO_SKETCHES))

    assert seconds(notebook.result.ended_at, MONDAY) == 4


def test_a_bank_hands_its_workshop_to_every_channel(workshop: Workshop) -> None:
    bank = Bank(ChannelKind.MODEM, 2, Timeline(MONDAY), Exchange(), lambda: 1.0, workshop.submit)

    assert len(list(bank.idle())) == 2
    assert workshop.is_idle  # an ordinary call needs no errand
    bank.channels[0].dial(order(), Notebook())
    assert workshop.is_idle


class Desk:
    """Counts pages by hand: every page has as many bits as its terms say, and nothing before it is asked."""

    def __init__(self) -> None:
        self.asked: list[Sizing] = []
        self._waiting: list[Counted] = []
        self._sizes: dict[str, int] = {}

    @property
    def pages(self) -> tuple[LinePage, ...]:
        """What is known by now."""
        return (LinePage(2156, Resolution.FINE, dict(self._sizes), is_countable=True),) * 2

    def __call__(self, sizing: Sizing, done: Counted) -> None:
        self.asked.append(sizing)
        self._waiting.append(done)

    def answer(self) -> None:
        """All that was asked."""
        waiting, self._waiting = self._waiting, []
        self._sizes[self.asked[-1].key(Resolution.FINE, 2156)] = 200_000 + self.asked[-1].least_bits
        for done in waiting:
            done(self.pages)

    def fail(self) -> None:
        """Nothing can be counted."""
        for done in self._waiting:
            done(None)


def to_be_counted(desk: Desk, dial_string: str = "2185553335", *, ecm: bool = True) -> CallOrder:
    """An order for two pages that this desk counts."""
    return replace(order(dial_string, *desk.pages, ecm=ecm), count=desk)


def test_only_what_the_stations_agreed_on_is_counted_and_for_all_pages_at_once() -> None:
    modem, notebook, desk = line(), Notebook(), Desk()
    modem.channel.dial(to_be_counted(desk), notebook)
    assert modem.timeline.advance_to(None) is Advance.HELD
    desk.answer()
    modem.run()

    assert desk.asked == [Sizing(Coding.MMR, Resolution.FINE)]
    assert notebook.result.pages == 2
    assert notebook.result.session is not None
    assert [sizes for _, _, sizes in notebook.result.session["pages"]] == [{"mmr": 200_000}] * 2


def test_a_call_to_which_everything_is_known_asks_nothing_and_is_the_same() -> None:
    modem, notebook, desk = line(), Notebook(), Desk()
    modem.channel.dial(to_be_counted(desk), notebook)
    desk.answer()
    modem.run()
    again = line().call(to_be_counted(desk))

    assert len(desk.asked) == 1
    assert again.events == notebook.events


def test_a_machine_that_prints_as_it_receives_has_fill_bits_counted_and_the_session_keeps_what_was_used() -> None:
    modem, notebook, desk = line(), Notebook(), Desk()
    modem.channel.dial(to_be_counted(desk, "5005550382"), notebook)
    desk.answer()
    modem.run()

    (asked,) = desk.asked
    assert asked == Sizing(Coding.MR, Resolution.FINE, least_bits=14_400 * 20 // 1000)
    assert notebook.result.session is not None
    kept = of_kept(notebook.result.session)
    assert kept.pages[0].coded_bits == {"mr 288": 200_288}
    assert kept.leg.confirmed == 2


def test_hanging_up_while_pages_are_counted_ends_the_call_at_once() -> None:
    modem, notebook, desk = line(), Notebook(), Desk()
    modem.channel.dial(to_be_counted(desk), notebook)
    modem.channel.hang_up()
    desk.answer()
    modem.run()

    assert notebook.words == ["ended aborted"]
    assert modem.channel.is_idle


def test_pages_that_cannot_be_counted_are_never_sent() -> None:
    modem, notebook, desk = line(), Notebook(), Desk()
    modem.channel.dial(to_be_counted(desk), notebook)
    desk.fail()
    modem.run()

    assert notebook.result.outcome == "temporary_failure"


def test_a_call_that_never_comes_to_its_pages_has_none_counted() -> None:
    desk = Desk()
    notebook = line().call(to_be_counted(desk, "5005550201"))

    assert notebook.result.outcome == "busy"
    assert desk.asked == []


def test_whoever_orders_uncounted_pages_must_count_them() -> None:
    with pytest.raises(SizeUnknown):
        line().channel.dial(replace(to_be_counted(Desk()), count=None), Notebook())
