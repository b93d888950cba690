"""Calls that come in over a bad IP network: worked out elsewhere, datagram by datagram, and drawn as they arrive."""

import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from fax_engine.arrival import Arrival
from fax_engine.call_orders import AnswerOrder, Caller
from fax_engine.call_result import CallResult
from fax_engine.clock import Advance, Timeline
from fax_engine.documents.coding import page_of
from fax_engine.documents.drawn_page import StoredPage
from fax_engine.documents.paper import pages_that_came
from fax_engine.trunk import Trunk
from fax_engine.workshop import Workshop
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Exchange
from hardware_sim.far_end import T38, FarEnd
from hardware_sim.ip_session import replay_over_ip
from hardware_sim.modem import Modem
from hardware_sim.session import OVER, replay
from hardware_sim.sip_channel import SipChannel
from models.call import SIGNALLING
from models.vocabulary import Resolution
from tests.hardware_sim.lines import MONDAY, Line, Notebook, page
from tests.hardware_sim.t38.drawn_pages import drawing

SENT = StoredPage(page_of(drawing(300), Resolution.FINE))
PLAIN = AnswerOrder(ecm=False, max_rate=14400, redundancy_low_speed=5)
"""Errors are not corrected, and no packet of a page comes twice."""


class Neighbour(Exchange):
    """A network in which everybody who calls has this machine."""

    def __init__(self, machine: FarEnd) -> None:
        super().__init__()
        self._machine = machine

    def caller(self, number: str, station_id: str | None) -> FarEnd:
        return self._machine


@dataclass
class Easel:
    """Draws what arrives where it is told to, or cannot."""

    can_draw: bool = True
    arrivals: Sequence[Arrival] = field(default_factory=tuple)

    def __call__(self, arrivals: Sequence[Arrival], done: Callable[[bool], None]) -> None:
        self.arrivals = arrivals
        done(self.can_draw)


def line_to(machine: FarEnd, kind: type[SimulatedChannel] = SipChannel, workshop: Workshop | None = None) -> Line:
    timeline = Timeline(MONDAY)
    elsewhere = workshop.submit if workshop is not None else None
    return Line(timeline, kind(1, timeline, Neighbour(machine), lambda: 1.0, elsewhere))


def caller(easel: Easel | None = None, pages: int = 1, **more: Any) -> Caller:
    sent = page(rows=300)
    return Caller("218", "CALLER", (sent,) * pages, pictures=lambda: (SENT,) * pages, draw=easel or Easel(), **more)


def took(machine: FarEnd, order: AnswerOrder = PLAIN, easel: Easel | None = None, pages: int = 1) -> CallResult:
    called, notebook = line_to(machine), Notebook()
    called.channel.ring(caller(easel, pages), order, notebook)
    called.run()
    return notebook.result


def losing(percent: float, seed: int = 0) -> FarEnd:
    return FarEnd("CALLER", packet_loss=percent, network_seed=seed)


def played_again(result: CallResult, pages: int = 1) -> Any:
    """What the call's row keeps, once it has been in a store."""
    assert result.session is not None
    kept = json.loads(json.dumps({name: value for name, value in result.session.items() if name != SIGNALLING}))
    return replay_over_ip(kept, (SENT,) * pages) if OVER in kept else replay(kept)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with closing(Workshop(1)) as one:
        yield one


def test_a_caller_is_worked_out_in_another_process_while_time_stands_still(workshop: Workshop) -> None:
    called, notebook, here = line_to(losing(2), workshop=workshop), Notebook(), Notebook()
    called.channel.ring(caller(), PLAIN, notebook)
    assert called.timeline.advance_to(None) is Advance.HELD
    workshop.wait()
    called.run()
    alone = line_to(losing(2))
    alone.channel.ring(caller(), PLAIN, here)
    alone.run()

    assert notebook.result.succeeded
    assert notebook.events == here.events


def test_a_clean_network_needs_nobody_else(workshop: Workshop) -> None:
    called, notebook, easel = line_to(FarEnd("CALLER", latency=300), workshop=workshop), Notebook(), Easel()
    called.channel.ring(caller(easel), PLAIN, notebook)
    assert workshop.is_idle
    called.run()

    assert notebook.result.succeeded
    assert easel.arrivals == ()


def test_a_worker_that_is_lost_costs_the_call() -> None:
    with closing(Workshop(1)) as doomed:
        workers: list[int] = []
        doomed.submit(os.getpid, lambda: (), workers.append)
        doomed.wait()
        os.kill(workers[0], signal.SIGSTOP)
        called, notebook = line_to(losing(2), workshop=doomed), Notebook()
        called.channel.ring(caller(), PLAIN, notebook)
        os.kill(workers[0], signal.SIGKILL)
        doomed.wait()
        called.run()

    assert notebook.words == ["Waiting for Connect", "ended no_answer"]


