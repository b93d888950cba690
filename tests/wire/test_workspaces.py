"""Workspaces over HTTP: the ways in, made and deleted, by themselves or when they are named."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.support.patience import PATIENT, until
from tests.support.raw_http import Wire, request
from tests.support.servers import FfwsClient, Reachable, RunningEmulator, schedule_fax
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByHost, WorkspaceByPath, workspace

NOON = "2030-01-01T12:00:00Z"
FAR_AWAY = "<schedule_all_at>2031-01-01T12:00:00</schedule_all_at>"


@pytest.fixture
def team_a(emulator: RunningEmulator) -> Iterator[WorkspaceByPath]:
    """A workspace that nobody has named yet."""
    with workspace(emulator, "team-a") as found:
        yield found


def names(emulator: RunningEmulator) -> list[str]:
    return [one["name"] for one in emulator.control("GET", "/workspaces")["workspaces"]]


def make(emulator: RunningEmulator, status: int = 201, **body: Any) -> Any:
    return emulator.control("POST", "/workspaces", body, status)


def entry_url(client: FfwsClient) -> str:
    answer = client.post("/ofax", schedule_fax(SENT))
    assert answer.status == 201
    return answer.first("fax_entry/fax_entry_url")


def test_urls_in_answers_lead_back_by_the_way_the_client_came(
    emulator: RunningEmulator, team_a: WorkspaceByPath
) -> None:
    port = emulator.url.rpartition(":")[2]
    by_host = WorkspaceByHost(emulator, f"team-a.localhost:{port}")
    ways: dict[str, FfwsClient] = {
        f"{emulator.url}/w/team-a/ffws/v1": team_a.client(),
        f"http://team-a.localhost:{port}/ffws/v1": by_host.client(),
        f"{emulator.url}/ffws/v1": emulator.client("admin@team-a"),
    }
    for number, (base, client) in enumerate(ways.items(), 1):
        assert entry_url(client) == f"{base}/ofax/{number:08X}/0000"
        pages = client.get("/cover_pages").all("cover_page/url")
        assert pages[0].startswith(f"{base}/data/cover_pages/")
    assert emulator.client().get("/ofax").entry_keys() == []
    # Each sees the faxes of all: it is one unit.
    for client in ways.values():
        assert len(client.get("/ofax").entry_keys()) == 3
    # ... and a URL taken from an answer is good for a fax, whatever its beginning.
    cover = f"<url>{emulator.url}/w/team-a/ffws/v1/data/cover_pages/default.pdf</url><enabled>true</enabled>"
    inside = f"<cover_page>{cover}</cover_page>"
    assert team_a.client().post("/ofax", schedule_fax(SENT, inside=inside)).status == 201
    team_a.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    preview = httpx.get(
        f"{emulator.url}/w/team-a/ffws/v1/data/preview/00000001-0000.pdf",
        auth=("admin", "admin"),
        trust_env=False,
        timeout=PATIENT,
    )
    assert preview.content.startswith(b"%PDF-")


def test_the_path_counts_before_the_host_and_that_before_the_user(emulator: RunningEmulator) -> None:
    with workspace(emulator, "by-path") as by_path, workspace(emulator, "by-host"), workspace(emulator, "by-user"):
        by_path.http.headers["Host"] = "by-host.localhost"
        assert by_path.client().get("/verify").status == 200
        assert names(emulator) == ["by-path"]
        assert by_path.client("admin@by-user").get("/verify").status == 401  # the unit knows nobody of that name
        assert WorkspaceByHost(emulator, "by-host.localhost").client("admin@by-user").get("/verify").status == 401
        assert names(emulator) == ["by-path", "by-host"]


def test_no_user_has_a_name_with_a_suffix(emulator: RunningEmulator, admin: FfwsClient) -> None:
    body = "<user><username>ann@team-b</username><password>ann</password></user>"
    assert "username" in admin.post("/users", body).message  # so that nobody is shut out by a workspace
    with workspace(emulator, "team-b") as team_b:
        team_b.client().post("/users", body.replace("@team-b", ""))
        assert emulator.client("ann@team-b", "ann").get("/verify").status == 200
        assert emulator.client("ann", "ann").get("/verify").status == 401


@pytest.mark.parametrize("way", ["path", "host", "user"])
def test_default_names_the_unit_that_answers_without_a_name(emulator: RunningEmulator, way: str) -> None:
    units: dict[str, Reachable] = {
        "path": WorkspaceByPath(emulator, "default"),
        "host": WorkspaceByHost(emulator, "default.localhost"),
        "user": emulator,
    }
    client = units[way].client("admin@default" if way == "user" else "admin")
    keys = client.send(SENT)
    assert emulator.client().state(keys) == "preprocessing"
    assert names(emulator) == []


def test_made_when_it_is_named_and_by_nothing_else(emulator: RunningEmulator, team_a: WorkspaceByPath) -> None:
    for path in ("/livez", "/readyz"):
        assert team_a.http.get(path).status_code == 200
    assert team_a.http.get("/").json() == {"error": "not_found", "detail": "no workspace team-a"}
    assert emulator.control("GET", "/workspaces/team-a", status=404)["error"] == "not_found"
    assert names(emulator) == []
    assert team_a.control("GET", "/info")["workspace"] == "team-a"
    assert names(emulator) == ["team-a"]
    lost = team_a.http.get("/nonsense").json()
    assert (lost["error"], "/w/team-a/ffws/v1" in lost["detail"]) == ("not_found", True)


def test_made_once_by_all_who_name_it_at_the_same_time(emulator: RunningEmulator, team_a: WorkspaceByPath) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: team_a.client().send(SENT), range(16)))
    assert sorted(keys) == [f"{number:08X}/0000" for number in range(1, 17)]
    assert names(emulator) == ["team-a"]


def test_made_as_it_is_asked_to_be(emulator: RunningEmulator) -> None:
    with workspace(emulator, "big") as big:
        made = make(
            emulator,
            name="Big",
            model="ff840",
            firmware="3.2.1",
            dialect="3.5.2",
            time_zone="Europe/Berlin",
            pace="real",
            strict=True,
            clock={"mode": "frozen", "now": NOON},
        )
        assert (made["name"], made["model"], made["clock"], made["now"]) == ("big", "FF840", "frozen", NOON)
        assert made["settings"]["strict"] == "true"
        assert made["urls"] == [f"{emulator.url}/w/big"]
        info = big.control("GET", "/info")
        assert (info["model"], info["channels"], info["firmware"], info["pace"]) == ("FF840", 8, "3.2.1", "real")
        assert (info["dialect"], info["time_zone"], info["clock"]) == ("3.5.2", "Europe/Berlin", "frozen")
        assert big.client().post("/ofax", schedule_fax(SENT, inside="<nonsense/>")).status == 400  # strict
        declared = {"Content-Type": "application/xml"}
        assert big.client().request("POST", "/ofax", schedule_fax(SENT), headers=declared).status == 201
        shown = emulator.control("GET", "/workspaces/BIG")
        assert (shown["faxes"], shown["requests"]) == ({"preprocessing": 1}, 0)
        assert shown["last_used_at"] > shown["made_at"]
        assert emulator.control("GET", "/workspaces") == {"workspaces": [shown], "most": 1000}
        assert emulator.control("GET", "/info")["model"] == "FF240"


def test_all_are_deleted_at_once_and_the_default_unit_stays(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    for name in ("one", "two"):
        make(emulator, name=name)
        WorkspaceByPath(emulator, name).client().send(SENT)
    assert emulator.control("DELETE", "/workspaces") == {"cleared": 2}
    assert names(emulator) == []
    assert emulator.control("DELETE", "/workspaces") == {"cleared": 0}
    assert admin.state(keys) == "preprocessing"


@pytest.mark.parametrize("path", ["/w/", "/w//_emulator/info", "/w/no_name/", "/w/no_name/_emulator/info"])
def test_a_path_that_names_none_is_told_what_a_name_is(emulator: RunningEmulator, path: str) -> None:
    answer = emulator.http.get(path)
    assert answer.status_code == 404
    assert "is no name of a workspace: 1 to 63 letters, digits and hyphens" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "complaint"),
    [
        ({"name": "no_name"}, 400, "'no_name' is no name of a unit: letters, digits and hyphens"),
        ({"name": "-"}, 400, "is no name of a unit"),
        ({"name": ""}, 400, "name"),
        ({"name": "x" * 64}, 400, "name"),
        ({}, 400, "name: Field required"),
        ({"name": "default"}, 409, "there is a workspace default"),
        ({"name": "there"}, 409, "there is a workspace there"),
        ({"name": "new", "model": "FF999"}, 400, "model: 'FF999' is not usable, expected one of FF240"),
        ({"name": "new", "pace": "-1"}, 400, "pace: '-1' is not usable"),
        ({"name": "new", "time_zone": "Moon/Base"}, 400, "time_zone: 'Moon/Base' is not usable"),
        ({"name": "new", "dialect": " "}, 400, "dialect: ' ' is not usable, expected a value"),
        ({"name": "new", "strict": "yes"}, 400, "strict"),
        ({"name": "new", "http_port": 80}, 400, "http_port: Extra inputs are not permitted"),
        ({"name": "new", "clock": {"mode": "stopped"}}, 400, "clock.mode"),
        ({"name": "new", "clock": {"speed": 0}}, 400, "clock.speed"),
    ],
)
def test_what_cannot_be_made(emulator: RunningEmulator, body: dict[str, Any], status: int, complaint: str) -> None:
    with workspace(emulator, "there"):
        make(emulator, name="there")
        assert complaint in make(emulator, status, **body)["detail"]
        assert names(emulator) == ["there"]


def test_deleted_with_all_that_goes_on_in_it(emulator: RunningEmulator, team_a: WorkspaceByPath) -> None:
    make(emulator, name="team-a", clock={"mode": "frozen", "now": NOON})
    client = team_a.client()
    client.send(SENT)
    client.send(SENT, inside=FAR_AWAY)
    with (
        ThreadPoolExecutor(1) as pool,
        team_a.http.stream("GET", "/_emulator/events") as stream,
    ):
        waiting = pool.submit(team_a.http.post, "/_emulator/wait", json={"match": {"number": "1"}, "timeout": 60})
        until(lambda: emulator.control("GET", "/workspaces/team-a")["requests"] >= 2, "the request is under way")
        cleared = emulator.control("DELETE", "/workspaces/team-a")["cleared"]
        told = "".join(stream.iter_text())
        answer = waiting.result()
    assert (cleared["fax"], cleared["fax_entry"]) == (2, 2)
    assert "event: reset" in told or told == "retry: 1000\n\n"
    assert answer.status_code == 410
    assert answer.json() == {"error": "deleted", "detail": "the workspace was deleted meanwhile"}
    assert names(emulator) == []
    emulator.control("DELETE", "/workspaces/team-a", status=404)

    assert client.get("/ofax").entry_keys() == []  # a new one: it has not even the old one's clock
    assert team_a.control("GET", "/clock")["mode"] == "real"
    assert client.send(SENT) == "00000001/0000"
    assert emulator.defects == []


def test_who_is_still_sending_to_a_deleted_one_is_refused(emulator: RunningEmulator, team_a: WorkspaceByPath) -> None:
    team_a.client().send(SENT)
    whole = request("POST", "/ofax", schedule_fax(SENT).encode()).replace(b"POST /ffws", b"POST /w/team-a/ffws", 1)
    with Wire(emulator) as wire, workspace(emulator, "team-b") as team_b:
        wire.send(whole[:-10])
        until(lambda: emulator.control("GET", "/workspaces/team-a")["requests"] >= 1, "the request is under way")
        emulator.control("DELETE", "/workspaces/team-a")
        team_b.client().send(SENT)  # it may have got the deleted one's place in the store
        wire.send(whole[-10:])
        answer = wire.answer()
        assert (answer.status, answer.message) == (404, "the unit was deleted meanwhile")
        assert len(team_b.client().get("/ofax").entry_keys()) == 1
    assert emulator.defects == []


def test_the_default_unit_cannot_be_deleted(emulator: RunningEmulator) -> None:
    assert emulator.control("DELETE", "/workspaces/default", status=409)["error"] == "not_a_workspace"


def test_each_has_a_description_that_leads_to_it(emulator: RunningEmulator, team_a: WorkspaceByPath) -> None:
    own = team_a.http.get("/_emulator/openapi.json").json()
    assert own["servers"] == [{"url": "/w/team-a"}]
    plain = emulator.http.get("/_emulator/openapi.json").json()
    assert "servers" not in plain
    assert own["paths"] == plain["paths"]
    assert set(plain["paths"]["/_emulator/workspaces"]) == {"get", "post", "delete"}


def test_log_lines_tell_the_workspace() -> None:
    emulator = RunningEmulator(pace="instant", log_format="json")
    with workspace(emulator, "team-a") as team_a:
        team_a.client().send(SENT)
        emulator.client().send(SENT)
        team_a.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    assert emulator.stop() == 0
    lines = [json.loads(line) for line in emulator.log]
    told = [
        (line.get("path") or line["fax"], line.get("workspace")) for line in lines if "path" in line or "fax" in line
    ]
    assert ("/ffws/v1/ofax", "team-a") in told
    assert ("/ffws/v1/ofax", None) in told
    assert ("00000001/0000", "team-a") in told
    assert ("00000001/0000", None) in told
    assert ("/_emulator/wait", "team-a") in told
