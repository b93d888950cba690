"""`/status`, `/modem_status`, `/channel_status`, `/inbound_status` and `/outbound_status` over HTTP."""

from collections.abc import Iterator

import pytest

from tests.support.inbound import call_in, set_routes
from tests.support.servers import FfwsClient, RunningEmulator, XmlAnswer

MODEM_CHILDREN = [
    *("modem_number", "state", "page", "vertical_resolution", "baud_rate", "width", "height", "connect_time"),
    *("elasped_time", "fax_number", "remote_id"),
]
CHANNEL_CHILDREN = [
    *("channel_number", "state", "pages_sent_recd", "baud_rate", "fax_number", "ecm", "line_encoding", "resolution"),
    *("remote_id", "modulation"),
]
INBOUND_CHILDREN = ["state", "start_time", "line_number", "extension", "recipient", "remote_id", "current_page"]


@pytest.fixture(scope="module")
def one_ip_emulator() -> Iterator[RunningEmulator]:
    """One process for all tests of the unit with channels."""
    emulator = RunningEmulator(model="FF240-IP", pace="instant")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def ip_emulator(one_ip_emulator: RunningEmulator) -> RunningEmulator:
    """A running FF240-IP in factory state, its clock frozen."""
    one_ip_emulator.reset()
    return one_ip_emulator


def children(answer: XmlAnswer, index: int = 1) -> list[str]:
    return [str(child.tag) for child in answer.root[index]]


def values(answer: XmlAnswer, index: int = 1) -> dict[str, str]:
    return {str(child.tag): child.text or "" for child in answer.root[index]}


def advance(emulator: RunningEmulator) -> None:
    """On to the next thing that happens."""
    emulator.control("POST", "/clock/advance", {"until": "next_event"})


def advance_to_state(emulator: RunningEmulator, client: FfwsClient, path: str, state: str) -> dict[str, str]:
    """What a line shows the moment it is in that state; at most fifty things happen until then."""
    for _ in range(50):
        shown = values(client.get(path))
        if shown["state"] == state:
            return shown
        advance(emulator)
    raise AssertionError(f"never {state}")


def test_a_unit_at_rest(admin: FfwsClient) -> None:
    answer = admin.get("/status")
    assert (answer.status, answer.message) == (200, "Success")
    assert children(answer) == ["modem", "system"]
    assert [str(child.tag) for child in answer.root[1][0]] == ["number_inbound", "number_outbound", "number_idle"]
    assert answer.all("status/modem/*") == ["0", "0", "2"]
    assert [str(child.tag) for child in answer.root[1][1]] == ["uptime", "current_time", "time_server"]
    assert answer.first("status/system/time_server") == ""


def test_uptime_and_time_go_on_with_the_units_clock(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-31T12:00:00Z"})
    before = int(admin.get("/status/system").first("status/system/uptime"))
    emulator.control("POST", "/clock/advance", {"seconds": 90})
    after = admin.get("/status/system")

    assert int(after.first("status/system/uptime")) == before + 90
    assert after.first("status/system/current_time") == "2030-01-31T12:01:30"


def test_a_clock_that_is_set_back_takes_nothing_from_the_uptime(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("POST", "/clock/advance", {"seconds": 100})
    before = int(admin.get("/status/system").first("status/system/uptime"))
    emulator.control("PUT", "/clock", {"now": "2001-01-31T12:00:00Z"})
    assert int(admin.get("/status/system").first("status/system/uptime")) == before >= 100


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("MODEM", ["modem"]),
        ("modem", ["modem"]),
        ("System", ["system"]),
        ("PRINTER", ["printer", "printer"]),
        ("share", ["network_share"]),
    ],
)
def test_a_selector_in_any_case_answers_its_part_alone(
    emulator: RunningEmulator, admin: FfwsClient, selector: str, expected: list[str]
) -> None:
    set_routes(admin)
    assert children(admin.get(f"/status/{selector}")) == expected


@pytest.mark.parametrize("selector", ["CHANNEL", "modems", "x", "%20"])
def test_an_unknown_selector(admin: FfwsClient, selector: str) -> None:
    answer = admin.get(f"/status/{selector}")
    assert answer.status == 400
    assert "MODEM, SYSTEM, PRINTER, SHARE" in answer.message


