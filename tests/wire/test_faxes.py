"""`/ofax` over HTTP: schedule, view with every parameter, abort, reschedule, and whose fax it is."""

import re

import pytest

from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import BUSY, SENT
from tests.wire.test_events import events

USER = "<user><username>{0}</username><password>{0}</password></user>"


@pytest.fixture
def ann(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """A user who is no administrator."""
    assert admin.post("/users", USER.format("ann")).status == 200
    return emulator.client("ann", "ann")


def test_the_guides_example(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "2028-08-01T08:43:29Z"})
    answer = admin.post(
        "/ofax",
        schedule_fax(
            inside="<cover_page><url>https://192.168.2.1/ffws/v1/data/cover_pages/default.pdf</url>"
            "<enabled>true</enabled><subject>Test Subject</subject><comments>Test Message</comments></cover_page>"
            "<sender><name>Sender Name</name></sender><max_tries>3</max_tries><priority>3</priority>"
            "<try_interval>30</try_interval><receipt>failure</receipt><receipt_attachment>none</receipt_attachment>"
            "<schedule_all_at>2028-08-01T08:52:29</schedule_all_at>"
        ),
    )
    assert (answer.status, answer.message) == (201, "Success")
    assert answer.first("fax_entry/created") == "2028-08-01T08:43:29"
    assert answer.first("fax_entry/stime") == "2028-08-01T08:52:29"
    assert answer.first("fax_entry/schedule_message") == "New fax entry"
    assert answer.first("fax_entry/agent") == "FFWS"
    assert answer.first("fax_entry/pages") == "0"
    assert answer.first("fax_entry/cover_page/subject") == "Test Subject"
    assert answer.first("fax_entry/preview").endswith("/ffws/v1/data/preview/00000001-0000.pdf")
    assert [child.tag for child in answer.root[1]] == [
        *("fax_entry_url", "fax_url", "state", "schedule_message", "created", "stime", "try_number", "agent"),
        *("preview", "cover_page", "sender", "recipient", "max_tries", "priority", "try_interval", "receipt"),
        *("receipt_attachment", "pages", "approver", "approval_time"),
    ]


def test_one_entry_for_each_recipient_in_order(admin: FfwsClient) -> None:
    answer = admin.post("/ofax", schedule_fax(*[f"555{number:04}" for number in range(20)]))
    assert answer.entry_keys() == [f"00000001/{number:04X}" for number in range(20)]
    assert answer.all("fax_entry/recipient/fax_number") == [f"555{number:04}" for number in range(20)]
    assert len(admin.get("/ofax/00000001").all("fax_entry")) == 20


def test_a_users_defaults_fill_what_is_left_out(admin: FfwsClient) -> None:
    admin.put(
        "/users/admin",
        "<user><priority>1</priority><max_attempts>7</max_attempts><interval>42</interval><receipt>always</receipt>"
        "<receipt_attachment>pdf</receipt_attachment></user>",
    )
    answer = admin.post("/ofax", schedule_fax())
    values = {name: answer.first(f"fax_entry/{name}") for name in ("priority", "max_tries", "try_interval")}
    assert values == {"priority": "1", "max_tries": "7", "try_interval": "42"}
    assert answer.first("fax_entry/receipt") == "always"
    assert answer.first("fax_entry/receipt_attachment") == "pdf"


