"""Uploads to a real SFTP server, and what can go wrong with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.sinks.sftp import SftpFolder, parse_destination, upload, without_password
from fax_engine.ports import Delivered, DeliveryFailed
from models.vocabulary import DeliveryState, DestinationType
from tests.support.mailing import deliveries, receive, set_route
from tests.support.sftp_server import PASSWORD, SftpServer
from tests.support.units import BenchUnit


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SftpServer]:
    with SftpServer(tmp_path) as running:
        yield running


def folder_of(value: str) -> SftpFolder:
    found = parse_destination(value)
    assert found is not None
    return found


def put(server: SftpServer, path: str, name: str = "fax.pdf", content: bytes = b"%PDF") -> Delivered | DeliveryFailed:
    return upload(folder_of(server.url(path)), name, content)


def test_a_received_fax_is_uploaded(server: SftpServer, unit: BenchUnit) -> None:
    set_route(unit, (DestinationType.SFTP, server.url("/in/fax")))
    receive(unit)

    (delivery,) = deliveries(unit)
    assert delivery.state is DeliveryState.DELIVERED, delivery.message
    (file,) = (server.folder / "in" / "fax").iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert delivery.message == f"sftp://127.0.0.1:{server.port}/in/fax/{file.name}"


def test_a_folder_that_is_there_and_a_file_that_is_replaced(server: SftpServer) -> None:
    for content in (b"old" * 100, b"new"):
        assert put(server, "/in", content=content) == Delivered(f"sftp://127.0.0.1:{server.port}/in/fax.pdf")
    assert [(path.name, path.read_bytes()) for path in (server.folder / "in").iterdir()] == [("fax.pdf", b"new")]


@pytest.mark.parametrize("path", ["", "/", "/~/", "/~"])
def test_the_outermost_folder(server: SftpServer, path: str) -> None:
    assert isinstance(put(server, path), Delivered)
    assert (server.folder / ("~" if path == "/~" else "") / "fax.pdf").exists()


def test_a_wrong_password_is_told_and_not_shown(server: SftpServer) -> None:
    failed = upload(folder_of(server.url("/in", "fax:wrong-one")), "fax.pdf", b"%PDF")
    assert isinstance(failed, DeliveryFailed)
    assert "denied" in failed.reason
    assert "wrong-one" not in failed.reason


def test_a_file_where_the_folder_should_be(server: SftpServer) -> None:
    (server.folder / "in").write_text("a file")
    failed = put(server, "/in/fax")
    assert isinstance(failed, DeliveryFailed)
    assert failed.reason.startswith(f"sftp://127.0.0.1:{server.port}/in/fax/: ")


def test_nobody_listens_and_later_somebody_does(tmp_path: Path, unit: BenchUnit) -> None:
    with SftpServer(tmp_path) as gone:
        value = gone.url("/in")
    set_route(unit, (DestinationType.SFTP, value))
    receive(unit)

    (delivery,) = deliveries(unit)
    assert (delivery.state, delivery.tries) == (DeliveryState.PENDING, 1)
    assert PASSWORD not in delivery.message
    assert delivery.message.endswith("/in/: Connection refused")


@pytest.mark.parametrize(
    ("value", "host", "port", "username", "password", "folder"),
    [
        ("sftp://u:p@host/in", "host", 22, "u", "p", "/in"),
        (" sftp://u@host:2222 ", "host", 2222, "u", "", "/"),
        ("sftp://u%40x:p%2Fw@[::1]:22/a%20b/", "::1", 22, "u@x", "p/w", "/a b/"),
        ("sftp://u:p@host/~/in", "host", 22, "u", "p", "in"),
    ],
)
def test_what_a_destination_means(value: str, host: str, port: int, username: str, password: str, folder: str) -> None:
    assert parse_destination(value) == SftpFolder(host, port, username, password, folder)


@pytest.mark.parametrize(
    "value",
    ["", "host", "//host/in", "ftp://u:p@host/", "sftp://host/in", "sftp:///in", "sftp://u:p@host:x/", "sftp://u@[/"],
)
def test_what_means_nothing(value: str) -> None:
    assert parse_destination(value) is None


def test_a_password_is_not_in_what_is_written_of_a_folder() -> None:
    assert "s3cret" not in repr(folder_of("sftp://u:s3cret@host/in"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("sftp://u:p@host/in", "sftp://u:***@host/in"),
        ("sftp://u:p:q@x/@host/in", "sftp://u:***@host/in"),
        ("u:p@host", "u:***@host"),
        ("sftp://u@x:p@host/in", "sftp://u@x:***@host/in"),
        ("sftp://u@host:22/in", "sftp://u@host:22/in"),
        ("nothing", "nothing"),
    ],
)
def test_a_password_is_not_shown(value: str, shown: str) -> None:
    assert without_password(value) == shown
