"""The shelf: where snapshots lie, by name, as files in a folder or in memory.

Rule: a file on the shelf may be anybody's by now. What this process did not put there itself in just this form is
examined before it is used.
"""

import os
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Protocol

from emulator.slices import Slices, in_turns
from fax_engine.piece_of_work import WorkerLost

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
SUFFIX = ".faxfinder"
MOST_SNAPSHOTS = 100
MOST_BYTES_IN_MEMORY = 256 << 20

WRITTEN_AT_ONCE = 4 << 20
"""Bytes of a file that are written before others have their turn; the disk takes in no more while all wait."""

Elsewhere = Callable[[Callable[[str], None], str], Awaitable[None]]
"""Has a function of a path done by a worker process."""


class ShelfFull(Exception):
    """There is no room for another; the text says how much there is."""


class Shelf(Protocol):
    """Snapshots by name; a name is a file's name without a path, and good as such."""

    def names(self) -> list[str]:
        """Of all there are, sorted."""

    def size(self, name: str) -> int | None:
        """Bytes of the one of that name; None when there is none."""

    def place(self, name: str) -> bytes | Path:
        """Where the one of that name, which is there, can be looked into."""

    def read(self, name: str) -> tuple[bytes, bool]:
        """The one of that name, which is there, and whether it is as this process put it there."""

    async def put(self, name: str, content: bytes, elsewhere: Elsewhere) -> None:
        """Put a good one there; one of that name is replaced. Raises `ShelfFull`.

        Others are answered meanwhile; waiting for the disk to take a large one in is done `elsewhere`.
        """

    def remove(self, name: str) -> bool:
        """Take one away; false when there is none of that name."""


class MemoryShelf:
    """Snapshots that last as long as the process."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def names(self) -> list[str]:
        """See `Shelf`."""
        return sorted(self._contents)

    def size(self, name: str) -> int | None:
        """See `Shelf`."""
        content = self._contents.get(name)
        return None if content is None else len(content)

    def place(self, name: str) -> bytes:
        """See `Shelf`."""
        return self._contents[name]

    def read(self, name: str) -> tuple[bytes, bool]:
        """See `Shelf`."""
        return self._contents[name], True

    async def put(self, name: str, content: bytes, elsewhere: Elsewhere) -> None:
        """See `Shelf`."""
        others = [other for known, other in self._contents.items() if known != name]
        _check_number(len(others))
        if sum(map(len, others)) + len(content) > MOST_BYTES_IN_MEMORY:
            raise ShelfFull(
                f"snapshots in memory take no more than {MOST_BYTES_IN_MEMORY >> 20} MiB: delete some, or use a data folder"
            )
        self._contents[name] = content

    def remove(self, name: str) -> bool:
        """See `Shelf`."""
        return self._contents.pop(name, None) is not None


class FolderShelf:
    """Snapshots as files of one folder, which is made with the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, int, int]] = {}
        self._unfinished: set[Path] = set()

    def names(self) -> list[str]:
        """See `Shelf`."""
        names = (path.name.removesuffix(SUFFIX) for path in self._files())
        return sorted(name for name in names if re.fullmatch(NAME, name))

    def size(self, name: str) -> int | None:
        """See `Shelf`."""
        path = self.place(name)
        return path.stat().st_size if path.is_file() else None

    def place(self, name: str) -> Path:
        """See `Shelf`."""
        return self._folder / f"{name}{SUFFIX}"

    def read(self, name: str) -> tuple[bytes, bool]:
        """See `Shelf`."""
        path = self.place(name)
        return path.read_bytes(), self._known.get(name) == _identity(path)

    async def put(self, name: str, content: bytes, elsewhere: Elsewhere) -> None:
        """See `Shelf`. It is on the disk, whole, before it has the name."""
        unfinished = self._place_for_unfinished(name)
        self._unfinished.add(unfinished)
        try:
            await self._write(unfinished, self.place(name), content, elsewhere)
        except OSError as error:
            raise ShelfFull(f"cannot write to {self._folder}: {error.strerror or error}") from error
        finally:
            self._unfinished.remove(unfinished)
        self._known[name] = _identity(self.place(name))

    async def _write(self, unfinished: Path, path: Path, content: bytes, elsewhere: Elsewhere) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        _check_number(sum(other != path for other in self._files()))
        await in_turns(_written(unfinished, content))
        await _brought_to_disk(unfinished, len(content), elsewhere)
        os.replace(unfinished, path)

    def _place_for_unfinished(self, name: str) -> Path:
        """One that nobody writes to now; what was left there by a process that was killed is overwritten."""
        places = (self._folder / f"{name}.{number}.unfinished" for number in count())
        return next(place for place in places if place not in self._unfinished)

    def remove(self, name: str) -> bool:
        """See `Shelf`."""
        try:
            self.place(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.glob(f"*{SUFFIX}") if path.is_file())


def bring_to_disk(path: str) -> None:
    """Wait until the disk has all of a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def _brought_to_disk(path: Path, size: int, elsewhere: Elsewhere) -> None:
    if size > WRITTEN_AT_ONCE:
        with suppress(WorkerLost):
            await elsewhere(bring_to_disk, str(path))
            return
    bring_to_disk(str(path))


def _written(path: Path, content: bytes) -> Slices[None]:
    whole = memoryview(content)
    with open(path, "wb") as file:
        for first in range(0, len(whole), WRITTEN_AT_ONCE):
            if first:
                yield
            file.write(whole[first : first + WRITTEN_AT_ONCE])


def _check_number(others: int) -> None:
    if others >= MOST_SNAPSHOTS:
        raise ShelfFull(f"there are {MOST_SNAPSHOTS} snapshots already: delete some")


def _identity(path: Path) -> tuple[int, int, int]:
    """What tells a file from whatever else may take its place."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
