"""Stations on the exchange: which one a number leads to, its script, and that a machine takes one call at a time."""

from dataclasses import replace

import pytest

from fax_engine.call_orders import AnswerOrder, Caller
from fax_engine.clock import Timeline
from hardware_sim.bank import Bank
from hardware_sim.exchange import Exchange
from hardware_sim.stations import StationBook, StationRule, read_pattern, read_script
from models.vocabulary import ChannelKind, Resolution
from tests.hardware_sim.lines import MONDAY, Notebook, line, order, page


class Shelf:
    """Keeps stations in memory."""

    def __init__(self, *rules: StationRule) -> None:
        self.rules = list(rules)

    def load(self) -> list[StationRule]:
        return list(self.rules)

    def turn_to(self, number: int, place: int) -> None:
        self.rules = [replace(rule, place=place) if rule.number == number else rule for rule in self.rules]


def exchange(*rules: StationRule) -> Exchange:
    return Exchange(StationBook(Shelf(*rules)))


def outcomes(network: Exchange, *numbers: str) -> list[str]:
    """How calls to these numbers end, one after the other."""
    modem = line(exchange=network)
    return [modem.call(order(number)).result.outcome for number in numbers]


def test_a_script_is_used_up_call_by_call_and_its_last_word_stays() -> None:
    network = exchange(StationRule(1, "218555*", ("busy", "no-answer", "ok")))

    assert outcomes(network, *["218-555-0100"] * 5) == ["busy", "no_answer", "ok", "ok", "ok"]


def test_the_numbers_of_a_pattern_share_its_script() -> None:
    network = exchange(StationRule(1, "218555*", ("busy", "ok")))

    assert outcomes(network, "2185550100", "2185550101", "2195550100") == ["busy", "ok", "ok"]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("2185550100", 4),
        ("2185550101", 3),
        ("2185560100", 1),
        ("3185550100", 6),
        ("12185550100", 5),
        ("218555", 3),
        ("318", 2),
        ("21855", 1),
        ("99", None),
    ],
)
def test_the_most_specific_pattern_counts_and_then_the_first(number: str, found: int | None) -> None:
    patterns = ("218*", "3*", "218555*", "2185550100", "*2185550100", "*8555*")
    book = StationBook(Shelf(*(StationRule(place, each, ("ok",)) for place, each in enumerate(patterns, start=1))))

    station = book.find(number)
    assert (station.number if station else None) == found


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("*", "", True),
        ("1*1", "1", False),
        ("1*1", "11", True),
        ("1*1", "121", True),
        ("*12*12", "12012", True),
        ("*12*12", "1212", True),
        ("*12*12", "12", False),
        ("12*3*4", "120354", True),
        ("12*3*4", "1204", False),
    ],
)
def test_an_asterisk_stands_for_any_digits(pattern: str, number: str, fits: bool) -> None:
    assert StationRule(1, pattern, ("ok",)).fits(number) is fits


def test_a_magic_number_goes_before_a_pattern_and_a_station_for_it_before_the_magic_number() -> None:
    wide = StationRule(1, "*", ("no-answer",))

    assert outcomes(exchange(wide), "5005550201", "2185550100") == ["busy", "no_answer"]
    assert outcomes(exchange(wide, StationRule(2, "5005550201", ("ok",))), "5005550201") == ["ok"]


def test_pages_go_as_the_script_says() -> None:
    network = exchange(StationRule(1, "1", ("ok-until-page:2", "rtn-page:2", "ok")))
    modem = line(exchange=network)
    results = [modem.call(order("1", page(), page(), page())).result for _ in range(3)]

    assert [result.pages for result in results] == [2, 3, 3]
    assert [result.outcome for result in results] == ["ok_until_page_2", "rtn_page_2", "ok"]
    assert [result.hangup.code for result in results] == ["40", "00", "00"]


def test_the_machine_is_what_the_station_says() -> None:
    said = {"station_id": "FOX", "max_rate": 9600, "ecm": False, "resolution": "standard", "paper": "a4", "rings": 3}
    result = line(exchange=exchange(StationRule(1, "1", ("ok",), far_end=said))).call(order("1")).result

    assert result.negotiated is not None
    assert result.connected_at is not None
    negotiated = result.negotiated
    assert (negotiated.remote_id, negotiated.rate, negotiated.ecm) == ("FOX", 9600, False)
    assert negotiated.resolution is Resolution.STANDARD
    assert (result.connected_at - result.ready_at).total_seconds() == pytest.approx(2 + 0.2 + 1 + 14)


