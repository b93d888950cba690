"""How much is fuzzed and from which seed: a little and always the same in a whole test run, `make fuzz` asks for more.

    make fuzz                     20,000 requests from a new seed
    make fuzz SEED=7              the same requests as another run that printed this seed
    make fuzz REQUESTS=200000     more of them

What is asked of both planes is made by hypothesis. Requests depend on the seed, on the operations that there are, and
on the answers before them; the unit's clock is frozen and every session starts from factory state, so that the same
seed asks the same again. A failure is shown as the shortest session that has it, request by request.
"""

from collections.abc import Callable, Iterator
from math import ceil
from zlib import crc32

import pytest

from tests.fuzz.budget import Budget
from tests.fuzz.tally import Tally, lines_of

REQUESTS = 1_000
"""In a whole test run, all planes and models together."""

SEED = 1
"""Of a whole test run."""

FARTHEST = 1 << 32
"""Seeds of different runs are so far apart."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz", "fuzzing the emulator")
    group.addoption("--fuzz-requests", type=int, help="how many requests in all (1000)")
    group.addoption("--fuzz-seed", type=int, help="where the requests come from (1)")


def pytest_report_header(config: pytest.Config) -> str:
    return f"fuzz: make fuzz SEED={seed_of(config)} REQUESTS={requests_of(config)} asks the same again"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was asked and answered, by operation and status."""
    if config.getoption("fuzz_seed", None) is None:
        return
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if getattr(report, "when", "") != "teardown":
            continue
        for name, rows in report.user_properties:
            if name == "fuzzed":
                terminalreporter.section(report.nodeid.rpartition("::")[2])
                terminalreporter.write_line("\n".join(lines_of(rows)))
    terminalreporter.write_line(f"To repeat it: make fuzz SEED={seed_of(config)} REQUESTS={requests_of(config)}")


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """Counts what the test asks; the summary shows it."""
    counts = Tally()
    yield counts
    record_property("fuzzed", counts.rows())


@pytest.fixture
def budget(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Callable[[float], Budget]:
    """A share of the requests, from 0 to 1; each test has seeds of its own."""
    first_seed = seed_of(pytestconfig) * FARTHEST + crc32(request.node.name.encode()) % FARTHEST

    def share(part: float) -> Budget:
        return Budget(first_seed, ceil(requests_of(pytestconfig) * part))

    return share


def seed_of(config: pytest.Config) -> int:
    return _option(config, "fuzz_seed", SEED)


def requests_of(config: pytest.Config) -> int:
    return _option(config, "fuzz_requests", REQUESTS)


def _option(config: pytest.Config, name: str, default: int) -> int:
    """Options are only known where this folder was named on the command line."""
    value = config.getoption(name, None)
    return default if value is None else int(value)
