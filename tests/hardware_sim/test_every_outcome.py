"""Every row of the catalogue, played on both kinds of channel: what comes out is what the row promises."""

import json
from dataclasses import replace
from typing import Any

import pytest

from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.call_result import CallResult
from fax_engine.line_pages import LinePage
from fax_engine.trunk import Trunk
from hardware_sim.catalogue.pages import FAMILIES
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Destination, Exchange
from hardware_sim.far_end import default_far_end
from hardware_sim.modem import Modem
from hardware_sim.outcome import Outcome, Played
from hardware_sim.outcomes import OUTCOMES, by_word
from hardware_sim.session import of_kept, replay
from hardware_sim.sip.messages import parse
from hardware_sim.sip.signalling import Names
from hardware_sim.sip.signalling import replay as replay_sip
from hardware_sim.sip.sip_call import of_kept as sip_of_kept
from hardware_sim.sip_channel import SipChannel
from hardware_sim.t30.impairments import Side
from models.call import SIGNALLING
from models.vocabulary import Direction, Resolution
from tests.hardware_sim.lines import LETTER, Notebook, line, order, page

KINDS = pytest.mark.parametrize("kind", [Modem, SipChannel])
BY_NUMBER = [outcome for outcome in OUTCOMES.values() if outcome.magic_number]
COMING_IN = [outcome for outcome in OUTCOMES.values() if outcome.how_inbound]
OF_TWO_PAGES = ("mps_unanswered", "mps_answer_invalid", "eom_unanswered", "eom_answer_invalid", "eom_then_silence")
OF_VOICES = ("answer_without_ced", "person_answers", "voice_mail", "person_hangs_up", "ring_no_handshake")
AS_SOUND = Trunk(fallback_g711=True)
SHORT, DENSE = 300 * 8, 100_000 * 8
"""Bits of a line of text, over in a moment, and of a photograph, which takes several blocks with error correction."""

WITHOUT_ERROR_CORRECTION = {"frames_lost": "ok", "never_ready": "ok", "frames_missing": "ok"}
AT_THE_LOWEST_RATE = {"dcs_damaged": "receive_phase_b"}
"""What no line can come to that is set up so, and what it comes to."""


def pages_for(outcome: Outcome, bits: int = LETTER) -> tuple[LinePage, ...]:
    """As many pages as the row is about."""
    if outcome.name in OF_TWO_PAGES:
        return page(bits), page(bits)
    number = outcome.name.rpartition("_")[2]
    about = int(number) if "_page_" in outcome.name else 1
    return (page(bits),) * (about + outcome.name.startswith("ok_until_page"))


def order_for(outcome: Outcome, bits: int = LETTER, max_rate: int = 33600, *, ecm: bool = True) -> CallOrder:
    number = f"1-500-555-0{outcome.magic_number}"
    what = order(number, *pages_for(outcome, bits), max_rate=max_rate, ecm=ecm)
    return replace(what, trunk=AS_SOUND) if outcome.name in OF_VOICES else what


def caller_for(outcome: Outcome, bits: int = LETTER) -> Caller:
    return Caller("2185551234", "CALLER", pages_for(outcome, bits), outcome=outcome.name)


def answer_for(outcome: Outcome, max_rate: int = 33600, *, ecm: bool = True) -> AnswerOrder:
    how = AnswerOrder(max_rate=max_rate, ecm=ecm)
    return replace(how, trunk=AS_SOUND) if outcome.name in OF_VOICES else how


def come_in(kind: type[SimulatedChannel], caller: Caller, how: AnswerOrder) -> CallResult:
    notebook, called = Notebook(), line(kind)
    called.channel.ring(caller, how, notebook)
    called.run()
    return notebook.result


