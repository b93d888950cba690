"""Stories of channels that are taken out of service or reset, and of lines that are dead."""

import pytest

from fax_engine.channel_status import ChannelState
from hardware_sim.access import MODEM_RESET
from hardware_sim.line_condition import LineCondition
from hardware_sim.modem import Modem
from hardware_sim.sip_channel import SipChannel
from tests.hardware_sim.lines import MONDAY, Line, Notebook, line, order, seconds


def on_the_line(channel: Line) -> Notebook:
    """A call that is in the middle of its page."""
    notebook = Notebook()
    channel.channel.dial(order(), notebook)
    channel.run(until=lambda: channel.channel.status.state is ChannelState.SENDING_PAGE)
    return notebook


def test_a_blocked_modem_gives_its_call_up_and_starts_up_again() -> None:
    modem, ready = line(), list[str]()
    notebook = on_the_line(modem)
    modem.channel.block()
    assert (notebook.result.outcome, notebook.result.hangup.code, notebook.result.retry) == (
        "channel_reset",
        "02",
        True,
    )
    assert modem.channel.status.state is ChannelState.BUSIED_OUT
    assert [modem.channel.is_blocked, modem.channel.is_idle, modem.channel.can_ring] == [True, False, False]
    with pytest.raises(RuntimeError):
        modem.channel.dial(order(), Notebook())

    modem.wait(600)
    began = modem.timeline.now
    modem.channel.unblock(lambda: ready.append("ready"))
    assert (modem.channel.status.state, modem.channel.is_idle) == (ChannelState.INITIALIZING, False)
    modem.run()
    assert ready == ["ready"]
    assert seconds(modem.timeline.now, began) == MODEM_RESET
    assert modem.call(order()).result.outcome == "ok"


def test_a_sip_channel_is_back_at_once() -> None:
    sip, ready = line(SipChannel), list[str]()
    sip.channel.block()
    sip.channel.unblock(lambda: ready.append("ready"))
    assert (ready, sip.channel.is_idle, sip.timeline.now) == (["ready"], True, MONDAY)


def test_a_modem_that_is_blocked_while_it_starts_up_does_not_come_back_by_itself() -> None:
    modem, ready = line(), list[str]()
    modem.channel.reset(lambda: ready.append("reset"))
    modem.channel.block()
    modem.run()
    assert (ready, modem.channel.status.state) == ([], ChannelState.BUSIED_OUT)
    modem.channel.reset(lambda: ready.append("reset"))  # there is nothing to reset in a dead one
    modem.run()
    assert (ready, modem.channel.status.state) == ([], ChannelState.BUSIED_OUT)


@pytest.mark.parametrize("kind", [Modem, SipChannel])
def test_after_a_reset_the_next_call_runs_in_full(kind: type[Modem | SipChannel]) -> None:
    channel = line(kind)
    notebook = on_the_line(channel)
    channel.channel.reset(lambda: None)
    assert notebook.result.outcome == "channel_reset"
    channel.run()
    assert channel.call(order()).result.outcome == "ok"


def test_to_unblock_what_is_in_service_does_nothing() -> None:
    modem = line()
    modem.channel.unblock(lambda: pytest.fail("it was ready all the time"))
    assert modem.channel.is_idle
    assert modem.timeline.is_idle


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [(LineCondition.NO_DIAL_TONE, "no_dial_tone"), (LineCondition.NO_CORD, "no_loop_current")],
)
def test_a_dead_line_makes_no_call(condition: LineCondition, outcome: str) -> None:
    modem = line()
    modem.channel.put_line(condition)
    assert [modem.channel.is_idle, modem.channel.can_ring] == [True, False]
    assert modem.call(order()).result.outcome == outcome
    modem.channel.put_line(LineCondition.GOOD)
    assert modem.channel.can_ring
    assert modem.call(order()).result.outcome == "ok"


def test_on_sip_the_trunk_is_out_of_order() -> None:
    sip = line(SipChannel)
    sip.channel.put_line(LineCondition.NO_CORD)
    assert sip.call(order()).result.hangup.sip_status == 502


def test_only_a_pulled_cord_cuts_a_call_that_is_on() -> None:
    modem = line()
    notebook = on_the_line(modem)
    modem.channel.put_line(LineCondition.NO_DIAL_TONE)
    assert notebook.words[-1] == "Sending Page 1"
    modem.channel.put_line(LineCondition.NO_CORD)
    assert (notebook.result.outcome, notebook.result.hangup.code) == ("phase_c", "40")
