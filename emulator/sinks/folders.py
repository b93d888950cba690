"""Printers and network shares as folders: what is printed or stored there is a file.

Rule: everything goes below one folder, `printers/NAME` and `shares/SERVER/SHARE/...`, but for what has a folder of its
own; a file is there whole or not at all. Without any folder a fax is kept in the unit alone, and that is a delivery
too.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from emulator.sinks.names import folder_name
from fax_engine.ports import Delivered, DeliveryFailed
from fax_engine.workshop import Workshop

KEPT = "kept in the unit: there is no delivery folder"
NO_PRINTER = "a printer needs a name"
NO_SHARE = "{value} is not of the form //server/share/folder"

Done = Callable[[Delivered | DeliveryFailed], None]


def printer_folders(value: str) -> list[str] | None:
    """The folders that stand for a printer, from the outermost on; None when the value names none."""
    return ["printers", folder_name(value.strip())] if value.strip() else None


def share_folders(value: str) -> list[str] | None:
    """The folders that stand for `//server/share/folder`, with slashes of either kind."""
    value = value.strip()
    if not re.match(r"[/\\]{2}[^/\\]", value):
        return None
    names = [name for name in re.split(r"[/\\]+", value) if name]
    return ["shares", *(folder_name(name) for name in names)] if len(names) > 1 else None


def folders_of(name: str) -> list[str] | None:
    """The folders that stand for a printer or a share; which it is, its name says."""
    return share_folders(name) if name.lstrip()[:1] in ("/", "\\") else printer_folders(name)


@dataclass(frozen=True, slots=True)
class Places:
    """Where folders lie: below `root`, if there is one, unless they or one around them are `apart`."""

    root: Path | None
    apart: Mapping[tuple[str, ...], Path]

    @classmethod
    def of(cls, root: Path | None, by_name: Iterable[tuple[str, Path]]) -> Self:
        """The same, by names of printers and shares."""
        return cls(root, {tuple(folders_of(name) or ()): folder for name, folder in by_name})

    def find(self, folders: Sequence[str]) -> tuple[Path, Sequence[str]] | None:
        """A folder of somebody's, and the way from there on; None where there is none for these."""
        for length in range(len(folders), 0, -1):
            if (apart := self.apart.get(tuple(folders[:length]))) is not None:
                return apart, folders[length:]
        return None if self.root is None else (self.root, folders)


class FolderSink:
    """A `Sink` of folders. `folders` tells which a value means, `complaint` what is wrong with one."""

    def __init__(
        self, workshop: Workshop, places: Places, folders: Callable[[str], Sequence[str] | None], complaint: str
    ) -> None:
        self._workshop = workshop
        self._places = places
        self._folders = folders
        self._complaint = complaint

    def problem(self, value: str) -> str | None:
        """Why nothing can be delivered there; see `Sink`."""
        return self._complaint.format(value=value) if self._folders(value) is None else None

    def put(self, value: str, name: str, content: bytes, done: Done) -> None:
        """Write the file, in a process of its own: a folder may lie on a slow network."""
        folders = self._folders(value)
        assert folders is not None
        place = self._places.find(folders)
        if place is None:
            done(Delivered(KEPT))
            return
        root, way = place
        told = Path(*way, name) if root == self._places.root else Path(root, *way, name)
        arguments = str(root), [*way, name], content
        self._workshop.submit(write_file, lambda: arguments, partial(_tell, done, str(told)))


def write_file(root: str, way: Sequence[str], content: bytes) -> None:
    """Write a file below `root`, blocking, with the folders that lead there. Raises `OSError`."""
    path = Path(root, *way)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")  # a route may name a printer twice
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _tell(done: Done, place: str, result: Exception | None) -> None:
    if result is None:
        done(Delivered(place))
    elif isinstance(result, OSError):
        done(DeliveryFailed(f"{place}: {result.strerror or type(result).__name__}"))
    else:
        done(DeliveryFailed(f"{place}: not written: {result}"))
