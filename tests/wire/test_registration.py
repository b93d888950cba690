"""How an FF240-IP stands with its registrar, over HTTP, and what that means for its calls."""

import base64
import json
from typing import Any

import pytest

from tests.support.inside import InsideEmulator
from tests.support.servers import FfwsClient, RunningEmulator

SETTINGS = (
    "<sip_settings><registrar>sip.example.com</registrar><registration_enabled>true</registration_enabled>"
    "<registration_interval>{interval}</registration_interval>{more}</sip_settings>"
)
PASSWORD = "<username>fax</username><password>secret</password>"
ONE_TRY = "<max_tries>1</max_tries>"


@pytest.fixture
def ip(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> RunningEmulator:
    """An FF240-IP in factory state, at noon."""
    one_ip_emulator.control("PUT", "/clock", {"mode": "frozen", "now": "2026-03-02T12:00:00Z"})
    return one_ip_emulator


def register(client: FfwsClient, interval: int = 600, more: str = "") -> None:
    assert client.put("/sip_settings", SETTINGS.format(interval=interval, more=more)).status == 200


def standing(ip: RunningEmulator, *, after: float = 0.0) -> dict[str, Any]:
    if after:
        ip.control("POST", "/clock/advance", {"seconds": after})
    shown: dict[str, Any] = ip.control("GET", "/registration")
    return shown


def starts(shown: dict[str, Any]) -> list[str]:
    return [message["start"] for message in shown["messages"]]


def test_a_unit_that_was_not_told_to_registers_nowhere(ip: RunningEmulator) -> None:
    assert standing(ip) == {
        "state": "unregistered",
        "registrar": "",
        "answer": "ok",
        "status": None,
        "tries": 0,
        "tried_at": None,
        "expires_at": None,
        "next_try_at": None,
        "messages": [],
    }


def test_a_unit_registers_as_soon_as_it_is_told_to_and_again_in_time(ip: RunningEmulator, ip_admin: FfwsClient) -> None:
    register(ip_admin)
    first, then, later = standing(ip), standing(ip, after=1), standing(ip, after=1200)

    assert (first["state"], first["status"], starts(first)) == (
        "registering",
        None,
        ["REGISTER sip:sip.example.com SIP/2.0"],
    )
    assert (then["state"], then["status"], then["tries"]) == ("registered", 200, 1)
    assert then["next_try_at"] == "2026-03-02T12:09:00Z"
    assert then["expires_at"].startswith("2026-03-02T12:10:00")
    assert starts(then)[1:] == ["SIP/2.0 200 OK"]
    assert "Contact: <sip:faxfinder@192.0.2.10:5060>;expires=600" in then["messages"][1]["text"]
    assert (later["state"], later["tries"]) == ("registered", 3)
    assert later["tried_at"] == "2026-03-02T12:18:00Z"


def test_registering_keeps_nobody_from_being_idle(ip: RunningEmulator, ip_admin: FfwsClient) -> None:
    register(ip_admin, interval=1)
    assert ip.control("GET", "/clock")["next_event"] is None
    ip.run_until_idle()
    assert ip.control("GET", "/clock")["now"] == "2026-03-02T12:00:00Z"


def test_a_challenge_is_answered_by_a_proof(ip: RunningEmulator, ip_admin: FfwsClient) -> None:
    register(ip_admin, more=PASSWORD)
    shown = standing(ip, after=1)

    assert [start.removeprefix("SIP/2.0 ")[:8] for start in starts(shown)] == [
        "REGISTER",
        "401 Unau",
        "REGISTER",
        "200 OK",
    ]
    assert 'username="fax"' in shown["messages"][2]["text"]
    assert "secret" not in str(shown)


@pytest.mark.parametrize(("answer", "status", "after"), [(403, 403, 1), (503, 503, 1), ("silence", 408, 33)])
def test_a_registrar_that_refuses_or_says_nothing_is_asked_again(
    ip: RunningEmulator, ip_admin: FfwsClient, answer: int | str, status: int, after: float
) -> None:
    register(ip_admin)
    assert standing(ip, after=1)["state"] == "registered"
    declared = ip.control("PUT", "/registration", {"answer": answer})
    failed, later = standing(ip, after=after), standing(ip, after=120)

    assert (declared["state"], declared["answer"]) == ("registering", answer)
    assert (failed["state"], failed["status"], failed["expires_at"]) == ("failed", status, None)
    assert later["tries"] > failed["tries"]
    assert ip.control("PUT", "/registration", {"answer": "ok"})["state"] == "registering"
    assert standing(ip, after=1)["state"] == "registered"


def test_a_registrar_that_says_nothing_hears_the_same_eleven_times(ip: RunningEmulator, ip_admin: FfwsClient) -> None:
    register(ip_admin)
    ip.control("PUT", "/registration", {"answer": "silence"})
    told = standing(ip, after=33)["messages"]

    assert [message["at"] for message in told] == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert len({message["text"] for message in told}) == 1


def test_while_it_is_refused_calls_are_refused_and_none_comes_in(ip: RunningEmulator, ip_admin: FfwsClient) -> None:
    register(ip_admin)
    ip.control("PUT", "/registration", {"answer": 403})
    standing(ip, after=1)
    refused = ip_admin.send("218-555-3335", inside=ONE_TRY)
    ip.run_until_idle()
    letter = base64.b64encode(b"Hello.").decode()
    body = {"to": "1017", "document": letter, "content_type": "text/plain"}
    nobody = ip.http.post("/_emulator/inbound", json=body)
    ip.control("PUT", "/registration", {"answer": "ok"})
    standing(ip, after=1)
    sent = ip_admin.send("218-555-3335", inside=ONE_TRY)
    ip.run_until_idle()

    assert [ip_admin.state(keys) for keys in (refused, sent)] == ["failed", "sent"]
    assert ip.control("GET", "/calls")["calls"][-1]["outcome"] == "sip_403"
    assert (nobody.status_code, nobody.json()["error"]) == (409, "unregistered")
    assert ip.http.post("/_emulator/inbound", json=body).status_code == 202


def test_changed_settings_are_registered_anew_and_unchanged_ones_are_not(
    ip: RunningEmulator, ip_admin: FfwsClient
) -> None:
    register(ip_admin)
    assert standing(ip, after=5)["tried_at"] == "2026-03-02T12:00:00Z"
    register(ip_admin)
    assert standing(ip, after=5)["tried_at"] == "2026-03-02T12:00:00Z"
    register(ip_admin, interval=60)
    assert standing(ip)["tried_at"] == "2026-03-02T12:00:10Z"
    assert ip_admin.put("/sip_settings", "<sip_settings><enabled>false</enabled></sip_settings>").status == 200
    assert standing(ip)["state"] == "unregistered"


def test_a_reset_forgets_what_the_registrar_answers(ip: RunningEmulator) -> None:
    ip.control("PUT", "/registration", {"answer": 403})
    ip.reset()
    assert standing(ip)["answer"] == "ok"


@pytest.mark.parametrize("answer", ["busy", 200, 700, 403.5, None, "403", True])
def test_an_answer_that_no_registrar_gives_is_refused(ip: RunningEmulator, answer: Any) -> None:
    refused = ip.http.put("/_emulator/registration", json={"answer": answer})
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "invalid_request", "detail": "body.answer: give ok, silence, or a status from 400 to 699"},
    )


