"""The window of completed faxes as clients meet it: `FAXFINDER_KEPT_FAXES=2`."""

from collections.abc import Iterator

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT


@pytest.fixture(scope="module")
def one_narrow() -> Iterator[RunningEmulator]:
    emulator = RunningEmulator(pace="instant", kept_faxes="2")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def narrow(one_narrow: RunningEmulator) -> Iterator[RunningEmulator]:
    one_narrow.reset()
    yield one_narrow
    assert one_narrow.defects == []


def sent(emulator: RunningEmulator, client: FfwsClient, count: int) -> list[str]:
    """Faxes sent one after the other; answers their keys."""
    keys = []
    for number in range(count):
        keys.append(client.send(SENT, text=f"Letter {number}."))
        emulator.run_until_idle()
    return keys


def preview(client: FfwsClient, keys: str) -> tuple[int, str]:
    """Status and content type of an entry's preview."""
    answer = client.file(f"/data/preview/{keys.replace('/', '-')}.pdf")
    return answer.status_code, answer.headers["content-type"]


def test_the_list_shows_the_window_and_its_limit_cannot_widen_it(narrow: RunningEmulator) -> None:
    admin = narrow.client()
    first, second, third = sent(narrow, admin, 3)

    assert admin.get("/ofax").entry_keys() == [third, second]
    assert admin.get("/ofax?class=complete&complete_limit=100").entry_keys() == [third, second]
    assert admin.get("/ofax?complete_limit=1").entry_keys() == [third]
    assert first not in admin.get("/ofax?all_users=true").entry_keys()


def test_whoever_knows_the_key_still_sees_how_it_ended(narrow: RunningEmulator) -> None:
    admin = narrow.client()
    first, *_ = sent(narrow, admin, 1)
    before = admin.get(f"/ofax/{first}?include_modem_info=true").response.text
    sent(narrow, admin, 2)

    assert admin.get(f"/ofax/{first}?include_modem_info=true").response.text == before
    assert admin.get(f"/ofax/{first[:8]}").entry_keys() == [first]
    assert admin.delete(f"/ofax/{first}").status == 202
    assert admin.state(first) == "sent"


def test_the_preview_is_gone_and_so_is_the_way_back(narrow: RunningEmulator) -> None:
    admin = narrow.client()
    first, second, _ = sent(narrow, admin, 3)

    assert preview(admin, second) == (200, "application/pdf")
    gone = admin.get(f"/data/preview/{first.replace('/', '-')}.pdf")
    assert (gone.status, gone.message) == (404, "preview not kept any more")
    refused = admin.put(f"/ofax/{first}?at=now")
    assert (refused.status, refused.message) == (
        400,
        "the fax is not kept any more: newer ones have taken its place",
    )
    assert admin.put(f"/ofax/{second}").status == 202
    narrow.run_until_idle()
    assert admin.get("/ofax").entry_keys()[0] == second


def test_the_logs_keep_every_line(narrow: RunningEmulator) -> None:
    admin = narrow.client()
    keys = sent(narrow, admin, 5)
    calls = [call_in(narrow, text=f"Fax {number}.")["call"] for number in range(2)]
    narrow.run_until_idle()
    calls.append(call_in(narrow)["call"])
    narrow.run_until_idle()

    outbound = admin.get("/outbound_log")
    assert [url[-13:] for url in outbound.all("outbound_log_entry/fax_entry_url")] == keys[::-1]
    assert set(outbound.all("outbound_log_entry/recipient/fax_number")) == {SENT}
    assert admin.get("/outbound_log_count").first("count") == "5"
    inbound = admin.get("/inbound_log")
    assert inbound.all("inbound_log_entry/id") == [str(call) for call in reversed(calls)]
    assert inbound.all("inbound_log_entry/pages") == ["1"] * 3
    assert [bool(url) for url in inbound.all("inbound_log_entry/fax_url")] == [True, True, False]
    assert admin.file(f"/data/inbound/{calls[2]}.pdf").status_code == 200
    assert admin.file(f"/data/inbound/{calls[0]}.pdf").status_code == 404


def test_looking_for_faxes_finds_them_all_but_their_texts_only_in_the_window(narrow: RunningEmulator) -> None:
    first, _, third = sent(narrow, narrow.client(), 3)

    assert narrow.control("POST", "/wait", {"count": 3, "state": "sent", "timeout": 0})["count"] == 3
    assert narrow.control("POST", "/verify", {"fax": first, "pages": 1, "state": "sent"})["verified"]
    assert narrow.control("POST", "/verify", {"fax": third, "text": [{"contains": "Letter 2."}]})["verified"]
    unknown = narrow.http.post("/_emulator/verify", json={"fax": first, "text": [{"contains": "Letter 0."}]})
    assert unknown.status_code == 409
    assert [(one["field"], one["actual"]) for one in unknown.json()["differs"]] == [("text", None)]


def test_what_is_let_go_of_is_deleted_beside_the_requests(narrow: RunningEmulator) -> None:
    admin = narrow.client()
    sent(narrow, admin, 8)
    for keys in ("00000001/0000", "00000006/0000"):
        assert preview(admin, keys)[0] == 404
    cleared = narrow.control("POST", "/reset")["cleared"]

    assert (cleared["fax_entry"], cleared["call"]) == (8, 8)
    assert (cleared["entry_page"], cleared["rendition"], cleared["page"]) == (2, 2, 2)
