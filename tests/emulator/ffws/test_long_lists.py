"""Long lists of contacts: nobody else waits for the end of one, and it is whole all the same."""

from collections.abc import Iterator

import pytest

from emulator.ffws.application import WRITTEN_AT_ONCE
from emulator.ffws.contacts import READ_AT_ONCE
from models.contact import GLOBAL_LIST, ContactCard
from tests.support.inside import InsideEmulator

ADMIN = ("admin", "admin")
LONG = f"/contacts/{GLOBAL_LIST}"
MANY = 2 * max(READ_AT_ONCE, WRITTEN_AT_ONCE) + 1


@pytest.fixture(scope="module")
def full() -> Iterator[InsideEmulator]:
    """A unit with a long global list, in which names go down as numbers go up."""
    with InsideEmulator() as emulator:
        with emulator.unit.context.work() as work:
            work.contacts.add_all([(GLOBAL_LIST, ContactCard(f"{MANY - number:05}")) for number in range(MANY)])
        yield emulator


def names(emulator: InsideEmulator, query: str = "") -> list[str]:
    root = emulator.request("GET", f"{LONG}{query}", credentials=ADMIN).root
    assert root.findtext("message") == "Success"
    return [str(element.findtext("name")) for element in root.findall("contact")]


def test_a_question_that_comes_later_is_answered_sooner(full: InsideEmulator) -> None:
    assert full.answered(LONG, "/users/admin", credentials=ADMIN) == ["/users/admin", LONG]


def test_a_long_list_is_whole_and_in_order(full: InsideEmulator) -> None:
    ascending = [f"{number:05}" for number in range(1, MANY + 1)]
    assert names(full) == ascending[::-1]
    assert names(full, "?order=name") == ascending
    assert names(full, f"?order=name&limit={MANY}&offset=3") == ascending[3:]
    assert names(full, "?name=0000") == ascending[8::-1]


def test_numbers_that_are_gone_are_passed_over(full: InsideEmulator) -> None:
    with full.unit.context.work() as work:
        found = work.contacts.at(GLOBAL_LIST, [3, MANY + 1, 1])
        assert [row.number for row in found] == [3, 1]
        assert work.contacts.at("admin", [1]) == []
