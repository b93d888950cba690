"""`/about` over HTTP."""

import pytest

from emulator.ffws.about import mac_address, serial_number
from tests.support.servers import FfwsClient, RunningEmulator

ORDER = [
    *("model", "firmware_version", "serial_number", "mac_address", "hostname", "ip_address"),
    *("channels", "current_time", "time_zone"),
]


def test_what_the_unit_is(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T12:00:00Z"})
    answer = admin.get("/about")
    values = {child.tag: child.text or "" for child in answer.root[1]}
    assert (answer.status, answer.message, list(values)) == (200, "Success", ORDER)
    assert values == {
        "model": "FF240",
        "firmware_version": "3.5.2",
        "serial_number": serial_number("default"),
        "mac_address": mac_address("default"),
        "hostname": "127.0.0.1",
        "ip_address": "127.0.0.1",
        "channels": "2",
        "current_time": "2030-01-01T12:00:00",
        "time_zone": "UTC",
    }


def test_every_user_may_ask(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
    assert emulator.client("ann", "ann").get("/about").status == 200
    assert emulator.client("ann", "wrong").get("/about").status == 401
    assert admin.put("/about", "<about/>").status == 405


@pytest.mark.parametrize(
    ("host", "hostname", "address"),
    [
        ("fax.example.com:8443", "fax.example.com", "127.0.0.1"),
        ("192.168.2.1", "192.168.2.1", "192.168.2.1"),
        ("[2001:db8::1]:80", "2001:db8::1", "2001:db8::1"),
        ("[::1", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_it_has_the_name_that_the_caller_used(admin: FfwsClient, host: str, hostname: str, address: str) -> None:
    answer = admin.request("GET", "/about", headers={"Host": host})
    assert (answer.first("about/hostname"), answer.first("about/ip_address")) == (hostname, address)


def test_another_model_in_another_place_says_so() -> None:
    emulator = RunningEmulator(pace="instant", model="FF840", firmware="3.0.4", time_zone="Europe/Berlin")
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2030-07-01T12:00:00Z"})
    answer = emulator.client().get("/about")
    told = [answer.first(f"about/{name}") for name in ("model", "firmware_version", "channels", "time_zone")]
    assert told == ["FF840", "3.0.4", "8", "Europe/Berlin"]
    assert answer.first("about/current_time") == "2030-07-01T14:00:00"
    assert emulator.stop() == 0


def test_made_up_numbers_follow_from_the_units_name() -> None:
    assert serial_number("one") == serial_number("one") != serial_number("two")
    assert mac_address("one") == mac_address("one") != mac_address("two")
    assert mac_address("one").startswith("02:")
    assert len(serial_number("one")) == 8
