"""`/_emulator/deliveries`, the options that deliveries follow, and what `/status` tells of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.inbound import call_in, set_routes
from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.sftp_server import PASSWORD, SftpServer
from tests.support.workspaces import WorkspaceByPath

OPTIONS = {
    "add_global_contacts": False,
    "inbound_format": "pdf",
    "email_size_limit": 0,
    "email_fax_details": True,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("delivered")


@pytest.fixture(scope="module")
def one_with_folders(folder: Path) -> Iterator[RunningEmulator]:
    emulator = RunningEmulator(pace="instant", delivery_dir=str(folder))
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def printing(one_with_folders: RunningEmulator) -> RunningEmulator:
    """A unit whose printers and shares are folders, in factory state."""
    one_with_folders.reset()
    return one_with_folders


def deliveries(emulator: RunningEmulator, query: str = "") -> list[dict[str, Any]]:
    """What the unit tells of its deliveries, the newest first."""
    found: list[dict[str, Any]] = emulator.control("GET", f"/deliveries{query}")["deliveries"]
    return found


def route(admin: FfwsClient, *destinations: tuple[str, str]) -> None:
    inside = "".join(
        f"<destination><type>{kind}</type><value>{value}</value></destination>" for kind, value in destinations
    )
    body = f"<inbound_route><name>Sales</name>{inside}</inbound_route>"
    assert admin.put("/inbound_routes/global", body).status == 200


def test_a_fax_comes_in_and_is_delivered(printing: RunningEmulator, folder: Path) -> None:
    route(printing.client(), ("Printer", "lp 1"), ("Share", "//files/fax"), ("Trash", ""))
    call_in(printing)
    printing.run_until_idle()

    thrown_away, stored, printed = deliveries(printing)
    assert {name: printed[name] for name in ("id", "call", "recipient", "type", "value", "state", "tries")} == {
        "id": printed["id"],
        "call": 1,
        "recipient": "Sales",
        "type": "Printer",
        "value": "lp 1",
        "state": "delivered",
        "tries": 1,
    }
    assert printed["ended_at"].endswith("Z")
    for one in (printed, stored):
        assert (folder / one["message"]).read_bytes().startswith(b"%PDF")
    assert (thrown_away["state"], thrown_away["tries"], thrown_away["message"]) == ("delivered", 0, "")


def test_status_counts_what_waits_for_a_printer(printing: RunningEmulator, folder: Path) -> None:
    admin = printing.client()
    set_routes(admin)
    assert admin.get("/status").all("status/printer/jobs") == ["0", "0"]
    blocked = folder / "printers" / "lp1"
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("out of order")
    for _ in range(2):
        call_in(printing, line=1)
        printing.control("POST", "/clock/advance", {"seconds": 100})

    answer = admin.get("/status/PRINTER")
    assert answer.all("status/printer/name") == ["lp1", "lp2"]
    assert answer.all("status/printer/status") == ["Error", "Idle"]
    assert answer.all("status/printer/jobs") == ["2", "0"]
    assert len(deliveries(printing, "?state=pending")) == 2
    blocked.unlink()
    printing.run_until_idle()
    assert admin.get("/status/PRINTER").all("status/printer/status") == ["Idle", "Idle"]
    assert [one["state"] for one in deliveries(printing)] == ["delivered", "delivered"]
    assert deliveries(printing, "?state=pending") == []


def test_status_tells_of_a_share_that_cannot_be_reached(printing: RunningEmulator, folder: Path) -> None:
    admin = printing.client()
    route(admin, ("Share", "//down/fax"), ("Share", "//up/fax"))
    (folder / "shares").mkdir(exist_ok=True)
    (folder / "shares" / "down").write_text("a file")
    call_in(printing)
    printing.control("POST", "/clock/advance", {"seconds": 100})

    answer = admin.get("/status/SHARE")
    assert answer.all("status/network_share/share") == ["//down/fax", "//up/fax"]
    assert answer.all("status/network_share/status") == ["Error", "Connected"]


def test_status_remembers_what_failed_for_good(printing: RunningEmulator, folder: Path) -> None:
    admin = printing.client()
    blocked = folder / "printers" / "lp9"
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("out of order")
    route(admin, ("Printer", "lp9"), ("Printer", "lp8"), ("Share", "nonsense"), ("Share", "//files/fax"))

    def stands() -> list[str]:
        answer = admin.get("/status")
        return answer.all("status/printer/status") + answer.all("status/network_share/status")

    assert stands() == ["Idle", "Idle", "Connected", "Connected"]
    call_in(printing)
    printing.run_until_idle()
    assert [one["state"] for one in deliveries(printing)] == ["delivered", "failed", "delivered", "failed"]
    assert stands() == ["Error", "Idle", "Error", "Connected"]
    assert admin.get("/status/PRINTER").all("status/printer/jobs") == ["0", "0"]

    blocked.unlink()
    call_in(printing)
    printing.run_until_idle()
    assert stands() == ["Idle", "Idle", "Error", "Connected"]
    route(admin, ("Share", "//files/fax"))
    assert stands() == ["Connected"]


def test_a_printer_and_a_share_with_folders_of_their_own(tmp_path: Path) -> None:
    printer, share = tmp_path / "office" / "lp1", tmp_path / "mnt"
    emulator = RunningEmulator(pace="instant", delivery_map=f"lp1={printer},//files/fax={share}")
    two = WorkspaceByPath(emulator, "two")
    for unit in (emulator, two):
        places = [("Share", "\\\\files\\fax\\sales"), ("Share", "//files/fax2"), ("Printer", "lp1"), ("Printer", "lp2")]
        route(unit.client(), *places)
        call_in(unit)
        unit.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    told = {one["value"]: one["message"] for one in deliveries(emulator)}
    assert [told[name] for name in ("lp2", "//files/fax2")] == ["kept in the unit: there is no delivery folder"] * 2
    (printed,), (stored,) = printer.glob("*.pdf"), (share / "sales").glob("*.pdf")
    assert (told["lp1"], told["\\\\files\\fax\\sales"]) == (str(printed), str(stored))
    assert printed.read_bytes().startswith(b"%PDF")
    assert len(list((printer / "workspaces" / "two").iterdir())) == 1
    assert len(list((share / "workspaces" / "two" / "sales").iterdir())) == 1
    assert emulator.stop() == 0


def test_an_upload_while_polls_go_on(printing: RunningEmulator, tmp_path: Path) -> None:
    with SftpServer(tmp_path) as server:
        route(printing.client(), ("Sftp", server.url("/in")))
        call_in(printing)
        printing.run_until_idle()
    (one,) = deliveries(printing)
    assert one["state"] == "delivered", one["message"]
    assert len(list((tmp_path / "in").iterdir())) == 1
    assert PASSWORD not in str(one)
    assert one["value"] == f"sftp://fax:***@127.0.0.1:{server.port}/in"


def test_received_faxes_follow_the_options(printing: RunningEmulator) -> None:
    assert printing.control("GET", "/options") == OPTIONS
    changed = {"inbound_format": "tiff", "email_size_limit": 500}
    assert printing.control("PUT", "/options", changed) == OPTIONS | changed
    route(printing.client(), ("Printer", "lp2"), ("Email", "a@example.com"))
    call_in(printing)
    printing.run_until_idle()

    assert deliveries(printing)[-1]["message"].endswith(".tiff")
    (mail,) = printing.control("GET", "/mail")["mail"]
    assert mail["attachments"][0]["content_type"] == "image/tiff"
    printing.reset()
    assert printing.control("GET", "/options") == OPTIONS


@pytest.mark.parametrize(
    "body",
    [
        {"inbound_format": "png"},
        {"email_size_limit": -1},
        {"email_size_limit": "5"},
        {"email_size_limit": 10**9},
        {"email_fax_details": "perhaps"},
        {"inbound_format": None},
    ],
)
def test_an_option_that_cannot_be(emulator: RunningEmulator, body: dict[str, object]) -> None:
    assert emulator.http.put("/_emulator/options", json=body).status_code == 400


@pytest.mark.parametrize("query", ["state=lost", "limit=-1", "limit=all", "limit=1001"])
def test_a_question_that_means_nothing(emulator: RunningEmulator, query: str) -> None:
    assert emulator.http.get(f"/_emulator/deliveries?{query}").status_code == 400


def test_the_newest_hundred_are_told_unless_more_are_asked_for(emulator: RunningEmulator, admin: FfwsClient) -> None:
    route(admin, *[("Trash", "")] * 60)
    for _ in range(2):
        call_in(emulator)
        emulator.run_until_idle()

    assert [one["call"] for one in deliveries(emulator)] == [2] * 60 + [1] * 40
    everything = [one["id"] for one in deliveries(emulator, "?limit=1000")]
    assert (len(everything), everything) == (120, sorted(everything, reverse=True))
    assert [one["id"] for one in deliveries(emulator, "?limit=1&state=delivered")] == everything[:1]
    assert deliveries(emulator, "?limit=0") == []
