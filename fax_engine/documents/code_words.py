"""The code words of ITU-T T.4 and T.6, as a receiver looks them up.

Rule: words are text of `0` and `1`, the first bit first, in the order of the recommendation's tables 2, 3a and 3b
(T.4) and 4 (T.4, T.6 table 1).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

WHITE_TERMINATING = (
    "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 "
    "101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 "
    "00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 "
    "00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 "
    "01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 "
    "00110011 00110100"
)
"""White runs of 0 to 63 pixels."""

BLACK_TERMINATING = (
    "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 "
    "000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 "
    "00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 "
    "000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 "
    "000001101100 000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 "
    "000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 "
    "000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111"
)
"""Black runs of 0 to 63 pixels."""

WHITE_MAKE_UP = (
    "11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 "
    "011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 "
    "010011000 010011001 010011010 011000 010011011"
)
"""White runs of 64, 128, ... 1728 pixels; a terminating word follows."""

BLACK_MAKE_UP = (
    "0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 "
    "0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 "
    "0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 "
    "0000001010101 0000001011010 0000001011011 0000001100100 0000001100101"
)
"""Black runs of 64, 128, ... 1728 pixels; a terminating word follows."""

PASS, HORIZONTAL = 10, 11
"""Two-dimensional modes; the others are the distance of a1 from b1, to the right positive."""

MODES: Mapping[str, int] = MappingProxyType(
    {
        "0001": PASS,
        "001": HORIZONTAL,
        "1": 0,
        "011": 1,
        "000011": 2,
        "0000011": 3,
        "010": -1,
        "000010": -2,
        "0000010": -3,
    }
)

LONGEST_WORD = 13

Words = list[tuple[int, int] | None]
"""By the next 13 bits: what they begin with and how many bits that takes, None where no word begins so."""


def run_words() -> tuple[Words, Words]:
    """White and black runs; from 64 on it is a make-up word."""
    return (
        _by_next_bits(_runs(WHITE_TERMINATING, WHITE_MAKE_UP)),
        _by_next_bits(_runs(BLACK_TERMINATING, BLACK_MAKE_UP)),
    )


def mode_words() -> Words:
    """The modes of two-dimensional coding."""
    return _by_next_bits(MODES.items())


def _runs(terminating: str, make_up: str) -> Iterator[tuple[str, int]]:
    yield from zip(terminating.split(), range(64), strict=True)
    yield from zip(make_up.split(), range(64, 1729, 64), strict=True)


def _by_next_bits(words: Iterable[tuple[str, int]]) -> Words:
    found: Words = [None] * (1 << LONGEST_WORD)
    for word, value in words:
        open_bits = LONGEST_WORD - len(word)
        first = int(word, 2) << open_bits
        found[first : first + (1 << open_bits)] = [(value, len(word))] * (1 << open_bits)
    return found