def test_redundancy_repairs_a_page_and_without_it_rows_come_damaged() -> None:
    bare, protected = Easel(), Easel()
    damaged = took(losing(2), PLAIN, bare)
    repaired = took(losing(2), replace(PLAIN, redundancy_high_speed=5), protected)

    assert (damaged.succeeded, damaged.pages, repaired.succeeded, repaired.pages) == (True, 1, True, 1)
    (arrival,) = bare.arrivals
    assert arrival.bad_rows
    assert protected.arrivals == ()
    (came,) = pages_that_came([SENT], bare.arrivals)
    assert (came.rows, came.bits == SENT.page.bits) == (SENT.page.rows, False)


@pytest.mark.parametrize("order", [PLAIN, replace(PLAIN, ecm=True)], ids=["without ECM", "with ECM"])
@pytest.mark.parametrize("percent", [2, 10, 30])
def test_the_same_seed_brings_the_same_call_and_what_was_kept_is_played_again(percent: int, order: AnswerOrder) -> None:
    first, second = Easel(), Easel()
    one, two = took(losing(percent, 3), order, first, pages=2), took(losing(percent, 3), order, second, pages=2)
    again = played_again(one, pages=2)

    assert (one, first.arrivals) == (two, second.arrivals)
    assert (again.called.code, again.called.confirmed) == (one.hangup.code, one.pages)


def test_another_seed_damages_other_rows() -> None:
    some, others = Easel(), Easel()
    took(losing(2, 0), PLAIN, some)
    took(losing(2, 1), PLAIN, others)

    assert [arrival.bad_rows for arrival in some.arrivals] != [arrival.bad_rows for arrival in others.arrivals]


@pytest.mark.parametrize(
    "machine",
    [FarEnd("CALLER", packet_reordering=30.0), FarEnd("CALLER", packet_duplication=30.0)],
    ids=["late", "twice"],
)
def test_datagrams_that_come_late_or_twice_are_put_in_order(machine: FarEnd) -> None:
    easel = Easel()
    result = took(machine, replace(PLAIN, redundancy_high_speed=3), easel)

    assert (result.succeeded, result.pages, easel.arrivals) == (True, 1, ())


def test_a_network_that_carries_nothing_brings_no_page() -> None:
    easel = Easel()
    result = took(losing(100), PLAIN, easel)

    assert (result.succeeded, result.pages, result.hangup.sip_status, easel.arrivals) == (False, 0, 200, ())
    assert {record.name for record in played_again(result).records} >= {"CNG", "DIS"}


def test_a_word_makes_the_network_of_one_call_bad_and_is_its_outcome_where_it_struck() -> None:
    called, notebook, easel = line_to(FarEnd("CALLER")), Notebook(), Easel()
    called.channel.ring(caller(easel, outcome="packet-loss:2"), PLAIN, notebook)
    called.run()

    assert notebook.result.outcome == "packet_loss_2"
    assert easel.arrivals


def test_what_arrived_and_cannot_be_drawn_is_a_call_that_the_network_drops() -> None:
    assert took(losing(2), PLAIN, Easel(can_draw=False)).outcome == "no_answer"


@pytest.mark.parametrize(
    ("machine", "trunk"),
    [
        (replace(losing(90), t38=T38.NEVER), Trunk(fallback_g711=True)),
        (losing(90), Trunk(t38=False, fallback_g711=True)),
    ],
    ids=["the caller has no T.38", "we have none"],
)
def test_a_fax_that_comes_as_sound_knows_nothing_of_datagrams(
    workshop: Workshop, machine: FarEnd, trunk: Trunk
) -> None:
    called, notebook, easel = line_to(machine, workshop=workshop), Notebook(), Easel()
    called.channel.ring(caller(easel), replace(PLAIN, trunk=trunk), notebook)
    assert workshop.is_idle
    called.run()

    assert (notebook.result.succeeded, easel.arrivals) == (True, ())


def test_an_analog_line_has_no_datagrams_to_lose() -> None:
    called, notebook, easel = line_to(losing(90), Modem), Notebook(), Easel()
    called.channel.ring(caller(easel), PLAIN, notebook)
    called.run()

    assert (notebook.result.outcome, easel.arrivals) == ("ok", ())


@pytest.mark.parametrize(
    ("outcome", "is_drawn"), [("rtp-page:1", True), ("rtn-page:1", False), ("slow-line", False), ("ok", False)]
)
def test_a_line_that_damages_rows_of_a_page_that_is_kept_has_them_drawn(outcome: str, is_drawn: bool) -> None:
    called, notebook, easel = line_to(FarEnd("CALLER"), Modem), Notebook(), Easel()
    called.channel.ring(Caller("218", "CALLER", (page(),), outcome=outcome, draw=easel), PLAIN, notebook)
    called.run()

    assert notebook.result.pages == 1
    assert any(arrival.bad_rows for arrival in easel.arrivals) is is_drawn
