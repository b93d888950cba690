"""Stories of single calls, told by what the engine hears."""

from dataclasses import replace

import pytest

from fax_engine.call_events import ChannelChanged
from fax_engine.channel_status import ChannelState, ChannelStatus
from fax_engine.line import Channel
from hardware_sim.access import ON_HOOK
from hardware_sim.channel import SimulatedChannel
from hardware_sim.far_end import FarEnd
from hardware_sim.modem import Modem
from hardware_sim.sip_channel import SipChannel
from models.vocabulary import ChannelKind, Coding, Direction, Resolution
from tests.hardware_sim.lines import BUSY, MONDAY, NO_ANSWER, Notebook, Village, line, order, page, seconds

STATION = FarEnd(station_id="555 3335")


def test_one_page_on_a_modem_goes_through_every_state_and_takes_about_forty_seconds() -> None:
    notebook = line().call(order())

    assert notebook.words == [
        "Initializing Modem",
        "Dialing",
        "Negotiating",
        "Sending Page 1",
        "Postpage Processing 1",
        "confirmed 1",
        "ended ok",
    ]
    result = notebook.result
    assert result.succeeded
    assert not result.retry
    assert result.pages == 1
    assert result.started_at == MONDAY
    assert seconds(result.ready_at, MONDAY) == 1
    assert result.connected_at is not None
    assert 5 < seconds(result.connected_at, MONDAY) < 10
    assert 30 <= seconds(result.ended_at, MONDAY) <= 45
    assert (result.hangup.code, result.hangup.cause, result.hangup.sip_status) == ("00", 16, None)


def test_the_page_itself_takes_its_bits_over_the_rate_and_a_little_more() -> None:
    at = {event.state: event.at for event in line().call(order()).events if isinstance(event, ChannelChanged)}

    sending = seconds(at[ChannelState.POST_PAGE], at[ChannelState.SENDING_PAGE])

    assert 200_000 / 14400 < sending < 200_000 / 14400 * 1.1


def test_both_stations_agree_on_the_best_they_share() -> None:
    negotiated = line().call(order("1 (218) 555-3335")).result.negotiated

    assert negotiated is not None
    assert (negotiated.rate, negotiated.ecm, negotiated.coding) == (14400, True, Coding.MMR)
    assert negotiated.resolution is Resolution.FINE
    assert negotiated.remote_id == "12185553335"


def test_three_pages_are_confirmed_one_by_one() -> None:
    three = line().call(order("2185553335", page(), page(), page()))

    assert three.words[2:] == [
        "Negotiating",
        *["Sending Page 1", "Postpage Processing 1", "confirmed 1"],
        *["Sending Page 2", "Postpage Processing 2", "confirmed 2"],
        *["Sending Page 3", "Postpage Processing 3", "confirmed 3"],
        "ended ok",
    ]
    assert three.result.pages == 3
    one_page = line().call(order()).result
    assert seconds(three.result.ended_at, MONDAY) == pytest.approx(seconds(one_page.ended_at, MONDAY) + 2 * 17.5, abs=1)


def test_a_busy_line_is_known_a_few_seconds_after_dialling() -> None:
    notebook = line().call(order(BUSY))

    assert notebook.words == ["Initializing Modem", "Dialing", "Busy", "ended busy"]
    result = notebook.result
    assert not result.succeeded
    assert result.retry
    assert result.connected_at is None
    assert result.negotiated is None
    assert result.pages == 0
    assert 6 <= seconds(result.ended_at, MONDAY) <= 10
    assert seconds(result.ended_at, notebook.events[2].at) == ON_HOOK
    assert (result.hangup.code, result.hangup.cause, result.hangup.sip_status) == (None, 17, None)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (BUSY, ["Busy"]),
        ("5005550207", ["Busy"]),
        ("5005550202", ["No dial tone"]),
        ("5005550204", ["No Carrier"]),
        ("5005550206", ["No Carrier"]),
        (NO_ANSWER, []),
        ("5005550003", []),
    ],
)
def test_a_modem_shows_a_result_that_has_a_word_until_it_is_on_hook(number: str, shown: list[str]) -> None:
    assert line().call(order(number)).words[2:-1] == shown
    assert line(SipChannel).call(order(number)).words[1:-1] == []


def test_nobody_answers_and_the_modem_gives_up_a_minute_after_dialling() -> None:
    notebook = line().call(order(NO_ANSWER))

    assert notebook.words == ["Initializing Modem", "Dialing", "ended no_answer"]
    result = notebook.result
    assert result.retry
    assert result.connected_at is None
    assert seconds(result.ended_at, MONDAY) == pytest.approx(66, abs=1)
    assert result.hangup.cause == 19


