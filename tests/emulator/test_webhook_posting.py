"""One event on its way to a webhook: what a try that fails says, how long it may take, and whom it holds up."""

import asyncio
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import pytest

from emulator.webhooks.post_room import LOST, MOST_AT_ONCE, PostRoom
from emulator.webhooks.posting import Posted, Posting, headers_for
from emulator.webhooks.postman import post
from tests.support.webhook_receiver import WebhookReceiver


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


PATIENT = 600
"""Seconds that no try here takes, however busy the machine."""


def to(url: str, seconds: float = PATIENT, body: bytes = b"{}") -> Posting:
    return Posting(url, body, {"webhook-id": "1"}, insecure=False, seconds=seconds)


def test_a_try_takes_ten_seconds_at_most(receiver: WebhookReceiver) -> None:
    assert Posting(receiver.url, b"{}", {}, insecure=False).seconds == 10
    receiver.answers.append(None)
    assert asyncio.run(post(to(receiver.url, 0.2))) == Posted(None, "no answer within 0.2 seconds")


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (200, ""),
        (299, ""),
        (301, "the server answered 301, and redirects are not followed"),
        (404, "the server answered 404"),
        (503, "the server answered 503"),
    ],
)
def test_only_a_success_is_one(receiver: WebhookReceiver, status: int, problem: str) -> None:
    receiver.answers.append(status)
    assert asyncio.run(post(to(receiver.url))) == Posted(status, problem)
    assert len(receiver.told) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://name.invalid/", "[Errno -"),
        ("http://127.0.0.1:1/", "[Errno 111] Connection refused"),
        ("http://localhost:1/", "[Errno 111] Connection refused"),
        ("http://a..b/", ""),
        ("http://\x7f/", ""),
    ],
)
def test_who_cannot_be_reached_is_told_with_a_reason(url: str, reason: str) -> None:
    posted = asyncio.run(post(to(url)))
    assert posted.status is None
    assert posted.problem.startswith(f"cannot be reached: {reason}")
    assert len(posted.problem) > len("cannot be reached: ")


class Watched:
    """A post room, and how everything went that it was handed, in the order in which that was told."""

    def __init__(self) -> None:
        self.room = PostRoom()
        self.open: list[int] = []
        self.told: list[tuple[str, Posted]] = []
        self.room.watch(self.open.append, self.open.remove)

    def close(self) -> None:
        self.room.close()

    def post(self, url: str, name: str = "") -> None:
        self.room.submit(to(url), partial(self.tell, name))

    def tell(self, name: str, posted: Posted) -> None:
        self.told.append((name, posted))

    def collect_until(self, is_enough: Callable[[], bool]) -> None:
        while not is_enough():
            select.select(self.open, [], [], 0.05)
            self.room.collect()


@pytest.fixture
def watched() -> Iterator[Watched]:
    with closing(Watched()) as found:
        yield found


def test_receivers_that_never_answer_hold_up_nobody(watched: Watched, receiver: WebhookReceiver) -> None:
    with WebhookReceiver() as silent:
        silent.answers.extend([None] * 40)
        for _ in range(40):
            watched.post(silent.url, "silent")
        watched.post(receiver.url, "healthy")
        watched.collect_until(lambda: bool(watched.told))
        assert watched.told == [("healthy", Posted(204, ""))]
        watched.collect_until(lambda: len(silent.told) == 40)


def test_more_than_fit_at_once_go_out_as_they_came(watched: Watched, receiver: WebhookReceiver) -> None:
    count = MOST_AT_ONCE + 50
    for number in range(count):
        watched.post(receiver.url, str(number))
    watched.collect_until(lambda: len(watched.told) == count)
    assert {posted for _, posted in watched.told} == {Posted(204, "")}
    assert {name for name, _ in watched.told} == {str(number) for number in range(count)}


def test_much_that_fails_with_long_reasons_while_more_is_handed_out_stops_nobody(watched: Watched) -> None:
    """Neither side's pipe holds all of it: the one writes on while the other does."""
    nowhere = to(f"http://[{'z' * 200}]/", body=bytes(5_000))
    for number in range(MOST_AT_ONCE):
        watched.room.submit(nowhere, partial(watched.tell, str(number)))
    watched.collect_until(lambda: len(watched.told) == MOST_AT_ONCE)
    (posted,) = {posted for _, posted in watched.told}
    assert len(posted.problem) > 200


def test_when_the_process_dies_its_work_has_failed_and_another_takes_the_next(
    watched: Watched, receiver: WebhookReceiver
) -> None:
    with WebhookReceiver() as silent:
        silent.answers.append(None)
        watched.post(silent.url)
        watched.collect_until(lambda: bool(silent.told))
        process = watched.room._process
        assert process is not None
        process.kill()
        watched.collect_until(lambda: bool(watched.told))
    watched.post(receiver.url)
    watched.collect_until(lambda: len(watched.told) == 2)
    assert watched.told == [("", LOST), ("", Posted(204, ""))]
    assert not os.path.exists(f"/proc/{process.pid}")


def test_without_a_process_to_be_had_it_has_failed_and_the_next_is_tried_anew(
    watched: Watched, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_python:
        without_python.setattr(sys, "executable", "/not/there")
        watched.post(receiver.url)
    watched.post(receiver.url)
    watched.collect_until(lambda: len(watched.told) == 2)
    assert watched.told == [("", LOST), ("", Posted(204, ""))]


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    headers = headers_for("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
