"""The shelf: what lies there, how much may, and whose it is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.pacer import let_others_go_first
from emulator.snapshots.shelf import (
    MOST_BYTES_IN_MEMORY,
    MOST_SNAPSHOTS,
    WRITTEN_AT_ONCE,
    FolderShelf,
    MemoryShelf,
    Shelf,
    ShelfFull,
)
from fax_engine.piece_of_work import WorkerLost
from fax_engine.reasons import Why

LARGE = 3 * WRITTEN_AT_ONCE


async def elsewhere(function: Callable[[str], None], path: str) -> None:
    """As a worker process does it: others are answered meanwhile."""
    await let_others_go_first()
    function(path)


async def nowhere(_function: Callable[[str], None], _path: str) -> None:
    raise WorkerLost(Why.CONVERTER_FAILED)


def put(shelf: Shelf, name: str, content: bytes) -> None:
    asyncio.run(shelf.put(name, content, elsewhere))


@pytest.fixture(params=["memory", "folder"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return MemoryShelf() if request.param == "memory" else FolderShelf(tmp_path / "snapshots")


def test_what_was_put_there_is_there_until_it_is_removed(shelf: Shelf) -> None:
    assert shelf.names() == []
    assert shelf.size("b") is None
    put(shelf, "b", b"first")
    put(shelf, "a", b"")
    put(shelf, "b", b"second")
    assert shelf.names() == ["a", "b"]
    assert (shelf.size("b"), shelf.read("b")) == (6, (b"second", True))
    assert shelf.remove("b")
    assert not shelf.remove("b")
    assert shelf.names() == ["a"]


def test_a_hundred_and_no_more_but_any_of_them_anew(shelf: Shelf) -> None:
    for number in range(MOST_SNAPSHOTS):
        put(shelf, f"s{number}", b"")
    with pytest.raises(ShelfFull, match="100"):
        put(shelf, "one-more", b"")
    put(shelf, "s7", b"anew")
    assert shelf.read("s7") == (b"anew", True)


def test_memory_is_bounded() -> None:
    shelf = MemoryShelf()
    half = bytes(MOST_BYTES_IN_MEMORY // 2)
    put(shelf, "one", half)
    put(shelf, "two", half)
    put(shelf, "two", half)
    with pytest.raises(ShelfFull, match="256 MiB"):
        put(shelf, "three", b"x")


def test_a_folder_that_cannot_be_written_is_no_room(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("in the way")
    with pytest.raises(ShelfFull, match="snapshots"):
        put(FolderShelf(tmp_path / "snapshots"), "a", b"x")


def test_a_file_that_somebody_else_put_there_is_told_apart(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    put(shelf, "a", b"ours")
    (tmp_path / "a.faxfinder").write_bytes(b"theirs, now")
    assert shelf.read("a") == (b"theirs, now", False)
    assert FolderShelf(tmp_path).read("a") == (b"theirs, now", False)
    put(shelf, "a", b"ours again")
    assert shelf.read("a") == (b"ours again", True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.faxfinder"]


def test_others_have_their_turn_while_a_large_one_is_written(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    put(shelf, "a", b"before")

    async def look_meanwhile() -> list[bytes]:
        writing = asyncio.create_task(shelf.put("a", bytes(LARGE), elsewhere))
        seen = []
        while not writing.done():
            seen.append(shelf.read("a")[0])
            await let_others_go_first()
        return seen

    seen = asyncio.run(look_meanwhile())
    assert len(seen) > LARGE // WRITTEN_AT_ONCE
    assert set(seen) == {b"before"}  # it has the name when it is whole
    assert shelf.read("a") == (bytes(LARGE), True)


def test_of_two_that_are_written_at_once_under_one_name_one_is_there_and_whole(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    contents = [letter * LARGE for letter in (b"x", b"y")]

    async def write_both() -> None:
        await asyncio.gather(*(shelf.put("a", content, elsewhere) for content in contents))

    asyncio.run(write_both())
    content, is_ours = shelf.read("a")
    assert content in contents
    assert is_ours
    assert [path.name for path in tmp_path.iterdir()] == ["a.faxfinder"]


def test_without_a_worker_a_large_one_is_there_all_the_same(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    asyncio.run(shelf.put("a", bytes(LARGE), nowhere))
    assert shelf.read("a") == (bytes(LARGE), True)