def test_classes(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    emulator.run_until_idle()
    admin.send(SENT, inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")

    assert admin.get("/ofax?class=complete").all("fax_entry/state") == ["sent"]
    assert admin.get("/ofax?class=pending").all("fax_entry/state") == ["preprocessing"]
    assert admin.get("/ofax?class=sending").all("fax_entry") == []
    assert sorted(admin.get("/ofax").all("fax_entry/state")) == ["preprocessing", "sent"]
    assert admin.get("/ofax/00000001/0000?class=pending").all("fax_entry") == []


def test_sending_shows_while_it_sends(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    states = [admin.state(keys)]
    while states[-1] != "sent":
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
        answer = admin.get(f"/ofax/{keys}")
        if answer.first("fax_entry/state") != states[-1]:
            states.append(answer.first("fax_entry/state"))
        if states[-1] == "sending":
            assert answer.first("fax_entry/schedule_message") == ""
            assert admin.get("/ofax?class=sending").entry_keys() == [keys]
    assert states == ["preprocessing", "sending", "sent"]  # pending for no time at all: a line was free


def test_the_completed_list_is_limited_and_newest_first(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for _ in range(12):
        admin.send(SENT)
        emulator.run_until_idle()
    newest = [f"{key:08X}/0000" for key in range(12, 0, -1)]
    assert admin.get("/ofax").entry_keys() == newest[:10]
    assert admin.get("/ofax?complete_limit=3").entry_keys() == newest[:3]
    assert admin.get("/ofax?complete_limit=0").entry_keys() == []
    assert admin.get("/ofax?class=complete&complete_limit=100").entry_keys() == newest


@pytest.mark.parametrize("query", ["class=nonsense", "complete_limit=x", "complete_limit=-1", "all_users=maybe"])
def test_a_bad_parameter_is_named(admin: FfwsClient, query: str) -> None:
    answer = admin.get(f"/ofax?{query}")
    assert answer.status == 400
    assert query.split("=")[0] in answer.message


def test_modem_information_on_request_and_only_after_an_attempt(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries>")
    assert admin.get(f"/ofax/{keys}?include_modem_info=true").all("fax_entry/modem_info") == []
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}").all("fax_entry/modem_info") == []

    answer = admin.get(f"/ofax/{keys}?include_modem_info=true")
    assert answer.all("fax_entry/modem_info/try_number") == ["1", "2"]
    assert answer.all("fax_entry/modem_info/modem_number") == ["1", "1"]
    assert answer.all("fax_entry/modem_info/connect_time") == ["", ""]


def test_modem_information_of_a_good_call(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    emulator.run_until_idle()
    answer = admin.get(f"/ofax/{keys}?include_modem_info=true")
    info = {child.tag: child.text or "" for child in answer.root.iterfind("fax_entry/modem_info/*")}
    assert info["pages"] == "1"
    assert info["line_encoding"] in ("mh", "mr", "mmr")
    assert info["resolution"] == "fine"
    assert int(info["baud_rate"]) >= 2400
    assert int(info["elapsed_time"]) > 5
    assert info["remote_id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", info["connect_time"])


def test_faxes_are_their_senders_own(emulator: RunningEmulator, admin: FfwsClient, ann: FfwsClient) -> None:
    hers, his = ann.send(SENT), admin.send(SENT)

    assert ann.get("/ofax").entry_keys() == [hers]
    assert ann.get("/ofax?all_users=true").entry_keys() == [hers]
    assert admin.get("/ofax").entry_keys() == [his]
    assert admin.get("/ofax?all_users=true").entry_keys() == [hers, his]

    for path in (f"/ofax/{his}", f"/ofax/{his[:8]}"):
        assert ann.get(path).status == 404
        assert ann.delete(path).status == 400
    assert ann.put(f"/ofax/{his}?at=now").status == 400
    assert admin.get(f"/ofax/{hers}").status == 404
    assert admin.get(f"/ofax/{hers}?all_users=true").status == 200
    assert admin.delete(f"/ofax/{hers}").status == 202
    assert ann.state(hers) == "aborted"


def test_abort_one_and_all(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT, SENT, SENT)
    answer = admin.delete("/ofax/00000001/0001")
    assert (answer.status, answer.message) == (202, "Success")
    assert admin.get("/ofax/00000001").all("fax_entry/state") == ["preprocessing", "aborted", "preprocessing"]
    assert admin.get("/ofax/00000001/0001").first("fax_entry/schedule_message") == "Fax aborted by user"

    assert admin.delete("/ofax/00000001").status == 202
    emulator.run_until_idle()
    assert admin.get("/ofax/00000001").all("fax_entry/state") == ["aborted"] * 3
    assert admin.delete("/ofax/00000001/0000").status == 202


def test_reschedule_to_a_time_and_to_now(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT, inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    assert admin.put(f"/ofax/{keys}?at=2098-08-09T22%3A30%3A00").status == 202
    assert admin.get(f"/ofax/{keys}").first("fax_entry/stime") == "2098-08-09T22:30:00"
    assert admin.put(f"/ofax/{keys}").status == 202
    emulator.control("POST", "/clock/advance", {"seconds": 300})
    assert admin.state(keys) == "sent"

    assert admin.put(f"/ofax/{keys}?at=now").status == 202
    assert admin.state(keys) == "pending"
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"


def test_what_waits_says_for_what(emulator: RunningEmulator, admin: FfwsClient) -> None:
    def says(keys: str) -> str:
        return admin.get(f"/ofax/{keys}").first("fax_entry/schedule_message")

    emulator.control("PUT", "/clock", {"now": "2030-01-01T12:00:00Z"})
    later = admin.send(BUSY, inside="<schedule_all_at>2030-01-02T09:00:00</schedule_all_at>")
    at_once = admin.send(SENT, SENT, SENT)[:8]
    emulator.control("POST", "/clock/advance", {"seconds": 5})
    assert says(later) == "Scheduled for 2030-01-02 09:00:00"
    assert admin.get(f"/ofax/{at_once}").all("fax_entry/schedule_message") == ["", "", "Waiting for a line"]

    admin.put(f"/ofax/{later}?at=2030-01-03T10:00:00")
    assert says(later) == "Scheduled for 2030-01-03 10:00:00"
    emulator.control("POST", "/clock/advance", {"to": "2030-01-03T10:01:00Z"})
    assert says(later) == "busy"
    admin.put(f"/ofax/{later}?at=2030-01-04T10:00:00")
    assert says(later) == "busy"  # what became of the last try is told until the next


def test_what_falls_due_and_finds_no_line_says_that_it_waits_for_one(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    def says(keys: str) -> list[str]:
        return admin.get(f"/ofax/{keys}").all("fax_entry/schedule_message")

    emulator.control("PUT", "/clock", {"now": "2030-01-01T12:00:00Z"})
    at_nine = "<schedule_all_at>2030-01-02T09:00:00</schedule_all_at>"
    later = admin.send(SENT, SENT, SENT, SENT, inside=at_nine)[:8]
    next_day = admin.send(SENT, inside=at_nine.replace("02T", "03T"))
    emulator.control("POST", "/clock/advance", {"seconds": 5})
    assert says(later) == ["Scheduled for 2030-01-02 09:00:00"] * 4
    with events(emulator, "fax") as told:
        emulator.control("POST", "/clock/advance", {"to": "2030-01-02T09:00:00Z"})
        moves = [next(told)[2] for _ in range(4)]
    assert [(move["state"], move["schedule_message"]) for move in moves] == [
        *[("sending", "")] * 2,
        *[("pending", "Waiting for a line")] * 2,
    ]
    assert says(later) == ["", "", "Waiting for a line", "Waiting for a line"]
    assert says(next_day) == ["Scheduled for 2030-01-03 09:00:00"]
    emulator.run_until_idle()
    assert says(later) == ["Successfully sent fax"] * 4


def test_there_is_no_rescheduling_of_a_whole_fax(admin: FfwsClient) -> None:
    admin.send()
    answer = admin.put("/ofax/00000001?at=now")
    assert answer.status == 405
    assert answer.response.headers["allow"] == "DELETE, GET"


def test_a_polled_answer_is_never_stale(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries>")
    seen = []
    while admin.state(keys) != "failed":
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
        twice = [admin.get(f"/ofax/{keys}").response.content for _ in range(2)]
        in_the_list = admin.get("/ofax").response.content
        assert twice[0] == twice[1] == in_the_list
        seen.append(twice[0])
    assert len(set(seen)) == 4  # sending, pending again, sending again, failed
