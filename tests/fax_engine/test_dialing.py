"""Lists of dialing rules: which rule acts, where a number goes from list to list, and that it always gets somewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.dial_patterns import CHARACTERS
from fax_engine.dialing import (
    DialingError,
    Dialled,
    Refusal,
    Rejected,
    apply,
    explain,
    judged,
    read_lists,
)
from fax_engine.texts import Texts
from models.dialing import DialingRule
from models.vocabulary import RuleAction

A = RuleAction


def rule(pattern: str, action: RuleAction = A.ACCEPT, argument: str = "") -> DialingRule:
    return DialingRule(pattern=pattern, action=action, argument=argument)


def dial(number: str, *first: DialingRule, **others: list[DialingRule]) -> Dialled | Rejected:
    return apply(read_lists({"first": list(first), **others}), "first", number)


def test_a_dot_accepts_every_number() -> None:
    assert dial("(218) 555-3335", rule(".")) == Dialled("2185553335")


def test_the_first_rule_that_matches_acts() -> None:
    rules = (rule("911.", A.REJECT), rule("9{8}XXX"), rule("9."))
    assert dial("9115551234", *rules) == Rejected(Refusal.REJECTED, "first", 1)
    assert dial("9555", *rules) == Dialled("98555")
    assert dial("95555", *rules) == Dialled("95555")


def test_dashes_blanks_and_parentheses_are_dropped_first() -> None:
    assert judged("-1 (218) 555-3335,#*!@$") == "12185553335,#*!@$"
    assert dial("1-(218) 555.3335", rule("<1>XXXXXXXXXX")) == Dialled("2185553335")


def test_a_number_that_no_rule_of_the_first_list_matches_is_rejected() -> None:
    assert dial("555", rule("XX"), rule("XXXX")) == Rejected(Refusal.UNMATCHED, "first")
    assert dial("555") == Rejected(Refusal.UNMATCHED, "first")


def test_an_ignored_rule_is_as_good_as_none() -> None:
    assert dial("555", rule("{9}.", A.IGNORE), rule("XXX")) == Dialled("555")


def test_another_list_sees_the_number_as_it_was_rewritten() -> None:
    rules = (rule("<9>.", A.GO_TO, "outside"),)
    outside = [rule("{1}XXXXXXXXXX"), rule("1XXXXXXXXXX")]
    assert dial("92185553335", *rules, outside=outside) == Dialled("12185553335")
    assert dial("912185553335", *rules, outside=outside) == Dialled("12185553335")


def test_what_a_list_does_not_decide_goes_on_behind_the_rule_that_led_there() -> None:
    rules = (rule("<9>.", A.GO_TO, "outside"), rule("{0}555", A.ACCEPT), rule("."))
    assert dial("9555", *rules, outside=[rule("1.", A.REJECT)]) == Dialled("0555")
    assert dial("9155", *rules, outside=[rule("1.", A.REJECT)]) == Rejected(Refusal.REJECTED, "outside", 1)


def test_returning_takes_the_rewritten_number_along_and_skips_the_rest_of_the_list() -> None:
    rules = (rule(".", A.GO_TO, "prefix"), rule("8555"), rule(".", A.REJECT))
    prefix = [rule("{8}555", A.RETURN), rule(".", A.REJECT)]
    assert dial("555", *rules, prefix=prefix) == Dialled("8555")


def test_returning_from_the_first_list_accepts() -> None:
    assert dial("555", rule("{9}555", A.RETURN), rule(".", A.REJECT)) == Dialled("9555")


def test_lists_may_lead_to_lists() -> None:
    lists = {"b": [rule("<2>.", A.GO_TO, "c"), rule("{7}.")], "c": [rule("<3>.", A.RETURN)]}
    assert dial("1234", rule("<1>.", A.GO_TO, "b"), **lists) == Dialled("74")


@pytest.mark.parametrize("pattern", [".", "{9}.", "<1>."])
def test_lists_that_lead_to_each_other_end_with_an_error_unless_the_number_ends_first(pattern: str) -> None:
    found = dial("1" * 5, rule(pattern, A.GO_TO, "other"), rule("."), other=[rule(".", A.GO_TO, "first")])
    assert found == (Rejected(Refusal.EMPTY, "first", 2) if "<" in pattern else Rejected(Refusal.ENDLESS, "first"))


def test_a_number_of_which_nothing_is_left_is_not_dialled() -> None:
    assert dial("555", rule("<.>")) == Rejected(Refusal.EMPTY, "first", 1)


def test_a_list_that_is_not_there_matches_nothing() -> None:
    assert apply({}, "nobody", "555") == Rejected(Refusal.UNMATCHED, "nobody")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (rule("55[5"), "list 'first', rule 2, column 3: '[' is never closed"),
        (rule(".", A.GO_TO, "nobody"), "list 'first', rule 2: there is no list 'nobody' to go to"),
        (rule(".", A.GO_TO), "list 'first', rule 2: there is no list '' to go to"),
    ],
)
def test_a_mistake_names_list_rule_and_column(wrong: DialingRule, complaint: str) -> None:
    with pytest.raises(DialingError) as raised:
        read_lists({"first": [rule("."), wrong]})
    assert str(raised.value) == complaint


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Rejected(Refusal.REJECTED, "local", 3), "number 555: rejected by rule 3 of dialing rules local"),
        (Rejected(Refusal.UNMATCHED, "local"), "number 555: no rule of dialing rules local accepts it"),
        (Rejected(Refusal.ENDLESS, "local"), "number 555: dialing rules local lead round in circles"),
        (Rejected(Refusal.EMPTY, "local", 1), "number 555: rule 1 of dialing rules local leaves nothing to dial"),
    ],
)
def test_why_a_number_is_not_dialled_can_be_said(refusal: Rejected, said: str) -> None:
    assert explain(refusal, "555", Texts()) == said


NAMES = ("first", "b", "c")
PATTERNS = st.sampled_from([".", "X.", "<X>.", "{9}.", "[1-5].", "XXX", "{12}XX", "<X>", "<.>"])


def _rules() -> st.SearchStrategy[list[DialingRule]]:
    plain = st.builds(rule, PATTERNS, st.sampled_from([A.ACCEPT, A.REJECT, A.RETURN, A.IGNORE]))
    leading = st.builds(rule, PATTERNS, st.just(A.GO_TO), st.sampled_from(NAMES))
    return st.lists(plain | leading, max_size=4)


@given(st.fixed_dictionaries({name: _rules() for name in NAMES}), st.text("0123456789*#,!@$-() ", max_size=8))
@settings(derandomize=True)
def test_every_number_gets_somewhere_by_any_lists(stored: dict[str, list[DialingRule]], number: str) -> None:
    lists = read_lists(stored)
    verdict = apply(lists, "first", number)

    assert verdict == apply(lists, "first", judged(number))
    match verdict:
        case Dialled(dialled):
            assert dialled
            assert set(dialled) <= set(CHARACTERS)
        case Rejected(Refusal.REJECTED | Refusal.EMPTY, name, position):
            assert stored[name][position - 1].action is not A.IGNORE
        case Rejected(Refusal.UNMATCHED, name, position):
            assert (name, position) == ("first", 0)
        case Rejected(Refusal.ENDLESS):
            assert any(each.action is A.GO_TO for rules in stored.values() for each in rules)
