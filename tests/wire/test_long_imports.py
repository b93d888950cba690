"""Long files of contacts come in beside everything else: others are answered, and see all of a file or nothing of
it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from emulator.directories.merging import Mode
from emulator.directories.people import contacts_file_in_slices
from emulator.directories.people_import import AT_ONCE, CutOff, Import
from emulator.settings import Settings
from emulator.slices import at_once
from fax_engine.workshop import Workshop
from models.contact import GLOBAL_LIST, ContactCard
from models.listing import Listing
from models.store import Store
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BenchUnit

MANY = 12_000
LONG_FILE = "".join(f"Contact,admin,Contact {number},555{number}\n" for number in range(MANY)).encode()
NEWCOMER = "<contact><name>Newcomer</name></contact>"


def put(emulator: RunningEmulator, content: bytes) -> httpx.Response:
    return emulator.http.put("/_emulator/directories/contacts.csv", content=content)


def oids(client: FfwsClient) -> list[str]:
    listed = client.get("/contact_oids/admin").first("oids")
    return listed.split(",") if listed else []


def test_others_are_answered_meanwhile_and_see_all_or_nothing(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        importing = elsewhere.submit(put, emulator, LONG_FILE)
        seen = []
        while not importing.done():
            seen.append(len(oids(admin)))
        assert importing.result().json() == {"added": MANY, "changed": 0, "removed": 0}
    seen.append(len(oids(admin)))
    assert set(seen) == {0, MANY}
    assert seen == sorted(seen)
    assert seen.count(0) > 10


def test_who_adds_contacts_meanwhile_gets_ids_of_their_own(emulator: RunningEmulator, admin: FfwsClient) -> None:
    added = []
    with ThreadPoolExecutor(1) as elsewhere:
        importing = elsewhere.submit(put, emulator, LONG_FILE)
        while not importing.done():
            added.append(admin.post("/contacts/admin", NEWCOMER).first("contact/contact_url").rpartition("/")[2])
        assert importing.result().json()["added"] == MANY
    listed = oids(admin)
    assert len(set(listed)) == len(listed) == MANY + len(added)
    assert set(added) <= set(listed)
    assert {admin.get(f"/contacts/admin/{number}").first("contact/name") for number in added} == {"Newcomer"}


def test_a_file_with_a_bad_row_at_its_end_leaves_nothing(emulator: RunningEmulator, admin: FfwsClient) -> None:
    answer = put(emulator, LONG_FILE + b"Contact,nobody,X\n")
    assert (answer.status_code, [row["line"] for row in answer.json()["rows"]]) == (400, [MANY + 1])
    assert oids(admin) == []
    assert admin.post("/contacts/admin", NEWCOMER).first("contact/contact_url").endswith("/contacts/admin/1")


def test_a_reset_cuts_an_import_off(unit: BenchUnit) -> None:
    order = Import(at_once(contacts_file_in_slices(LONG_FILE)), Mode.MERGE)
    importing = order.apply(unit.appliance.context, {})
    for _ in range(MANY // 2 // AT_ONCE):
        next(importing)
    unit.appliance.reset()

    with pytest.raises(CutOff):
        at_once(importing)
    with unit.appliance.context.work() as work:
        assert work.contacts.numbers("admin") == []
        assert work.contacts.add("admin", ContactCard("Ann")).number == 1
        assert work.contacts.numbers("admin") == [1]


def test_what_was_brought_in_when_power_was_lost_was_never_there(
    converters: Workshop, fetchers: Workshop, tmp_path: Path
) -> None:
    def power_on() -> BenchUnit:
        return BenchUnit(converters, fetchers, Settings(data_dir=tmp_path), Store.in_folder(tmp_path))

    before = power_on()
    with before.appliance.context.work() as work:
        work.contacts.add(GLOBAL_LIST, ContactCard("Ann"))
        work.contacts.bring_in([(GLOBAL_LIST, ContactCard("Bob"))], 0)
        work.contacts.bring_in([(GLOBAL_LIST, ContactCard("Cleo"))], 1)
        assert work.contacts.numbers(GLOBAL_LIST) == [1]
        assert work.contacts.listed(GLOBAL_LIST, Listing()) == [1]
        assert [row.name for row in work.contacts.following(0, 9) + work.contacts.following(0, 9, GLOBAL_LIST)] == [
            "Ann",
            "Ann",
        ]
        assert work.contacts.find(GLOBAL_LIST, 2) is None
        assert work.contacts.ids([(GLOBAL_LIST, 1), (GLOBAL_LIST, 2)]).keys() == {(GLOBAL_LIST, 1)}
    before.close()

    with power_on().appliance.context.work() as work:
        assert work.contacts.add(GLOBAL_LIST, ContactCard("Dan")).number == 2
        assert [row.name for row in work.contacts.following(0, 9, GLOBAL_LIST)] == ["Ann", "Dan"]
