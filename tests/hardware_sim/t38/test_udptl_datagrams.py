"""UDPTL on a network that loses, swaps and doubles: what can be repaired is, in order and once, the rest is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.t38.datagrams_in import MOST_BEHIND, Arrived, DatagramsIn, Delivery, Lost
from hardware_sim.t38.datagrams_out import DatagramsOut
from hardware_sim.t38.network import Dice
from hardware_sim.t38.per import Malformed
from hardware_sim.t38.udptl import Datagram, Parity, Redundancy, decode, encode, parity_of

OCTET_OF_V21 = bytes.fromhex("c001800000ff")
PACKETS = st.binary(min_size=1, max_size=200)
DATAGRAMS = st.builds(
    Datagram,
    st.integers(0, 65_535),
    PACKETS,
    st.one_of(
        st.builds(Redundancy, st.lists(PACKETS, max_size=5).map(tuple)),
        st.builds(Parity, st.integers(0, 7), st.lists(PACKETS, max_size=5).map(tuple)),
    ),
)


def numbered(count: int) -> list[bytes]:
    """Packets of different lengths; the last octet is never zero, as a sum cannot tell the length."""
    return [number.to_bytes(3, "big") + b"x" * (number % 5 + 1) for number in range(count)]


def outcome(deliveries: list[Delivery]) -> list[bytes | int]:
    """Packets as they came, and how many are lost in between."""
    flat: list[bytes | int] = []
    for delivery in deliveries:
        if isinstance(delivery, Arrived):
            flat.append(delivery.packet)
        elif isinstance(delivery, Lost):
            flat.append(delivery.packets)
    return flat


@pytest.mark.parametrize(
    ("octets", "datagram"),
    [
        ("000001060000", Datagram(0, b"\x06")),
        ("00010106000100", Datagram(1, b"\x06", Redundancy((b"",)))),
        ("00020104000201000106", Datagram(2, b"\x04", Redundancy((b"\x00", b"\x06")))),
        ("000306c001800000ff000106c001800000ff", Datagram(3, OCTET_OF_V21, Redundancy((OCTET_OF_V21,)))),
        ("00040106800103010107", Datagram(4, b"\x06", Parity(3, (b"\x07",)))),
    ],
)
def test_datagrams_are_written_as_the_recommendation_has_them(octets: str, datagram: Datagram) -> None:
    assert encode(datagram).hex() == octets
    assert decode(bytes.fromhex(octets)) == datagram


@given(datagram=DATAGRAMS)
def test_what_is_written_reads_the_same(datagram: Datagram) -> None:
    assert decode(encode(datagram)) == datagram


@given(octets=st.binary(max_size=80))
def test_noise_is_a_datagram_or_malformed(octets: bytes) -> None:
    read = decode(octets)
    assert isinstance(read, Malformed) or decode(encode(read)) == read
    assert DatagramsIn().take(octets) is not None


def test_a_datagram_that_claims_too_much_is_malformed() -> None:
    many = encode(Datagram(0, b"x", Redundancy((b"y",) * 65)))
    wide = encode(Datagram(0, b"x", Parity(100, (b"y",))))
    longer = encode(Datagram(0, b"x")) + b"!"
    reasons = [read.reason for read in map(decode, (many, wide, longer)) if isinstance(read, Malformed)]
    assert reasons == ["more packets than a datagram repairs"] * 2 + ["it goes on after its end"]


@given(copies=st.integers(0, 5), dropped=st.sets(st.integers(0, 59)))
def test_gaps_as_long_as_the_copies_close_again(copies: int, dropped: set[int]) -> None:
    packets = numbered(60)
    sender, receiver = DatagramsOut(400), DatagramsIn()
    heard: list[Delivery] = []
    for number, packet in enumerate(packets):
        datagram = sender.next(packet, copies)
        if number not in dropped:
            heard += receiver.take(datagram)
    heard += receiver.give_up()
    expected: list[bytes | int] = []
    for number, packet in enumerate(packets):
        came = any(later < 60 and later not in dropped for later in range(number, number + copies + 1))
        if came:
            expected.append(packet)
        elif expected and isinstance(expected[-1], int):
            expected[-1] += 1
        else:
            expected.append(1)
    # What is lost at the very end nobody can know of.
    if expected and isinstance(expected[-1], int):
        expected.pop()
    assert outcome(heard) == expected


@given(dice=st.randoms(use_true_random=False), copies=st.integers(0, 3))
@settings(max_examples=60)
def test_swapped_and_doubled_datagrams_come_in_order_and_once(dice: Dice, copies: int) -> None:
    packets = numbered(80)
    sender, receiver = DatagramsOut(400), DatagramsIn()
    arrivals: list[tuple[float, bytes]] = []
    for number, packet in enumerate(packets):
        datagram = sender.next(packet, copies)
        arrivals.append((number + dice.random() * 5, datagram))
        if dice.random() < 0.2:
            arrivals.append((number + dice.random() * 9, datagram))
    heard = [delivery for _, datagram in sorted(arrivals) for delivery in receiver.take(datagram)]
    assert outcome(heard) == packets
    assert not receiver.is_waiting


@given(span=st.integers(1, 4), sums=st.integers(1, 3), dropped=st.sets(st.integers(0, 39), max_size=12))
def test_sums_bring_back_what_one_of_them_lacks(span: int, sums: int, dropped: set[int]) -> None:
    packets = numbered(40)
    receiver = DatagramsIn()
    heard: list[Delivery] = []
    for number, packet in enumerate(packets):
        covered = [
            [packets[at] for at in range(number + index - span * sums, number + index, sums) if at >= 0]
            for index in range(sums)
        ]
        is_started = number >= span * sums
        parity = Parity(span, tuple(map(parity_of, covered))) if is_started else Parity(0, ())
        if number not in dropped:
            heard += receiver.take(encode(Datagram(number, packet, parity)))
    heard += receiver.give_up()
    came = [delivery.packet.rstrip(b"\0") for delivery in heard if isinstance(delivery, Arrived)]
    assert came == sorted(came, key=packets.index)
    assert len(came) == len(set(came))
    lone = {
        number
        for number in dropped
        if number + span * sums < 40
        and not any(number + step in dropped for step in range(-span * sums, span * sums + 1) if step)
    }
    assert {packets[number] for number in lone} <= set(came)


def test_a_gap_is_waited_for_and_then_told() -> None:
    sender, receiver = DatagramsOut(400), DatagramsIn()
    datagrams = [sender.next(packet, 0) for packet in numbered(MOST_BEHIND + 3)]
    assert outcome(receiver.take(datagrams[0])) == [numbered(1)[0]]
    for datagram in datagrams[2 : MOST_BEHIND + 1]:
        assert receiver.take(datagram) == []
    assert receiver.is_waiting
    told = outcome(receiver.take(datagrams[MOST_BEHIND + 1]))
    assert told[0] == 1
    assert told[1:] == numbered(MOST_BEHIND + 2)[2:]
    assert receiver.take(datagrams[1]) == []


def test_a_leap_in_the_numbers_begins_a_new_count() -> None:
    receiver = DatagramsIn()
    receiver.take(encode(Datagram(0, b"old")))
    told = receiver.take(encode(Datagram(30_000, b"new")))
    assert outcome(told) == [1, b"new"]
    assert outcome(receiver.take(encode(Datagram(30_001, b"next")))) == [b"next"]


def test_numbers_go_on_from_the_last_to_0() -> None:
    sender, receiver = DatagramsOut(400), DatagramsIn()
    for _ in range(65_534):
        sender.lose()
    for number in range(0, 65_534, 1_500):
        receiver.take(encode(Datagram(number, b"before")))
    receiver.take(encode(Datagram(65_533, b"before")))
    receiver.give_up()
    first, second, third, fourth = (sender.next(packet, 1) for packet in numbered(4))
    heard = [*receiver.take(first), *receiver.take(third), *receiver.take(second), *receiver.take(fourth)]
    assert [delivery.sequence for delivery in heard if isinstance(delivery, Arrived)] == [65_534, 65_535, 0, 1]
    assert outcome(heard) == numbered(4)


def test_copies_give_way_where_a_datagram_would_be_too_long() -> None:
    sender = DatagramsOut(59)
    sender.next(b"a" * 10, 3)
    sender.next(b"b" * 20, 3)
    datagram = sender.next(b"c" * 20, 3)
    assert len(datagram) <= 59
    read = decode(datagram)
    assert isinstance(read, Datagram)
    assert read.recovery == Redundancy((b"b" * 20,))
