"""Calls that we hung up are played again up to there, and what was stored before pages were counted plays as it did."""

from datetime import timedelta

import pytest

from fax_engine.call_orders import CallOrder
from fax_engine.channel_status import ChannelState
from hardware_sim.channel import SimulatedChannel
from hardware_sim.modem import Modem
from hardware_sim.session import Kept, of_kept, replay
from hardware_sim.sip_channel import SipChannel
from models.call import SIGNALLING
from tests.hardware_sim.lines import Notebook, line, order, page, seconds

STORED_BEFORE: Kept = {
    "direction": "outbound",
    "ours": ["218 555 0000", 14400, True],
    "far_end": {"station_id": "555 3335", "ecm": False, "resolution": "standard", "scan_line_ms": 20},
    "pages": [[2156, "fine", {"mh": 400_000, "mr": 300_000, "mmr": 200_000}]],
}


def two_pages() -> CallOrder:
    return order("2185553335", page(), page())


def hung_up(
    kind: type[SimulatedChannel], state: ChannelState, at_page: int, scale: float = 1.0, back: timedelta = timedelta()
) -> tuple[Kept, float]:
    """What is kept of a call that we gave up, and how long after the answer that was, in line time; the clock was set
    back by so much a moment before."""
    channel, notebook = line(kind, line_scale=lambda: scale), Notebook()
    channel.channel.dial(two_pages(), notebook)
    channel.run(until=lambda: (channel.channel.status.state, channel.channel.status.page) == (state, at_page))
    channel.wait(1.0 * scale)
    channel.timeline.set_back(channel.timeline.now - back)
    channel.channel.clock_went_back(back)
    channel.wait(1.0 * scale)
    channel.channel.hang_up()
    result = notebook.result
    assert result.session is not None
    assert result.connected_at is not None
    return result.session, seconds(result.ended_at, result.connected_at) / (scale or 1.0)


@pytest.mark.parametrize(("kind", "switching"), [(Modem, 0.0), (SipChannel, 0.3)])
@pytest.mark.parametrize("scale", [1.0, 0.025])
def test_nothing_is_played_after_we_hung_up(kind: type[SimulatedChannel], switching: float, scale: float) -> None:
    kept, after = hung_up(kind, ChannelState.SENDING_PAGE, 2, scale)
    again = replay(kept)
    last = again.records[-1]

    assert of_kept(kept).until == pytest.approx(after - switching, abs=0.001)
    assert last.at + last.seconds == pytest.approx(after - switching, abs=0.001)
    assert (last.label.split(" x")[0], last.remark) == ("BLOCK 2.1", "cut off")
    assert [received.number for received in again.pages if received.confirmed] == [1]


@pytest.mark.parametrize("kind", [Modem, SipChannel])
@pytest.mark.parametrize("scale", [1.0, 0.025])
def test_a_clock_that_was_set_back_takes_nothing_from_what_is_kept(kind: type[SimulatedChannel], scale: float) -> None:
    kept, after = hung_up(kind, ChannelState.SENDING_PAGE, 2, scale)
    set_back, then = hung_up(kind, ChannelState.SENDING_PAGE, 2, scale, timedelta(days=1))

    assert (set_back, then) == (kept, after)


def test_on_an_instant_line_the_last_step_counts() -> None:
    channel, notebook = line(line_scale=lambda: 0.0), Notebook()

    def listen(event: object) -> None:
        notebook(event)  # type: ignore[arg-type]
        if "Sending Page 2" in notebook.words and channel.channel.status.page == 2:
            channel.channel.hang_up()

    channel.channel.dial(two_pages(), listen)
    channel.run()
    assert notebook.result.session is not None
    again = replay(notebook.result.session)

    assert [received.number for received in again.pages] == [1]
    assert 25 < again.records[-1].at < 35


def test_a_call_given_up_before_its_session_began_has_none() -> None:
    channel, notebook = line(SipChannel), Notebook()
    channel.channel.dial(order(), notebook)
    channel.run(until=lambda: channel.channel.status.connected_at is not None)
    channel.wait(0.2)
    channel.channel.hang_up()

    assert notebook.result.connected_at is not None
    assert list(notebook.result.session or ()) == [SIGNALLING]


def test_a_call_that_came_to_its_end_plays_to_its_end() -> None:
    result = line().call(two_pages()).result
    assert result.session is not None
    assert "until" not in result.session

    again = replay(result.session)
    assert again.records[-1].label == "DCN"
    assert not [record for record in again.records if record.remark]


def test_whoever_knows_when_a_call_ended_may_say_so() -> None:
    result = line().call(two_pages()).result
    assert result.session is not None
    again = replay(result.session, until=5.0)

    assert again.records[-1].at + again.records[-1].seconds == 5.0
    assert again.records == replay({**result.session, "until": 5.0}).records
    assert again.pages == ()


def test_what_was_stored_before_pages_were_counted_for_their_terms_plays_as_it_did() -> None:
    conversation = replay(STORED_BEFORE)

    assert conversation.calling.code == "00"
    (received,) = conversation.pages
    assert received.data is not None
    # Every other row, about half the bits; each row takes 20 ms of 14400 bit/s at least.
    assert (received.data.rows, received.data.bits) == (1078, 150_000)
    (sent,) = [record for record in conversation.records if record.name == "PAGE"]
    assert sent.seconds == pytest.approx(1078 * 288 / 14400, abs=0.5)


def test_the_same_call_again_comes_out_the_same_and_another_page_makes_it_another() -> None:
    first, again = line().call(order()).result, line().call(order()).result
    longer = line().call(order("2185553335", page(bits=300_000))).result

    assert again == first
    assert seconds(longer.ended_at, first.ended_at) > 5


def test_a_session_that_is_equal_is_played_once_and_long_ones_are_not_remembered() -> None:
    kept, long = line().call(order()).result.session, line().call(order("1", *[page()] * 6)).result.session
    assert kept is not None
    assert long is not None

    assert of_kept(kept) == of_kept(kept)
    assert of_kept(kept).leg is of_kept(kept).leg
    assert of_kept(long).leg == of_kept(long).leg
    assert of_kept(long).leg is not of_kept(long).leg


@pytest.mark.parametrize("kind", [Modem, SipChannel])
def test_a_call_that_we_hang_up_as_a_page_is_confirmed_has_its_confirmation(kind: type[SimulatedChannel]) -> None:
    channel, notebook = line(kind), Notebook()
    channel.channel.dial(two_pages(), notebook)
    channel.run(until=lambda: channel.channel.status.page == 2)
    channel.channel.hang_up()
    assert notebook.result.session is not None
    again = replay(notebook.result.session)

    assert notebook.result.pages == again.calling.confirmed == 1
    assert (again.records[-1].name, again.records[-1].remark) == ("MCF", "")
    assert [page.confirmed for page in again.pages] == [True]
