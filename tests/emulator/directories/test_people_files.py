"""Files of users and of contacts: what their rows say, and what is wrong with them."""

from emulator.directories.people import (
    CONTACTS_HEADER,
    USERS_HEADER,
    People,
    begin_contacts,
    contacts_file_in_slices,
    users_file_in_slices,
    write_contacts,
    write_users,
)
from emulator.slices import at_once
from models.contact import ContactCard, ContactRow
from models.user import User

MANUAL = (
    "Type,Username,Password,Full Name,Email,Phone,Fax,Organization,Include Cover Page,Default Cover Page\r\n"
    "User,ann,secret,Ann Archer,ann@example.com,100,200,Example Ltd,true,default.pdf\r\n"
    "Contact,ann,Bob Baker,300,Bakery,400\r\n"
)


def read_users(content: bytes) -> People:
    return at_once(users_file_in_slices(content))


def read_contacts(content: bytes) -> People:
    return at_once(contacts_file_in_slices(content))


def complaints(text: str) -> list[tuple[int, str]]:
    return [(row.line, row.message) for row in read_users(text.encode()).bad_rows]


def test_the_columns_of_the_administrator_guide() -> None:
    people = read_users(MANUAL.encode())
    assert people.bad_rows == ()
    (user,), (contact,) = people.users, people.contacts
    assert (user.line, user.username, user.password, user.name) == (2, "ann", "secret", "Ann Archer")
    assert (user.email_address, user.phone_number, user.fax_number) == ("ann@example.com", "100", "200")
    assert (user.organization, user.default_cover_page_name) == ("Example Ltd", "default.pdf")
    assert user.default_cover_page_enabled is True
    assert (contact.line, contact.owner) == (3, "ann")
    assert contact.card == ContactCard("Bob Baker", fax_number="300", phone_number="400", organization="Bakery")


def test_what_is_written_is_in_the_columns_that_are_read() -> None:
    user = User(
        username="ann", password_digest="x", name="Ann Archer", email_address="ann@example.com", phone_number="100",
        fax_number="200", organization="Example Ltd", default_cover_page_enabled=True,
        default_cover_page_name="default.pdf",
    )  # fmt: skip
    row = ContactRow("ann", 7, "Bob Baker", "300", "400", "Bakery")
    assert (write_users([user]) + write_contacts([row])).decode() == MANUAL.replace("secret", "")
    assert (begin_contacts() + write_contacts([row])).decode().splitlines() == [
        ",".join(CONTACTS_HEADER),
        "Contact,ann,Bob Baker,300,Bakery,400",
    ]
    assert read_contacts(begin_contacts() + write_contacts([row])).contacts[0].card == row.card


def test_short_rows_and_any_case() -> None:
    people = read_users(b"user,bob,pw\nCONTACT,bob,Ann\n")
    assert (people.bad_rows, people.users[0].default_cover_page_enabled) == ((), False)
    assert people.contacts[0].card == ContactCard("Ann")


def test_how_a_cover_page_is_switched_on() -> None:
    for text, meaning in (("TRUE", True), ("yes", True), ("1", True), ("On", True), ("no", False), ("", False)):
        (user,) = read_users(f"User,bob,pw,,,,,,{text},".encode()).users
        assert (text, user.default_cover_page_enabled) == (text, meaning)


def test_every_bad_row_is_told_at_once() -> None:
    text = (
        f"{','.join(USERS_HEADER)}\nUser,a b,x\nUser,bob,x\nUser,bob,y\nAdmin,eve,x\n"
        "User,ann,x,,,,,,perhaps,\nContact,ann,,5\nContact,ann,n,1,2,3,4\nUser,zoe,x,,,,,,,,more\n"
    )
    assert complaints(text) == [
        (2, "Username: 'a b' is not alphanumeric"),
        (5, "the first cell is 'Admin' and should be User or Contact"),
        (6, "Include Cover Page: 'perhaps' is not true or false"),
        (7, "Name: required"),
        (8, "7 cells, and only 6 mean something"),
        (9, "11 cells, and only 10 mean something"),
        (4, "Username: 'bob' stands in line 3 already"),
    ]


def test_a_file_of_contacts_holds_no_users() -> None:
    people = read_contacts(MANUAL.encode())
    assert [(row.line, row.message) for row in people.bad_rows] == [(2, "a User row in a file of contacts")]
    (bad,) = read_contacts(b"Person,ann,x\n").bad_rows
    assert bad.message == "the first cell is 'Person' and should be Contact"
