"""Names from outside as folders: never out of their parent, and never two in one."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sinks.folders import printer_folders, share_folders, write_file
from emulator.sinks.names import LONGEST, folder_name


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("lp1", "lp1"),
        ("HP LaserJet (2nd floor)", "HP LaserJet (2nd floor)"),
        ("Büro", "Büro"),
        ("a/b", "a%2Fb"),
        ("..", "%2E%2E"),
        (".hidden", "%2Ehidden"),
        ("50%", "50%25"),
        ("x. ", "x.%20"),
        ("", "%"),
        ("C:\\a\0", "C%3A%5Ca%00"),
    ],
)
def test_what_a_name_becomes(name: str, folder: str) -> None:
    assert folder_name(name) == folder


@given(st.text(max_size=300), st.text(max_size=300))
def test_different_names_lead_to_different_folders_below_their_parent(first: str, second: str) -> None:
    for name in (first, second):
        folder = folder_name(name)
        assert PurePosixPath("parent", folder).parent == PurePosixPath("parent")
        assert folder not in ("", ".", "..")
        assert len(folder.encode()) <= LONGEST + 20
    assert (folder_name(first) == folder_name(second)) == (first == second)


@pytest.mark.parametrize(
    ("value", "folders"),
    [
        ("//files/fax", ["shares", "files", "fax"]),
        ("//files/fax/in//2026/", ["shares", "files", "fax", "in", "2026"]),
        ("\\\\files\\fax$\\in", ["shares", "files", "fax$", "in"]),
        ("//files/../..", ["shares", "files", "%2E%2E", "%2E%2E"]),
        ("//files", None),
        ("///files/fax", None),
        ("/files/fax", None),
        ("", None),
    ],
)
def test_what_a_share_becomes(value: str, folders: list[str] | None) -> None:
    assert share_folders(value) == folders


def test_what_a_printer_becomes() -> None:
    assert printer_folders(" lp1 ") == ["printers", "lp1"]
    assert printer_folders("  ") is None


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(str(tmp_path), ["printers", "lp1", "fax.pdf"], b"old")
    write_file(str(tmp_path), ["printers", "lp1", "fax.pdf"], b"new")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "printers" / "lp1").iterdir()] == [
        ("fax.pdf", b"new")
    ]
    (tmp_path / "printers" / "lp1" / "folder.pdf").mkdir()
    with pytest.raises(OSError, match=r"folder\.pdf"):
        write_file(str(tmp_path), ["printers", "lp1", "folder.pdf"], b"new")
    assert sorted(path.name for path in (tmp_path / "printers" / "lp1").iterdir()) == ["fax.pdf", "folder.pdf"]