def test_who_answers_later_than_a_minute_does_not_answer() -> None:
    def told(delay: float) -> str:
        rule = StationRule(1, "1", ("ok",), far_end={"answer_delay": delay})
        return outcomes(exchange(rule), "1")[0]

    assert [told(0), told(59.5), told(60.5)] == ["ok", "ok", "no_answer"]


def test_a_far_end_that_talks_to_us_is_busy_and_uses_up_no_word() -> None:
    network = exchange(StationRule(1, "218*", ("ok", "no-answer")))
    timeline = Timeline(MONDAY)
    bank = Bank(ChannelKind.MODEM, 3, timeline, network, lambda: 1.0)
    notebooks = [Notebook(), Notebook(), Notebook()]
    for channel, notebook, number in zip(bank.channels, notebooks, ("2181", "2181", "2182"), strict=True):
        channel.dial(order(number), notebook)
    timeline.advance_to(None)

    assert [notebook.result.outcome for notebook in notebooks] == ["ok", "busy", "no_answer"]
    again = Notebook()
    bank.channels[0].dial(order("2181"), again)
    timeline.advance_to(None)
    assert again.result.outcome == "no_answer"


def test_a_far_end_that_calls_us_is_busy_meanwhile() -> None:
    network = exchange(StationRule(1, "2185551234", ("ok",)))
    timeline = Timeline(MONDAY)
    bank = Bank(ChannelKind.MODEM, 2, timeline, network, lambda: 1.0)
    called, dialled = Notebook(), Notebook()
    bank.channels[0].ring(Caller("218-555-1234", "CALLER", (page(),)), AnswerOrder(), called)
    bank.channels[1].dial(order("2185551234"), dialled)
    timeline.advance_to(None)

    assert (called.result.outcome, dialled.result.outcome) == ("ok", "busy")
    assert outcomes(network, "2185551234") == ["ok"]


def test_a_far_end_that_calls_us_twice_is_busy_until_both_calls_are_over() -> None:
    timeline = Timeline(MONDAY)
    bank = Bank(ChannelKind.MODEM, 3, timeline, exchange(StationRule(1, "2185551234", ("ok",))), lambda: 1.0)
    for channel in bank.channels[:2]:
        channel.ring(Caller("218-555-1234", "CALLER", (page(),)), AnswerOrder(), Notebook())
    bank.channels[0].hang_up()

    found = []
    for _ in range(2):
        dialled = Notebook()
        bank.channels[2].dial(order("2185551234"), dialled)
        timeline.advance_to(None)  # the other call as well
        found.append(dialled.result.outcome)
    assert found == ["busy", "ok"]


def test_numbers_without_a_station_take_any_number_of_calls() -> None:
    timeline = Timeline(MONDAY)
    bank = Bank(ChannelKind.MODEM, 8, timeline, exchange(), lambda: 1.0)
    notebooks = [Notebook() for _ in bank.channels]
    for channel, notebook in zip(bank.channels, notebooks, strict=True):
        channel.dial(order("2185553335"), notebook)
    timeline.advance_to(None)

    assert {notebook.result.outcome for notebook in notebooks} == {"ok"}


def test_hanging_up_frees_the_far_end() -> None:
    network = exchange(StationRule(1, "1", ("ok",)))
    modem = line(exchange=network)
    modem.channel.dial(order("1"), Notebook())
    modem.wait(20)
    modem.channel.hang_up()

    assert modem.call(order("1")).result.outcome == "ok"


def test_patterns_are_kept_without_what_people_write_between_digits() -> None:
    assert read_pattern("+1 (218) 555-*") == "1218555*"
    assert read_pattern("**1***") == "*1*"
    for wrong in ("", "-", "abc", "12#", "1" * 41, "٣"):
        with pytest.raises(ValueError, match="is not a number"):
            read_pattern(wrong)


def test_a_script_takes_words_that_say_how_a_call_goes() -> None:
    assert read_script(["busy ", "ok-until-page:3"]) == ("busy", "ok-until-page:3")
    assert read_script([]) == ("ok",)
    for wrong in ("bussy", "aborted", "page_not_received", "ok-until-page:0", ""):
        with pytest.raises(ValueError, match="no call to a station goes"):
            read_script([wrong])