class Scripted(Exchange):
    """A network in which every call goes by one word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        outcome = by_word(word)
        assert outcome is not None
        self._outcome = outcome

    def reach(self, dial_string: str) -> Destination:
        return Destination(default_far_end(dial_string), self._outcome)


def fax_session(result: CallResult) -> dict[str, Any]:
    """What is kept of the fax session alone."""
    return {name: value for name, value in (result.session or {}).items() if name != SIGNALLING}


def assert_promised(result: CallResult, outcome: Outcome, kind: type[SimulatedChannel]) -> None:
    assert result.outcome == outcome.name
    assert result.hangup == outcome.hangup(kind.access.kind, is_answered=result.connected_at is not None)
    assert result.succeeded is (outcome.hangup_code == "00")
    assert result.retry is outcome.retry


@KINDS
@pytest.mark.parametrize("outcome", BY_NUMBER, ids=lambda outcome: outcome.name)
def test_a_number_brings_about_what_its_row_promises(outcome: Outcome, kind: type[SimulatedChannel]) -> None:
    what = order_for(outcome)
    result = line(kind).call(what).result

    assert_promised(result, outcome, kind)
    assert (result.connected_at is not None) is outcome.is_connected is isinstance(outcome.how, Played)
    assert bool(fax_session(result)) is outcome.is_connected
    if result.succeeded:
        assert result.pages == len(what.pages)


@KINDS
@pytest.mark.parametrize("outcome", COMING_IN, ids=lambda outcome: outcome.name)
def test_a_caller_brings_about_what_the_row_promises(outcome: Outcome, kind: type[SimulatedChannel]) -> None:
    assert_promised(come_in(kind, caller_for(outcome), answer_for(outcome)), outcome, kind)


@KINDS
@pytest.mark.parametrize("bits", [SHORT, LETTER, DENSE], ids=["short", "letter", "dense"])
@pytest.mark.parametrize(
    ("max_rate", "ecm", "impossible"),
    [
        (33600, True, {}),
        (14400, True, {}),
        (14400, False, WITHOUT_ERROR_CORRECTION),
        (9600, True, {}),
        (2400, True, AT_THE_LOWEST_RATE),
        (33600, False, WITHOUT_ERROR_CORRECTION),
    ],
)
def test_a_failure_that_is_promised_comes_on_every_line_with_pages_of_every_size(
    kind: type[SimulatedChannel], bits: int, max_rate: int, ecm: bool, impossible: dict[str, str]
) -> None:
    sent = {
        outcome.name: line(kind).call(order_for(outcome, bits, max_rate, ecm=ecm)).result.outcome
        for outcome in BY_NUMBER
        if outcome.is_connected and not outcome.succeeded
    }
    received = {
        outcome.name: come_in(kind, caller_for(outcome, bits), answer_for(outcome, max_rate, ecm=ecm)).outcome
        for outcome in COMING_IN
        if not outcome.succeeded
    }

    assert len(sent | received) > 50
    assert {name: found for name, found in (sent | received).items() if found != name} == impossible


@pytest.mark.parametrize("name", OF_VOICES)
def test_nothing_of_a_fax_machine_is_heard_of_a_person(name: str) -> None:
    outcome, side = OUTCOMES[name], Side.CALLED if OUTCOMES[name].how else Side.CALLING
    result = (
        line().call(order_for(outcome)).result if outcome.how else come_in(Modem, caller_for(outcome), AnswerOrder())
    )
    assert result.session is not None
    sent_by = {record.sender for record in replay(json.loads(json.dumps(result.session))).records}

    assert sent_by == {side.other}


@pytest.mark.parametrize("name", OF_VOICES)
def test_a_person_has_no_t38(name: str) -> None:
    outcome = OUTCOMES[name]
    number = f"5005550{outcome.magic_number}"
    result = (
        line(SipChannel).call(order(number)).result
        if outcome.how
        else come_in(SipChannel, caller_for(outcome), AnswerOrder())
    )
    assert result.session is not None
    course = replay_sip(sip_of_kept(result.session[SIGNALLING]), Names())
    heard = [parse(record.text).first_line.split()[:2] for record in course.records if not record.is_ours]
    sent = [parse(record.text).first_line.split()[0] for record in course.records if record.is_ours]

    assert (result.outcome, result.hangup.sip_status, result.hangup.code) == ("no_t38", 488, None)
    assert result.connected_at is not None
    assert not fax_session(result)
    assert sent[-3:] == ["INVITE", "ACK", "BYE"]
    assert ["SIP/2.0", "488"] in heard
    assert sum(method == "INVITE" for method, _ in heard) == (outcome.how is None)  # a person asks for no switch


@KINDS
@pytest.mark.parametrize(
    ("word", "max_rate", "ecm"),
    [
        *((f"{word}:{page}", 33600, False) for word in ("ppr-page", "busy-page") for page in (1, 2)),
        ("rate-lowered", 14400, False),
        ("slow-line", 2400, True),
        ("noisy-line", 9600, True),
        *((f"{family.name}:3", 33600, True) for family in FAMILIES),
        ("busy-page:9999", 33600, True),
    ],
)
def test_a_call_is_not_called_by_what_did_not_happen_in_it(
    kind: type[SimulatedChannel], word: str, max_rate: int, ecm: bool
) -> None:
    result = line(kind, Scripted(word)).call(order("1", page(), page(), max_rate=max_rate, ecm=ecm)).result

    assert (result.outcome, result.pages) == ("ok", 2)


def test_a_telephone_line_loses_no_datagrams() -> None:
    for word in ("packet-loss:20", "packet-reordering:20", "packet-duplication:20"):
        assert line(Modem, Scripted(word)).call(order("1")).result.outcome == "ok"


@pytest.mark.parametrize("word", ["v29-only", "no-ecm", "rings-long", "standard-only"])
def test_what_a_machine_is_it_is_in_every_call(word: str) -> None:
    what = order("1", page(rows=1078, resolution=Resolution.STANDARD), max_rate=2400, ecm=False)
    assert line(Modem, Scripted(word)).call(what).result.outcome == word.replace("-", "_")


def test_pages_before_the_one_that_fails_are_confirmed() -> None:
    confirmed = {word: line().call(order("2185553335", *[page()] * 5, max_rate=33600)).result.pages for word in ("ok",)}
    for word in ("ok-until-page:3", "bad-page:4", "operator-page:3"):
        outcome = by_word(word)
        assert outcome is not None
        result = line().call(order(f"5005550{outcome.magic_number}", *[page()] * 5)).result
        confirmed[word] = result.pages

    assert confirmed == {"ok": 5, "ok-until-page:3": 3, "bad-page:4": 3, "operator-page:3": 3}


def test_a_fax_that_is_shorter_than_the_outcome_goes_through() -> None:
    assert line().call(order("5005550303", page(), page())).result.outcome == "ok"
    assert line().call(order("5005550082", page())).result.outcome == "eop_unanswered"


def test_a_status_without_a_row_counts_as_the_first_of_its_hundred_and_is_told_as_it_is() -> None:
    strange = line(SipChannel).call(order("5005550499")).result

    assert (strange.hangup.sip_status, strange.outcome, strange.hangup.cause) == (499, "sip_499", 41)
    assert line().call(order("5005550499")).result.hangup.sip_status is None


def test_words_of_a_script_name_outcomes_and_pages() -> None:
    assert by_word("no-answer") is by_word("no_answer") is OUTCOMES["no_answer"]
    far_on = by_word("rtn-page:77")
    assert far_on is not None
    assert far_on.magic_number is None
    assert by_word("rtn-page:2") == OUTCOMES["rtn_page_2"]
    assert [by_word(word) for word in ("rtn-page:0", "rtn-page:x", "rtn-page", "nonsense", "nonsense:1", "")] == [
        None
    ] * 6


@KINDS
@pytest.mark.parametrize("outcome", BY_NUMBER, ids=lambda outcome: outcome.name)
def test_a_call_can_be_played_again_from_what_its_row_keeps(outcome: Outcome, kind: type[SimulatedChannel]) -> None:
    result = line(kind).call(order_for(outcome)).result
    kept = json.loads(json.dumps(fax_session(result)))
    if not kept:
        return
    again = replay(kept)

    assert of_kept(kept).kept() == fax_session(result)
    assert again.calling.code == outcome.hangup_code
    assert again.calling.confirmed == result.pages
    assert again.calling == of_kept(kept).leg
    assert again.records[0].name == "CNG"
    assert result.connected_at is not None
    spent = (result.ended_at - result.connected_at).total_seconds()
    # A person does not ask for T.38: our end does, and is refused.
    switching_and_clearing = (3.2 if outcome.name in OF_VOICES else 0.4) if kind is SipChannel else 0.0
    assert spent == pytest.approx(again.calling.seconds + switching_and_clearing, abs=1e-5)


@pytest.mark.parametrize("outcome", COMING_IN, ids=lambda outcome: outcome.name)
def test_a_call_that_came_in_can_be_played_again(outcome: Outcome) -> None:
    session = come_in(Modem, caller_for(outcome), answer_for(outcome)).session
    assert session is not None
    kept = json.loads(json.dumps(session))

    assert replay(kept).called.code == outcome.hangup_code
    assert of_kept(kept).direction is Direction.INBOUND


def test_what_is_kept_of_a_usual_call_is_small() -> None:
    session = line().call(order()).result.session
    assert len(json.dumps(session)) < 260


def test_at_least_eighty_outcomes_can_be_asked_for_by_number() -> None:
    assert len(BY_NUMBER) >= 80
