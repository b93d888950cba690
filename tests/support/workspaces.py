"""A workspace of a running emulator as its clients reach it, by path or by host. Connections end with the test."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.patience import PATIENT
from tests.support.servers import Reachable, RunningEmulator
from tests.support.units import CLOSINGS


class WorkspaceByPath(Reachable):
    """Everything below `/w/NAME`."""

    def __init__(self, emulator: RunningEmulator, name: str) -> None:
        self.name = name
        self.http = httpx.Client(base_url=f"{emulator.url}/w/{name}", timeout=2 * PATIENT, trust_env=False)
        CLOSINGS.append(self.http.close)


class WorkspaceByHost(Reachable):
    """Everything at `HOST`, which need not be known to the machine's resolver."""

    def __init__(self, emulator: RunningEmulator, host: str) -> None:
        self.http = httpx.Client(base_url=emulator.url, headers={"Host": host}, timeout=2 * PATIENT, trust_env=False)
        CLOSINGS.append(self.http.close)


@contextmanager
def workspace(emulator: RunningEmulator, name: str) -> Iterator[WorkspaceByPath]:
    """One that is used by this test, and deleted in the end if it is still there."""
    found = WorkspaceByPath(emulator, name)
    try:
        yield found
    finally:
        emulator.http.delete(f"/_emulator/workspaces/{name}")
