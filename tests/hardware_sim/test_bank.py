"""Several channels side by side."""

import pytest

from fax_engine.call_events import CallEnded, CallEvent
from fax_engine.clock import Timeline
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from models.vocabulary import ChannelKind
from tests.hardware_sim.lines import MONDAY, Notebook, order, page


def _bank(count: int, kind: ChannelKind = ChannelKind.MODEM, scale: float = 1.0) -> tuple[Timeline, Bank]:
    timeline = Timeline(MONDAY)
    return timeline, Bank(kind, count, timeline, Exchange(), lambda: scale)


def _run(timeline: Timeline) -> None:
    while (due := timeline.next_due) is not None:
        timeline.advance_to(due)


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_a_bank_has_numbered_channels_of_its_kind(kind: ChannelKind) -> None:
    _, bank = _bank(4, kind)

    assert [channel.number for channel in bank.channels] == [1, 2, 3, 4]
    assert {channel.kind for channel in bank.channels} == {kind}
    assert tuple(bank.idle()) == bank.channels


def test_an_appliance_without_channels_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one channel"):
        _bank(0)


@pytest.mark.parametrize("scale", [1.0, 0.0])
def test_eight_modems_work_side_by_side_without_disturbing_each_other(scale: float) -> None:
    timeline, bank = _bank(8, scale=scale)
    notebooks = [Notebook() for _ in bank.channels]
    for channel, notebook in zip(bank.channels, notebooks, strict=True):
        channel.dial(order(f"218555000{channel.number}", *[page()] * channel.number), notebook)
    assert list(bank.idle()) == []
    _run(timeline)

    assert [notebook.result.pages for notebook in notebooks] == [1, 2, 3, 4, 5, 6, 7, 8]
    ends = [notebook.result.ended_at for notebook in notebooks]
    assert ends == sorted(ends)
    assert tuple(bank.idle()) == bank.channels


def test_eight_modems_tell_the_same_story_twice() -> None:
    def tell() -> list[CallEvent]:
        timeline, bank = _bank(8)
        told: list[CallEvent] = []
        for channel in bank.channels:
            channel.dial(order(f"218555000{channel.number % 3}", page(90_000), page()), told.append)
        _run(timeline)
        return told

    assert tell() == tell()
    assert sum(isinstance(event, CallEnded) for event in tell()) == 8


def test_idle_channels_come_in_order_of_their_numbers() -> None:
    _, bank = _bank(3)
    bank.channels[1].dial(order(), Notebook())

    assert [channel.number for channel in bank.idle()] == [1, 3]


def test_hanging_up_all_ends_the_calls_that_are_on() -> None:
    timeline, bank = _bank(3)
    first, third = Notebook(), Notebook()
    bank.channels[0].dial(order(), first)
    bank.channels[2].dial(order(), third)
    bank.hang_up_all()

    assert first.result.outcome == third.result.outcome == "aborted"
    assert tuple(bank.idle()) == bank.channels
    assert timeline.is_idle


def test_a_call_started_in_answer_to_a_hang_up_goes_on() -> None:
    timeline, bank = _bank(2)
    again = Notebook()

    def redial(event: CallEvent) -> None:
        if isinstance(event, CallEnded):
            bank.channels[0].dial(order(), again)

    bank.channels[0].dial(order(), redial)
    bank.hang_up_all()
    _run(timeline)

    assert again.result.outcome == "ok"
