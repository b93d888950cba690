"""What firmware 3.5.2 writes, switch by switch."""

from collections.abc import Iterator

import pytest

from tests.support.servers import RunningEmulator, schedule_fax


@pytest.fixture(scope="module")
def observed() -> Iterator[RunningEmulator]:
    """A unit that writes as firmware 3.5.2 does."""
    emulator = RunningEmulator(pace="instant", dialect="3.5.2,timestamp_separator=blank")
    yield emulator
    emulator.stop()


def test_the_other_dialect(observed: RunningEmulator) -> None:
    client = observed.client()
    answer = client.post("/ofax", schedule_fax())
    host = observed.url.removeprefix("http://")
    assert answer.first("fax_entry/fax_entry_url") == f"https://{host}/ffws/v1/ofax/00000001%2F0000"
    assert [child.tag for child in answer.root.iterfind("fax_entry/cover_page/*")] == [
        "enabled",
        "url",
        "subject",
        "comments",
    ]
    assert answer.first("fax_entry/created")[10] == " "
    assert client.get("/ofax/00000001%2F0000").status == 200


def test_a_fixed_base(one_emulator: RunningEmulator) -> None:
    emulator = RunningEmulator(pace="instant", advertise="https://fax.example:8443")
    answer = emulator.client().post("/ofax", schedule_fax())
    assert answer.first("fax_entry/fax_url") == "https://fax.example:8443/ffws/v1/ofax/00000001"
    assert emulator.stop() == 0


def test_the_units_time_zone() -> None:
    emulator = RunningEmulator(pace="instant", time_zone="America/Chicago")
    emulator.freeze()
    emulator.control("PUT", "/clock", {"now": "2028-08-01T12:00:00Z"})
    answer = emulator.client().post(
        "/ofax", schedule_fax(inside="<schedule_all_at>2028-08-02T12:00:00</schedule_all_at>")
    )
    assert answer.first("fax_entry/created") == "2028-08-01T07:00:00"
    assert answer.first("fax_entry/stime") == "2028-08-02T07:00:00"
    emulator.stop()
