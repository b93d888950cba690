"""`/inbound_log`, `/outbound_log`, `/call_log` and their counts over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.inbound import call_in, set_routes
from tests.support.servers import FfwsClient, RunningEmulator, XmlAnswer
from tests.support.units import BUSY

INBOUND_CHILDREN = [
    *("id", "state", "start_time", "end_time", "line_number", "extension", "recipient", "remote_id", "caller_id"),
    *("pages", "baud_rate", "ecm", "line_encoding", "resolution", "elapsed_time", "hangup_code", "hangup_message"),
    "fax_url",
]
OUTBOUND_CHILDREN = [
    *("id", "fax_entry_url", "state", "schedule_message", "try_number", "agent", "sender", "recipient"),
    *("modem_number", "init_time", "connect_time", "hangup_time", "elapsed_time", "baud_rate", "ecm"),
    *("line_encoding", "resolution", "remote_id", "pages", "hangup_code", "hangup_message"),
]
CALL_CHILDREN = [
    *("id", "direction", "modem_number", "start_time", "connect_time", "hangup_time", "elapsed_time", "fax_number"),
    *("remote_id", "caller_id", "pages", "baud_rate", "hangup_code", "hangup_message"),
]
START = datetime(2030, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def bob(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """A user, on a unit where it is noon of 31 January 2030."""
    emulator.control("PUT", "/clock", {"now": "2030-01-31T12:00:00Z"})
    assert admin.post("/users", "<user><username>bob</username><password>x</password></user>").status == 200
    return emulator.client("bob", "x")


def children(answer: XmlAnswer) -> list[str]:
    return [str(child.tag) for child in answer.root[1]]


def values(answer: XmlAnswer) -> dict[str, str]:
    return {str(child.tag): child.text or "" for child in answer.root[1]}


def wire_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("path", ["/inbound_log", "/outbound_log", "/call_log"])
def test_a_new_unit_has_empty_logs(admin: FfwsClient, path: str) -> None:
    answer = admin.get(path)
    assert (answer.status, len(answer.root)) == (200, 1)


def test_an_attempt_is_in_the_outbound_log_and_in_the_call_log(
    emulator: RunningEmulator, admin: FfwsClient, bob: FfwsClient
) -> None:
    keys = bob.send("218-555-3335", inside="<sender><name>Bob</name></sender>")
    emulator.run_until_idle()

    answer = bob.get("/outbound_log")
    assert children(answer) == OUTBOUND_CHILDREN
    shown = values(answer)
    assert (shown["id"], shown["state"], shown["schedule_message"]) == ("1", "sent", "Successfully sent fax")
    assert (shown["try_number"], shown["agent"], shown["modem_number"]) == ("1", "FFWS", "1")
    assert (shown["pages"], shown["hangup_code"], shown["remote_id"]) == ("1", "00", "2185553335")
    assert shown["fax_entry_url"].endswith(f"/ffws/v1/ofax/{keys}")
    assert answer.first("outbound_log_entry/sender/username") == "bob"
    assert answer.first("outbound_log_entry/sender/name") == "Bob"
    assert answer.first("outbound_log_entry/recipient/fax_number") == "218-555-3335"

    answer = admin.get("/call_log")
    assert children(answer) == CALL_CHILDREN
    call = values(answer)
    assert (call["id"], call["direction"], call["fax_number"], call["caller_id"]) == (
        "1",
        "outbound",
        "218-555-3335",
        "",
    )
    assert (call["start_time"], call["elapsed_time"]) == (shown["init_time"], shown["elapsed_time"])
    assert int(call["elapsed_time"]) > 5


def test_every_attempt_of_a_fax_has_an_entry_with_the_state_it_left(emulator: RunningEmulator, bob: FfwsClient) -> None:
    bob.send(BUSY, inside="<max_tries>2</max_tries><try_interval>60</try_interval>")
    emulator.run_until_idle()

    answer = bob.get("/outbound_log")
    assert answer.all("outbound_log_entry/try_number") == ["2", "1"]
    assert answer.all("outbound_log_entry/state") == ["failed", "pending"]
    assert answer.all("outbound_log_entry/hangup_message") == ["busy", "busy"]
    assert answer.all("outbound_log_entry/connect_time") == ["", ""]
    assert answer.all("outbound_log_entry/elapsed_time") == ["0", "0"]


def test_a_received_fax_is_in_the_inbound_log_and_in_the_call_log(
    emulator: RunningEmulator, admin: FfwsClient, bob: FfwsClient
) -> None:
    set_routes(admin)
    call_in(emulator, text="One.\fTwo.", to="2185550000")
    emulator.run_until_idle()

    answer = admin.get("/inbound_log")
    assert children(answer) == INBOUND_CHILDREN
    shown = values(answer)
    assert (shown["id"], shown["state"], shown["line_number"], shown["pages"]) == ("1", "received", "1", "2")
    assert (shown["recipient"], shown["extension"]) == ("Front desk", "")
    assert (shown["caller_id"], shown["remote_id"]) == ("2185551234", "218 555 1234")
    assert (shown["start_time"], shown["hangup_code"]) == ("2030-01-31T12:00:00", "00")
    assert shown["fax_url"].endswith("/ffws/v1/data/inbound/1.pdf")
    call = values(admin.get("/call_log"))
    assert (call["direction"], call["fax_number"], call["caller_id"]) == ("inbound", "2185550000", "2185551234")
    assert admin.get("/inbound_log_count").first("count") == "1"
    assert admin.get("/outbound_log_count?all_users=true").first("count") == "0"


def test_who_may_see_which_log(emulator: RunningEmulator, admin: FfwsClient, bob: FfwsClient) -> None:
    call_in(emulator)
    bob.send()
    admin.send()
    emulator.run_until_idle()

    for path in ("/inbound_log", "/call_log", "/inbound_log_count"):
        assert bob.get(path).status == 403
    assert bob.get("/outbound_log").all("outbound_log_entry/sender/username") == ["bob"]
    assert bob.get("/outbound_log?all_users=true").all("outbound_log_entry/sender/username") == ["bob"]
    assert admin.get("/outbound_log").all("outbound_log_entry/sender/username") == ["admin"]
    everybody = admin.get("/outbound_log?all_users=true").all("outbound_log_entry/sender/username")
    assert sorted(everybody) == ["admin", "bob"]
    counts = [client.get("/outbound_log_count?all_users=true").first("count") for client in (bob, admin)]
    assert counts == ["1", "2"]
    assert admin.get("/outbound_log_count").first("count") == "1"
    assert sorted(admin.get("/call_log").all("call_log_entry/direction")) == ["inbound", "outbound", "outbound"]


def test_an_attempt_that_rules_rejected_was_no_call(
    emulator: RunningEmulator, bob: FfwsClient, admin: FfwsClient
) -> None:
    later = "<max_tries>1</max_tries><schedule_all_at>2031-01-01T00:00:00</schedule_all_at>"
    keys = admin.send("555", "777", inside=later)
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    rules = [{"pattern": "7.", "action": "Accept Number"}]
    emulator.control("PUT", "/dialing-rules", {"lists": {"sevens": rules}, "modems": {"1": "sevens", "2": "sevens"}})
    emulator.run_until_idle()

    assert admin.get("/call_log").all("call_log_entry/fax_number") == ["777"]
    attempts = admin.get("/outbound_log")
    assert sorted(attempts.all("outbound_log_entry/recipient/fax_number")) == ["555", "777"]
    assert sorted(attempts.all("outbound_log_entry/modem_number")) == ["", "1"]
    assert admin.get("/outbound_log_count").first("count") == "2"
    shown = admin.get(f"/ofax/{keys[:8]}?include_modem_info=true")
    assert shown.all("fax_entry/modem_info/modem_number") == ["", "1"]


def test_newest_first_ten_unless_told_and_from_an_offset_on(
    emulator: RunningEmulator, admin: FfwsClient, bob: FfwsClient
) -> None:
    for number in range(12):
        admin.send(f"21855501{number:02}")
        emulator.run_until_idle()

    assert admin.get("/outbound_log").all("outbound_log_entry/id") == [str(number) for number in range(12, 2, -1)]
    assert admin.get("/call_log?limit=2&offset=1").all("call_log_entry/id") == ["11", "10"]
    assert admin.get("/call_log?offset=11").all("call_log_entry/id") == ["1"]
    assert admin.get("/call_log?limit=5&offset=12").all("call_log_entry/id") == []
    assert admin.get("/call_log?limit=0").all("call_log_entry/id") == []
    assert len(admin.get("/outbound_log?limit=100").all("outbound_log_entry/id")) == 12


def test_a_span_of_time_is_from_a_moment_on_and_before_another(
    emulator: RunningEmulator, admin: FfwsClient, bob: FfwsClient
) -> None:
    for hours in (1, 2, 3):
        at = wire_time(START + timedelta(hours=hours))
        emulator.control("PUT", "/clock", {"now": f"{at}Z"})
        call_in(emulator)
        emulator.run_until_idle()

    def ids(query: str) -> list[str]:
        return admin.get(f"/inbound_log?{query}").all("inbound_log_entry/id")

    assert ids("from=2030-01-31T14:00:00") == ["3", "2"]
    assert ids("to=2030-01-31T14:00:00") == ["1"]
    assert ids("from=2030-01-31T13:00:00&to=2030-01-31T15:00:00") == ["2", "1"]
    assert ids("from=2031-01-31T13:00:00") == []
    assert admin.get("/inbound_log_count?from=2030-01-31T14:00:00").first("count") == "2"
    assert admin.get("/outbound_log_count?to=2030-01-31T14:00:00").first("count") == "0"


@pytest.mark.parametrize("query", ["limit=x", "offset=-1", "from=now", "to=yesterday", "from=2030-13-01T00:00:00"])
@pytest.mark.parametrize("path", ["/inbound_log", "/outbound_log", "/call_log"])
def test_a_query_that_means_nothing_names_the_parameter(admin: FfwsClient, path: str, query: str) -> None:
    answer = admin.get(f"{path}?{query}")
    assert answer.status == 400
    assert answer.message.startswith(query.partition("=")[0] + ":")


def test_an_outbound_log_for_everybody_asks_yes_or_no(admin: FfwsClient) -> None:
    assert admin.get("/outbound_log?all_users=perhaps").status == 400
