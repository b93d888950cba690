"""CSV text: what is taken, what is written, and how a bad file is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.directories.table import BadFile, check_width, read_table, write_table

HEADER = ("Type", "Name", "Fax")

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), max_size=12
).map(lambda text: text.strip(" \t\r\n"))


def cells_of(content: bytes) -> list[tuple[str, ...]]:
    table = read_table(content, HEADER)
    assert table.bad_rows == []
    return [line.cells for line in table.lines]


def complaints(content: bytes) -> list[tuple[int, str]]:
    try:
        rows = read_table(content, HEADER).bad_rows
    except BadFile as problem:
        rows = list(problem.rows)
    return [(row.line, row.message) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        b"Type,Name,Fax\r\nUser,Ann,1\r\nUser,Bob,2\r\n",
        b"Type,Name,Fax\nUser,Ann,1\nUser,Bob,2",
        b"\xef\xbb\xbfType,Name,Fax\rUser,Ann,1\rUser,Bob,2\r",
        b"Type;Name;Fax\r\nUser;Ann;1\r\nUser;Bob;2\r\n",
        b'"Type","Name","Fax"\n"User","Ann","1"\n"User","Bob","2"\n',
        b"\n\ntype , NAME,fax\n\n User, Ann ,\t1\n,,\nUser,Bob,2\n\n",
        b"User,Ann,1\nUser,Bob,2\n",
        b"User;Ann;1\nUser;Bob;2\n",
        b"Type,Name,Fax,,,\nUser,Ann,1\nUser,Bob,2\n",
    ],
)
def test_every_way_to_write_the_same_table(content: bytes) -> None:
    assert cells_of(content)[0][:3] == ("User", "Ann", "1")
    assert cells_of(content)[1][:3] == ("User", "Bob", "2")


def test_quotes_hold_delimiters_quotes_and_line_ends() -> None:
    assert cells_of(b'User,"Doe, ""Jo""",1\n') == [("User", 'Doe, "Jo"', "1")]
    assert cells_of(b'User;"Doe; Jo, Jr";1\n') == [("User", "Doe; Jo, Jr", "1")]
    assert cells_of(b'User,"Doe \r\n  Jo",1\n') == [("User", "Doe Jo", "1")]
    assert cells_of(b'User, "Doe, Jo",1\n') == [("User", "Doe, Jo", "1")]


def test_lines_are_those_of_the_file() -> None:
    table = read_table(b'Type,Name,Fax\r\n\r\nUser,"a\r\nb",1\r\nUser,c,2\r\n', HEADER)
    assert [(line.number, line.cell(1)) for line in table.lines] == [(3, "a b"), (5, "c")]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4).filter(lambda row: any(row) and row[0].lower() != "type")))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    written = write_table([HEADER, *rows])
    assert cells_of(written) == [tuple(row) for row in rows]


def test_what_is_written_is_what_the_standard_says() -> None:
    assert write_table([("a", 'b"c', "d,e")]) == b'a,"b""c","d,e"\r\n'


@pytest.mark.parametrize(
    ("content", "line", "named"),
    [
        (b"", 1, "empty"),
        (b"\xef\xbb\xbf\r\n,,\r\n", 1, "empty"),
        (b"Type,Name,Fax\nUser,M\xfcller,1\n", 2, "UTF-8"),
        ("Type,Name,Fax\n".encode("utf-16"), 1, "UTF-8"),
        (b"Type,Nickname,Fax\nUser,a,1\n", 1, "the header should be Type,Name,Fax"),
        (b"Type\nUser,a,1\n", 1, "the header should be Type,Name,Fax"),
        (b'Type,Name,Fax\nUser,a,1\nUser,"b,2\nUser,c,3\n', 3, "not CSV"),
        (b'Type,Name,Fax\nUser,"b"x,2\n', 2, "not CSV"),
        (b"Type,Name,Fax\nUser,b\x00,2\n", 2, "control character"),
        (b"Type,Name,Fax\nUser,b\x1b,2\n", 2, "control character"),
        (b"Type,Name,Fax\nUser," + b"x" * 1001 + b",2\n", 2, "longer than 1000 characters"),
        (b"Type,Name,Fax\nUser," + b"x" * 200_000 + b",2\n", 2, "not CSV"),
    ],
)
def test_bad_files(content: bytes, line: int, named: str) -> None:
    (found,) = complaints(content)
    assert found[0] == line
    assert named in found[1]


def test_every_bad_row_is_told() -> None:
    content = b"User,\x01,1\nUser,good,2\nUser,x,\x02\n"
    assert [line for line, _ in complaints(content)] == [1, 3]


def test_cells_that_mean_nothing_may_be_there_when_they_are_empty() -> None:
    table = read_table(b"User,a,1,,,\nUser,a,1,more\n", HEADER)
    for line in table.lines:
        check_width(table, line, 3)
    assert [(row.line, row.message) for row in table.bad_rows] == [(2, "4 cells, and only 3 mean something")]


def test_a_bad_file_counts_its_rows_in_order() -> None:
    with pytest.raises(BadFile, match=r"^1 bad row$"):
        read_table(b"", HEADER)
