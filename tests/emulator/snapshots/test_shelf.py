"""The shelf: what lies there, how much may, and whose it is."""

from pathlib import Path

import pytest

from emulator.snapshots.shelf import MOST_BYTES_IN_MEMORY, MOST_SNAPSHOTS, FolderShelf, MemoryShelf, Shelf, ShelfFull


@pytest.fixture(params=["memory", "folder"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return MemoryShelf() if request.param == "memory" else FolderShelf(tmp_path / "snapshots")


def test_what_was_put_there_is_there_until_it_is_removed(shelf: Shelf) -> None:
    assert shelf.names() == []
    assert shelf.size("b") is None
    shelf.put("b", b"first")
    shelf.put("a", b"")
    shelf.put("b", b"second")
    assert shelf.names() == ["a", "b"]
    assert (shelf.size("b"), shelf.read("b")) == (6, (b"second", True))
    assert shelf.remove("b")
    assert not shelf.remove("b")
    assert shelf.names() == ["a"]


def test_a_hundred_and_no_more_but_any_of_them_anew(shelf: Shelf) -> None:
    for number in range(MOST_SNAPSHOTS):
        shelf.put(f"s{number}", b"")
    with pytest.raises(ShelfFull, match="100"):
        shelf.put("one-more", b"")
    shelf.put("s7", b"anew")
    assert shelf.read("s7") == (b"anew", True)


def test_memory_is_bounded() -> None:
    shelf = MemoryShelf()
    half = bytes(MOST_BYTES_IN_MEMORY // 2)
    shelf.put("one", half)
    shelf.put("two", half)
    shelf.put("two", half)
    with pytest.raises(ShelfFull, match="256 MiB"):
        shelf.put("three", b"x")


def test_a_folder_that_cannot_be_written_is_no_room(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("in the way")
    with pytest.raises(ShelfFull, match="snapshots"):
        FolderShelf(tmp_path / "snapshots").put("a", b"x")


def test_a_file_that_somebody_else_put_there_is_told_apart(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.put("a", b"ours")
    (tmp_path / "a.faxfinder").write_bytes(b"theirs, now")
    assert shelf.read("a") == (b"theirs, now", False)
    assert FolderShelf(tmp_path).read("a") == (b"theirs, now", False)
    shelf.put("a", b"ours again")
    assert shelf.read("a") == (b"ours again", True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.faxfinder"]
