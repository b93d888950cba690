"""Messages, descriptions and digests: what is written is read as it was, and as others write it."""

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.sip import digest, sdp
from hardware_sim.sip.messages import Message, Method, NotSip, Request, Response, header, parse, write
from models.vocabulary import RateManagement

PRINTABLE = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029")
NAMES = st.text(ascii_letters + digits + "-", min_size=1, max_size=20).filter(
    lambda name: name.lower() != "content-length"
)
VALUES = st.text(PRINTABLE, max_size=60).map(lambda value: value.strip(" \t"))
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(tuple)
BODIES = st.text(st.characters(codec="utf-8"), max_size=200)
MESSAGES = st.one_of(
    st.builds(
        Request, st.sampled_from(Method), st.text(ascii_letters + digits + ":@.;=+*%", min_size=1), HEADERS, BODIES
    ),
    st.builds(Response, st.integers(100, 699), VALUES, HEADERS, BODIES),
)


@given(MESSAGES)
def test_what_is_written_is_read_as_it_was(message: Message) -> None:
    assert parse(write(message)) == message


@given(st.text())
def test_any_text_is_a_message_or_is_said_to_be_none(text: str) -> None:
    try:
        message = parse(text)
    except NotSip:
        return
    assert parse(write(message)) == message


def test_a_message_of_rfc_3261_is_read() -> None:
    text = (
        "SIP/2.0 200 OK\r\n"
        "Via: SIP/2.0/UDP server10.biloxi.com;branch=z9hG4bKnashds8;received=192.0.2.3\r\n"
        "To: Bob <sip:bob@biloxi.com>;tag=a6c85cf\r\n"
        "from :  Alice <sip:alice@atlanta.com>;tag=1928301774\r\n"
        "CSeq: 314159 INVITE\r\n"
        "Content-Length: 0\r\n\r\n"
    )
    answer = parse(text)
    assert isinstance(answer, Response)
    assert (answer.status, answer.reason, header(answer, "cseq")) == (200, "OK", "314159 INVITE")
    assert header(answer, "From") == "Alice <sip:alice@atlanta.com>;tag=1928301774"
    with pytest.raises(NotSip, match="Contact"):
        header(answer, "Contact")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "INVITE sip:a@b SIP/2.0\r\nContent-Length: 0\r\n",
        "INVITE sip:a@b SIP/2.0\r\n\r\n",
        "INVITE sip:a@b SIP/2.0\r\nContent-Length: 1\r\n\r\n",
        "INVITE sip:a@b SIP/2.0\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "PUBLISH sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n",
        "SIP/2.0 700 So\r\nContent-Length: 0\r\n\r\n",
        "INVITE sip:a@b SIP/2.0\r\nno header\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_what_is_no_message_is_told_from_one(text: str) -> None:
    with pytest.raises(NotSip):
        parse(text)


PORTS = st.integers(1, 65_535)
MEDIA = st.one_of(
    st.builds(sdp.Sound, PORTS),
    st.builds(
        sdp.Fax,
        PORTS,
        st.integers(0, 3),
        st.integers(2400, 33600),
        st.sampled_from(RateManagement),
        st.integers(1, 65_507),
    ),
)


@given(st.builds(sdp.Session, st.just("192.0.2.10"), MEDIA, st.integers(0, 2**63), st.integers(1, 99)))
def test_a_description_is_read_as_it_was_written(session: sdp.Session) -> None:
    assert sdp.read(sdp.write(session)) == session


def test_an_offer_of_t38_reads_like_that_of_the_recommendation() -> None:
    fax = sdp.Fax(4002, version=0, max_bit_rate=14400, max_datagram=400)
    assert sdp.write(sdp.Session("192.0.2.10", fax, 7, 2)).split("\r\n") == [
        "v=0",
        "o=- 7 2 IN IP4 192.0.2.10",
        "s=-",
        "c=IN IP4 192.0.2.10",
        "t=0 0",
        "m=image 4002 udptl t38",
        "a=T38FaxVersion:0",
        "a=T38MaxBitRate:14400",
        "a=T38FaxRateManagement:transferredTCF",
        "a=T38FaxMaxBuffer:2000",
        "a=T38FaxMaxDatagram:400",
        "a=T38FaxUdpEC:t38UDPRedundancy",
        "",
    ]


@pytest.mark.parametrize("body", ["", "v=0\r\n", "o=- 1 1 IN IP4 a\r\nc=IN IP4 a\r\nm=video 1 RTP/AVP 0\r\n"])
def test_a_description_of_something_else_is_refused(body: str) -> None:
    with pytest.raises(NotSip):
        sdp.read(body)


def test_a_digest_is_that_of_the_example_in_rfc_2617() -> None:
    key = digest.secret("Mufasa", "testrealm@host.com", "Circle Of Life")
    asked = digest.Asked("GET", "/dir/index.html", "0a4f113b")

    proven = digest.proof(key, "dcd98b7102dd2f0e8b11d0f600bfb0c093", asked)

    assert proven == "6629fae49393a05397450978507c4ef1"


@given(st.text(PRINTABLE, max_size=30), st.integers(1, 99))
def test_whoever_challenges_finds_in_the_answer_what_it_needs(username: str, count: int) -> None:
    challenge = digest.Challenge("example.com", "abc")
    asked = digest.Asked("INVITE", "sip:1@example.com", "xyz", count)
    said = digest.parameters(digest.answer(challenge, username, "key", asked))

    assert digest.read_challenge(challenge.write()) == challenge
    assert said["response"] == digest.proof("key", "abc", asked)
    assert (said["uri"], said["cnonce"], int(said["nc"], 16)) == (asked.uri, "xyz", count)
