"""Stories of calls that come in, told by what the engine hears."""

import pytest

from fax_engine.call_orders import AnswerOrder, Caller
from fax_engine.channel_status import ChannelState, ChannelStatus
from fax_engine.line_pages import LinePage
from hardware_sim.channel import SimulatedChannel
from hardware_sim.far_end import default_far_end
from hardware_sim.inbound_plan import plan_inbound
from hardware_sim.modem import Modem
from hardware_sim.sip_channel import SipChannel
from models.vocabulary import ChannelKind, Coding, Direction
from tests.hardware_sim.lines import MONDAY, Line, Notebook, line, order, page, seconds


def caller(*pages: LinePage, digits: str = "", good_pages: int | None = None, station_id: str = "CALLER") -> Caller:
    """Somebody with these pages (one letter unless told)."""
    return Caller("2185551234", station_id, pages or (page(),), digits=digits, good_pages=good_pages)


def call_in(modem: Line, who: Caller, how: AnswerOrder | None = None) -> Notebook:
    """Have it ring, and let time pass until nothing is left to happen."""
    notebook = Notebook()
    modem.channel.ring(who, how or AnswerOrder(), notebook)
    modem.run()
    return notebook


@pytest.mark.parametrize("kind", [Modem, SipChannel])
def test_a_call_with_two_pages_goes_through_every_receiving_state(kind: type[SimulatedChannel]) -> None:
    notebook = call_in(line(kind), caller(page(), page()))

    assert notebook.words == [
        "Waiting for Connect",
        "Negotiating",
        "Receiving Page 1",
        "Postpage Processing 1",
        "confirmed 1",
        "Receiving Page 2",
        "Postpage Processing 2",
        "confirmed 2",
        "ended ok",
    ]
    result = notebook.result
    assert (result.succeeded, result.pages, result.digits, result.hangup.code) == (True, 2, "", "00")
    assert result.negotiated is not None
    assert result.negotiated.remote_id == "CALLER"
    assert result.started_at == result.ready_at == MONDAY


def test_the_line_is_answered_on_the_ring_that_was_set() -> None:
    answered = []
    for rings in (1, 2, 5):
        result = call_in(line(), caller(), AnswerOrder(answer_on=rings)).result
        assert result.connected_at is not None
        answered.append(seconds(result.connected_at, MONDAY))

    assert answered == [2, 8, 26]


def test_a_caller_does_not_wait_longer_than_a_minute() -> None:
    notebook = call_in(line(), caller(), AnswerOrder(answer_on=11))

    assert notebook.words == ["Waiting for Connect", "ended no_answer"]
    result = notebook.result
    assert (result.connected_at, result.negotiated, result.pages) == (None, None, 0)
    assert seconds(result.ended_at, MONDAY) == 60


@pytest.mark.parametrize(
    ("dialled", "most", "heard", "listening"),
    [
        ("1017", 4, "1017", 0.8),
        ("10179", 4, "1017", 0.8),
        ("10", 4, "10", 15.0),
        ("", 4, "", 15.0),
        ("1017", 0, "", 0.0),
    ],
)
def test_a_modem_listens_for_digits_until_it_has_them_all_or_fifteen_seconds_are_over(
    dialled: str, most: int, heard: str, listening: float
) -> None:
    answer = AnswerOrder(most_digits=most)
    steps = plan_inbound(caller(digits=dialled), answer, Modem.access, default_far_end("2185551234")).steps
    negotiating = next(step.seconds for step in steps if getattr(step.happening, "state", "") == "Negotiating")

    assert negotiating == pytest.approx(2 + listening)
    assert call_in(line(), caller(digits=dialled), AnswerOrder(most_digits=most)).result.digits == heard


