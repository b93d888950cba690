"""Long answers: nobody else waits for the end of one, and it is whole all the same."""

from collections import Counter
from collections.abc import Iterator

import pytest

from emulator.directories.people_export import AT_ONCE
from emulator.ffws.faxes import READ_AT_ONCE
from models.contact import GLOBAL_LIST, ContactCard
from tests.support.inside import InsideEmulator
from tests.support.servers import schedule_fax

ADMIN = ("admin", "admin")
NUMBERS = [f"218555{number:04}" for number in range(READ_AT_ONCE)]
LATER = "<schedule_all_at>2100-01-01T00:00:00</schedule_all_at>"
CONTACTS = "/_emulator/directories/contacts.csv"
USERS = "/_emulator/directories/users.csv"
MANY = 40 * AT_ONCE + 1


@pytest.fixture
def emulator() -> Iterator[InsideEmulator]:
    with InsideEmulator(log_level="ERROR") as inside:
        yield inside


@pytest.fixture
def busy(emulator: InsideEmulator) -> InsideEmulator:
    """Three faxes wait for their moment, each with as many recipients as are read at once."""
    for _ in range(3):
        assert emulator.request("POST", "/ofax", schedule_fax(*NUMBERS, inside=LATER), ADMIN).status == 201
    return emulator


@pytest.fixture
def full(emulator: InsideEmulator) -> InsideEmulator:
    """Every other contact is in the global list."""
    owners = (GLOBAL_LIST, "admin")
    cards = [(owners[number % 2], ContactCard(f"Person {number:05}")) for number in range(MANY)]
    with emulator.unit.context.work() as work:
        work.contacts.add_all(cards)
    return emulator


def test_a_question_that_comes_while_a_queue_is_read_is_answered_sooner(busy: InsideEmulator) -> None:
    assert busy.answered("/ofax", "/users/admin", credentials=ADMIN) == ["/users/admin", "/ofax"]


@pytest.mark.parametrize("fax", [1, 3])
def test_an_entry_that_ends_while_the_queue_is_read_is_shown_once(busy: InsideEmulator, fax: int) -> None:
    """Those of fax 1 were read before they were aborted, those of fax 3 were not."""
    shown, aborted = busy.overtaken(
        ("GET", "/ffws/v1/ofax?complete_limit=1000", b""), ("DELETE", f"/ffws/v1/ofax/{fax:08X}", b""), turns=2
    )
    assert aborted.status == 202
    urls = Counter(str(element.text) for element in shown.root.iterfind("fax_entry/fax_entry_url"))
    assert len(urls) == 3 * READ_AT_ONCE
    assert set(urls.values()) == {1}
    states = Counter(str(element.text) for element in shown.root.iterfind("fax_entry/state"))
    assert states["aborted"] == (0 if fax == 1 else READ_AT_ONCE)


def test_of_a_unit_that_is_reset_while_its_queue_is_read_no_old_entry_is_shown(busy: InsideEmulator) -> None:
    shown, reset = busy.overtaken(("GET", "/ffws/v1/ofax", b""), ("POST", "/_emulator/reset", b""), turns=2)
    assert reset.status == 200
    assert (shown.status, shown.first("message")) == (200, "Success")
    assert shown.root.findall("fax_entry") == []


def test_a_long_file_of_contacts_is_whole_and_in_order(full: InsideEmulator) -> None:
    everybody = [f"Person {number:05}" for number in range(MANY)]
    assert names(full, CONTACTS) == everybody
    assert names(full, f"{CONTACTS}?list={GLOBAL_LIST}") == everybody[::2]
    assert names(full, USERS) == ["Administrator", *everybody[1::2]]


@pytest.mark.parametrize("path", [CONTACTS, USERS])
def test_a_reset_cuts_a_file_off(full: InsideEmulator, path: str) -> None:
    file, reset = full.overtaken(("GET", path, b""), ("POST", "/_emulator/reset", b""), turns=30)
    assert reset.status == 200
    assert (file.status, file.body) == (409, b'{"error":"reset","detail":"the unit was reset meanwhile"}')


def names(emulator: InsideEmulator, path: str) -> list[str]:
    """The column Name of a file, without the header."""
    answer = emulator.ask_control("GET", path.removeprefix("/_emulator"))
    lines = answer.body.decode().splitlines()[1:]
    return [line.split(",")[2 if line.startswith("Contact") else 3] for line in lines]