def test_printers_and_shares_are_those_that_inbound_routes_name(emulator: RunningEmulator, admin: FfwsClient) -> None:
    set_routes(admin)
    answer = admin.get("/status")
    assert answer.all("status/printer/name") == ["lp1", "lp2"]
    assert answer.all("status/printer/status") == ["Idle", "Idle"]
    assert answer.all("status/printer/jobs") == ["0", "0"]
    assert answer.all("status/network_share/share") == ["//files/fax"]
    assert answer.all("status/network_share/status") == ["Connected"]


def test_a_modem_at_rest_shows_only_its_number_and_that_it_waits(admin: FfwsClient) -> None:
    answer = admin.get("/modem_status")
    assert len(answer.root) == 3
    assert children(answer) == MODEM_CHILDREN
    assert values(answer) == {
        **dict.fromkeys(MODEM_CHILDREN, ""),
        "modem_number": "1",
        "state": "Waiting For Ring",
        "page": "0",
    }
    assert values(admin.get("/modem_status/2"))["modem_number"] == "2"


@pytest.mark.parametrize("number", ["0", "3", "x", "1.0", "99999999999999999999"])
def test_there_is_no_such_modem(admin: FfwsClient, number: str) -> None:
    assert admin.get(f"/modem_status/{number}").status == 400


@pytest.mark.parametrize("path", ["/channel_status", "/channel_status/1"])
def test_modems_are_no_channels(admin: FfwsClient, path: str) -> None:
    assert admin.get(path).status == 404