@pytest.mark.parametrize(("good", "confirmed"), [(0, []), (2, ["confirmed 1", "confirmed 2"])])
def test_a_caller_that_breaks_off_leaves_its_good_pages(good: int, confirmed: list[str]) -> None:
    notebook = call_in(line(), caller(page(), page(), page(), good_pages=good))

    assert [words for words in notebook.words if words.startswith("confirmed")] == confirmed
    assert notebook.words[-2:] == [f"Receiving Page {good + 1}", "ended page_not_received"]
    result = notebook.result
    assert (result.succeeded, result.pages, result.hangup.code) == (False, good, "73")
    assert result.hangup.message == "T2 timeout, page not received"


def test_more_good_pages_than_there_are_is_a_whole_fax() -> None:
    assert call_in(line(), caller(page(), good_pages=1)).result.succeeded
    assert call_in(line(), caller(page(), good_pages=9)).result.succeeded


def test_our_own_settings_decide_what_is_agreed_on() -> None:
    free = call_in(line(), caller()).result
    slow = call_in(line(), caller(), AnswerOrder(max_rate=9600, ecm=False)).result

    assert free.negotiated is not None
    assert slow.negotiated is not None
    assert (free.negotiated.rate, free.negotiated.ecm, free.negotiated.modulation) == (33600, True, "V.34")
    assert (slow.negotiated.rate, slow.negotiated.ecm, slow.negotiated.coding) == (9600, False, Coding.MR)
    assert seconds(slow.ended_at, MONDAY) > seconds(free.ended_at, MONDAY) + 10


def test_a_page_takes_as_long_to_receive_as_to_send() -> None:
    sent = line().call(order("2185553335", page(), station_id="1", max_rate=14400))
    received = call_in(line(), caller(page(), station_id="1"), AnswerOrder(max_rate=14400, station_id="2185553335"))

    durations = [
        seconds(notebook.result.ended_at, notebook.result.connected_at)
        for notebook in (sent, received)
        if notebook.result.connected_at is not None
    ]
    # What the two machines declare differs by a few stuffed bits.
    assert durations[0] == pytest.approx(durations[1], abs=0.1)


def test_a_ringing_channel_is_not_idle_and_shows_who_calls() -> None:
    modem = line()
    modem.channel.ring(caller(digits="7"), AnswerOrder(answer_on=2, most_digits=1), Notebook())

    assert not modem.channel.is_idle
    assert modem.channel.status == ChannelStatus(
        1,
        ChannelKind.MODEM,
        ChannelState.WAITING_FOR_CONNECT,
        started_at=MONDAY,
        direction=Direction.INBOUND,
        caller_id="2185551234",
    )
    modem.run(until=lambda: modem.channel.status.page == 1)
    shown = modem.channel.status
    assert (shown.state, shown.digits, shown.page_size, shown.confirmed) == ("Receiving Page", "7", page(), 0)
    modem.run()
    assert modem.channel.is_idle


def test_a_busy_channel_takes_no_call_and_a_ringing_one_dials_none() -> None:
    modem = line()
    modem.channel.ring(caller(), AnswerOrder(), Notebook())

    with pytest.raises(RuntimeError, match="not idle"):
        modem.channel.ring(caller(), AnswerOrder(), Notebook())
    with pytest.raises(RuntimeError, match="not idle"):
        modem.channel.dial(order(), Notebook())


def test_hanging_up_on_a_caller_ends_the_call_at_once() -> None:
    modem, notebook = line(), Notebook()
    modem.channel.ring(caller(page(), page()), AnswerOrder(), notebook)
    modem.run(until=lambda: modem.channel.status.confirmed == 1)
    modem.channel.hang_up()

    assert (notebook.result.outcome, notebook.result.pages) == ("aborted", 1)
    assert modem.timeline.is_idle


def test_a_call_that_nobody_can_make_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        line().channel.ring(Caller("1", "1", ()), AnswerOrder(), Notebook())
    with pytest.raises(ValueError, match="as slow as 1200"):
        line().channel.ring(caller(), AnswerOrder(max_rate=1200), Notebook())
    with pytest.raises(ValueError, match="no call that comes in ends as 'busy'"):
        line().channel.ring(Caller("1", "1", (page(),), outcome="busy"), AnswerOrder(), Notebook())
