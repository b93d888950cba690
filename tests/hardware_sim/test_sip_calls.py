"""Channels of an FF240-IP: what their calls take, show and keep follows from SIP messages, and modems know nothing of
it."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from fax_engine.call_orders import AnswerOrder, Caller
from fax_engine.call_result import CallResult
from fax_engine.trunk import Trunk
from hardware_sim.far_end import T38, FarEnd
from hardware_sim.sip.messages import parse
from hardware_sim.sip.signalling import Names, replay
from hardware_sim.sip.sip_call import of_kept
from hardware_sim.sip_channel import SipChannel
from models.call import SIGNALLING
from tests.hardware_sim.lines import BUSY, MONDAY, NO_ANSWER, Notebook, Village, line, order, page, seconds


def kept_messages(result: CallResult) -> list[tuple[float, str]]:
    """When each message of a call was sent or heard, and how it begins, from what its row keeps."""
    assert result.session is not None
    kept = json.loads(json.dumps(result.session[SIGNALLING]))
    return [(record.seconds, parse(record.text).first_line) for record in replay(of_kept(kept), Names()).records]


@pytest.mark.parametrize(
    ("number", "status", "took"),
    [
        (BUSY, 486, 0.2),
        ("5005550404", 404, 0.2),
        ("5005550480", 480, 0.2),
        ("5005550488", 488, 0.4),
        (NO_ANSWER, 480, 60.3),
        ("5005550215", 408, 32.0),
        ("5005550204", 408, 14.2),
        ("5005550202", 502, 0.2),
    ],
)
def test_a_failed_call_takes_as_long_as_its_messages(number: str, status: int, took: float) -> None:
    result = line(SipChannel).call(order(number)).result

    assert result.hangup.sip_status == status
    assert seconds(result.ended_at, MONDAY) == pytest.approx(took)
    assert kept_messages(result)[-1][0] == pytest.approx(took, abs=0.6)


def test_the_last_message_of_a_good_call_comes_as_the_line_is_free() -> None:
    result = line(SipChannel).call(order("2185553335", page(), page())).result
    spoken = kept_messages(result)

    assert result.succeeded
    assert spoken[-2][1].startswith("BYE ")
    assert spoken[-1][0] == pytest.approx(seconds(result.ended_at, MONDAY), abs=1e-5)
    assert result.connected_at is not None
    answered = next(at for at, text in spoken if text == "SIP/2.0 200 OK")
    assert answered == pytest.approx(seconds(result.connected_at, MONDAY), abs=1e-5)


@pytest.mark.parametrize(
    ("number", "who"), [("5005550218", "BYE sip:faxfinder@"), ("5005550000", "BYE sip:5005550000@")]
)
def test_whoever_leaves_the_call_says_goodbye(number: str, who: str) -> None:
    spoken = kept_messages(line(SipChannel).call(order(number)).result)

    assert spoken[-2][1].startswith(who)


def test_a_station_without_t38_gets_its_fax_as_sound_or_not_at_all() -> None:
    village = Village(FarEnd("FAR", t38=T38.NEVER))
    fast = replace(order(max_rate=33600), redundancy_low_speed=5)
    as_sound = line(SipChannel, village).call(replace(fast, trunk=Trunk(fallback_g711=True))).result
    refused = line(SipChannel, village).call(fast).result

    assert as_sound.succeeded
    assert as_sound.negotiated is not None
    assert as_sound.negotiated.rate == 14400
    assert (refused.outcome, refused.hangup.sip_status, refused.hangup.cause) == ("no_t38", 488, 88)
    assert refused.connected_at is not None
    assert refused.session is not None
    assert list(refused.session) == [SIGNALLING]


def test_a_station_that_knows_t38_alone_takes_the_fax_without_a_switch() -> None:
    plain, only = (
        line(SipChannel, Village(FarEnd("FAR", t38=t38))).call(order()).result for t38 in (T38.REINVITE, T38.ONLY)
    )

    assert only.succeeded
    assert seconds(plain.ended_at, only.ended_at) == pytest.approx(0.3 - 0.1)  # no switch, one more INVITE


def test_a_call_that_we_give_up_keeps_the_message_that_says_so() -> None:
    for after, method in ((0.1, "INVITE"), (1.0, "CANCEL"), (12.0, "BYE")):
        calling, notebook = line(SipChannel), Notebook()
        calling.channel.dial(order(), notebook)
        calling.wait(after)
        calling.channel.hang_up()
        spoken = kept_messages(notebook.result)

        assert notebook.result.outcome == "aborted"
        assert any(text.startswith(method) for _, text in spoken)
        assert spoken[-1][0] <= after + 0.2


def test_a_call_at_another_pace_keeps_the_same_messages() -> None:
    usual, quick = line(SipChannel).call(order()).result, line(SipChannel, line_scale=lambda: 0.1).call(order()).result

    assert kept_messages(usual) == kept_messages(quick)
    calling, notebook = line(SipChannel, line_scale=lambda: 0.1), Notebook()
    calling.channel.dial(order(), notebook)
    calling.wait(1.2)
    calling.channel.hang_up()
    at, goodbye = kept_messages(notebook.result)[-2]
    assert at == pytest.approx(12.0)
    assert goodbye == "BYE sip:2185553335@198.51.100.1:5060 SIP/2.0"


def test_a_call_that_comes_in_is_for_the_number_in_its_invite() -> None:
    notebook, called = Notebook(), line(SipChannel)
    caller = Caller("2185551234", "CALLER", (page(),), called_number="1017")
    called.channel.ring(caller, AnswerOrder(answer_on=2), notebook)
    called.run()
    spoken = kept_messages(notebook.result)

    assert notebook.result.succeeded
    assert spoken[0] == (0.0, "INVITE sip:1017@198.51.100.1 SIP/2.0")
    assert next(at for at, text in spoken if text == "SIP/2.0 200 OK") == pytest.approx(8.0)


def test_modems_make_their_calls_without_a_word_of_sip() -> None:
    program = (
        "import sys; from tests.hardware_sim.lines import line, order\n"
        "assert line().call(order()).result.succeeded\n"
        "print([name for name in sys.modules if name.startswith(('hardware_sim.sip.', 'hardware_sim.sip_plan', "
        "'hardware_sim.t38.'))])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
