"""What comes in with a call, on a unit whose time stands still."""

from dataclasses import dataclass, field, replace

import pytest

from emulator.settings import Settings
from fax_engine.channel_status import ChannelState
from fax_engine.inbox import Receiving
from fax_engine.incoming import Incoming
from fax_engine.line import Channel
from fax_engine.renditions import PageIds
from fax_engine.workshop import Workshop
from models.call import Call, LogRange
from models.inbound import InboundFax
from models.vocabulary import DestinationType, Direction, FaxState, InboundState, ModemRouting
from tests.support.units import BenchUnit

THREE_PAGES = b"One.\fTwo.\fThree."


@dataclass
class Waiting:
    """Somebody who waits for pages."""

    answers: list[PageIds | str] = field(default_factory=list)

    def __call__(self, answer: PageIds | str) -> None:
        self.answers.append(answer)


def pages_of(unit: BenchUnit, content: bytes = b"Hello.", content_type: str = "text/plain") -> PageIds:
    """The document as pages in the unit's store."""
    waiting = Waiting()
    unit.appliance.callers_documents.make_pages(content, content_type, waiting)
    while not waiting.answers:
        unit.workshops[0].wait()
    (answer,) = waiting.answers
    assert not isinstance(answer, str), answer
    return answer


def letter(unit: BenchUnit, content: bytes = b"Hello.") -> Incoming:
    """A fax from a shop in Minnesota."""
    return Incoming(pages_of(unit, content), caller_id="2185551234", station_id="218 555 1234")


def log(unit: BenchUnit) -> list[tuple[Call, InboundFax]]:
    """The inbound log, newest first."""
    with unit.appliance.context.work() as work:
        calls = work.calls.log(LogRange(Direction.INBOUND), limit=100)
        faxes = work.inbound.of_calls(calls)
    return [(call, faxes[call.id]) for call in calls]


def ring(unit: BenchUnit, incoming: Incoming) -> Channel:
    """Have it call in; answers the channel that rings."""
    ringing = unit.appliance.inbox.ring(incoming)
    assert ringing is not None
    return ringing.channel


def receiving(unit: BenchUnit) -> list[Receiving]:
    """What is being received."""
    with unit.appliance.context.work() as work:
        return unit.appliance.inbox.receiving(work)


def set_modem(unit: BenchUnit, number: int = 1, **changes: object) -> None:
    """Change the settings of a modem."""
    with unit.appliance.context.work() as work:
        modem = work.configuration.modem(number)
        for name, value in changes.items():
            setattr(modem, name, value)
        work.configuration.keep(modem)
    unit.appliance.lines_changed()


def add_route(unit: BenchUnit, extension: str, name: str) -> None:
    """A route that throws everything away."""
    with unit.appliance.context.work() as work:
        work.routes.keep(extension, name, [(DestinationType.TRASH, "")])


def run_until_state(unit: BenchUnit, channel: Channel, state: ChannelState) -> None:
    """Move time on until the channel shows the state."""
    while channel.status.state is not state:
        unit.run_next()


def test_a_fax_comes_in_and_is_kept_with_its_pages(unit: BenchUnit) -> None:
    channel = ring(unit, letter(unit, THREE_PAGES))

    assert (channel.number, channel.status.state) == (1, ChannelState.WAITING_FOR_CONNECT)
    assert log(unit) == []
    unit.run_until_idle()
    ((call, fax),) = log(unit)
    assert (call.number, call.channel, call.direction, call.outcome, call.pages) == (1, 1, Direction.INBOUND, "ok", 3)
    assert (call.caller_id, call.remote_id, call.hangup_code) == ("2185551234", "218 555 1234", "00")
    assert (fax.state, fax.extension, fax.recipient) == (InboundState.RECEIVED, "", "")
    with unit.appliance.context.work() as work:
        assert len(work.inbound.page_images(call.number)) == 3
        assert work.inbound.page_images(2) == []


def test_a_caller_that_breaks_off_leaves_its_good_pages(unit: BenchUnit) -> None:
    unit.appliance.inbox.ring(replace(letter(unit, THREE_PAGES), good_pages=2))
    unit.run_until_idle()

    ((call, fax),) = log(unit)
    assert (call.succeeded, call.pages, call.hangup_code) == (False, 2, "73")
    assert fax.state is InboundState.FAILED
    with unit.appliance.context.work() as work:
        assert len(work.inbound.page_images(call.number)) == 2


