"""Stories of lines: what an administrator set, and what it does to the faxes that go out."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from emulator.settings import Settings
from fax_engine.workshop import Workshop
from models.dialing import DialingRule
from models.vocabulary import ChannelKind, FaxState, RuleAction
from tests.support.units import BUSY, SENT, BenchUnit

S = FaxState
A = RuleAction
GOOD = "2185553335"


@pytest.fixture
def sip_unit(converters: Workshop, fetchers: Workshop) -> BenchUnit:
    """An FF240-IP whose time stands still."""
    return BenchUnit(converters, fetchers, Settings(model="FF240-IP"))


def set_modem(unit: BenchUnit, *numbers: int, **values: Any) -> None:
    with unit.appliance.context.work() as work:
        for number in numbers:
            modem = work.configuration.modem(number)
            for name, value in values.items():
                setattr(modem, name, value)
            work.configuration.keep(modem)
        work.after_commit(unit.appliance.lines_changed)


def set_t38(unit: BenchUnit, **values: Any) -> None:
    with unit.appliance.context.work() as work:
        settings = work.configuration.t38()
        for name, value in values.items():
            setattr(settings, name, value)
        work.configuration.keep(settings)
        work.after_commit(unit.appliance.lines_changed)


def set_sip(unit: BenchUnit, **values: Any) -> None:
    with unit.appliance.context.work() as work:
        settings = work.configuration.sip()
        for name, value in values.items():
            setattr(settings, name, value)
        work.configuration.keep(settings)
        work.after_commit(unit.appliance.lines_changed)


def set_list(unit: BenchUnit, name: str, *rules: tuple[str, RuleAction]) -> None:
    with unit.appliance.context.work() as work:
        work.dialing.replace(name, [DialingRule(pattern=pattern, action=action) for pattern, action in rules])
        work.after_commit(unit.appliance.lines_changed)


def seconds_of_a_call(unit: BenchUnit) -> float:
    fax = unit.send(GOOD)
    unit.run_until_idle()
    (attempt,) = unit.attempts(fax)
    assert attempt.succeeded
    return (attempt.ended_at - attempt.started_at).total_seconds()


def test_a_disabled_modem_dials_nothing_and_the_other_does_it_all(unit: BenchUnit) -> None:
    set_modem(unit, 1, enabled_outbound=False)
    fax = unit.send(SENT, SENT, SENT)
    unit.run_until_idle()
    assert {unit.attempts(fax, number)[0].channel for number in range(3)} == {2}


def test_faxes_wait_while_no_line_takes_them_and_go_as_soon_as_one_does(unit: BenchUnit) -> None:
    set_modem(unit, 1, 2, enabled_outbound=False)
    fax = unit.send(SENT, SENT)
    unit.run_for(3600)
    assert [unit.state(fax, number) for number in (0, 1)] == [S.PENDING, S.PENDING]

    set_modem(unit, 2, enabled_outbound=True)
    assert [unit.state(fax, number) for number in (0, 1)] == [S.SENDING, S.PENDING]
    unit.run_until_idle()

    assert [unit.state(fax, number) for number in (0, 1)] == [S.SENT, S.SENT]


def test_a_line_disabled_in_the_middle_of_a_call_finishes_it_and_takes_no_more(unit: BenchUnit) -> None:
    fax = unit.send(SENT, SENT, SENT)
    unit.run_until(fax, S.SENDING, number=1)
    set_modem(unit, 1, 2, enabled_outbound=False, max_baud_rate=2400)
    unit.run_until_idle()

    assert [unit.state(fax, number) for number in range(3)] == [S.SENT, S.SENT, S.PENDING]
    assert unit.attempts(fax)[0].rate == 33600


def test_a_lower_rate_makes_calls_longer(unit: BenchUnit) -> None:
    lengths = []
    for rate in (33600, 14400, 2400):
        set_modem(unit, 1, 2, max_baud_rate=rate)
        lengths.append(seconds_of_a_call(unit))
    assert lengths == sorted(lengths)
    assert lengths[2] > lengths[0] + 5


def test_error_correction_and_rate_show_in_what_was_agreed(unit: BenchUnit) -> None:
    set_modem(unit, 1, 2, max_baud_rate=9600, ecm=False)
    fax = unit.send(GOOD)
    unit.run_until_idle()
    (attempt,) = unit.attempts(fax)
    assert (attempt.rate, attempt.ecm) == (9600, False)


def test_a_change_during_a_call_is_for_the_next(unit: BenchUnit) -> None:
    first = unit.send(GOOD)
    unit.run_until(first, S.SENDING)
    set_modem(unit, 1, 2, max_baud_rate=4800, ecm=False)
    unit.run_until_idle()
    second = unit.send(GOOD)
    unit.run_until_idle()

    assert [(unit.attempts(fax)[0].rate, unit.attempts(fax)[0].ecm) for fax in (first, second)] == [
        (33600, True),
        (4800, False),
    ]


def test_a_prefix_takes_its_seconds_and_stands_in_no_log(unit: BenchUnit) -> None:
    plain = seconds_of_a_call(unit)
    set_modem(unit, 1, 2, dial_prefix="9,")
    assert seconds_of_a_call(unit) == pytest.approx(plain + 2.2)
    fax = unit.send(GOOD)
    unit.run_until_idle()
    (attempt,) = unit.attempts(fax)
    assert (attempt.fax_number, attempt.remote_id) == (GOOD, GOOD)


def test_a_station_id_takes_its_time_in_the_exchange(unit: BenchUnit) -> None:
    """A TSI frame of 20 characters at 1200 bit/s, V.34's control channel; and the header line says it, in more bits."""
    set_modem(unit, 1, 2, max_baud_rate=14400)
    nameless = seconds_of_a_call(unit)
    set_modem(unit, 1, 2, station_id="218 555 0000")
    assert seconds_of_a_call(unit) > nameless + 209 / 300


