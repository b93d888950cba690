"""Calls over IP, message by message: who says what, when, and what comes of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.trunk import Trunk
from hardware_sim.far_end import T38
from hardware_sim.sip.agent import Notice
from hardware_sim.sip.manner import Refusal
from hardware_sim.sip.messages import Request, header
from hardware_sim.sip.rows import CALLED, CALLER, TABLE, Do, Event, State, joined
from hardware_sim.sip.sdp import Fax
from hardware_sim.sip.signalling import Names, ladder, replay
from hardware_sim.sip.sip_call import Far, SipCall, of_kept, sip_call
from models.vocabulary import Direction, RateManagement, SipTransport
from tests.hardware_sim.sip.sip_calls import call_in, call_out, description, exchange, messages, play

WITH_PASSWORD = Trunk(username="fax", password="secret", domain="northlake.example")
AS_SOUND = Trunk(fallback_g711=True)
NO_T38 = Trunk(t38=False, fallback_g711=True)


def test_a_fax_begins_as_a_telephone_call_and_is_switched_to_t38_by_the_called_end() -> None:
    course = play(call_out())

    assert ladder(course.records).splitlines() == [
        "   seconds  unit                                                         trunk",
        "      0.00  |-- INVITE 2185553335 (sound) ------------------------------>|",
        "      0.10  |<--------------------------------------------- 100 Trying --|",
        "      0.20  |<-------------------------------------------- 180 Ringing --|",
        "      2.20  |<----------------------------------------- 200 OK (sound) --|",
        "      2.20  |-- ACK 2185553335 ----------------------------------------->|",
        "      2.40  |<-------------------------------- INVITE faxfinder (T.38) --|",
        "      2.46  |-- 200 OK (T.38) ------------------------------------------>|",
        "      2.50  |<------------------------------------------ ACK faxfinder --|",
        "     32.50  |-- BYE 2185553335 ----------------------------------------->|",
        "     32.60  |<------------------------------------------------- 200 OK --|",
    ]
    assert (course.verdict, course.answered_at) == (Notice.OVER, 2.2)
    assert course.settled_at == pytest.approx(2.5)
    assert isinstance(course.ours, Fax)


def test_the_diagram_of_the_documentation_is_one_of_ours() -> None:
    page = (Path(__file__).parents[3] / "docs" / "sip.md").read_text()
    assert ladder(play(call_out()).records) in page


def test_a_call_that_comes_in_is_switched_by_us() -> None:
    assert exchange(play(call_in())) == [
        "< INVITE sound",
        "> 100",
        "> 180",
        "> 200 sound",
        "< ACK",
        "> INVITE T.38",
        "< 200 T.38",
        "> ACK",
        "< BYE",
        "> 200",
    ]


def test_an_end_that_knows_t38_alone_takes_and_offers_it_from_the_first_invite_on() -> None:
    out, came_in = play(call_out(Far(T38.ONLY, answers_after=2.0))), play(call_in(Far(T38.ONLY)))

    assert exchange(out)[:7] == [
        "> INVITE sound",
        "< 488",
        "> ACK",
        "> INVITE T.38",
        "< 100",
        "< 180",
        "< 200 T.38",
    ]
    assert out.settled_at == out.answered_at
    assert exchange(came_in)[:5] == ["< INVITE T.38", "> 100", "> 180", "> 200 T.38", "< ACK"]


def test_without_t38_at_the_other_end_a_fax_goes_as_sound_where_the_settings_allow_it() -> None:
    far = Far(T38.NEVER, answers_after=2.0)
    allowed, not_allowed = play(call_out(far, AS_SOUND)), play(call_out(far))

    assert exchange(allowed)[5:] == ["> INVITE T.38", "< 488", "> ACK", "> BYE", "< 200"]
    assert allowed.settled_at is not None
    assert not isinstance(allowed.ours, Fax)
    assert exchange(not_allowed)[5:] == ["> INVITE T.38", "< 488", "> ACK", "> BYE", "< 200"]
    assert (not_allowed.verdict, not_allowed.status, not_allowed.settled_at) == (Notice.NO_FAX, 488, None)
    assert not_allowed.over_at is not None
    assert not_allowed.over_at < 6


def test_a_unit_whose_t38_is_off_declines_the_switch_and_stays_with_sound() -> None:
    out, came_in = play(call_out(trunk=NO_T38)), play(call_in(trunk=NO_T38))

    assert exchange(out)[5:8] == ["< INVITE T.38", "> 488", "< ACK"]
    assert exchange(came_in)[5:8] == ["< INVITE T.38", "> 488", "< ACK"]
    assert not isinstance(out.ours, Fax)
    assert exchange(play(call_out(Far(T38.ONLY, answers_after=2.0), NO_T38))) == ["> INVITE sound", "< 488", "> ACK"]


@pytest.mark.parametrize("trunk", [NO_T38, AS_SOUND])
def test_where_nobody_has_t38_both_stay_with_sound_in_the_end(trunk: Trunk) -> None:
    far = Far(T38.NEVER, answers_after=2.0)
    for course in (play(call_out(far, trunk)), play(call_in(far, trunk))):
        assert course.settled_at is not None
        assert course.verdict is Notice.OVER


def test_a_password_is_proven_to_a_proxy_that_asks() -> None:
    course = play(call_out(trunk=WITH_PASSWORD))
    first, challenge, _, second = messages(course)[:4]

    assert exchange(course)[:5] == ["> INVITE sound", "< 407", "> ACK", "> INVITE sound", "< 100"]
    assert 'realm="northlake.example"' in header(challenge, "Proxy-Authenticate")
    assert 'username="fax"' in header(second, "Proxy-Authorization")
    assert "secret" not in "".join(record.text for record in course.records)
    assert "Proxy-Authorization" not in dict(first.headers)


def test_every_use_of_a_challenge_is_counted() -> None:
    course = play(call_out(Far(T38.ONLY, answers_after=2.0), WITH_PASSWORD))
    proofs = [
        header(one, "Proxy-Authorization") for one in messages(course) if "Proxy-Authorization" in dict(one.headers)
    ]

    assert [proof[-8:] for proof in proofs] == ["00000001", "00000002"]


@pytest.mark.parametrize("status", [401, 404, 407, 486, 500, 603])
@pytest.mark.parametrize("trunk", [Trunk(), WITH_PASSWORD])
def test_a_refusal_is_acknowledged_and_ends_the_call(status: int, trunk: Trunk) -> None:
    course = play(call_out(Far(refusal=Refusal(status, "No")), trunk))

    assert exchange(course)[-2:] == [f"< {status}", "> ACK"]
    assert (course.verdict, course.status, course.answered_at) == (Notice.REFUSED, status, None)


def test_an_offer_that_is_refused_is_followed_by_the_other_one_and_then_by_none() -> None:
    course = play(call_out(Far(refusal=Refusal(488, "Not Acceptable Here"))))

    assert [line for line in exchange(course) if "INVITE" in line or "488" in line] == [
        "> INVITE sound",
        "< 488",
        "> INVITE T.38",
        "< 488",
    ]
    assert course.status == 488


def test_an_invite_that_nothing_answers_is_sent_seven_times_in_32_seconds() -> None:
    course = play(call_out(Far(is_silent=True)))

    assert [record.seconds for record in course.records] == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert len({record.text for record in course.records}) == 1
    assert (course.over_at, course.status) == (32, 408)


def test_over_tcp_and_tls_nothing_is_sent_again() -> None:
    for transport in (SipTransport.TCP, SipTransport.TLS):
        course = play(call_out(Far(is_silent=True), Trunk(transport=transport)))
        assert len(course.records) == 1
        assert f"SIP/2.0/{transport.upper()} " in course.records[0].text
        assert course.over_at == 32


def test_a_call_that_nobody_takes_is_cancelled_after_a_minute() -> None:
    course = play(call_out(Far()))

    assert exchange(course)[3:] == ["> CANCEL", "< 200", "< 487", "> ACK"]
    assert course.records[3].seconds == pytest.approx(60.2)
    assert course.verdict is Notice.GAVE_UP


def test_a_caller_who_gives_up_cancels_and_is_told_so() -> None:
    course = play(call_in(answers_after=None))

    assert exchange(course)[3:] == ["< CANCEL", "> 200", "> 487", "< ACK"]
    assert course.answered_at is None


@pytest.mark.parametrize(
    ("call", "after", "last"),
    [
        (call_out(), 0.05, ["> INVITE sound", "< 100", "> CANCEL", "< 200", "< 487", "> ACK"]),
        (call_out(trunk=WITH_PASSWORD), 0.05, ["> INVITE sound", "< 407", "> ACK"]),
        (call_out(), 1.0, ["> CANCEL", "< 200", "< 487", "> ACK"]),
        (call_out(), 12.0, ["< ACK", "> BYE", "< 200"]),
        (call_in(), 1.0, ["> 480", "< ACK"]),
        (call_in(), 12.0, ["> ACK", "> BYE", "< 200"]),
    ],
)
def test_whoever_hangs_up_says_so(call: SipCall, after: float, last: list[str]) -> None:
    course = play(replace(call, given_up_after=after))

    assert exchange(course)[-len(last) :] == last
    assert course.over_at is not None
    assert after <= course.over_at <= after + 0.2


def test_what_both_ends_say_of_t38_is_in_offer_and_answer() -> None:
    trunk = Trunk(
        version=2,
        max_bit_rate=9600,
        rate_management=RateManagement.LOCAL_TCF,
        max_datagram=200,
        udptl_port=6000,
        last_udptl_port=6001,
    )
    course = replay(call_in(trunk=trunk), Names("bench", 1, channel=2))
    offer = description(messages(course)[5])

    assert offer.media == Fax(6000, 2, 9600, RateManagement.LOCAL_TCF, 200)
    assert description(messages(course)[6]).media == course.theirs
    assert isinstance(course.theirs, Fax)
    assert course.theirs.version == 2
    answered = replay(
        call_out(trunk=replace(trunk, version=3, udptl_port=6000, last_udptl_port=6010)), Names(channel=2)
    )
    assert isinstance(answered.ours, Fax)
    assert (answered.ours.version, answered.ours.port) == (3, 6002)


def test_messages_of_one_dialog_belong_together_and_two_calls_never_do() -> None:
    one, other = (replay(call_out(), Names("bench", number)) for number in (1, 2))

    assert len({header(message, "Call-ID") for message in messages(one)}) == 1
    assert header(messages(one)[0], "Call-ID") != header(messages(other)[0], "Call-ID")
    branches = [header(message, "Via") for message in messages(one) if isinstance(message, Request)]
    assert len(set(branches)) == len(branches)
    assert replay(call_out(), Names("bench", 1)).records == one.records
    in_dialog = messages(one)[3:]
    tags = {header(message, name).partition(";tag=")[2] for message in in_dialog for name in ("From", "To")}
    assert len(tags) == 2
    assert all(tags)


def test_what_an_administrator_typed_cannot_break_a_message() -> None:
    nasty = 'x"\\\r\nTo: <evil>;tag=1'
    trunk = Trunk(proxy=nasty, domain="", username=nasty, password="p", display_name=nasty, registrar=nasty)
    course = play(call_out(trunk=trunk))

    assert course.verdict is Notice.OVER
    for message in messages(course):
        assert [name for name, _ in message.headers].count("To") == 1


def test_a_slow_network_makes_every_step_longer() -> None:
    quick, slow = (play(call_out(Far(answers_after=2.0, latency=latency))) for latency in (0.0, 500.0))

    assert quick.answered_at == pytest.approx(0.16 + 2.0)
    assert slow.answered_at == pytest.approx(0.16 + 2.0 + 1.0)


def test_on_a_network_so_slow_that_both_ask_for_t38_at_once_both_step_back_and_one_asks_again() -> None:
    course = play(call_out(Far(answers_after=2.0, latency=2000.0)))

    assert [line for line in exchange(course) if "INVITE T.38" in line or "491" in line] == [
        "> INVITE T.38",
        "< INVITE T.38",
        "> 491",
        "< 491",
        "< INVITE T.38",
    ]
    assert isinstance(course.ours, Fax)


TEXTS = st.text(max_size=20)
TRUNKS = st.builds(
    Trunk,
    transport=st.sampled_from(SipTransport),
    local_port=st.integers(1, 65_535),
    proxy=TEXTS,
    registrar=TEXTS,
    username=TEXTS,
    password=TEXTS,
    domain=TEXTS,
    display_name=TEXTS,
    t38=st.booleans(),
    version=st.integers(0, 3),
    rate_management=st.sampled_from(RateManagement),
    fallback_g711=st.booleans(),
)
FARS = st.builds(
    Far,
    t38=st.sampled_from(T38),
    answers_after=st.none() | st.floats(0, 59),
    refusal=st.none() | st.builds(Refusal, st.integers(400, 699), st.just("No"), st.none() | st.floats(0, 59)),
    is_silent=st.booleans(),
    latency=st.floats(0, 2000),
)


@settings(max_examples=60)
@given(
    st.sampled_from(Direction),
    TRUNKS,
    st.text(max_size=30),
    FARS,
    st.none() | st.floats(0, 100),
    st.none() | st.floats(0, 59),
    st.booleans(),
)
def test_whatever_is_set_and_whoever_is_there_a_call_ends_and_can_be_kept(
    direction: Direction,
    trunk: Trunk,
    number: str,
    far: Far,
    given_up_after: float | None,
    answers_after: float | None,
    we_leave: bool,
) -> None:
    call = sip_call(
        direction,
        trunk,
        number,
        far,
        caller_id=number,
        answers_after=answers_after,
        fax_seconds=20.0,
        we_leave=we_leave,
        given_up_after=given_up_after,
    )
    course = play(call)

    if direction is Direction.OUTBOUND or not far.is_silent:
        assert course.over_at is not None
        assert course.verdict is not None
    assert (course.answered_at is None) <= (course.settled_at is None)
    assert of_kept(json.loads(json.dumps(call.kept()))) == call
    assert "password" not in call.kept()["trunk"]
    assert ladder(course.records)


def test_the_table_has_no_row_twice_and_no_state_without_a_way_out() -> None:
    with pytest.raises(ValueError, match="two rows"):
        joined((CALLER, CALLER))
    assert not CALLER.keys() & CALLED.keys()
    assert {row.state for row in TABLE.values()} | {State.IDLE} == set(State)
    assert {step for row in TABLE.values() for step in row.steps} == set(Do)
    assert {event for _, event in TABLE} == set(Event)
    assert {state for state, _ in TABLE} == set(State) - {State.ENDED}
