"""The largest intervals, the furthest moments, tries without end: taken, and time goes on for everybody else."""

import pytest

from tests.support.patience import until
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax


def test_the_largest_settings_are_taken_and_time_does_not_run_out(
    emulator: RunningEmulator, victim: FfwsClient
) -> None:
    largest = "2147483647"
    keys = victim.send("5005550201", inside=f"<max_tries>{largest}</max_tries><try_interval>{largest}</try_interval>")
    seen = victim.get(f"/ofax/{keys}")
    assert seen.first("fax_entry/max_tries") == seen.first("fax_entry/try_interval") == largest
    emulator.control("POST", "/clock/advance", {"seconds": 3600})
    assert victim.state(keys) == "pending"
    assert victim.delete(f"/ofax/{keys}").status == 202


def test_a_fax_that_is_tried_without_end_and_without_pause(emulator: RunningEmulator, victim: FfwsClient) -> None:
    restless = "<max_tries>2147483647</max_tries><try_interval>0</try_interval><priority>5</priority>"
    keys = [victim.send("5005550201", inside=restless) for _ in range(3)]
    emulator.control("PUT", "/clock", {"mode": "real"})
    until(lambda: int(victim.get(f"/ofax/{keys[0]}").first("fax_entry/try_number")) >= 50, "it is tried and tried")
    good = victim.send("5005550000")
    until(lambda: victim.state(good) == "sent", "a good fax is sent between the tries")
    for restless_keys in keys:
        assert victim.delete(f"/ofax/{restless_keys}").status == 202
        assert victim.state(restless_keys) == "aborted"
    emulator.freeze()


@pytest.mark.parametrize(
    "moment", ["2001-02-03T04:05:06", "1970-01-01T00:00:00", "1066-10-14T09:00:00", "0001-01-01T00:00:00"]
)
def test_a_moment_long_past_is_now(emulator: RunningEmulator, victim: FfwsClient, moment: str) -> None:
    now = emulator.control("GET", "/clock")["now"][:19]
    answer = victim.post("/ofax", schedule_fax(inside=f"<schedule_all_at>{moment}</schedule_all_at>"))
    assert (answer.status, answer.first("fax_entry/stime")) == (201, now)


def test_a_fax_for_the_end_of_time_waits_until_then(emulator: RunningEmulator, victim: FfwsClient) -> None:
    far = "<schedule_all_at>9998-12-31T23:59:59</schedule_all_at>"
    keys = victim.send("5005550000", inside=far)
    assert victim.get(f"/ofax/{keys}").first("fax_entry/stime") == "9000-01-01T00:00:00"
    emulator.control("POST", "/clock/advance", {"seconds": 3600})
    assert victim.state(keys) == "pending"
    assert victim.put(f"/ofax/{keys}?at=now").status == 202


def test_the_end_of_time_harms_nobody(emulator: RunningEmulator, victim: FfwsClient) -> None:
    far = "<schedule_all_at>9998-12-31T23:59:59</schedule_all_at>"
    good = victim.send("5005550000", inside=far)
    busy = victim.send("5005550201", inside=far + "<max_tries>3</max_tries><try_interval>2147483647</try_interval>")
    emulator.run_until_idle()
    assert [victim.state(good), victim.state(busy)] == ["sent", "failed"]
