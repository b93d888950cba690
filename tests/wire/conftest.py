"""What attacks on a running emulator share: whatever is done to it, nobody else's fax may suffer."""

from collections.abc import Iterator

import pytest

from tests.support.external_server import ExternalServer
from tests.support.servers import EmulatorFromScratch, FfwsClient, RunningEmulator
from tests.support.units import SENT

TODAY = {"mode": "frozen", "now": "2030-01-01T00:00:00Z", "speed": 1}


@pytest.fixture
def victim(emulator: RunningEmulator, admin: FfwsClient) -> Iterator[FfwsClient]:
    """A client for an attack. A fax posted before it and one posted after it are both sent, and the log is clean."""
    emulator.control("PUT", "/clock", TODAY)
    before = admin.send(SENT)
    assert before == "00000001/0000"
    yield admin
    try:
        after = admin.send(SENT)
        emulator.run_until_idle()
        assert [admin.state(before), admin.state(after)] == ["sent", "sent"]
        assert emulator.defects == []
    finally:
        emulator.control("PUT", "/clock", TODAY)


@pytest.fixture(scope="session")
def one_ip_emulator() -> Iterator[RunningEmulator]:
    """One process for all tests that need an FF240-IP in factory state."""
    emulator = EmulatorFromScratch(pace="instant", model="FF240-IP")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def ip_admin(one_ip_emulator: RunningEmulator) -> Iterator[FfwsClient]:
    """The administrator of an FF240-IP in factory state, its clock frozen; a defect in its log fails the test."""
    one_ip_emulator.reset()
    yield one_ip_emulator.client()
    assert one_ip_emulator.defects == []


@pytest.fixture(scope="session")
def afar() -> Iterator[ExternalServer]:
    """A web server with every bad habit."""
    with ExternalServer() as server:
        yield server
