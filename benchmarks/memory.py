"""Memory of processes, read from `/proc`.

Rule: what several processes of a tree share is counted once, and counted in full: what strangers happen to share with
them changes no figure. (The proportional set size, PSS, of one and the same unit was anything from 50 to 59 MiB where
65 are counted, as more or fewer programs in Python ran beside it.)
"""

from collections.abc import Iterator
from pathlib import Path

MIB = 1 << 20


class NoMemoryFigures(Exception):
    """This system has no `/proc` that tells what processes use."""


def process_tree(pid: int) -> list[int]:
    """The process and everything that it started, directly or not, as far as it still runs."""
    found = [pid]
    for parent in found:
        for listed in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in listed.read_text().split()]
    return found


def held_by_tree(pid: int) -> int:
    """Bytes that the process tree holds: what is each one's own, and the pages of files. Raises `NoMemoryFigures`."""
    own, files = 0, dict[str, int]()
    for member in process_tree(pid):
        # In proportion among themselves: what a process that was forked has in common with its parent.
        own += _kilobytes(f"/proc/{member}/smaps_rollup", "Pss_Anon")
        for mapped, kilobytes in _mapped_files(member):
            files[mapped] = max(files.get(mapped, 0), kilobytes)
    return (own + sum(files.values())) * 1024


def held(pid: int) -> int:
    """Bytes of physical memory that one process holds. Raises `NoMemoryFigures`."""
    return _kilobytes(f"/proc/{pid}/status", "VmRSS") * 1024


def forget_peak(pid: int) -> None:
    """Have `peak` count from now on. Raises `NoMemoryFigures`."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    except OSError as error:
        raise NoMemoryFigures(str(error)) from error


def peak(pid: int) -> int:
    """The most that one process held since `forget_peak`, in bytes. Raises `NoMemoryFigures`."""
    return _kilobytes(f"/proc/{pid}/status", "VmHWM") * 1024


def _mapped_files(pid: int) -> Iterator[tuple[str, int]]:
    """Each stretch of a file that the process has mapped: which it is, and the kilobytes in memory that are still the
    file's."""
    stretch, resident = "", 0
    for line in _lines(f"/proc/{pid}/smaps"):
        name, value = line.split(maxsplit=1)
        if not name.endswith(":"):  # `55d0-55d4 r-xp 0002f000 08:01 1310 /usr/lib/libc.so.6`; 0 is no file
            _, offset, volume, inode = value.split()[:4]
            stretch = f"{volume} {inode} {offset}" if inode != "0" else ""
        elif name == "Rss:":
            resident = int(value.split()[0])
        elif name == "Anonymous:" and stretch:
            yield stretch, resident - int(value.split()[0])


def _kilobytes(path: str, name: str) -> int:
    try:
        return next(int(line.split()[1]) for line in _lines(path) if line.startswith(f"{name}:"))
    except StopIteration:
        raise NoMemoryFigures(f"{path} has no {name}") from None


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError as error:
        raise NoMemoryFigures(str(error)) from error
