"""Printers and network shares as folders: what is printed or stored there is a file.

Rule: everything goes below one folder, `printers/NAME` and `shares/SERVER/SHARE/...`; a file is there whole or not at
all. Without a folder a fax is kept in the unit alone, and that is a delivery too. A folder may be a link to elsewhere.
"""

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

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


class FolderSink:
    """A `Sink` of folders below `root`. `folders` tells which a value means, `complaint` what is wrong with one."""

    def __init__(
        self, workshop: Workshop, root: Path | None, folders: Callable[[str], Sequence[str] | None], complaint: str
    ) -> None:
        self._workshop = workshop
        self._root = root
        self._folders = folders
        self._complaint = complaint

    def problem(self, value: str) -> str | None:
        """Why nothing can be delivered there; see `Sink`."""
        return self._complaint.format(value=value) if self._folders(value) is None else None

    def put(self, value: str, name: str, content: bytes, done: Done) -> None:
        """Write the file, in a process of its own: a folder may lie on a slow network."""
        folders = self._folders(value)
        assert folders is not None
        if self._root is None:
            done(Delivered(KEPT))
            return
        arguments = str(self._root), [*folders, name], content
        self._workshop.submit(write_file, lambda: arguments, partial(_tell, done, "/".join([*folders, name])))


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