def header_bits(unit: BenchUnit) -> bytes:
    fax = unit.send(GOOD, text="the same")
    unit.run_until(fax, S.SENT)
    ((_, _, _, strip),) = unit.page_images(fax)
    unit.appliance.timeline.jump_to(unit.now.replace(hour=10, minute=0, second=0))
    return strip


def test_the_header_line_names_the_first_line_that_sends_when_the_sender_gave_no_number(unit: BenchUnit) -> None:
    nameless = header_bits(unit)
    set_modem(unit, 1, station_id="AAAA", enabled_outbound=False)
    assert header_bits(unit) == nameless
    set_modem(unit, 2, station_id="BBBB")
    second = header_bits(unit)
    set_modem(unit, 1, enabled_outbound=True)
    first = header_bits(unit)
    assert len({nameless, first, second}) == 3


def test_sip_or_t38_disabled_keeps_faxes_waiting_unless_calls_may_go_as_sound(sip_unit: BenchUnit) -> None:
    fax = sip_unit.send(GOOD)
    set_sip(sip_unit, enabled=False)
    sip_unit.run_for(60)
    assert sip_unit.state(fax) is S.PENDING
    set_t38(sip_unit, enabled=False)
    set_sip(sip_unit, enabled=True)
    assert sip_unit.state(fax) is S.PENDING
    set_t38(sip_unit, fallback_g711=True)
    assert sip_unit.state(fax) is S.SENDING
    sip_unit.run_until_idle()
    assert sip_unit.state(fax) is S.SENT


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 14400),
        ({"max_bit_rate": 9600}, 9600),
        ({"max_bit_rate": 33600, "version": 0}, 14400),
        ({"max_bit_rate": 33600, "version": 3}, 33600),
        ({"max_bit_rate": 33600, "version": 3, "enabled": False, "fallback_g711": True}, 14400),
    ],
)
def test_t38_carries_what_its_version_can(sip_unit: BenchUnit, settings: dict[str, Any], rate: int) -> None:
    set_t38(sip_unit, **settings)
    fax = sip_unit.send(GOOD)
    sip_unit.run_until_idle()
    assert sip_unit.attempts(fax)[0].rate == rate


