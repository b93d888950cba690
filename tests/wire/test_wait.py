"""`/_emulator/wait`: answered when it holds, without polling and without holding up anybody."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from models.vocabulary import FaxState, InboundState
from tests.support.inbound import call_in
from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT

NOON = "2030-01-01T12:00:00Z"
RETRIES = "<max_tries>3</max_tries><try_interval>300</try_interval>"
MOST_POLLS = 2000


def ask(emulator: RunningEmulator, **order: Any) -> httpx.Response:
    """Wait, and answer whatever came."""
    return emulator.http.post("/_emulator/wait", json={"timeout": PATIENT} | order)


def wait(emulator: RunningEmulator, **order: Any) -> Any:
    """Wait for what will hold."""
    answer = ask(emulator, **order)
    assert answer.status_code == 200, answer.text
    return answer.json()


def missed(emulator: RunningEmulator, **order: Any) -> Any:
    """Wait for what will not."""
    answer = ask(emulator, **{"timeout": 0.05} | order)
    assert answer.status_code == 408, answer.text
    assert answer.json()["error"] == "timeout"
    return answer.json()


def calling_from(number: str) -> dict[str, Any]:
    """The field of a call that is a word of Python's own."""
    return {"from": number}


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Clients that wait while the test goes on."""
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_what_holds_already_is_answered_at_once(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert wait(emulator, idle=True, timeout=0)["idle"] is True
    keys = admin.send(SENT)
    emulator.run_until_idle()
    answer = wait(emulator, match={"fax": keys}, state="sent", timeout=0)
    assert answer["count"] == 1
    (fax,) = answer["faxes"]
    assert (fax["fax"], fax["number"], fax["user"], fax["state"], fax["pages"]) == (keys, SENT, "admin", "sent", 1)
    assert (fax["schedule_message"], fax["try_number"]) == ("Successfully sent fax", 1)


def test_a_fax_due_tomorrow_is_over_at_once(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": NOON})
    tomorrow = "<schedule_all_at>2030-01-02T12:00:00</schedule_all_at>"
    sent, failed = admin.send(SENT, inside=RETRIES + tomorrow), admin.send(BUSY, inside=RETRIES + tomorrow)

    answer = wait(emulator, match={"fax": failed}, state=["sent", "failed"], skip=True)

    assert (answer["faxes"][0]["state"], answer["faxes"][0]["try_number"]) == ("failed", 3)
    assert admin.state(sent) == "sent"
    assert emulator.control("GET", "/clock")["now"] == answer["now"]
    took = datetime.fromisoformat(answer["now"]) - datetime.fromisoformat(NOON)
    assert timedelta(days=1, seconds=600) < took < timedelta(days=1, seconds=700)


def test_time_stops_at_the_very_event(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    for state in ("pending", "sending"):
        wait(emulator, match={"fax": keys}, state=state, skip=True)
        assert admin.state(keys) == state


def test_without_skip_somebody_else_moves_time(
    emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor
) -> None:
    keys = admin.send(SENT, SENT)
    waiting = [pool.submit(wait, emulator, match={"fax": keys[:8]}, state="sent") for _ in range(6)]
    emulator.run_until_idle()
    assert [each.result()["count"] for each in waiting] == [2] * 6


def test_a_whole_fax_is_all_its_entries(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT, BUSY, SENT)[:8]
    answer = missed(emulator, match={"fax": keys}, state="sent", skip=True, timeout=2)
    assert answer["detail"].startswith("after 2 s 2 of 3 faxes matched; ")
    assert answer["nearest"]["fax"]["fax"] == f"{keys}/0001"
    assert wait(emulator, match={"fax": keys}, state="sent", count=2)["count"] == 2
    assert wait(emulator, match={"fax": keys}, state=["sent", "failed"])["count"] == 3


def test_by_number_user_and_count(emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor) -> None:
    admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
    order = {"match": {"number": "(218) 555*", "user": "ann"}, "state": "sent", "count": 3, "skip": True}
    waiting = pool.submit(wait, emulator, **order)
    ann = emulator.client("ann", "ann")
    admin.send("218-555-0001")
    for number in ("218-555-0002", "2185550003", "218.555.0004"):
        ann.send(number)
    faxes = waiting.result()["faxes"]
    assert sorted(fax["number"] for fax in faxes) == ["218-555-0002", "218.555.0004", "2185550003"]
    assert {fax["user"] for fax in faxes} == {"ann"}


def test_a_fax_that_is_still_to_come(emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor) -> None:
    waiting = pool.submit(wait, emulator, match={"fax": "00000001"}, state="preprocessing")
    admin.send(SENT, SENT, SENT)
    assert waiting.result()["count"] == 3


def test_until_nothing_is_due(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(BUSY, inside=RETRIES)
    answer = missed(emulator, idle=True)
    due, clock = answer["nearest"], emulator.control("GET", "/clock")
    assert due.pop("differs") == []
    assert due == {name: value for name, value in clock.items() if name.startswith("next_event")}
    assert answer["detail"].startswith(f"after 0.05 s something is still due: next pages of fax {keys} at ")
    assert f" at {due['next_event']} by the unit's clock" in answer["detail"]
    wait(emulator, idle=True, skip=True)
    assert admin.state(keys) == "failed"


def test_the_clock_is_named_where_it_is_why(emulator: RunningEmulator, admin: FfwsClient) -> None:
    still = "; the clock stands still: with skip, time jumps from event to event"
    runs = "; the clock runs, and skip is for one that stands still"
    keys = admin.send(BUSY, inside=RETRIES)
    for order in ({"match": {"fax": keys}, "state": "sent"}, {"idle": True}):
        assert missed(emulator, **order)["detail"].endswith(still)
    emulator.control("PUT", "/clock", {"mode": "real", "speed": 0.001})
    assert "the clock" not in missed(emulator, match={"fax": keys}, state="sent")["detail"]
    assert missed(emulator, match={"fax": keys}, state="sent", skip=True)["detail"].endswith(runs)
    emulator.freeze()
    emulator.run_until_idle()
    assert missed(emulator, match={"fax": keys}, state="sent")["detail"].endswith("state is failed (expected sent)")
    assert "the clock" not in missed(emulator, match={"fax": keys}, state="sent", skip=True)["detail"]


def test_an_abort_may_leave_nothing_due(emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor) -> None:
    keys = admin.send(SENT, inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    wait(emulator, match={"fax": keys}, state="pending", skip=True)
    waiting = pool.submit(wait, emulator, idle=True)
    admin.delete(f"/ofax/{keys}")
    assert waiting.result()["idle"] is True


def test_received_faxes(emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor) -> None:
    any_two = pool.submit(wait, emulator, inbound=2)
    from_ann = pool.submit(wait, emulator, inbound=1, match={"from": "218-555-0*"})
    call_in(emulator, **calling_from("2185559999"))
    call_in(emulator, **calling_from("2185550001"))
    emulator.run_until_idle()
    assert [fax["call"] for fax in any_two.result()["inbound"]] == [1, 2]
    (fax,) = from_ann.result()["inbound"]
    assert (fax["from"], fax["state"], fax["pages"], fax["call"]) == ("2185550001", "received", 1, 2)

    call_in(emulator, good_pages=0, **calling_from("2185550007"))
    assert wait(emulator, inbound=1, state="failed", skip=True)["inbound"][0]["from"] == "2185550007"
    nearest = missed(emulator, inbound=1, match={"from": "2185550007"})["nearest"]
    assert nearest["inbound"]["call"] == 3
    assert nearest["differs"] == [{"field": "state", "expected": "received", "actual": "failed"}]


def test_mails(emulator: RunningEmulator, admin: FfwsClient) -> None:
    address = "<sender><email_address>ann@example.com</email_address></sender>"
    admin.send(BUSY, inside=address + "<max_tries>1</max_tries>")
    answer = wait(emulator, mail=1, match={"to": "ann@*", "subject": "* failed"}, skip=True)
    assert answer["mail"] == [
        {"id": 1, "to": "ann@example.com", "subject": f"Fax to {BUSY} failed", "at": answer["mail"][0]["at"]}
    ]
    nearest = missed(emulator, mail=1, match={"to": "bob@example.com"})["nearest"]
    assert nearest["differs"] == [{"field": "to", "expected": "bob@example.com", "actual": "ann@example.com"}]


def test_the_nearest_miss_says_what_differs(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    keys = admin.send(BUSY)
    emulator.run_until_idle()
    answer = missed(emulator, match={"number": BUSY}, state="sent")
    assert answer["nearest"]["fax"]["fax"] == keys
    assert answer["nearest"]["differs"] == [{"field": "state", "expected": "sent", "actual": "failed"}]
    assert (
        answer["detail"]
        == f"after 0.05 s 0 of 1 faxes matched; of the nearest, {keys}, state is failed (expected sent)"
    )
    emulator.reset()
    assert missed(emulator, state="sent")["nearest"] is None


def test_a_reset_ends_every_wait(emulator: RunningEmulator, pool: ThreadPoolExecutor) -> None:
    waiting = [pool.submit(ask, emulator, count=1, skip=skip) for skip in (True, False)]
    polls = 0
    while not all(each.done() for each in waiting):
        emulator.reset()
        polls += 1
        assert polls < MOST_POLLS
    for each in waiting:
        answer = each.result()
        assert (answer.status_code, answer.json()["error"]) == (410, "reset")


def hang_up_while_waiting(emulator: RunningEmulator, began: "Future[Any]") -> None:
    """A client that asks for time to be skipped, and leaves once it was."""
    body = json.dumps({"count": 99, "skip": True, "timeout": 60}).encode()
    host = httpx.URL(emulator.url)
    with socket.create_connection((host.host, host.port or 80)) as connection:
        head = (
            f"POST /_emulator/wait HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        )
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        began.result()


def test_whoever_hangs_up_skips_no_further(
    emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor
) -> None:
    keys = admin.send(SENT)
    seen = pool.submit(wait, emulator, match={"fax": keys}, state="sent")  # itself, it only watches
    hang_up_while_waiting(emulator, seen)
    polls = 0
    while not any("/_emulator/wait" in line and "499" in line for line in emulator.log):
        emulator.control("GET", "/clock")
        polls += 1
        assert polls < MOST_POLLS
    later = admin.send(SENT, text="Not skipped.")
    stands = emulator.control("GET", "/clock")["now"]
    assert missed(emulator, match={"fax": later}, state="sent")
    assert emulator.control("GET", "/clock")["now"] == stands


def test_the_end_of_the_server_ends_every_wait(pool: ThreadPoolExecutor) -> None:
    emulator = RunningEmulator(pace="instant")
    waiting = pool.submit(ask, emulator, count=99, skip=True)
    seen = pool.submit(wait, emulator, count=1)
    emulator.client().send(SENT)
    seen.result()
    emulator.process.terminate()
    answer = waiting.result()
    assert (answer.status_code, answer.json()["error"]) == (503, "stopping")
    assert emulator.process.wait(30) == 0
    assert emulator.stop() == 0


def test_waiting_holds_nobody_up(emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor) -> None:
    admin.send(BUSY, inside=RETRIES)
    waiting = [pool.submit(ask, emulator, count=9, skip=True, timeout=1) for _ in range(3)]
    for _ in range(20):
        emulator.control("POST", "/clock/advance", {"seconds": 3600})
    assert admin.get("/verify").status == 200
    emulator.run_until_idle()
    assert {each.result().status_code for each in waiting} == {408}


def test_skipping_begins_when_the_clock_is_frozen(
    emulator: RunningEmulator, admin: FfwsClient, pool: ThreadPoolExecutor
) -> None:
    emulator.control("PUT", "/clock", {"mode": "real"})
    keys = admin.send(SENT, inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    waiting = pool.submit(wait, emulator, match={"fax": keys}, state="sent", skip=True)
    wait(emulator, match={"fax": keys}, state="pending")
    emulator.freeze()
    assert waiting.result()["now"] >= "2099"
    emulator.control("PUT", "/clock", {"now": NOON})


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"nonsense": 1},
        {"match": {"nonsense": "1"}},
        {"state": "lost"},
        {"state": []},
        {"state": "received"},
        {"inbound": 1, "state": "sent"},
        {"mail": 1, "state": "failed"},
        {"idle": False},
        {"idle": True, "match": {"number": "1"}},
        {"mail": 1, "match": {"number": "1"}},
        {"inbound": 1, "mail": 1},
        {"count": 0},
        {"count": "1"},
        {"count": 1, "timeout": -1},
        {"count": 1, "timeout": 1e9},
        {"match": {"fax": "1"}},
    ],
    ids=str,
)
def test_what_cannot_be_waited_for(emulator: RunningEmulator, order: Any) -> None:
    answer = emulator.http.post("/_emulator/wait", json=order)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "detail"}


@pytest.mark.parametrize(
    ("path", "words"),
    [("wait", ", ".join((*FaxState, InboundState.RECEIVED))), ("verify", f"{', '.join(FaxState)}, or any")],
)
@pytest.mark.parametrize("state", ["lost", [], ["sent", "lost"], 7])
def test_a_state_that_there_is_not_is_told_in_one_sentence(
    emulator: RunningEmulator, path: str, words: str, state: Any
) -> None:
    answer = emulator.http.post(f"/_emulator/{path}", json={"state": state})
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"body.state: give one or a list of {words}"


def test_it_is_described_with_all_its_answers(emulator: RunningEmulator) -> None:
    described = emulator.http.get("/_emulator/openapi.json").json()["paths"]["/_emulator/wait"]["post"]
    assert {"200", "408", "410", "503", "4XX"} <= set(described["responses"])
