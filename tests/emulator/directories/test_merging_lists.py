"""How rows and a list come together: same name, same contact, and nothing is lost or doubled."""

from hypothesis import given
from hypothesis import strategies as st

from emulator.directories.merging import Counts, ListPlan, Mode, plan_in_slices
from emulator.slices import at_once
from models.contact import ContactCard, ContactRow

CARDS = st.lists(st.builds(ContactCard, name=st.sampled_from("abc"), fax_number=st.sampled_from("123")), max_size=8)


def listed(*cards: ContactCard) -> list[ContactRow]:
    return [ContactRow("ann", number, *card) for number, card in enumerate(cards, 1)]


def planned(rows: list[ContactRow], cards: list[ContactCard], mode: Mode) -> ListPlan:
    return at_once(plan_in_slices(rows, cards, mode))


def after(rows: list[ContactRow], cards: list[ContactCard], mode: Mode) -> list[ContactRow]:
    plan = planned(rows, cards, mode)
    kept = {row.number: row.card for row in rows if row.number not in plan.removed} | plan.changed
    return listed_with(kept, plan.added, first=len(rows) + 1)


def listed_with(kept: dict[int, ContactCard], added: list[ContactCard], first: int) -> list[ContactRow]:
    together = kept | dict(enumerate(added, first))
    return [ContactRow("ann", number, *card) for number, card in sorted(together.items())]


def card(name: str, fax_number: str = "") -> ContactCard:
    return ContactCard(name, fax_number)


def test_the_same_name_overwrites_and_keeps_its_number() -> None:
    plan = planned(listed(card("a", "1"), card("b", "2")), [card("b", "3"), card("c", "4")], Mode.MERGE)
    assert (plan.added, plan.changed, plan.removed) == ([card("c", "4")], {2: card("b", "3")}, [])
    assert plan.counts == Counts(added=1, changed=1)


def test_replace_takes_away_what_no_row_names() -> None:
    plan = planned(listed(card("a", "1"), card("b", "2")), [card("b", "2")], Mode.REPLACE)
    assert (plan.added, plan.changed, plan.removed) == ([], {}, [1])


def test_a_merge_makes_no_second_contact_of_a_name() -> None:
    assert planned([], [card("a", "1"), card("a", "2")], Mode.MERGE).added == [card("a", "2")]
    assert planned(listed(card("a", "1")), [card("a", "2"), card("a", "3")], Mode.MERGE).changed == {1: card("a", "3")}


def test_replace_makes_as_many_as_there_are_rows() -> None:
    plan = planned(listed(card("a", "1")), [card("a", "1"), card("a", "2")], Mode.REPLACE)
    assert (plan.added, plan.changed, plan.removed) == ([card("a", "2")], {}, [])


@given(CARDS, st.sampled_from(Mode))
def test_a_list_that_comes_back_changes_nothing(cards: list[ContactCard], mode: Mode) -> None:
    plan = planned(listed(*cards), cards, mode)
    assert plan.counts == Counts()


@given(CARDS, CARDS)
def test_after_a_replace_the_list_is_the_file(before: list[ContactCard], cards: list[ContactCard]) -> None:
    assert sorted(row.card for row in after(listed(*before), cards, Mode.REPLACE)) == sorted(cards)


@given(CARDS, CARDS)
def test_after_a_merge_every_name_is_there_and_no_number_is_gone(
    before: list[ContactCard], cards: list[ContactCard]
) -> None:
    rows = after(listed(*before), cards, Mode.MERGE)
    assert {row.number for row in rows} >= {row.number for row in listed(*before)}
    assert {row.card.name for row in rows} == {each.name for each in (*before, *cards)}
    assert all(row_card in {row.card for row in rows} for row_card in {each.name: each for each in cards}.values())


@given(CARDS, CARDS, st.sampled_from(Mode))
def test_a_file_that_is_imported_twice_is_imported_once(
    before: list[ContactCard], cards: list[ContactCard], mode: Mode
) -> None:
    once = after(listed(*before), cards, mode)
    assert {row.card for row in after(once, cards, mode)} == {row.card for row in once}