def test_a_modem_that_sends_walks_through_its_states(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send("218-555-3335")
    seen: list[dict[str, str]] = []
    for _ in range(50):
        shown = values(admin.get("/modem_status/1"))
        seen += [shown] if not seen or seen[-1]["state"] != shown["state"] else []
        if admin.state(keys) == "sent":
            break
        advance(emulator)

    assert [shown["state"] for shown in seen] == [
        "Waiting For Ring",
        "Initializing Modem",
        "Dialing",
        "Negotiating",
        "Sending Page",
        "Postpage Processing",
        "Waiting For Ring",
    ]
    dialing, sending = seen[2], seen[4]
    assert (dialing["fax_number"], dialing["connect_time"], dialing["page"]) == ("218-555-3335", "", "0")
    assert (sending["page"], sending["fax_number"], sending["remote_id"]) == ("1", "218-555-3335", "2185553335")
    assert (sending["width"], sending["height"], sending["vertical_resolution"]) == ("1728", "letter", "fine")
    assert int(sending["baud_rate"]) in range(2400, 33601, 2400)
    assert sending["connect_time"].count("T") == 1
    assert int(sending["elasped_time"]) > 5


def test_counts_follow_the_calls_that_are_on(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send()
    call_in(emulator)
    while admin.state(keys) != "sending":
        advance(emulator)
    assert admin.get("/status/modem").all("status/modem/*") == ["1", "1", "0"]
    emulator.run_until_idle()
    assert admin.get("/status/modem").all("status/modem/*") == ["0", "0", "2"]


def test_a_fax_that_comes_in_is_shown_while_it_does(emulator: RunningEmulator, admin: FfwsClient) -> None:
    set_routes(admin)
    assert admin.get("/inbound_status").status == 200
    assert len(admin.get("/inbound_status").root) == 1
    call_in(emulator, text="One.\fTwo.")
    assert values(admin.get("/modem_status/1"))["state"] == "Waiting for Connect"

    negotiating = advance_to_state(emulator, admin, "/modem_status/1", "Negotiating")
    assert negotiating["fax_number"] == "2185551234"
    advance_to_state(emulator, admin, "/modem_status/1", "Receiving Page")
    answer = admin.get("/inbound_status")
    assert children(answer) == INBOUND_CHILDREN
    shown = values(answer)
    assert (shown["state"], shown["line_number"], shown["current_page"]) == ("Receiving", "1", "1")
    assert (shown["recipient"], shown["extension"], shown["remote_id"]) == ("Front desk", "", "218 555 1234")
    advance_to_state(emulator, admin, "/modem_status/1", "Postpage Processing")
    emulator.run_until_idle()
    assert len(admin.get("/inbound_status").root) == 1
    assert values(admin.get("/modem_status/1"))["state"] == "Waiting For Ring"


def test_a_modem_that_takes_no_calls_is_busied_out(emulator: RunningEmulator, admin: FfwsClient) -> None:
    off = "<modem_settings><enabled_inbound>false</enabled_inbound></modem_settings>"
    assert admin.put("/modem_settings/2", off).status == 200
    assert admin.get("/modem_status").all("modem_status/state") == ["Waiting For Ring", "Busied Out"]


def test_channels_have_words_of_their_own(ip_emulator: RunningEmulator) -> None:
    client = ip_emulator.client()
    answer = client.get("/channel_status")
    assert len(answer.root) == 3
    assert values(answer) == {
        **dict.fromkeys(CHANNEL_CHILDREN, ""),
        "channel_number": "1",
        "state": "Waiting for Ring",
        "pages_sent_recd": "0",
    }
    assert children(client.get("/status")) == ["channel", "system"]
    assert client.get("/status/channel").all("status/channel/*") == ["0", "0", "2"]
    assert client.get("/status/modem").status == 400
    assert client.get("/modem_status").status == 404
    assert [client.get(f"/channel_status/{number}").status for number in ("1", "2", "3", "x")] == [200, 200, 400, 400]


def test_a_channel_that_receives(ip_emulator: RunningEmulator) -> None:
    client = ip_emulator.client()
    call_in(ip_emulator, text="One.\fTwo.", to="101")
    advance_to_state(ip_emulator, client, "/channel_status/1", "Postpage Processing")
    advance(ip_emulator)
    shown = values(client.get("/channel_status/1"))
    assert (shown["state"], shown["pages_sent_recd"], shown["modulation"]) == ("Receiving Page", "1", "V.17")
    assert (shown["baud_rate"], shown["ecm"], shown["line_encoding"]) == ("14400", "true", "mmr")
    answer = client.get("/inbound_status")
    assert children(answer) == ["state", "start_time", "channel", "extension", "recipient", "remote_id", "pages_recd"]
    assert (values(answer)["channel"], values(answer)["extension"], values(answer)["pages_recd"]) == ("1", "101", "1")


def test_outbound_status_is_what_waits_and_what_is_being_sent(emulator: RunningEmulator, admin: FfwsClient) -> None:
    nothing = admin.get("/outbound_status")
    assert nothing.status == 404
    keys = [admin.send() for _ in range(3)]
    while [admin.state(each) for each in keys].count("sending") < 2:
        advance(emulator)

    assert admin.get("/outbound_status").entry_keys() == [keys[2], keys[0], keys[1]]
    assert admin.get("/outbound_status?class=pending").entry_keys() == [keys[2]]
    assert admin.get("/outbound_status?class=sending").entry_keys() == keys[:2]
    assert admin.get("/outbound_status?class=sending&sending_limit=1").entry_keys() == keys[:1]
    assert admin.get("/outbound_status?pending_limit=0&sending_limit=0").status == 404
    emulator.run_until_idle()
    assert admin.get("/outbound_status").status == 404


def test_outbound_status_shows_ten_of_each_class(emulator: RunningEmulator, admin: FfwsClient) -> None:
    later = "<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>"
    admin.send(*[f"218555{number:04}" for number in range(12)], inside=later)
    assert len(admin.get("/outbound_status").entry_keys()) == 10
    assert len(admin.get("/outbound_status?pending_limit=11").entry_keys()) == 11


@pytest.mark.parametrize("query", ["class=complete", "class=x", "pending_limit=-1", "sending_limit=x"])
def test_a_query_that_means_nothing(admin: FfwsClient, query: str) -> None:
    assert admin.get(f"/outbound_status?{query}").status == 400


def test_users_see_the_unit_and_their_own_faxes(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>bob</username><password>x</password></user>")
    bob = emulator.client("bob", "x")
    admin.send()
    assert bob.get("/outbound_status").status == 404
    keys = bob.send()
    assert bob.get("/outbound_status").entry_keys() == [keys]
    assert len(admin.get("/outbound_status").entry_keys()) == 2
    for path in ("/status", "/modem_status", "/inbound_status"):
        assert bob.get(path).status == 200


def test_on_channels_the_extension_is_the_called_number(ip_emulator: RunningEmulator) -> None:
    client = ip_emulator.client()
    assert call_in(ip_emulator, extension="101", to="102", status=400)["error"] == "invalid_request"
    call_in(ip_emulator, extension="101")
    ip_emulator.run_until_idle()
    answer = client.get("/inbound_log")
    assert (answer.first("inbound_log_entry/channel"), answer.first("inbound_log_entry/extension")) == ("1", "101")
    assert client.get("/call_log").first("call_log_entry/fax_number") == "101"
    assert client.get("/call_log").first("call_log_entry/channel_number") == "1"
