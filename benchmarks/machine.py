"""What the benchmarks run on. Rule: no figure is printed without it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """The parts that figures depend on. `load` is the system's load average over the last minute."""

    cores: int
    processor: str
    system: str
    python: str
    load: float

    def __str__(self) -> str:
        return (
            f"{self.cores} cores ({self.processor}), {self.system}, Python {self.python}, load average {self.load:.1f}"
        )


def this_machine() -> Machine:
    """The machine at this moment."""
    return Machine(
        cores=os.cpu_count() or 1,
        processor=_processor(),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=os.getloadavg()[0],
    )


def pin(pid: int, core: int) -> None:
    """Keep a process, and what it starts from now on, on one core, where the machine allows it and has two."""
    if hasattr(os, "sched_setaffinity") and len(cores := sorted(os.sched_getaffinity(0))) > 1:
        os.sched_setaffinity(pid, {cores[core % len(cores)]})


SERVER_CORE = 0
CLIENT_CORE = 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
