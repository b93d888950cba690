"""The file of recipients: rows of one extension are one route."""

import pytest

from emulator.directories.recipients import Route, read_recipients
from emulator.directories.table import BadFile
from models.vocabulary import DestinationType

MANUAL = b"Extension,Name,Destination type,Desintation value\r\n"


def complaints(content: bytes, lines: int = 2) -> list[tuple[int, str]]:
    with pytest.raises(BadFile) as caught:
        read_recipients(content, lines)
    return [(row.line, row.message) for row in caught.value.rows]


@pytest.mark.parametrize("header", [MANUAL, MANUAL.replace(b"Desintation", b"Destination"), b"", MANUAL.lower()])
def test_the_header_as_the_appliance_spells_it_and_otherwise(header: bytes) -> None:
    assert read_recipients(header + b"100,Sales,Email,a@example.com\r\n", 2) == {
        "100": Route("Sales", ((DestinationType.EMAIL, "a@example.com"),))
    }


def test_rows_of_one_extension_make_one_route() -> None:
    content = (
        MANUAL
        + b"100,Sales,Email,a@example.com\n200,Bin,Trash,\n100,,notify user,ann\nglobal,All,Share,\\\\x\\y\nLINE2,,,\n"
    )
    assert read_recipients(content, 2) == {
        "100": Route("Sales", ((DestinationType.EMAIL, "a@example.com"), (DestinationType.NOTIFY_USER, "ann"))),
        "200": Route("Bin", ((DestinationType.TRASH, ""),)),
        "global": Route("All", ((DestinationType.SHARE, "\\\\x\\y"),)),
        "line2": Route("", ()),
    }


def test_every_bad_row_is_told_at_once() -> None:
    content = MANUAL + (
        b"x1,Sales,Email,a@example.com\n100,Sales,Email,\n100,Support,Pigeon,b\nline3,L,Trash,\n,N,Trash,\n200,B,Trash,,z\n"
    )
    assert complaints(content) == [
        (2, "Extension: 'x1' is not a number of at most 15 digits, global, or line1 to line2"),
        (3, "Destination value: required for Email"),
        (4, "Name: 'Support', and 'Sales' in line 3"),
        (
            4,
            "Destination type: 'Pigeon' is not one of Email, User, Notify, Notify User, Printer, Share, Sftp, Trash",
        ),
        (5, "Extension: 'line3' is not a number of at most 15 digits, global, or line1 to line2"),
        (6, "Extension: '' is not a number of at most 15 digits, global, or line1 to line2"),
        (7, "5 cells, and only 4 mean something"),
    ]


def test_a_unit_without_modems_has_no_routes_of_lines() -> None:
    assert complaints(b"line1,L,Trash,\n", lines=0) == [
        (1, "Extension: 'line1' is not a number of at most 15 digits, global")
    ]


def test_one_of_several_destinations_may_not_be_empty() -> None:
    assert complaints(b"100,A,Trash,\n100,A,,\n")[0][0] == 2
