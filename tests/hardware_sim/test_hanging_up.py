"""Stories of calls that our own side breaks off, and of dialling again."""

from dataclasses import replace

import pytest

from fax_engine.call_events import CallEnded, CallEvent, PageConfirmed
from fax_engine.call_result import CallResult
from fax_engine.channel_status import ChannelState
from hardware_sim.modem import Modem
from hardware_sim.sip_channel import SipChannel
from tests.hardware_sim.lines import BUSY, MONDAY, Notebook, line, order, page, seconds


def _hang_up_in(state: ChannelState, at_page: int = 0) -> tuple[Notebook, CallResult]:
    """A two-page call that is given up a little after the modem shows this state."""
    modem = line()
    notebook = Notebook()
    modem.channel.dial(order("2185553335", page(), page()), notebook)
    modem.run(until=lambda: (modem.channel.status.state, modem.channel.status.page) == (state, at_page))
    modem.wait(0.25)
    moment = modem.timeline.now
    modem.channel.hang_up()

    result = notebook.result
    assert result.ended_at == moment
    assert modem.channel.is_idle
    assert modem.timeline.is_idle
    return notebook, result


@pytest.mark.parametrize(
    ("state", "at_page", "confirmed", "answered", "agreed"),
    [
        (ChannelState.INITIALIZING, 0, 0, False, False),
        (ChannelState.DIALING, 0, 0, False, False),
        (ChannelState.NEGOTIATING, 0, 0, True, False),
        (ChannelState.SENDING_PAGE, 1, 0, True, True),
        (ChannelState.POST_PAGE, 1, 0, True, True),
        (ChannelState.SENDING_PAGE, 2, 1, True, True),
        (ChannelState.POST_PAGE, 2, 1, True, True),
    ],
)
def test_hanging_up_ends_the_call_at_once_and_keeps_what_was_reached(
    state: ChannelState, at_page: int, confirmed: int, answered: bool, agreed: bool
) -> None:
    notebook, result = _hang_up_in(state, at_page)

    assert notebook.words[-1] == "ended aborted"
    assert not result.succeeded
    assert not result.retry
    assert result.pages == confirmed
    assert (result.connected_at is not None) is answered
    assert (result.negotiated is not None) is agreed
    assert result.hangup.code == "02"
    assert result.hangup.sip_status is None
    assert MONDAY <= result.ready_at <= result.ended_at


def test_a_call_given_up_before_any_time_passed_tells_only_its_end() -> None:
    modem = line()
    notebook = Notebook()
    modem.channel.dial(order(), notebook)
    modem.channel.hang_up()
    modem.run()

    assert notebook.words == ["ended aborted"]
    assert notebook.result.ready_at == notebook.result.ended_at == MONDAY


@pytest.mark.parametrize(("after", "code", "status"), [(1.0, None, 487), (12.0, "02", 200)])
def test_a_sip_call_given_up_is_a_cancelled_request_until_it_is_taken(
    after: float, code: str | None, status: int
) -> None:
    sip = line(SipChannel)
    notebook = Notebook()
    sip.channel.dial(order(), notebook)
    sip.wait(after)
    sip.channel.hang_up()

    hangup = notebook.result.hangup
    assert (notebook.result.outcome, hangup.code, hangup.sip_status) == ("aborted", code, status)


def test_hanging_up_an_idle_channel_does_nothing() -> None:
    modem = line()
    modem.channel.hang_up()
    notebook = modem.call(order())
    modem.channel.hang_up()

    assert notebook.words.count("ended ok") == 1


def test_a_channel_works_on_one_call_at_a_time() -> None:
    modem = line()
    notebook = Notebook()
    modem.channel.dial(order(), notebook)

    with pytest.raises(RuntimeError, match="not idle"):
        modem.channel.dial(order(BUSY), Notebook())
    modem.run()
    assert notebook.result.outcome == "ok"


def test_an_order_without_pages_is_refused_and_leaves_the_channel_idle() -> None:
    modem = line()

    with pytest.raises(ValueError, match="at least one page"):
        modem.channel.dial(replace(order(), pages=()), Notebook())
    assert modem.channel.is_idle
    assert modem.timeline.is_idle


def test_the_engine_may_dial_again_when_it_hears_of_the_end() -> None:
    modem = line()
    first, second = Notebook(), Notebook()

    def redial(event: CallEvent) -> None:
        first(event)
        if isinstance(event, CallEnded):
            modem.channel.dial(order(), second)

    modem.channel.dial(order(BUSY), redial)
    modem.run()

    assert first.result.outcome == "busy"
    assert second.result.outcome == "ok"
    assert second.result.started_at == first.result.ended_at


@pytest.mark.parametrize("scale", [1.0, 0.0])
def test_the_engine_may_hang_up_and_dial_again_when_it_hears_of_a_page(scale: float) -> None:
    modem = line(line_scale=lambda: scale)
    first, second = Notebook(), Notebook()

    def stop_after_page_one(event: CallEvent) -> None:
        first(event)
        if isinstance(event, PageConfirmed):
            modem.channel.hang_up()
            modem.channel.dial(order(BUSY), second)

    modem.channel.dial(order("2185553335", page(), page()), stop_after_page_one)
    modem.run()

    assert first.words[-2:] == ["confirmed 1", "ended aborted"]
    assert first.result.pages == 1
    assert second.words == ["Initializing Modem", "Dialing", "Busy", "ended busy"]


def test_after_an_aborted_call_the_next_one_runs_in_full() -> None:
    modem = line()
    modem.channel.dial(order(), Notebook())
    modem.wait(20)
    modem.channel.hang_up()
    result = modem.call(order()).result

    assert result.succeeded
    assert seconds(result.started_at, MONDAY) == 20
    assert seconds(result.ended_at, result.started_at) == seconds(line(Modem).call(order()).result.ended_at, MONDAY)