def test_a_unit_with_analog_lines_has_no_registrar(emulator: RunningEmulator) -> None:
    for answer in (
        emulator.http.get("/_emulator/registration"),
        emulator.http.put("/_emulator/registration", json={"answer": "ok"}),
    ):
        assert (answer.status_code, answer.json()["error"]) == (404, "no_sip")


@pytest.mark.parametrize(("answer", "state"), [(403, "failed"), ("ok", "registered")])
def test_a_clock_that_is_set_back_changes_nothing_about_it(
    ip: RunningEmulator, ip_admin: FfwsClient, answer: int | str, state: str
) -> None:
    register(ip_admin)
    ip.control("PUT", "/registration", {"answer": answer})
    before = standing(ip, after=100)
    ip.control("PUT", "/clock", {"now": "2026-03-01T12:01:40Z"})
    after = standing(ip)

    assert (after["state"], after["status"], after["tries"]) == (before["state"], before["status"], before["tries"])
    assert after["state"] == state
    assert after["next_try_at"].replace("03-01", "03-02") == before["next_try_at"]
    ip.control("PUT", "/clock", {"now": "1970-01-01T00:00:00Z"})
    assert standing(ip)["state"] == state


def test_a_registration_that_lapses_while_the_callers_document_is_converted() -> None:
    letter = {"to": "1017", "document": base64.b64encode(b"Hello.").decode(), "content_type": "text/plain"}
    lapses = ("PUT", "/registration", {"answer": 403}), ("POST", "/clock/advance", {"seconds": 1})
    with InsideEmulator(model="FF240-IP") as emulator:
        settings = SETTINGS.format(interval=600, more="")
        assert emulator.request("PUT", "/sip_settings", settings, ("admin", "admin")).status == 200
        emulator.control("POST", "/clock/advance", {"seconds": 1})
        turned_away = emulator.ask_control_while_converting("/inbound", letter, *lapses)

        assert (turned_away.status, json.loads(turned_away.body)["error"]) == (409, "unregistered")
        emulator.control("POST", "/clock/advance", {"until": "idle"})
        assert emulator.control("GET", "/calls")["calls"] == []
        emulator.control("PUT", "/registration", {"answer": "ok"})
        assert emulator.control("POST", "/inbound", letter)["line"] == 1
