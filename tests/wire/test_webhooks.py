"""`/_emulator/webhooks` over HTTP: somebody is told of what happens, in order, again and again until it has arrived."""

import hmac
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, Reachable, RunningEmulator
from tests.support.units import BUSY, SENT
from tests.support.webhook_receiver import Told, WebhookReceiver
from tests.support.workspaces import workspace

MOST_LOOKS = 300

SENT_STORY = ["preprocessing", "pending", "sending", "sent"]


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def register(emulator: Reachable, url: str, **more: Any) -> dict[str, Any]:
    answer = emulator.http.post("/_emulator/webhooks", json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


def refused(emulator: RunningEmulator, **order: Any) -> str:
    answer = emulator.http.post("/_emulator/webhooks", json=order)
    assert answer.status_code == 400, answer.text
    return str(answer.json()["detail"])


def wait_until_delivered(emulator: RunningEmulator, receiver: WebhookReceiver, number: int = 1) -> dict[str, Any]:
    """The webhook once its queue is empty: what was told last may not be written down yet."""
    while True:
        view: dict[str, Any] = emulator.control("GET", f"/webhooks/{number}")
        if view["queued"] == 0:
            return view
        receiver.wait_for(view["delivered"])


def first_failure(emulator: RunningEmulator) -> dict[str, Any]:
    """The first webhook once a try has failed, which nobody but the emulator knows."""
    nothing = {"match": {"number": "nobody"}, "timeout": 0.1}
    for _ in range(MOST_LOOKS):
        view: dict[str, Any] = emulator.control("GET", "/webhooks/1")
        if view["tries"]:
            return view
        assert emulator.http.post("/_emulator/wait", json=nothing).status_code == 408
    raise AssertionError("no try has failed")


def states(told: list[Told]) -> list[str]:
    return [one.event["data"]["state"] for one in told if one.event["type"] == "fax"]


def test_a_fax_is_told_state_by_state_though_the_clock_is_frozen(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    hook = register(emulator, receiver.url, events=["fax"], headers={"X-Test": "a b"})
    assert (hook["id"], hook["events"], hook["headers"], hook["signed"]) == (1, ["fax"], {"X-Test": None}, False)
    keys = admin.send(SENT)
    emulator.run_until_idle()

    told = receiver.wait_for(len(SENT_STORY))

    assert states(told) == SENT_STORY
    first = told[0]
    assert (first.path, first.headers["x-test"]) == ("/hook", "a b")
    assert first.headers["content-type"] == "application/json"
    assert first.headers["user-agent"].startswith("faxfinder-emulator/")
    assert "webhook-signature" not in first.headers
    assert first.event["id"] == first.id
    assert (first.event["type"], first.event["data"]["fax"], first.event["at"]) == (
        "fax",
        keys,
        first.event["data"]["at"],
    )
    assert len({one.id for one in told}) == len(SENT_STORY)
    view = wait_until_delivered(emulator, receiver)
    assert (view["told"], view["delivered"], view["tries"], view["message"]) == (4, 4, 0, "")
    assert "sent" in emulator.control("GET", "/webhooks/1/deliveries?limit=1")["deliveries"][0]["data"]["state"]


def test_every_type_of_event_is_told_when_none_is_named(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    register(emulator, receiver.url)
    admin.send(SENT, inside="<sender><email_address>ann@example.com</email_address></sender><receipt>always</receipt>")
    emulator.run_until_idle()
    call_in(emulator, line=1)
    emulator.run_until_idle()
    told = receiver.wait(
        lambda told: {one.event["type"] for one in told} >= {"fax", "channel", "call", "mail", "inbound"}
    )
    moves = [one.event["data"] for one in told if one.event["type"] == "channel"]
    assert [(move["channel"], move["state"]) for move in moves][:2] == [(1, "Initializing Modem"), (1, "Dialing")]
    (inbound,) = [one.event["data"] for one in told if one.event["type"] == "inbound"]
    assert (inbound["state"], inbound["pages"]) == ("received", 1)


@pytest.mark.parametrize(
    "secret", ["not-so-secret", "whsec_" + b64encode(b"thirty-two bytes of a secret key").decode()]
)
def test_what_is_told_is_signed_as_the_standard_says(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver, secret: str
) -> None:
    assert register(emulator, receiver.url, events=["fax"], secret=secret)["signed"]
    assert secret not in emulator.http.get("/_emulator/webhooks").text
    admin.send(SENT)
    (told,) = receiver.wait_for(1)[:1]
    key = b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    signed = f"{told.id}.{told.headers['webhook-timestamp']}.".encode() + told.body
    expected = b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert told.headers["webhook-signature"] == f"v1,{expected}"


def test_what_is_refused_is_told_again_with_the_same_id_and_nothing_overtakes_it(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    receiver.answers.extend([500, 302])
    register(emulator, receiver.url, events=["fax"])
    admin.send(SENT)
    receiver.wait_for(1)
    emulator.run_until_idle()

    told = receiver.wait_for(len(SENT_STORY) + 2)

    assert [one.id for one in told[:3]] == [told[0].id] * 3
    assert states(told) == ["preprocessing", "preprocessing", *SENT_STORY]
    assert {one.path for one in told} == {"/hook"}
    warned = "WARNING webhook 1 was not told of event 1: the server answered 500; it is tried again until it is"
    assert sum(warned in line for line in emulator.log) == 1
    deliveries = emulator.control("GET", "/webhooks/1/deliveries")["deliveries"]
    assert (deliveries[-1]["id"], deliveries[-1]["tries"], deliveries[-1]["status"]) == (told[0].id, 3, 204)


def test_a_dead_receiver_keeps_its_queue_until_it_is_somewhere_else(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    with WebhookReceiver() as dead:
        url = dead.url
    register(emulator, url, events=["fax"])
    admin.send(SENT, BUSY)
    emulator.run_until_idle()
    view = first_failure(emulator)
    queued = emulator.control("GET", "/webhooks/1/deliveries?state=queued")["deliveries"]
    assert len(queued) == view["queued"] == view["told"] > len(SENT_STORY)
    assert (view["delivered"], view["message"]) == (0, queued[-1]["message"])
    assert "cannot be reached: [Errno 111] Connection refused" in view["message"]
    assert emulator.control("GET", "/webhooks/1/deliveries?state=delivered")["deliveries"] == []

    emulator.control("PUT", "/webhooks/1", {"url": receiver.url, "events": ["mail"]})

    told = receiver.wait_for(len(queued))
    assert [one.id for one in told] == [one["id"] for one in reversed(queued)]


def test_several_webhooks_are_told_side_by_side(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    with WebhookReceiver() as silent:
        silent.answers.append(None)
        register(emulator, silent.url, events=["fax"])
        register(emulator, receiver.url, events=["call"])
        register(emulator, receiver.url + "/again", events=["call"])
        admin.send(SENT)
        silent.wait_for(1)
        emulator.run_until_idle()
        told = receiver.wait_for(2)
        assert sorted(one.path for one in told) == ["/hook", "/hook/again"]
        assert told[0].id != told[1].id
        assert [one.event["data"]["outcome"] for one in told] == ["ok", "ok"]
        removed = emulator.control("DELETE", "/webhooks/1")
        assert removed == {"cleared": 1, "queued": 4}
        assert emulator.control("DELETE", "/webhooks")["cleared"] == 2
        assert emulator.control("GET", "/webhooks") == {"webhooks": []}


def test_silent_receivers_hold_up_nobody_here_or_in_another_workspace(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    """Whoever is told, is told while every one of the silent is still waited for."""
    with WebhookReceiver() as silent, workspace(emulator, "team-a") as team_a:
        silent.answers.extend([None] * 20)
        for number in range(20):
            register(emulator, f"{silent.url}/{number}", events=["fax"])
        team_a.freeze()
        admin.send(SENT)
        silent.wait_for(20)
        for unit in (emulator, team_a):
            register(unit, f"{receiver.url}/{unit is team_a}", events=["fax"])
            unit.client().send(SENT)
        assert {one.path for one in receiver.wait_for(2)} == {"/hook/False", "/hook/True"}
        hooks = emulator.control("GET", "/webhooks")["webhooks"]
        assert [hook["tries"] for hook in hooks[:20]] == [0] * 20
        emulator.control("DELETE", "/webhooks")


def test_a_reset_ends_webhooks_and_what_they_were_still_to_be_told(
    emulator: RunningEmulator, admin: FfwsClient, receiver: WebhookReceiver
) -> None:
    register(emulator, receiver.url)
    emulator.control("POST", "/reset")
    assert emulator.control("GET", "/webhooks") == {"webhooks": []}
    assert emulator.http.get("/_emulator/webhooks/1").status_code == 404
    emulator.freeze()
    admin.send(SENT)
    emulator.run_until_idle()
    again = register(emulator, receiver.url, events=["fax"])
    assert (again["id"], again["told"]) == (1, 0)
    admin.send(SENT)
    assert receiver.wait_for(1)[0].event["data"]["fax"] == "00000002/0000"


def test_a_seed_s_webhook_is_there_from_the_start_and_after_every_reset(
    receiver: WebhookReceiver, tmp_path: Path
) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text(
        f'[[webhooks]]\nurl = "{receiver.url}"\nevents = ["fax", "reset"]\nsecret = "s"\n'
        f'[[faxes]]\ndocuments = [{{text = "Hi."}}]\nrecipients = [{{fax_number = "{SENT}", state = "sent"}}]\n'
    )
    emulator = RunningEmulator(pace="instant", seed=str(seed))
    emulator.freeze()
    emulator.client().send(SENT)
    emulator.run_until_idle()
    first = receiver.wait_for(len(SENT_STORY))
    assert states(first) == SENT_STORY
    assert {one.event["data"]["fax"] for one in first} == {"00000002/0000"}
    assert "webhook-signature" in first[0].headers

    register(emulator, receiver.url + "/by-hand", events=["reset"])
    emulator.control("POST", "/reset")
    emulator.client().send(SENT)

    again = receiver.wait_for(len(SENT_STORY) + 2)[len(SENT_STORY) :]
    assert [(one.path, one.event["type"]) for one in again[:2]] == [("/hook", "reset"), ("/hook", "fax")]
    assert not {one.id for one in again} & {one.id for one in first}
    assert emulator.control("GET", "/webhooks")["webhooks"][0]["url"] == receiver.url
    assert emulator.stop() == 0


def test_a_certificate_that_nobody_knows_is_refused_unless_told_otherwise(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with WebhookReceiver(context) as receiver:
        register(emulator, receiver.url, events=["fax"])
        register(emulator, receiver.url, events=["fax"], insecure=True)
        admin.send(SENT)
        assert states(receiver.wait_for(1)) == ["preprocessing"]
        assert "CERTIFICATE_VERIFY_FAILED" in first_failure(emulator)["message"]


def test_what_was_queued_is_told_after_a_power_cut(tmp_path: Path) -> None:
    with WebhookReceiver() as gone:
        port = gone.port
    emulator = RunningEmulator(pace="instant", data_dir=str(tmp_path), log_level="warning")
    emulator.freeze()
    register(emulator, gone.url, events=["fax"])
    emulator.client().send(SENT)
    emulator.run_until_idle()
    queued = emulator.control("GET", "/webhooks/1/deliveries")["deliveries"]
    emulator.kill()
    assert len(queued) == len(SENT_STORY)

    with WebhookReceiver(port=port) as back:
        emulator = RunningEmulator(pace="instant", data_dir=str(tmp_path), log_level="warning")
        told = back.wait_for(len(SENT_STORY))
        assert states(told) == SENT_STORY
        assert [one.id for one in told] == [one["id"] for one in reversed(queued)]
        assert emulator.defects == []
        assert emulator.stop() == 0


def test_nothing_is_dropped_when_the_power_is_cut_in_the_middle(tmp_path: Path) -> None:
    with WebhookReceiver() as receiver:
        for round_number in range(3):
            emulator = RunningEmulator(pace="instant", data_dir=str(tmp_path), log_level="warning")
            client = emulator.client()
            if round_number == 0:
                emulator.freeze()
                register(emulator, receiver.url, events=["fax", "call"])
                for _ in range(10):
                    client.send(SENT, BUSY, inside="<try_interval>1</try_interval>")
                emulator.control("PUT", "/clock", {"mode": "real", "speed": 20})
            receiver.wait_for(len(receiver.told) + 15)
            emulator.kill()
        emulator = RunningEmulator(pace="instant", data_dir=str(tmp_path), log_level="warning")
        emulator.freeze()
        emulator.run_until_idle()
        count = emulator.control("GET", "/webhooks/1")["told"]
        told = receiver.wait(lambda told: told[-1].id.endswith(f"-{count}"))
        faxes = emulator.client().get("/ofax?complete_limit=1000").all("fax_entry/state")
        assert emulator.stop() == 0

    ids = [one.id for one in told]
    assert list(dict.fromkeys(ids)) == [f"{ids[0].rpartition('-')[0]}-{number}" for number in range(1, count + 1)]
    assert ids == sorted(ids, key=lambda one: int(one.rpartition("-")[2]))  # what is told again has not been overtaken
    last = {one.event["data"]["fax"]: one.event["data"]["state"] for one in told if one.event["type"] == "fax"}
    assert sorted(last.values()) == sorted(faxes)
    assert len(last) == 20


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({"url": "ftp://example.com/"}, "not an http or https URL"),
        ({"url": "http://"}, "not an http or https URL"),
        ({"url": "http://[::1/"}, "not an http or https URL"),
        ({"url": "http://example.com:99999/"}, "not an http or https URL"),
        ({"url": "http://ann:secret@example.com/"}, "credentials belong into a header"),
        ({"url": "http://example.com/", "events": []}, "body.events"),
        ({"url": "http://example.com/", "events": ["faxes"]}, "body.events.0"),
        ({"url": "http://example.com/", "secret": "whsec_%%%"}, "what follows whsec_ is not base64"),
        ({"url": "http://example.com/", "headers": {"Content-Length": "7"}}, "Content-Length is not yours to set"),
        ({"url": "http://example.com/", "headers": {"X-Two": "a\r\nX-Three: b"}}, "body.headers.X-Two"),
        ({"url": "http://example.com/", "insecure": "yes"}, "body.insecure"),
        ({"url": "http://example.com/", "retries": 3}, "body.retries"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_with_a_reason(
    emulator: RunningEmulator, order: dict[str, Any], detail: str
) -> None:
    assert detail in refused(emulator, **order)
    assert emulator.control("GET", "/webhooks") == {"webhooks": []}
