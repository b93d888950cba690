"""The control plane over HTTP: the clock, the unit as a whole, approvals, the token."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.patience import until
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT


def test_the_probes(emulator: RunningEmulator) -> None:
    assert emulator.http.get("/livez").status_code == 200
    assert emulator.http.get("/readyz").status_code == 200


@pytest.mark.parametrize(("level", "told"), [("INFO", []), ("DEBUG", ["/livez", "/readyz", "/readyz"])])
def test_probes_are_told_in_the_log_to_who_asks_for_every_detail(level: str, told: list[str]) -> None:
    emulator = RunningEmulator(pace="instant", log_level=level)
    for path in ("/livez", "/readyz", "/w/team-a/readyz", "/_emulator/info"):
        assert emulator.http.get(path).status_code == 200
    assert emulator.stop() == 0
    requests = [line.split()[1:4] for line in emulator.log if " GET /" in line]
    assert requests == [*(["DEBUG", "GET", path] for path in told), ["INFO", "GET", "/_emulator/info"]]


@pytest.mark.parametrize(
    ("model", "channels"), [("FF240", 2), ("FF440", 4), ("FF840", 8), ("FF240-IP", 2), ("ff240-ip", 2)]
)
def test_every_model_starts_and_sends(model: str, channels: int) -> None:
    emulator = RunningEmulator(pace="instant", model=model)
    info = emulator.control("GET", "/info")
    assert (info["model"], info["channels"], info["firmware"]) == (model.upper(), channels, "3.5.2")
    emulator.freeze()
    client = emulator.client()
    keys = client.send(*[SENT] * channels)
    emulator.run_until_idle()
    assert client.get(f"/ofax/{keys[:8]}").all("fax_entry/state") == ["sent"] * channels
    numbered = "channel_number" if "IP" in model.upper() else "modem_number"
    found = client.get(f"/ofax/{keys[:8]}?include_modem_info=true").all(f"fax_entry/modem_info/{numbered}")
    assert found == [str(number) for number in range(1, channels + 1)]
    assert emulator.stop() == 0


def test_info_counts(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT, SENT)
    assert emulator.control("GET", "/info")["faxes"] == {"preprocessing": 2}


def test_time_stands_still_until_it_is_moved(emulator: RunningEmulator, admin: FfwsClient) -> None:
    first = emulator.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z"})
    assert first == {
        "mode": "frozen",
        "now": "2030-01-01T00:00:00Z",
        "speed": 1.0,
        "next_event": None,
        "next_event_is": None,
        "next_event_fax": None,
        "next_event_call": None,
    }
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries><try_interval>300</try_interval>")

    due = emulator.control("GET", "/clock")["next_event"]
    assert due > "2030-01-01T00:00:00Z"
    assert emulator.control("POST", "/clock/advance", {"until": "next_event"})["now"] == due
    assert admin.state(keys) == "sending"

    assert emulator.control("POST", "/clock/advance", {"seconds": 60})["now"] > due
    assert admin.get(f"/ofax/{keys}").first("fax_entry/try_number") == "2"

    assert emulator.control("POST", "/clock/advance", {"to": "2030-01-01T01:00:00Z"})["now"] == "2030-01-01T01:00:00Z"
    assert admin.state(keys) == "failed"


def test_a_fast_clock(emulator: RunningEmulator, admin: FfwsClient) -> None:
    clock = emulator.control("PUT", "/clock", {"mode": "real", "speed": 1_000_000, "now": "2030-01-01T00:00:00Z"})
    assert clock["speed"] == 1_000_000
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries><try_interval>86400</try_interval>")
    until(lambda: admin.state(keys) == "failed", "a day passes in a tenth of a second, without anybody moving it")
    emulator.control("PUT", "/clock", {"mode": "frozen", "speed": 1})


def test_setting_the_clock_back_runs_nothing(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    now = emulator.control("GET", "/clock")["now"]
    assert emulator.control("PUT", "/clock", {"now": "2001-01-01T00:00:00Z"})["now"] < now
    assert admin.state(keys) == "preprocessing"


def test_what_waited_for_a_line_is_sent_after_the_clock_was_set_back(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-01T10:00:00Z"})
    keys = admin.send(SENT, SENT, SENT)[:8]
    while admin.get(f"/ofax/{keys}").all("fax_entry/state") != ["sending", "sending", "pending"]:
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
    emulator.control("PUT", "/clock", {"now": "2030-01-01T09:00:00Z"})
    admin.delete(f"/ofax/{keys}/0000")
    admin.delete(f"/ofax/{keys}/0001")
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}").all("fax_entry/state") == ["aborted", "aborted", "sent"]


def test_advancing_a_running_clock_answers_when_everything_is_done() -> None:
    emulator = RunningEmulator(pace="real")
    client = emulator.client()
    keys = client.send(SENT, SENT, text="one\ftwo")
    emulator.run_until_idle()
    assert client.get(f"/ofax/{keys[:8]}").all("fax_entry/state") == ["sent", "sent"]
    emulator.stop()


def test_reset_tells_what_went_and_starts_over(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>ann</username><password>ann</password></user>")
    assert emulator.client("ann", "ann").get("/verify").status == 200
    admin.send(SENT)
    assert admin.state("00000001/0000") == "preprocessing"

    cleared = emulator.control("POST", "/reset")["cleared"]

    assert (cleared["fax_entry"], cleared["user_account"]) == (1, 2)
    assert admin.get("/ofax/00000001/0000").status == 404
    assert emulator.client("ann", "ann").get("/verify").status == 401
    assert admin.send(SENT) == "00000001/0000"
    emulator.run_until_idle()
    assert admin.state("00000001/0000") == "sent"


def test_a_reset_in_the_middle_of_everything_leaves_nothing_behind(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    for _ in range(3):
        admin.send(*[SENT] * 20, text="a reset in the middle")
        emulator.control("POST", "/clock/advance", {"seconds": 10})
        emulator.reset()
    keys = admin.send(SENT)
    emulator.run_until_idle()
    assert admin.get("/ofax?complete_limit=99").entry_keys() == [keys]


def add_users(admin: FfwsClient, *names: str) -> None:
    for name in names:
        assert (
            admin.post("/users", f"<user><username>{name}</username><password>{name}</password></user>").status == 200
        )


def test_approval(emulator: RunningEmulator, admin: FfwsClient) -> None:
    add_users(admin, "ann", "boss")
    rule = {"needs_approval": True, "approver": "boss"}
    assert emulator.control("PUT", "/users/ann", rule) == rule
    ann = emulator.client("ann", "ann")
    keys = ann.send(SENT, SENT)
    emulator.run_until_idle()
    assert ann.get(f"/ofax/{keys[:8]}").all("fax_entry/state") == ["approval_pending"] * 2

    good = emulator.control("POST", f"/faxes/{keys}/approval", {"approve": True, "approver": "boss"})
    assert good["state"] == "pending"
    bad = emulator.control("POST", "/faxes/00000001/0001/approval", {"approve": False, "approver": "boss"})
    assert bad["state"] == "aborted"
    emulator.run_until_idle()

    answer = ann.get(f"/ofax/{keys[:8]}")
    assert answer.all("fax_entry/state") == ["sent", "aborted"]
    assert answer.all("fax_entry/approver") == ["boss", "boss"]
    assert all(answer.all("fax_entry/approval_time"))


def refusal(emulator: RunningEmulator, method: str, path: str, body: object) -> tuple[int, str, str]:
    answer = emulator.http.request(method, f"/_emulator{path}", json=body)
    return answer.status_code, answer.json()["error"], answer.json()["detail"]


def test_an_approver_is_a_user_of_the_unit(emulator: RunningEmulator, admin: FfwsClient) -> None:
    add_users(admin, "ann")
    for needs_approval in (True, False):
        assert refusal(emulator, "PUT", "/users/ann", {"needs_approval": needs_approval, "approver": "zz"}) == (
            400,
            "invalid_request",
            "approver: the unit has no user 'zz'",
        )
    keys = emulator.client("ann", "ann").send(SENT)
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}?all_users=true").first("fax_entry/state") == "sent"


def test_a_verdict_is_the_approvers_own(emulator: RunningEmulator, admin: FfwsClient) -> None:
    add_users(admin, "ann", "boss")
    emulator.control("PUT", "/users/ann", {"needs_approval": True, "approver": "boss"})
    keys = emulator.client("ann", "ann").send(SENT)
    emulator.run_until_idle()
    for somebody in ("admin", "ann", "zz"):
        assert refusal(emulator, "POST", f"/faxes/{keys}/approval", {"approve": True, "approver": somebody}) == (
            409,
            "wrong_approver",
            f"approver: the faxes of ann are approved by 'boss', not by {somebody!r}",
        )
    assert admin.get(f"/ofax/{keys}?all_users=true").first("fax_entry/state") == "approval_pending"

    emulator.control("PUT", "/users/ann", {"needs_approval": False})
    verdict = {"approve": True, "approver": "zz"}
    assert refusal(emulator, "POST", f"/faxes/{keys}/approval", verdict)[2] == "approver: the unit has no user 'zz'"
    emulator.control("POST", f"/faxes/{keys}/approval", {"approve": True, "approver": "admin"})
    assert admin.get(f"/ofax/{keys}?all_users=true").first("fax_entry/schedule_message") == "Approved by admin"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/clock", {"mode": "backwards"}, 400),
        ("PUT", "/clock", {"speed": 0}, 400),
        ("PUT", "/clock", {"now": "2030-01-01T00:00:00"}, 400),
        ("PUT", "/clock", {"nonsense": 1}, 400),
        ("POST", "/clock/advance", {}, 400),
        ("POST", "/clock/advance", {"seconds": 1, "until": "idle"}, 400),
        ("POST", "/clock/advance", {"seconds": -1}, 400),
        ("POST", "/clock/advance", {"to": "2001-01-01T00:00:00Z"}, 400),
        ("PUT", "/users/nobody", {"needs_approval": True, "approver": "boss"}, 404),
        ("POST", "/faxes/00000001/0000/approval", {"approve": True, "approver": "boss"}, 404),
        ("POST", "/faxes/x/y/approval", {"approve": True, "approver": "boss"}, 404),
        ("GET", "/nonsense", None, 404),
        ("DELETE", "/clock", None, 405),
    ],
)
def test_what_the_control_plane_refuses(
    emulator: RunningEmulator, method: str, path: str, body: object, status: int
) -> None:
    answer = emulator.http.request(method, f"/_emulator{path}", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}


def test_a_verdict_on_what_waits_for_none(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    answer = emulator.http.post(f"/_emulator/faxes/{keys}/approval", json={"approve": True, "approver": "boss"})
    assert answer.status_code == 409


def test_it_describes_itself(emulator: RunningEmulator) -> None:
    paths = emulator.http.get("/_emulator/openapi.json").json()["paths"]
    assert "/_emulator/clock/advance" in paths
    assert not any(path.startswith("/ffws") for path in paths)
    for probe in ("/livez", "/readyz"):
        answer = emulator.http.get(probe)
        assert answer.headers["content-type"].partition(";")[0] in paths[probe]["get"]["responses"]["200"]["content"]
    assert "503" in paths["/readyz"]["get"]["responses"]


def test_the_token() -> None:
    emulator = RunningEmulator(pace="instant", control_token="s3cret")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "s3cret"}):
        answer = emulator.http.get("/_emulator/info", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert "Authorization: Bearer TOKEN" in answer.json()["detail"]
        assert answer.json()["detail"].endswith("is not it") is bool(headers)
    for authorization in ("bearer s3cret", "BEARER  s3cret"):
        assert emulator.http.get("/_emulator/clock", headers={"Authorization": authorization}).status_code == 200
    good = {"Authorization": "Bearer s3cret"}
    assert emulator.http.get("/_emulator/info", headers=good).status_code == 200
    assert emulator.http.get("/readyz").status_code == 200
    assert emulator.client().get("/verify").status == 200
    emulator.stop()


def test_the_framework_has_no_pages_of_its_own(emulator: RunningEmulator) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/ffws/v1/docs", "/ffws/v1/openapi.json"):
        assert emulator.http.get(path, auth=httpx.BasicAuth("admin", "admin")).status_code == 404


def test_the_first_description_keeps_nobody_waiting() -> None:
    emulator = RunningEmulator(pace="instant")
    emulator.control("GET", "/info")
    polls = 0
    with ThreadPoolExecutor(1) as elsewhere, httpx.Client(base_url=emulator.url, timeout=60, trust_env=False) as other:
        assert other.get("/livez").status_code == 200  # from here on it has nothing to do but to poll
        description = elsewhere.submit(emulator.http.get, "/_emulator/openapi.json")
        while not description.done():
            assert other.get("/livez").status_code == 200
            polls += 1
    assert "/_emulator/clock" in description.result().json()["paths"]
    assert polls >= 5
    emulator.stop()
