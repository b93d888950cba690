"""Directories as CSV files over HTTP: out and in again, merged and replaced, and nothing half done."""

from typing import Any

import httpx
import pytest

from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

GLOBAL = "global_contact_list"

USERS = (
    "Type,Username,Password,Full Name,Email,Phone,Fax,Organization,Include Cover Page,Default Cover Page\r\n"
    "User,ann,secret,Ann Archer,ann@example.com,100,200,Example Ltd,true,default.pdf\r\n"
    "User,bob,hidden,Bob Baker,,,,,false,\r\n"
    "Contact,ann,Carl,300,Carls,400\r\n"
    'Contact,bob,"Dora ""D"", Jr",500,,\r\n'
)
ROUTES = (
    "Extension,Name,Destination type,Desintation value\r\n"
    "line1,Front desk,Printer,laser\r\n"
    "100,Sales,Email,a@example.com\r\n"
    "100,Sales,Notify User,ann\r\n"
    "200,Bin,Trash,\r\n"
)


class Files:
    """The control plane's directories."""

    def __init__(self, emulator: RunningEmulator) -> None:
        self._http = emulator.http

    def get(self, name: str) -> str:
        answer = self._http.get(f"/_emulator/directories/{name}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/csv")
        return answer.content.decode()

    def send(self, name: str, content: str | bytes, method: str = "PUT") -> httpx.Response:
        return self._http.request(method, f"/_emulator/directories/{name}", content=content)

    def put(self, name: str, content: str | bytes) -> tuple[int, int, int]:
        answer = self.send(name, content)
        assert answer.status_code == 200, answer.text
        counts: dict[str, int] = answer.json()
        assert list(counts) == ["added", "changed", "removed"]
        return counts["added"], counts["changed"], counts["removed"]

    def refused(self, name: str, content: str | bytes) -> list[tuple[int, str]]:
        answer = self.send(name, content)
        assert answer.status_code == 400, answer.text
        problem: dict[str, Any] = answer.json()
        assert (list(problem), problem["error"]) == (["error", "detail", "rows"], "bad_rows")
        return [(row["line"], row["message"]) for row in problem["rows"]]


@pytest.fixture
def files(emulator: RunningEmulator) -> Files:
    """The files of a unit in factory state."""
    return Files(emulator)


@pytest.fixture
def peopled(files: Files) -> Files:
    """The files of a unit with two users, and a contact for each list."""
    assert files.put("users.csv", USERS) == (4, 0, 0)
    assert files.put("contacts.csv", f"Contact,{GLOBAL},Everybody,900\n") == (1, 0, 0)
    return files


def test_imported_users_can_log_in_and_see_their_contacts(
    emulator: RunningEmulator, admin: FfwsClient, peopled: Files
) -> None:
    ann = emulator.client("ann", "secret")
    seen = ann.get("/users/ann")
    assert (seen.first("user/name"), seen.first("user/default_cover_page_enabled")) == ("Ann Archer", "true")
    assert ann.get("/contacts/ann").all("contact/organization") == ["Carls"]
    assert emulator.client("bob", "hidden").get("/contacts/bob").all("contact/name") == ['Dora "D", Jr']
    assert ann.get("/contacts/bob").status == 403
    assert (seen.first("user/priority"), seen.first("user/receipt")) == ("3", "failure")


def test_what_goes_out_has_no_passwords(peopled: Files) -> None:
    assert peopled.get("users.csv") == (
        "Type,Username,Password,Full Name,Email,Phone,Fax,Organization,Include Cover Page,Default Cover Page\r\n"
        "User,admin,,Administrator,,,,,false,\r\n"
        + USERS.replace("secret", "").replace("hidden", "").partition("\r\n")[2]
    )