def test_lines_ring_in_order_until_all_are_taken(unit: BenchUnit) -> None:
    first, second, third = (unit.appliance.inbox.ring(letter(unit)) for _ in range(3))

    assert first is not None
    assert second is not None
    assert third is None
    assert [(one.channel.number, one.call_number) for one in (first, second)] == [(1, 1), (2, 2)]
    unit.run_until_idle()
    assert [call.number for call, _ in log(unit)] == [2, 1]
    assert ring(unit, letter(unit)) is first.channel


def test_a_line_that_was_chosen_must_be_free(unit: BenchUnit) -> None:
    incoming = replace(letter(unit), line=2)
    channel = ring(unit, incoming)

    assert channel.number == 2
    assert unit.appliance.inbox.ring(replace(letter(unit), line=2)) is None


def test_a_line_that_takes_no_calls_does_not_ring(unit: BenchUnit) -> None:
    set_modem(unit, 1, enabled_inbound=False)
    incoming = letter(unit)
    channel = ring(unit, incoming)

    assert channel.number == 2
    assert unit.appliance.inbox.ring(incoming) is None


def test_a_line_in_a_call_sends_nothing_and_sends_when_it_is_over(unit: BenchUnit) -> None:
    for incoming in (letter(unit), letter(unit, THREE_PAGES)):
        unit.appliance.inbox.ring(incoming)
    fax = unit.send()
    unit.run_for(5)
    assert unit.state(fax) is FaxState.PENDING

    unit.run_until(fax, FaxState.SENDING)
    assert len(log(unit)) == 1
    unit.run_until_idle()
    assert unit.state(fax) is FaxState.SENT
    assert unit.attempts(fax)[0].started_at == min(call.ended_at for call, _ in log(unit))


def test_digits_lead_to_the_route_of_an_extension(unit: BenchUnit) -> None:
    add_route(unit, "101", "Sales")
    add_route(unit, "line1", "Front desk")
    set_modem(unit, 1, routing=ModemRouting.DTMF_DIGITS, max_extension_digits=3)
    incoming = letter(unit)
    for digits in ("1017", "", "555"):
        unit.appliance.inbox.ring(replace(incoming, digits=digits, line=1))
        unit.run_until_idle()

    assert [(fax.extension, fax.recipient) for _, fax in reversed(log(unit))] == [
        ("101", "Sales"),
        ("", "Front desk"),
        ("555", ""),
    ]


def test_a_pots_line_hears_no_digits(unit: BenchUnit) -> None:
    add_route(unit, "101", "Sales")
    add_route(unit, "line1", "Front desk")
    unit.appliance.inbox.ring(replace(letter(unit), digits="101"))
    unit.run_until_idle()

    ((_, fax),) = log(unit)
    assert (fax.extension, fax.recipient) == ("", "Front desk")


def test_a_sip_call_brings_the_extension_in_the_number_that_was_called(
    converters: Workshop, fetchers: Workshop
) -> None:
    unit = BenchUnit(converters, fetchers, Settings(model="FF240-IP"))
    add_route(unit, "101", "Sales")
    unit.appliance.inbox.ring(replace(letter(unit), called_number="101"))
    unit.run_until_idle()

    ((call, fax),) = log(unit)
    assert (call.fax_number, fax.extension, fax.recipient) == ("101", "101", "Sales")
    assert call.sip_status == 200


@pytest.mark.parametrize("called", ["2185550201", "218-555-0201", "(218) 555.0201", "+2185550201", "218 555 0201#"])
def test_a_called_number_finds_its_route_by_its_digits(converters: Workshop, fetchers: Workshop, called: str) -> None:
    unit = BenchUnit(converters, fetchers, Settings(model="FF240-IP"))
    add_route(unit, "2185550201", "Sales")
    unit.appliance.inbox.ring(replace(letter(unit), called_number=called))
    unit.run_until_idle()

    ((call, fax),) = log(unit)
    assert (call.fax_number, fax.extension, fax.recipient) == (called, "2185550201", "Sales")


def test_a_call_has_its_number_from_the_first_ring_on(unit: BenchUnit) -> None:
    short, long = letter(unit), letter(unit, THREE_PAGES)
    numbers = [ringing.call_number for one in (long, short) if (ringing := unit.appliance.inbox.ring(one)) is not None]
    unit.run_until_idle()

    calls = [call for call, _ in log(unit)]
    assert numbers == [1, 2]
    assert {call.number: call.pages for call in calls} == {1: 3, 2: 1}
    assert max(calls, key=lambda call: call.ended_at).number == 1


