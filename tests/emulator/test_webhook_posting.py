"""One event on its way to a webhook: what a try that fails says, and how long it may take."""

from collections.abc import Iterator

import pytest

from emulator.webhooks.posting import Posted, Posting, headers_for, post
from fax_engine.worker import WorkLimits
from fax_engine.workshop import TookTooLong, Workshop
from tests.support.webhook_receiver import WebhookReceiver


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def to(url: str) -> Posting:
    return Posting(url, b"{}", {"webhook-id": "1"}, insecure=False)


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
    assert post(to(receiver.url)) == Posted(status, problem)
    assert len(receiver.told) == 1


@pytest.mark.parametrize("url", ["http://name.invalid/", "http://127.0.0.1:1/", "http://a..b/", "http://\x7f/"])
def test_who_cannot_be_reached_is_told_with_a_reason(url: str) -> None:
    posted = post(to(url))
    assert posted.status is None
    assert len(posted.problem) > len("cannot be reached: ")


def test_a_receiver_that_never_answers_costs_its_time_and_no_more(receiver: WebhookReceiver) -> None:
    receiver.answers.append(None)
    results: list[object] = []
    workshop = Workshop(1, WorkLimits(seconds=3))
    workshop.submit(post, lambda: (to(receiver.url),), results.append)
    workshop.submit(post, lambda: (to(receiver.url),), results.append)
    while len(results) < 2:
        workshop.wait()
    workshop.close()
    assert isinstance(results[0], TookTooLong)
    assert results[1] == Posted(204, "")


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    headers = headers_for("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