def test_what_goes_out_of_one_list_and_of_all(peopled: Files) -> None:
    head = "Type,Username,Name,Fax,Organization,Phone\r\n"
    everybody = f"Contact,{GLOBAL},Everybody,900,,\r\n"
    assert peopled.get(f"contacts.csv?list={GLOBAL}") == head + everybody
    assert peopled.get("contacts.csv?list=ann") == head + "Contact,ann,Carl,300,Carls,400\r\n"
    assert peopled.get("contacts.csv").splitlines()[1:] == [
        "Contact,ann,Carl,300,Carls,400",
        'Contact,bob,"Dora ""D"", Jr",500,,',
        everybody.strip(),
    ]


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_what_went_out_and_comes_in_changes_nothing(
    emulator: RunningEmulator, admin: FfwsClient, peopled: Files, mode: str
) -> None:
    peopled.put("contacts.csv?mode=replace", "Contact,ann,Twin,1\nContact,ann,Twin,2\nContact,ann,Carl,3\n")
    peopled.put("recipients.csv", ROUTES)
    url = admin.get("/contacts/ann").all("contact/contact_url")[0]
    body = f"<contact_group><name>g</name><contact>{url}</contact></contact_group>"
    assert admin.post("/contact_groups/ann", body).status == 200
    for name in ("users.csv", "contacts.csv", f"contacts.csv?list={GLOBAL}", "contacts.csv?list=ann", "recipients.csv"):
        before = peopled.get(name)
        joint = "&" if "?" in name else "?"
        assert (name, peopled.put(f"{name}{joint}mode={mode}", before)) == (name, (0, 0, 0))
        assert peopled.get(name) == before
    assert emulator.client("ann", "secret").get("/contact_groups/ann").all("contact_group/contact") == [url]


def test_a_merge_overwrites_what_has_the_same_name(
    emulator: RunningEmulator, admin: FfwsClient, peopled: Files
) -> None:
    counts = peopled.put(
        "users.csv",
        "User,ann,,Ann Ash\nUser,cleo,x,Cleo\nContact,ann,Carl,301\nContact,ann,Dan,302\nContact,cleo,Eve,1\n",
    )
    assert counts == (3, 2, 0)
    ann = emulator.client("ann", "secret")
    seen = ann.get("/users/ann")
    assert (seen.first("user/name"), seen.first("user/organization")) == ("Ann Ash", "")
    assert ann.get("/contacts/ann").all("contact/fax_number") == ["301", "302"]
    assert ann.get("/contact_oids/ann").first("oids") == "1,4"
    assert emulator.client("cleo", "x").get("/contacts/cleo").all("contact/name") == ["Eve"]
    assert emulator.client("bob", "hidden").get("/contacts/bob").status == 200


def test_a_replace_takes_users_away_with_all_they_had(
    emulator: RunningEmulator, admin: FfwsClient, peopled: Files
) -> None:
    bob = emulator.client("bob", "hidden")
    assert bob.post("/contact_groups/bob", "<contact_group><name>g</name></contact_group>").status == 200
    assert peopled.put("users.csv?mode=replace", "User,ann,,Ann Archer\nContact,ann,Dan,302\n") == (1, 1, 3)
    assert bob.get("/verify").status == 401
    assert admin.get("/users/bob").status == 404
    assert admin.get("/contacts/ann").all("contact/name") == ["Dan"]
    assert admin.get(f"/contacts/{GLOBAL}").all("contact/name") == ["Everybody"]
    assert peopled.put("users.csv", "User,bob,new\n") == (1, 0, 0)
    assert admin.get("/contacts/bob").all("contact/name") == []
    assert admin.get("/contact_groups/bob").all("contact_group/name") == []


