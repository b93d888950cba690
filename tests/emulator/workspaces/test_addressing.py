"""Which workspace a request names."""

from base64 import b64encode
from typing import Any

import pytest

from emulator.workspaces.addressing import Address, Addressing
from emulator.workspaces.names import parse_name

DOMAINS = ("localhost", "Fax.Example", "b.fax.example", "127.0.0.1.nip.io")


def basic(credentials: str) -> bytes:
    return b"Basic " + b64encode(credentials.encode())


def address(
    path: str = "/ffws/v1/ofax", *, advertised: bool = False, may_be: bool = True, **headers: str | bytes
) -> Address | None:
    """What a request with these headers names; `authorization` as `user:password`, or as bytes as it stands."""
    addressing = Addressing(DOMAINS, lambda _: may_be, is_advertised=advertised)
    written: list[tuple[bytes, bytes]] = []
    for name, value in headers.items():
        if name == "authorization" and isinstance(value, str):
            value = basic(value)
        written.append((name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode()))
    scope: dict[str, Any] = {"path": path, "headers": written}
    return addressing(scope)


@pytest.mark.parametrize("text", ["a", "7", "team-a", "x" * 63, "0-0"])
def test_names(text: str) -> None:
    assert parse_name(text) == text
    assert parse_name(text.upper()) == text


@pytest.mark.parametrize("text", ["", "-a", "a-", "a.b", "a_b", "x" * 64, "ä", "\u212a", "a b", "a\n", "..", "a/b"])
def test_what_is_no_name(text: str) -> None:
    assert parse_name(text) is None


@pytest.mark.parametrize(
    ("path", "name", "rest"),
    [
        ("/w/team-a/ffws/v1/ofax", "team-a", "/ffws/v1/ofax"),
        ("/w/Team-A/_emulator/info", "team-a", "/_emulator/info"),
        ("/w/team-a", "team-a", ""),
        ("/w/default/ffws/v1/ofax", "default", "/ffws/v1/ofax"),
        ("/w/no_name/ffws/v1/ofax", "no_name", "/ffws/v1/ofax"),
        ("/w//ffws/v1/ofax", "", "/ffws/v1/ofax"),
        ("/w/a/w/b/ffws/v1/ofax", "a", "/w/b/ffws/v1/ofax"),
    ],
)
def test_by_path(path: str, name: str, rest: str) -> None:
    assert address(path, host="10.0.0.1:8080") == Address(name, rest, f"/w/{name}")


@pytest.mark.parametrize("path", ["/ffws/v1/ofax", "/w", "/wx/team-a/ffws/v1", "/ffws/v1/w/team-a/ofax"])
def test_paths_that_name_none(path: str) -> None:
    assert address(path) is None


@pytest.mark.parametrize(
    "host",
    [
        "team-a.localhost",
        "team-a.localhost:8080",
        "TEAM-A.LocalHost.",
        "team-a.fax.example",
        "team-a.b.fax.example",
        "team-a.127.0.0.1.nip.io",
    ],
)
def test_by_host(host: str) -> None:
    assert address(host=host) == Address("team-a", "/ffws/v1/ofax")
    assert address("/_emulator/info", host=host) == Address("team-a", "/_emulator/info")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "127.0.0.1.nip.io",
        "[::1]:8080",
        "fax.example",
        "team-a.example",
        "x.team-a.localhost",
        "team_a.localhost",
        ".localhost",
        "team-a.localhost.example",
        "team-alocalhost",
        "",
    ],
)
def test_hosts_that_name_none(host: str) -> None:
    assert address(host=host) is None


def test_the_host_is_the_one_that_the_client_named() -> None:
    assert address(host="backend", x_forwarded_host="team-a.localhost, proxy") == Address("team-a", "/ffws/v1/ofax")
    assert address(host="team-a.localhost", x_forwarded_host="fax.example") is None


def test_where_urls_do_not_follow_the_host_the_prefix_names_the_workspace() -> None:
    found = address(host="team-a.localhost", advertised=True)
    assert found is not None
    assert found.prefix == "/w/team-a"


@pytest.mark.parametrize(
    ("given", "name", "unit_sees"),
    [
        ("admin@team-a:admin", "team-a", "admin:admin"),
        ("admin@Team-A:p@ss:word", "team-a", "admin:p@ss:word"),
        ("ann@example.com@team-a:x", "team-a", "ann@example.com:x"),
        ("admin@default:admin", "default", "admin:admin"),
        ("ä@b:ö", "b", "ä:ö"),
    ],
)
def test_by_user(given: str, name: str, unit_sees: str) -> None:
    assert address(host="10.0.0.1", authorization=given) == Address(name, "/ffws/v1/ofax", credentials=basic(unit_sees))


@pytest.mark.parametrize(
    "given",
    [
        "admin:admin",
        "admin:x@team-a",
        "@team-a:admin",
        "ann@example.com:x",
        "ann@team_a:x",
        b"Bearer admin@team-a",
        b"Basic !!!",
        b"Basic",
        b"",
    ],
)
def test_credentials_that_name_none(given: str | bytes) -> None:
    assert address(authorization=given) is None


def test_a_suffix_is_one_only_where_there_may_be_such_a_workspace() -> None:
    assert address(authorization="admin@team-a:admin", may_be=False) is None
    assert address("/_emulator/info", authorization="admin@team-a:admin") is None


def test_the_path_counts_before_the_host_and_the_host_before_the_user() -> None:
    host, user = "by-host.localhost", "admin@by-user:admin"
    by_path = address("/w/by-path/ffws/v1/ofax", host=host, authorization=user)
    by_host = address(host=host, authorization=user)
    by_user = address(authorization=user)
    assert by_path is not None
    assert by_host is not None
    assert by_user is not None
    assert [found.name for found in (by_path, by_host, by_user)] == ["by-path", "by-host", "by-user"]
    # What does not count is left as it is: the unit is asked by somebody called admin@by-user.
    assert [found.credentials for found in (by_path, by_host)] == [None, None]
