"""The pattern language of dialing rules: the manual's examples, mistakes with their places, and laws for any
pattern."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.dial_patterns import CHARACTERS, DIGITS, LONGEST_PATTERN, Pattern, PatternError, parse_pattern

STEADY = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("pattern", "number", "dialled"),
    [
        ("<1>XXX", "1555", "555"),
        ("<1>XXX", "2555", None),
        ("<1>XXX", "15555", None),
        ("{9}10[1-3]XXXXXXX", "1025551234", "91025551234"),
        ("{9}10[1-3]XXXXXXX", "1045551234", None),
        ("{91}XXXXXXXXXX", "2185553335", "912185553335"),
        ("<112>{97139991212}", "112", "97139991212"),
        ("911.", "911", "911"),
        ("911.", "9115551234", "9115551234"),
        ("911.", "91", None),
        (".", "", ""),
        (".", "555*#,!@$", "555*#,!@$"),
        ("[5-6*!]X", "*1", "*1"),
        ("[5-6*!]X", "61", "61"),
        ("[5-6*!]X", "71", None),
        ("X", "$", "$"),
        ("9<.>", "95551234", "9"),
        ("<.>{5551234}", "1", "5551234"),
        (" 1x ", "12", "12"),
        ("12{3}", "12", "123"),
    ],
)
def test_what_a_pattern_makes_of_a_number(pattern: str, number: str, dialled: str | None) -> None:
    assert parse_pattern(pattern).rewrite(number) == dialled


@pytest.mark.parametrize(
    ("pattern", "column", "complaint"),
    [
        ("", 1, "empty"),
        ("  ", 1, "empty"),
        ("12[34", 3, "'[' is never closed"),
        ("12[]", 3, "nothing stands within '[ ]'"),
        ("1[2-]", 3, "'2-' is no range"),
        ("1[5-2]", 3, "'5-2' is no range"),
        ("1[*-#]", 3, "'*-#' is no range"),
        ("1[2a]", 4, "'a' cannot stand within '[ ]'"),
        ("1]", 2, "']' means nothing"),
        ("555-1234", 4, "'-' means nothing"),
        ("12Y", 3, "'Y' means nothing"),
        ("<12", 1, "'<' is never closed"),
        ("<1<2>>", 3, "'<' stands within"),
        ("1>", 2, "'>' without '<'"),
        ("<>1", 2, "nothing stands within '< >'"),
        ("<1{2}>", 3, "'{' stands within"),
        ("{9", 1, "'{' is never closed"),
        ("{}1", 1, "nothing stands within '{ }'"),
        ("{9X}1", 3, "'X' cannot be added"),
        (".1", 2, "'.' takes all that is left"),
        ("..", 2, "'.' takes all that is left"),
        (".[1]", 2, "'.' takes all that is left"),
        ("1" * (LONGEST_PATTERN + 1), LONGEST_PATTERN + 1, "at most"),
    ],
)
def test_a_mistake_is_told_with_its_place(pattern: str, column: int, complaint: str) -> None:
    with pytest.raises(PatternError, match=re.escape(complaint)) as raised:
        parse_pattern(pattern)
    assert raised.value.column == column


@dataclass(frozen=True)
class Piece:
    """A piece of a pattern, and what it is in the language of Python's regular expressions: kept is what is in a
    group."""

    text: str
    regex: str
    added: str = ""


def literal(character: str) -> Piece:
    return Piece(character, f"({re.escape(character)})")


def chosen(members: list[str]) -> Piece:
    escaped = "".join(re.escape(member) for member in members)
    return Piece(f"[{''.join(members)}]", f"([{escaped}])")


def ranged(ends: tuple[str, str]) -> Piece:
    first, last = sorted(ends)
    return Piece(f"[{first}-{last}]", f"([{first}-{last}])")


ANY = Piece("X", f"([{re.escape(CHARACTERS)}])")
REST = Piece(".", "(.*)")
LETTERS = st.sampled_from(CHARACTERS)
SINGLE = (
    st.just(ANY)
    | LETTERS.map(literal)
    | st.lists(LETTERS, min_size=1, max_size=4).map(chosen)
    | st.tuples(st.sampled_from(DIGITS), st.sampled_from(DIGITS)).map(ranged)
)


def dropped(pieces: list[Piece]) -> Piece:
    inside = "".join(piece.regex.replace("(", "(?:", 1) for piece in pieces)
    return Piece(f"<{''.join(piece.text for piece in pieces)}>", inside)


ADDED = st.text(LETTERS, min_size=1, max_size=3).map(lambda text: Piece(f"{{{text}}}", "", text))
BEFORE_THE_END = st.lists(SINGLE | ADDED | st.lists(SINGLE, min_size=1, max_size=3).map(dropped), max_size=5)
ENDS = st.sampled_from([[], [REST], [dropped([REST])]])
PIECES = st.tuples(BEFORE_THE_END, ENDS).map(lambda parts: parts[0] + parts[1]).filter(bool)
NUMBERS = st.text(LETTERS, max_size=8)


@given(PIECES, NUMBERS, st.data())
@STEADY
def test_a_pattern_does_what_a_regular_expression_would(pieces: list[Piece], number: str, data: st.DataObject) -> None:
    regex = re.compile("".join(piece.regex for piece in pieces))
    number = data.draw(st.just(number) | st.from_regex(regex, fullmatch=True, alphabet=LETTERS))
    match = regex.fullmatch(number)

    rewritten = parse_pattern("".join(piece.text for piece in pieces)).rewrite(number)

    if match is None:
        assert rewritten is None
        return
    kept = iter(match.groups())
    assert rewritten == "".join(
        piece.added or next(kept) for piece in pieces if piece.added or not piece.text.startswith("<")
    )


def understand(text: str) -> Pattern | PatternError:
    try:
        return parse_pattern(text)
    except PatternError as error:
        return error


@given(st.text(st.sampled_from(CHARACTERS + "X.[]<>{}-a "), max_size=12), NUMBERS)
@STEADY
def test_any_text_is_a_pattern_or_a_mistake_with_a_place_in_it(text: str, number: str) -> None:
    understood = understand(text)
    if isinstance(understood, PatternError):
        assert 1 <= understood.column <= max(1, len(text.strip()))
        assert str(understood)
        return
    rewritten = understood.rewrite(number)
    assert rewritten is None or set(rewritten) <= set(CHARACTERS)


@given(NUMBERS)
@STEADY
def test_a_number_as_a_pattern_matches_itself_alone(number: str) -> None:
    if number:
        assert parse_pattern(number).rewrite(number) == number
        assert parse_pattern(number).rewrite(number + "1") is None
        assert parse_pattern(f"<{number}>").rewrite(number) == ""
    assert parse_pattern(f"{{9}}{number}").rewrite(number) == "9" + number
