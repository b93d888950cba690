"""What every test may ask for."""

import gc
import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from emulator.fetching import FETCH_LIMITS
from fax_engine.workshop import Workshop
from tests.support.prepared import close_prepared
from tests.support.servers import EmulatorFromScratch, FfwsClient, RunningEmulator
from tests.support.units import CLOSINGS, BenchUnit

# Whoever runs the tests may not want Python to keep what it compiles; hundreds of servers would compile it each anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes says something of the machine and of what else it does, and nothing of the product.
settings.register_profile("without timings", deadline=None)
settings.load_profile("without timings")

GARBAGE_AFTER = 20_000
"""New objects until Python looks for garbage; its own 700 are few for whom thousands of tests belong to."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there once the tests are known stays to the end: it is never looked through for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER)
        gc.enable()


@pytest.fixture(scope="session")
def converters() -> Iterator[Workshop]:
    """Worker processes for documents, shared by all tests: they keep nothing of a unit."""
    workshop = Workshop(2)
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def fetchers() -> Iterator[Workshop]:
    """A worker process that fetches."""
    workshop = Workshop(1, FETCH_LIMITS)
    yield workshop
    workshop.close()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_prepared() -> Iterator[None]:
    """The process that emulators of single tests are copies of ends with the tests."""
    yield
    close_prepared()


@pytest.fixture(autouse=True)
def stores_are_closed() -> Iterator[None]:
    """Whatever store a unit of the test stood on is let go of."""
    yield
    while CLOSINGS:
        CLOSINGS.pop()()


@pytest.fixture
def unit(converters: Workshop, fetchers: Workshop) -> BenchUnit:
    """A fresh FF240 whose time stands still."""
    return BenchUnit(converters, fetchers)


@pytest.fixture(scope="session")
def one_emulator() -> Iterator[RunningEmulator]:
    """One process for all tests that only need an FF240 in factory state."""
    emulator = EmulatorFromScratch(pace="instant")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def emulator(one_emulator: RunningEmulator) -> Iterator[RunningEmulator]:
    """A running FF240 in factory state, its clock frozen; a defect in its log fails the test."""
    one_emulator.reset()
    yield one_emulator
    assert one_emulator.defects == []


@pytest.fixture
def admin(emulator: RunningEmulator) -> FfwsClient:
    """The administrator's client."""
    return emulator.client()