def test_a_later_user_of_the_same_name_has_nothing_of_the_old_ones_faxes(
    emulator: RunningEmulator, admin: FfwsClient, peopled: Files
) -> None:
    bob = emulator.client("bob", "hidden")
    sent, sending = bob.send(SENT), bob.send(SENT)
    emulator.control("POST", "/wait", {"match": {"fax": sending}, "state": "sending", "skip": True, "timeout": PATIENT})
    assert bob.get(f"/ofax/{sent}").status == 200
    peopled.put("users.csv?mode=replace", "User,ann,,Ann Archer\n")
    peopled.put("users.csv", "User,bob,new\n")
    emulator.run_until_idle()

    bob = emulator.client("bob", "new")
    own = bob.send(SENT)
    assert bob.get("/ofax").entry_keys() == [own]
    assert [bob.get(f"/ofax/{keys}").status for keys in (sent, sending)] == [404, 404]
    assert bob.delete(f"/ofax/{sending}").status == 400
    assert bob.file(f"/data/preview/{sent.replace('/', '-')}.pdf").status_code == 404
    assert len(bob.get("/outbound_log").root) == 1  # the message alone
    seen = admin.get(f"/ofax/{sending}?all_users=true")
    assert (seen.first("fax_entry/state"), seen.first("fax_entry/sender/username")) == ("sent", "bob (deleted)")
    assert len(admin.get("/outbound_log?all_users=true").root) == 3


def test_a_replace_never_takes_the_factory_administrator(admin: FfwsClient, peopled: Files) -> None:
    assert peopled.put("users.csv?mode=replace", "User,cleo,x\n") == (1, 0, 4)
    assert admin.get("/users/admin").first("user/name") == "Administrator"
    assert [line.split(",")[1] for line in peopled.get("users.csv").splitlines()[1:]] == ["admin", "cleo"]


def test_an_administrator_in_a_file_stays_one(admin: FfwsClient, files: Files) -> None:
    assert files.put("users.csv", "User,admin,,The Boss\n") == (0, 1, 0)
    assert admin.get("/users/admin").first("user/name") == "The Boss"
    assert admin.post("/users", "<user><username>zed</username><password>x</password></user>").status == 200


def test_a_new_password_counts_at_once_and_the_same_one_changes_nothing(
    emulator: RunningEmulator, peopled: Files
) -> None:
    before = emulator.client("bob", "hidden")
    assert before.get("/verify").status == 200
    assert peopled.put("users.csv", "User,bob,hidden,Bob Baker\n") == (0, 0, 0)
    assert before.get("/verify").status == 200
    assert peopled.put("users.csv", "User,bob,other,Bob Baker\n") == (0, 1, 0)
    assert before.get("/verify").status == 401
    assert emulator.client("bob", "other").get("/verify").status == 200


def test_many_passwords(emulator: RunningEmulator, files: Files) -> None:
    rows = "".join(f"User,user{number},password{number}\n" for number in range(60))
    assert files.put("users.csv", rows) == (60, 0, 0)
    assert files.put("users.csv", rows) == (0, 0, 0)
    assert emulator.client("user59", "password59").get("/verify").status == 200
    assert emulator.client("user59", "password58").get("/verify").status == 401


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("User,ann,\nUser,cleo,\nUser,d d,x\nContact,nobody,x\nContact,cleo,Y\nContact,ann,\n", [2, 3, 4, 6]),
        ("User,cleo,x\nContact,ann,Z\nUser,cleo,y\n", [3]),
        ("", [1]),
        (b"User,cleo,x\nUser,d\xfc,x\n", [2]),
        ('User,cleo,x\nUser,"dan,x\n', [2]),
        ("Type,Name\nUser,cleo,x\n", [1]),
    ],
)
def test_one_bad_row_is_enough_for_nothing_to_happen(peopled: Files, content: str | bytes, rows: list[int]) -> None:
    before = peopled.get("users.csv")
    assert [line for line, _ in peopled.refused("users.csv", content)] == rows
    assert {line for line, _ in peopled.refused("users.csv?mode=replace", content)} >= set(rows)
    assert peopled.get("users.csv") == before


