"""Query strings of every wrong kind: what means nothing is a 400 that names the parameter."""

import pytest

from tests.support.servers import FfwsClient, RunningEmulator

BAD_QUERIES = {
    "complete_limit": [
        *("-1", "1.5", "ten", "1e3", "0x10", "%20", "1%202", "%2B1", "1" + "0" * 30, "9" * 10_000, "0" * 9_999 + "1"),
        *("0" * 20 + "9" * 30, "%D9%A3", "%C2%B2", "NaN", "Infinity", "%00", "1%00", "2147483649", "%ff", "null"),
    ],
    "all_users": ["yes", "2", "TRUEE", "%00", "%ff", "x" * 10_000, "true,false", "%D7%A9"],
    "include_modem_info": ["yes", "2", "maybe", "true%00", "%F0%9F%93%A0"],
    "class": ["sent", "Pending", "all", "pending,sending", "%00", "x" * 10_000, "pending%0a", "complete;--"],
}


def test_queries_that_mean_nothing(victim: FfwsClient) -> None:
    for name, values in BAD_QUERIES.items():
        for value in values:
            answer = victim.get(f"/ofax?{name}={value}")
            assert (name, value, answer.status) == (name, value, 400)
            assert answer.message.startswith(f"{name}: ")
            assert len(answer.message) < 500


@pytest.mark.parametrize("path", ["/ofax", "/ofax/00000001", "/ofax/00000001/0000"])
@pytest.mark.parametrize("query", ["class=sent", "include_modem_info=perhaps", "complete_limit=abc", "all_users=maybe"])
def test_every_view_refuses_what_means_nothing(victim: FfwsClient, path: str, query: str) -> None:
    answer = victim.get(f"{path}?{query}")
    assert answer.status == 400
    assert answer.message.startswith(f"{query.partition('=')[0]}: ")


@pytest.mark.parametrize(
    "query",
    [
        *(
            "",
            "&",
            "&&&",
            "=",
            "==",
            "?",
            "%",
            "%zz",
            "%u1234",
            "%ff=%fe",
            "a",
            "a=",
            "=a",
            ";",
            "a;b=c",
            "+",
            "#",
            "x" * 50_000,
        ),
        *(
            "complete_limit=",
            "class=",
            "all_users=",
            "complete_limit",
            "class&all_users",
            "unknown=1",
            "CLASS=nonsense",
        ),
        *(
            "%00=1",
            "complete_limit=0",
            "complete_limit=999999999",
            "class%20=sent",
            "%63omplete_limit=5",
            "a=1&" * 5_000,
        ),
        *("all_users=nonsense&all_users=true", "class=nonsense&class=pending", "complete_limit=x&complete_limit=3"),
        *("all_users=%20True%20", "%F0%9F%93%A0=%D7%A9", "class=pending&class=", "[]=1&a[0]=2&a[b]=3"),
    ],
)
def test_queries_that_are_taken_for_what_they_say(victim: FfwsClient, query: str) -> None:
    assert victim.get(f"/ofax?{query}").status == 200


BAD_MOMENTS = [
    *(
        "2030-13-01T00:00:00",
        "2030-02-30T00:00:00",
        "0000-01-01T00:00:00",
        "9999-12-31T23:59:59",
        "99999-01-01T00:00:00",
    ),
    *("2030-01-01T24:00:00", "2030-01-01T00:00:60", "2030-01-01T00:00:61", "2030-01-01", "2030-01-01T00:00", "T", "1"),
    *(
        "2030-01-01T00:00:00%2B01:00",
        "2030-01-01T00:00:00.5",
        "2030-1-1T0:0:0",
        "30-01-01T00:00:00",
        "-1",
        "1893456000",
    ),
    *(
        "tomorrow",
        "Now!",
        "NaN",
        "%00",
        "now%00",
        "%D9%A2%D9%A0%D9%A3%D9%A0-01-01T00:00:00",
        "9" * 10_000,
        "%F0%9F%95%90",
    ),
    *("2030-01-01T00:00:00x", "x2030-01-01T00:00:00", "2030-01-01T00:00:00%0A2030", "2030/01/01T00:00:00", "%ff"),
]


def test_moments_that_are_none(victim: FfwsClient) -> None:
    for moment in BAD_MOMENTS:
        answer = victim.put(f"/ofax/00000001/0000?at={moment}")
        assert (moment, answer.status) == (moment, 400)
        assert answer.message.startswith("at: ")
        assert len(answer.message) < 500
    assert victim.state("00000001/0000") == "preprocessing"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?at=",
        "?at=now",
        "?at=%20now%20",
        "?at=2001-02-03T04:05:06",
        "?at=0001-01-01T00:00:00",
        "?at=x&at=now",
        "?x=y",
    ],
)
def test_moments_that_are_now(emulator: RunningEmulator, victim: FfwsClient, query: str) -> None:
    now = emulator.control("GET", "/clock")["now"][:19]
    keys = victim.send("5005550000", inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    assert victim.put(f"/ofax/{keys}{query}").status == 202
    assert victim.get(f"/ofax/{keys}").first("fax_entry/stime") == now


def test_rescheduled_to_the_end_of_time(emulator: RunningEmulator, victim: FfwsClient) -> None:
    keys = victim.send("5005550000")
    assert victim.put(f"/ofax/{keys}?at=9998-12-31T23:59:59").status == 202
    assert victim.get(f"/ofax/{keys}").first("fax_entry/stime") == "9000-01-01T00:00:00"
    emulator.run_until_idle()
    assert victim.state(keys) == "sent"