def test_redundancy_costs_time_on_t38_and_none_in_sound(sip_unit: BenchUnit) -> None:
    set_t38(sip_unit, redundancy_low_speed=0, redundancy_high_speed=0)
    plain = seconds_of_a_call(sip_unit)
    set_t38(sip_unit, redundancy_low_speed=5, redundancy_high_speed=5)
    assert seconds_of_a_call(sip_unit) == pytest.approx(plain + 25 * 0.03)
    set_t38(sip_unit, enabled=False, fallback_g711=True)
    assert seconds_of_a_call(sip_unit) == pytest.approx(plain)


def test_a_line_dials_what_its_rules_make_of_a_number(unit: BenchUnit) -> None:
    set_list(unit, "outside", ("<00>.", A.ACCEPT), ("{1}XXXXXXXXXX", A.ACCEPT))
    set_modem(unit, 1, 2, dialing_rules="outside")
    fax = unit.send("(218) 555-3335", "00 49 30 1234")
    unit.run_until_idle()
    assert [unit.attempts(fax, number)[0].fax_number for number in (0, 1)] == ["12185553335", "49301234"]
    assert unit.entry(fax).recipient_fax_number == "(218) 555-3335"


def test_a_number_that_every_line_rejects_is_dead_and_says_why(unit: BenchUnit) -> None:
    set_list(unit, "local", ("911.", A.REJECT), (".", A.ACCEPT))
    set_modem(unit, 1, 2, dialing_rules="local")
    fax = unit.send("9115551234", GOOD)
    unit.run_until_idle()

    dead, sent = unit.entry(fax), unit.entry(fax, 1)
    assert (dead.state, dead.message) == (S.DEAD, "number 9115551234: rejected by rule 1 of dialing rules local")
    assert (dead.pages, unit.attempts(fax)) == (0, [])
    assert sent.state is S.SENT


def test_a_dead_number_can_be_sent_again_when_the_rules_let_it(unit: BenchUnit) -> None:
    set_list(unit, "local", (".", A.REJECT))
    set_modem(unit, 1, 2, dialing_rules="local")
    fax = unit.send(GOOD)
    unit.run_until(fax, S.DEAD)
    set_list(unit, "local", (".", A.ACCEPT))
    unit.reschedule(fax)
    unit.run_until_idle()
    assert unit.state(fax) is S.SENT


def test_each_number_goes_on_a_line_that_accepts_it(unit: BenchUnit) -> None:
    set_list(unit, "local", ("XXXXXXX", A.ACCEPT))
    set_list(unit, "far", ("1.", A.ACCEPT))
    set_modem(unit, 1, dialing_rules="local")
    set_modem(unit, 2, dialing_rules="far")
    fax = unit.send("12185553335", "5553335", "12185553336", "5553336", "7")
    unit.run_until_idle()

    assert [unit.attempts(fax, number)[0].channel for number in range(4)] == [2, 1, 2, 1]
    assert unit.state(fax, 4) is S.DEAD


def test_a_line_without_rules_takes_what_the_other_rejects(unit: BenchUnit) -> None:
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, dialing_rules="none")
    fax = unit.send(GOOD, GOOD, GOOD)
    unit.run_until_idle()
    assert {unit.attempts(fax, number)[0].channel for number in range(3)} == {2}


def test_a_line_idle_for_want_of_its_numbers_takes_one_as_soon_as_it_comes(unit: BenchUnit) -> None:
    set_list(unit, "local", ("5.", A.ACCEPT))
    set_modem(unit, 1, dialing_rules="local")
    far = unit.send("218", "218", "218", max_tries=1)
    unit.run_until(far, S.SENDING)
    assert unit.appliance.bank.channels[0].is_idle
    near = unit.send("5", due_at=unit.now + timedelta(seconds=1))
    unit.run_until(near, S.SENDING)
    unit.run_until_idle()
    assert unit.attempts(near)[0].channel == 1
    assert {unit.state(far, number) for number in range(3)} == {S.SENT}


