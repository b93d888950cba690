"""Calls between two units: one conversation, an end on either timeline, and what becomes of one when the other is
gone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

import pytest

from fax_engine.arrival import Arrival
from fax_engine.call_events import CallEnded, CallEvent, PageConfirmed
from fax_engine.call_orders import AnswerOrder
from fax_engine.call_result import CallResult
from fax_engine.line_pages import DrawnPage
from fax_engine.trunk import Trunk
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Exchange
from hardware_sim.joined_call import JoinedCall
from hardware_sim.modem import Modem
from hardware_sim.session import replay
from hardware_sim.sip.signalling import Names
from hardware_sim.sip.signalling import replay as replay_messages
from hardware_sim.sip.sip_call import of_kept
from hardware_sim.sip_channel import SipChannel
from hardware_sim.stations import StationBook, StationRule
from hardware_sim.t30.recorder import SignalRecord
from tests.hardware_sim.lines import Line, Notebook, line, order, page

SOUTH = AnswerOrder(station_id="SOUTH", max_rate=9600, ecm=False)
NUMBER = "7635552000"


class OneStation:
    """A keeper of the station that is the other unit."""

    def load(self) -> list[StationRule]:
        return [StationRule(1, NUMBER, ("ok",), far_end={"unit": "south"})]

    def turn_to(self, number: int, place: int) -> None:
        raise AssertionError("it has no script")


@dataclass
class Herald(Notebook):
    """A notebook that also tells when its call was over."""

    told: list[str] = field(default_factory=list)
    name: str = ""

    def __call__(self, event: CallEvent) -> None:
        super().__call__(event)
        if isinstance(event, CallEnded):
            self.told.append(self.name)


class OtherHouse:
    """Where one other unit lives, whose only line takes calls as told; a `Neighbours` and a `CalledUnit`."""

    def __init__(self, south: Line, answer: AnswerOrder) -> None:
        self.south = south
        self.answer = answer
        self.notebook = Notebook()
        self.arrived: list[Arrival] = []
        self.can_draw = True
        self.behind = 0.0
        """Seconds by which its clock lags, as where others keep a process busy."""

    def ring(self, unit: str, call: JoinedCall) -> "OtherHouse | None":
        if unit != "south" or not self.south.channel.can_ring:
            return None
        call.ring(self.south.channel, self.answer, self.notebook)
        return self

    def draw(
        self, pictures: Callable[[], Sequence[DrawnPage]], arrivals: Sequence[Arrival], done: Callable[[bool], None]
    ) -> None:
        self.arrived += arrivals
        done(self.can_draw)

    def go_on(self) -> None:
        """Both timelines are moved by hand, but for what was missed."""
        behind, self.behind = self.behind, 0.0
        self.south.wait(behind)


def two_units(
    north: type[SimulatedChannel] = Modem, south: type[SimulatedChannel] = Modem, answer: AnswerOrder = SOUTH
) -> tuple[Line, OtherHouse]:
    house = OtherHouse(line(south), answer)
    return line(north, Exchange(StationBook(OneStation()), neighbours=house)), house


def exchange_in(notebook: Notebook) -> tuple[SignalRecord, ...]:
    session = notebook.result.session
    assert session is not None
    return tuple(replay(session).records)


def starts(result: CallResult, *, is_ours: bool) -> list[str]:
    """How the messages begin that one end of a call sent, without the address they go to."""
    assert result.session is not None
    records = replay_messages(of_kept(result.session["sip"]), Names()).records
    lines = [record.text.partition("\r\n")[0] for record in records if record.is_ours is is_ours]
    return [line if line.startswith("SIP/") else line.partition(" ")[0] for line in lines]


@pytest.mark.parametrize("north_is", [Modem, SipChannel])
@pytest.mark.parametrize("south_is", [Modem, SipChannel])
@pytest.mark.parametrize("trunk", [Trunk(), Trunk(t38=False, fallback_g711=True)], ids=["T.38", "sound"])
def test_both_ends_play_the_same_exchange(
    north_is: type[SimulatedChannel], south_is: type[SimulatedChannel], trunk: Trunk
) -> None:
    answer = AnswerOrder(2, 0, "SOUTH", 33600, redundancy_low_speed=3, redundancy_high_speed=1, trunk=trunk)
    if south_is is Modem:
        answer = replace(answer, redundancy_low_speed=0, redundancy_high_speed=0, trunk=Trunk())
    north, house = two_units(north_is, south_is, answer)
    asked = order(NUMBER, page(), page(), max_rate=33600)
    if north_is is SipChannel:
        asked = replace(asked, redundancy_low_speed=5, redundancy_high_speed=2)
    if trunk != Trunk():
        asked = replace(asked, trunk=replace(trunk, t38=True))
    sent = north.call(asked)

    came = house.notebook.result
    assert (sent.result.outcome, came.outcome) == ("ok", "ok")
    assert (sent.result.pages, came.pages, len(house.arrived)) == (2, 2, 2)
    assert came.negotiated is not None
    assert came.negotiated.remote_id == "218 555 0000"
    assert sent.result.negotiated == replace(came.negotiated, remote_id="SOUTH")
    assert exchange_in(sent) == exchange_in(house.notebook)


def test_ends_that_go_on_together_are_over_together() -> None:
    north, house = two_units(answer=replace(SOUTH, answer_on=2, most_digits=4))
    notebook = Notebook()
    north.channel.dial(order(NUMBER), notebook)
    for _ in range(2000):
        north.wait(0.1)
        house.south.wait(0.1)
    sent, came = notebook.result, house.notebook.result
    assert came.digits == "2000"
    assert abs((sent.ended_at - came.ended_at).total_seconds()) < 0.2
    assert came.connected_at is not None
    assert sent.connected_at is not None
    assert sent.started_at < came.started_at < came.connected_at < sent.connected_at


def test_the_called_end_has_all_before_the_caller_is_told() -> None:
    north, house = two_units()
    told: list[str] = []
    house.notebook = Herald(told=told, name="south")
    north.channel.dial(order(NUMBER), Herald(told=told, name="north"))
    north.run()

    assert told == ["south", "north"]
    assert house.notebook.result.started_at == house.notebook.result.ended_at == house.south.timeline.now
    assert house.south.channel.is_idle


SET_UPS: dict[str, tuple[type[SimulatedChannel], Trunk]] = {
    "modem": (Modem, Trunk()),
    "T.38": (SipChannel, Trunk()),
    "T.38 or sound": (SipChannel, Trunk(fallback_g711=True)),
    "sound": (SipChannel, Trunk(t38=False, fallback_g711=True)),
    "neither": (SipChannel, Trunk(t38=False)),
}
"""What a unit may be, and how an administrator may have set it up."""

ONLY_T38, ONLY_SOUND = ("T.38",), ("sound", "neither")


@pytest.mark.parametrize("called", SET_UPS)
@pytest.mark.parametrize("calling", SET_UPS)
def test_both_ends_agree_on_what_became_of_it(calling: str, called: str) -> None:
    (north_is, norths), (south_is, souths) = SET_UPS[calling], SET_UPS[called]
    north, house = two_units(north_is, south_is, AnswerOrder(2, 0, "SOUTH", 33600, trunk=souths))
    sent = north.call(replace(order(NUMBER, page(), page(), max_rate=33600), trunk=norths))

    ours, theirs = sent.result, house.notebook.result
    fits = not any(one in ONLY_T38 and other in ONLY_SOUND for one, other in permutations((calling, called)))
    assert (ours.outcome, ours.pages) == (theirs.outcome, theirs.pages) == (("ok", 2) if fits else ("no_t38", 0))
    assert ours.connected_at is not None
    assert theirs.connected_at is not None
    assert len(house.arrived) == ours.pages
    if fits:
        assert exchange_in(sent) == exchange_in(house.notebook)


@pytest.mark.parametrize("pair", [("T.38", "sound"), ("sound", "T.38")], ids=" calls ".join)
def test_messages_of_a_call_that_comes_to_nothing_are_the_same_at_both_ends(pair: tuple[str, str]) -> None:
    (_, norths), (_, souths) = (SET_UPS[name] for name in pair)
    north, house = two_units(SipChannel, SipChannel, replace(SOUTH, trunk=souths))
    ours = north.call(replace(order(NUMBER), trunk=norths)).result
    theirs = house.notebook.result

    assert starts(ours, is_ours=True) == starts(theirs, is_ours=False)
    assert starts(ours, is_ours=False) == starts(theirs, is_ours=True)
    assert starts(ours, is_ours=pair[0] == "sound")[-2:] == ["SIP/2.0 488 Not Acceptable Here", "SIP/2.0 200 OK"]
    assert (ours.hangup.sip_status, theirs.hangup.sip_status) == (488, 488)


@pytest.mark.parametrize(
    ("after", "outcome"), [(3.0, "no_answer"), (12.0, "receive_phase_b"), (22.0, "receive_phase_c")]
)
def test_a_caller_that_hangs_up(after: float, outcome: str) -> None:
    north, house = two_units()
    notebook = Notebook()
    north.channel.dial(order(NUMBER, page(), page()), notebook)
    north.wait(after)
    house.south.wait(after)
    north.channel.hang_up()

    assert (notebook.result.outcome, house.notebook.result.outcome) == ("aborted", outcome)
    assert house.south.channel.is_idle
    house.south.run()
    assert house.notebook.result.outcome == outcome  # it ended once, and nothing came after


@pytest.mark.parametrize("after", [12.0, 22.0, 45.0])
def test_what_is_due_at_the_called_end_happens_before_a_caller_is_gone(after: float) -> None:
    heard = []
    for missed in (0.0, after - 1):
        north, house = two_units()
        north.channel.dial(order(NUMBER, page(), page()), Notebook())
        north.wait(after)
        house.south.wait(after - missed)
        house.behind = missed
        north.channel.hang_up()
        heard.append(house.notebook.events)

    assert heard[0] == heard[1]
    assert len(heard[0]) > 2
    confirmed = [event for event in heard[1] if isinstance(event, PageConfirmed)]
    assert len(confirmed) == (after == 45.0)


@pytest.mark.parametrize(("after", "outcome"), [(3.0, "temporary_failure"), (12.0, "phase_b"), (22.0, "phase_c")])
def test_a_called_unit_whose_line_is_reset(after: float, outcome: str) -> None:
    north, house = two_units()
    notebook = Notebook()
    north.channel.dial(order(NUMBER, page(), page()), notebook)
    north.wait(after)
    house.south.channel.reset(lambda: None)

    assert notebook.result.outcome == outcome
    assert house.notebook.result.outcome == "channel_reset"
    assert north.channel.is_idle


def test_pages_that_nobody_can_draw_are_a_call_that_is_dropped() -> None:
    north, house = two_units()
    house.can_draw = False
    sent = north.call(order(NUMBER))
    assert (sent.result.outcome, house.notebook.result.outcome) == ("temporary_failure", "no_answer")


def test_a_line_that_is_taken_is_busy_from_the_moment_of_dialling() -> None:
    north, house = two_units()
    north.channel.dial(order(NUMBER), Notebook())
    north.wait(0)
    assert not house.south.channel.is_idle
    another = line(exchange=Exchange(StationBook(OneStation()), neighbours=house))
    assert another.call(order(NUMBER)).result.outcome == "busy"


def test_where_there_are_no_other_units_the_number_is_busy() -> None:
    alone = line(exchange=Exchange(StationBook(OneStation())))
    assert alone.call(order(NUMBER)).result.outcome == "busy"