def test_the_number_of_a_call_that_power_cut_off_is_used_for_no_other(
    unit: BenchUnit, converters: Workshop, fetchers: Workshop
) -> None:
    run_until_state(unit, ring(unit, letter(unit, THREE_PAGES)), ChannelState.RECEIVING_PAGE)
    unit.appliance.context.is_closed = True

    after = BenchUnit(converters, fetchers, store=unit.store)
    after.appliance.inbox.ring(letter(after))
    after.run_until_idle()
    assert [call.number for call, _ in log(after)] == [2]


def test_a_unit_can_tell_whether_it_would_take_a_call(unit: BenchUnit) -> None:
    inbox = unit.appliance.inbox
    set_modem(unit, 2, enabled_inbound=False)
    assert [inbox.can_take(line) for line in (None, 1, 2)] == [True, True, False]
    ring(unit, letter(unit))
    assert [inbox.can_take(line) for line in (None, 1, 2)] == [False, False, False]


def test_what_is_being_received_is_told_from_the_answer_to_the_end(unit: BenchUnit) -> None:
    add_route(unit, "global", "Everything")
    set_modem(unit, 1, answer_on=2)
    ring(unit, letter(unit))
    unit.run_for(7)
    assert receiving(unit) == []

    unit.run_for(2)
    (shown,) = receiving(unit)
    assert (shown.status.number, shown.recipient) == (1, "Everything")
    unit.run_until_idle()
    assert receiving(unit) == []


def test_a_caller_that_nobody_answers_in_time_is_in_the_log(unit: BenchUnit) -> None:
    set_modem(unit, 1, answer_on=15)
    unit.appliance.inbox.ring(letter(unit))
    unit.run_until_idle()

    ((call, fax),) = log(unit)
    assert (call.outcome, call.connected_at, call.pages) == ("no_answer", None, 0)
    assert fax.state is InboundState.FAILED


def test_a_changed_setting_shows_in_the_next_call(unit: BenchUnit) -> None:
    incoming = replace(letter(unit), line=1)
    ring(unit, incoming)
    set_modem(unit, 1, max_baud_rate=9600, ecm=False)
    unit.run_until_idle()
    unit.appliance.inbox.ring(incoming)
    unit.run_until_idle()

    assert [(call.rate, call.ecm) for call, _ in reversed(log(unit))] == [(33600, True), (9600, False)]


def test_a_reset_in_the_middle_of_a_call_leaves_nothing(unit: BenchUnit) -> None:
    channel = ring(unit, letter(unit, THREE_PAGES))
    run_until_state(unit, channel, ChannelState.RECEIVING_PAGE)
    unit.appliance.reset()
    unit.run_until_idle()

    assert log(unit) == []
    assert [each.is_idle for each in unit.appliance.bank.channels] == [True, True]


def test_whoever_waits_for_pages_is_told_of_a_reset(unit: BenchUnit) -> None:
    waiting = Waiting()
    unit.appliance.callers_documents.make_pages(b"A letter that nobody has sent yet.", "text/plain", waiting)
    unit.appliance.reset()
    unit.workshops[0].wait()

    assert waiting.answers == ["the unit was reset meanwhile"]


@pytest.mark.parametrize("content", [b"no PDF", b""])
def test_a_document_that_cannot_become_pages_says_why(unit: BenchUnit, content: bytes) -> None:
    waiting = Waiting()
    unit.appliance.callers_documents.make_pages(content, "application/pdf", waiting)
    while not waiting.answers:
        unit.workshops[0].wait()

    assert isinstance(waiting.answers[0], str)
    assert "PDF" in waiting.answers[0]


def test_two_runs_of_the_same_calls_are_the_same(converters: Workshop, fetchers: Workshop) -> None:
    def tell() -> list[tuple[object, ...]]:
        unit = BenchUnit(converters, fetchers)
        unit.send()
        unit.appliance.inbox.ring(letter(unit, THREE_PAGES))
        unit.run_until_idle()
        with unit.appliance.context.work() as work:
            calls = work.calls.log(LogRange(), limit=10)
        return [(call.number, call.direction, call.started_at, call.ended_at, call.pages) for call in calls]

    assert tell() == tell()