def test_a_far_end_that_would_answer_after_the_twelfth_ring_does_not_answer_in_time() -> None:
    assert line(exchange=Village(replace(STATION, rings=10))).call(order()).result.outcome == "ok"
    assert line(exchange=Village(replace(STATION, rings=12))).call(order()).result.outcome == "no_answer"


def test_a_sip_channel_needs_no_initialising_and_gives_a_sip_status() -> None:
    good = line(SipChannel).call(order())
    busy = line(SipChannel).call(order(BUSY))

    assert good.words[0] == "Dialing"
    assert "Initializing Modem" not in good.words
    assert good.result.ready_at == good.result.started_at
    assert good.result.hangup.sip_status == 200
    assert 25 <= seconds(good.result.ended_at, MONDAY) <= 40
    assert busy.words == ["Dialing", "ended busy"]
    assert busy.result.hangup.sip_status == 486
    assert seconds(busy.result.ended_at, MONDAY) < 1
    assert line(SipChannel).call(order(NO_ANSWER)).result.hangup.sip_status == 480


def test_a_far_end_without_error_correction_gets_mr_and_no_mmr() -> None:
    negotiated = line(exchange=Village(replace(STATION, ecm=False))).call(order(max_rate=33600)).result.negotiated

    assert negotiated is not None
    assert (negotiated.ecm, negotiated.coding, negotiated.rate) == (False, Coding.MR, 14400)


def test_a_slow_far_end_makes_the_call_longer() -> None:
    slow = line(exchange=Village(replace(STATION, max_rate=4800))).call(order()).result

    assert slow.negotiated is not None
    assert slow.negotiated.rate == 4800
    assert 60 < seconds(slow.ended_at, MONDAY) < 75


def test_pauses_in_the_dial_string_take_their_time() -> None:
    plain = line().call(order("9 2185553335")).result
    paused = line().call(order("9,,2185553335")).result

    assert seconds(paused.ended_at, MONDAY) == pytest.approx(seconds(plain.ended_at, MONDAY) + 4)


@pytest.mark.parametrize("kind", [Modem, SipChannel])
def test_an_instant_line_still_tells_everything_in_order_and_only_when_time_is_let_on(
    kind: type[SimulatedChannel],
) -> None:
    real = line(kind).call(order())
    instant = line(kind, line_scale=lambda: 0.0)
    notebook = Notebook()

    instant.channel.dial(order(), notebook)
    assert notebook.events == []
    assert not instant.channel.is_idle
    instant.wait(0)

    assert notebook.words == real.words
    assert {event.at for event in notebook.events} == {MONDAY}


def test_a_fast_line_does_the_same_in_a_fortieth_of_the_time() -> None:
    real = line().call(order())
    fast = line(line_scale=lambda: 0.025).call(order())

    assert fast.words == real.words
    for quick, slow in zip(fast.events, real.events, strict=True):
        assert seconds(quick.at, MONDAY) == pytest.approx(seconds(slow.at, MONDAY) / 40, abs=1e-5)


def test_the_pace_is_asked_once_as_a_call_starts() -> None:
    pace = [1.0]
    modem = line(line_scale=lambda: pace[0])
    notebook = Notebook()
    modem.channel.dial(order(BUSY), notebook)
    pace[0] = 0.0
    modem.run()

    assert seconds(notebook.result.ended_at, MONDAY) == 9
    again = modem.call(order(BUSY)).result
    assert again.ended_at == again.started_at


def test_an_idle_channel_shows_nothing_of_any_call() -> None:
    modem = line()
    channel: Channel = modem.channel
    idle = ChannelStatus(1, ChannelKind.MODEM, ChannelState.IDLE)

    assert (channel.number, channel.kind, channel.status) == (1, ChannelKind.MODEM, idle)
    modem.call(order())
    assert (channel.is_idle, channel.status) == (True, idle)


def test_a_channel_shows_what_is_known_of_its_call_so_far() -> None:
    modem = line(exchange=Village(STATION))
    notebook = Notebook()
    modem.channel.dial(order(), notebook)
    shown = [modem.channel.status]
    for pause in (10, 15):
        modem.wait(pause)
        shown.append(modem.channel.status)
    modem.run()

    result = notebook.result
    dialled = ChannelStatus(
        1, ChannelKind.MODEM, ChannelState.INITIALIZING, 0, "2185553335", MONDAY, direction=Direction.OUTBOUND
    )
    answered = replace(dialled, state=ChannelState.NEGOTIATING, connected_at=result.connected_at)
    sending = replace(answered, state=ChannelState.SENDING_PAGE, page=1, negotiated=result.negotiated, page_size=page())
    assert shown == [dialled, answered, sending]


def test_the_same_call_twice_is_the_same_to_the_microsecond() -> None:
    def tell() -> list[object]:
        return list(line().call(order("9,2185553335", page(), page(123_457))).events)

    assert tell() == tell()