def test_a_number_that_only_a_disabled_line_accepts_waits_for_nothing(unit: BenchUnit) -> None:
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, dialing_rules="none")
    set_modem(unit, 2, enabled_outbound=False)
    fax = unit.send(GOOD)
    unit.run_until(fax, S.DEAD)


def test_without_any_line_nothing_is_judged(unit: BenchUnit) -> None:
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, 2, dialing_rules="none", enabled_outbound=False)
    fax = unit.send(GOOD)
    unit.run_for(60)
    assert unit.state(fax) is S.PENDING


def test_rules_that_changed_meanwhile_make_a_try_fail(unit: BenchUnit) -> None:
    fax = unit.send(GOOD, due_at=unit.now + timedelta(hours=1), max_tries=2, try_interval=300)
    unit.run_until(fax, S.PENDING)
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, 2, dialing_rules="none")
    unit.run_for(3600)

    entry = unit.entry(fax)
    assert (entry.state, entry.try_number) == (S.PENDING, 2)
    assert entry.message == f"number {GOOD}: rejected by rule 1 of dialing rules none"
    unit.run_until_idle()

    assert unit.state(fax) is S.FAILED
    attempts = unit.attempts(fax)
    assert [(attempt.outcome, attempt.channel, attempt.succeeded) for attempt in attempts] == [
        ("number_rejected", 0, False)
    ] * 2
    assert attempts[1].started_at - attempts[0].ended_at == timedelta(seconds=300)
    assert attempts[1].hangup_message == entry.message


def test_what_waits_when_rules_change_fails_at_once_and_frees_the_queue(unit: BenchUnit) -> None:
    fax = unit.send("1", "2", "3", "4", max_tries=1)
    unit.run_until(fax, S.SENDING, number=1)
    set_list(unit, "four", ("4", A.ACCEPT))
    set_modem(unit, 1, 2, dialing_rules="four")
    unit.run_until_idle()
    assert [unit.state(fax, number) for number in range(4)] == [S.SENT, S.SENT, S.FAILED, S.SENT]


def test_tries_that_are_no_calls_come_a_second_apart_at_least(unit: BenchUnit) -> None:
    fax = unit.send(GOOD, due_at=unit.now + timedelta(hours=1), max_tries=5, try_interval=0)
    unit.run_until(fax, S.PENDING)
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, 2, dialing_rules="none")
    unit.run_until_idle()
    moments = [attempt.started_at for attempt in unit.attempts(fax)]
    assert [later - earlier for earlier, later in pairwise(moments)] == [timedelta(seconds=1)] * 4


def test_rules_that_go_round_in_circles_reject(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        work.dialing.replace("a", [DialingRule(pattern=".", action=A.GO_TO, argument="a")])
        work.after_commit(unit.appliance.lines_changed)
    set_modem(unit, 1, 2, dialing_rules="a")
    fax = unit.send(GOOD)
    unit.run_until_idle()
    assert unit.entry(fax).message == f"number {GOOD}: dialing rules a lead round in circles"


def test_settings_are_still_there_after_the_power_was_off(unit: BenchUnit) -> None:
    set_modem(unit, 2, max_baud_rate=4800)
    lines = unit.appliance.lines
    unit.appliance.power_on()
    assert unit.appliance.lines is not lines
    assert [unit.appliance.lines.of(number).max_rate for number in (1, 2)] == [33600, 4800]
    assert unit.appliance.profile.channel_kind is ChannelKind.MODEM


def test_after_a_reset_the_lines_are_as_they_left_the_factory(unit: BenchUnit) -> None:
    set_list(unit, "none", (".", A.REJECT))
    set_modem(unit, 1, 2, max_baud_rate=2400, dialing_rules="none")
    unit.appliance.reset()
    fax = unit.send(BUSY, GOOD, max_tries=1)
    unit.run_until_idle()
    assert unit.attempts(fax, 1)[0].rate == 33600
