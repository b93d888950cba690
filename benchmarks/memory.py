"""Memory of processes, read from `/proc`. Rule: shared pages are counted once (PSS), where the kernel tells."""

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
    """Bytes that the process tree holds: proportional set sizes, summed. Raises `NoMemoryFigures`."""
    return sum(_kilobytes(f"/proc/{member}/smaps_rollup", "Pss") for member in process_tree(pid)) * 1024


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


def _kilobytes(path: str, name: str) -> int:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError as error:
        raise NoMemoryFigures(str(error)) from error
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