def test_what_is_said_of_bad_rows(peopled: Files) -> None:
    assert peopled.refused("users.csv", "User,cleo\nContact,nobody,x\n") == [
        (1, "Password: required for 'cleo', who is new"),
        (2, "Username: there is no user 'nobody'"),
    ]
    assert peopled.refused("users.csv?mode=replace", "User,ann,\nContact,bob,x\n") == [
        (2, "Username: there is no user 'bob' in the file")
    ]
    assert peopled.refused("contacts.csv?list=ann", "Contact,bob,x\n") == [
        (1, "Username: 'bob' is not 'ann', the only list asked for")
    ]
    assert peopled.refused("contacts.csv", "User,ann,x\n") == [(1, "a User row in a file of contacts")]


def test_replacing_contacts_touches_the_lists_that_are_named(admin: FfwsClient, peopled: Files) -> None:
    assert peopled.put("contacts.csv?mode=replace", "Contact,ann,Dan,302\n") == (1, 0, 1)
    assert [admin.get(f"/contacts/{owner}").all("contact/name") for owner in ("ann", "bob", GLOBAL)] == [
        ["Dan"],
        ['Dora "D", Jr'],
        ["Everybody"],
    ]
    assert peopled.put("contacts.csv?mode=replace&list=bob", "Type,Username,Name,Fax,Organization,Phone\n") == (0, 0, 1)
    assert admin.get("/contacts/bob").all("contact/name") == []


def test_recipients_become_inbound_routes_and_back(files: Files) -> None:
    assert files.put("recipients.csv", ROUTES.replace("Desintation", "Destination")) == (3, 0, 0)
    assert files.get("recipients.csv") == ROUTES
    more = "Extension;Name;Destination type;Destination value\r\n200;Bin;Email;b@example.com\r\n300;C;Trash;\r\n"
    assert files.put("recipients.csv", "\ufeff" + more) == (1, 1, 0)
    assert files.put("recipients.csv?mode=replace", more) == (0, 0, 2)
    assert files.get("recipients.csv").splitlines()[1:] == ["200,Bin,Email,b@example.com", "300,C,Trash,"]
    assert [line for line, _ in files.refused("recipients.csv", "x,A,Trash,\n400,D,Pigeon,\nline3,E,Trash,\n")] == [
        1,
        2,
        3,
    ]
    assert len(files.get("recipients.csv").splitlines()) == 3


def test_post_does_the_same(peopled: Files) -> None:
    answer = peopled.send("contacts.csv", "Contact,ann,Carl,1\nContact,ann,New,2\n", "POST")
    assert answer.json() == {"added": 1, "changed": 1, "removed": 0}


def test_each_file_comes_in_again_as_it_went_out(emulator: RunningEmulator, peopled: Files) -> None:
    http = emulator.http
    users = http.get("/_emulator/directories/users.csv").content
    contacts = http.get("/_emulator/directories/contacts.csv").content
    recipients = http.get("/_emulator/directories/recipients.csv").content
    answers = [
        http.put("/_emulator/directories/users.csv", content=users),
        http.post("/_emulator/directories/users.csv", content=users),
        http.put("/_emulator/directories/contacts.csv", content=contacts),
        http.post("/_emulator/directories/contacts.csv", content=contacts),
        http.put("/_emulator/directories/recipients.csv", content=recipients),
        http.post("/_emulator/directories/recipients.csv", content=recipients),
    ]
    assert [(answer.status_code, answer.json()["added"]) for answer in answers] == [(200, 0)] * 6
    assert (peopled.get("users.csv"), peopled.get("contacts.csv")) == (users.decode(), contacts.decode())


def test_what_cannot_be_asked(files: Files) -> None:
    answers = [
        files.send("users.csv?mode=destroy", USERS),
        files.send("contacts.csv?list=nobody", "Contact,nobody,x\n"),
        files.send("contacts.csv?list=nobody", "", "GET"),
        files.send("groups.csv", "", "GET"),
        files.send("users.csv", "", "DELETE"),
        files.send("users.csv", b"x" * (36 << 20) + b"y"),
    ]
    assert [answer.status_code for answer in answers] == [400, 404, 404, 404, 405, 413]
    assert all({"error", "detail"} <= answer.json().keys() for answer in answers)
