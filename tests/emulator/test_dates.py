"""Every answer says when it was given: `/ffws/v1` by the unit's clock, all else by the real one."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from emulator.dates import Dates
from tests.support.servers import FfwsClient, RunningEmulator

LONG_AGO = datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_the_unit_dates_by_its_own_clock(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "1999-12-31T23:59:59.999Z"})
    for path in ("/verify", "/nonsense"):
        assert admin.get(path).response.headers.get_list("date") == ["Fri, 31 Dec 1999 23:59:59 GMT"]
    for path in ("/livez", "/_emulator/clock"):
        (told,) = emulator.http.get(path).headers.get_list("date")
        assert parsedate_to_datetime(told) - LONG_AGO > timedelta(days=9_000)


def test_a_fault_may_say_otherwise(emulator: RunningEmulator, admin: FfwsClient) -> None:
    effect = {"kind": "changed_headers", "set": {"Date": "yesterday"}}
    emulator.control("PUT", "/faults/f", {"effects": [effect]})
    assert admin.get("/verify").response.headers.get_list("date") == ["yesterday"]


async def _sent(dates: Dates, *headers: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    await dates.on(send)({"type": "http.response.start", "status": 200, "headers": list(headers)})
    found: list[tuple[bytes, bytes]] = said[0]["headers"]
    return found


async def _three_answers() -> list[bytes]:
    moments = iter([LONG_AGO, LONG_AGO + timedelta(milliseconds=999), LONG_AGO + timedelta(seconds=1)])
    dates = Dates(lambda: next(moments))
    return [(await _sent(dates))[0][1] for _ in range(3)]


def test_a_second_is_told_until_the_next_begins() -> None:
    assert asyncio.run(_three_answers()) == [
        b"Fri, 31 Dec 1999 23:59:59 GMT",
        b"Fri, 31 Dec 1999 23:59:59 GMT",
        b"Sat, 01 Jan 2000 00:00:00 GMT",
    ]
