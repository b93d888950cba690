"""SFTP servers: a received fax is uploaded, in a process of its own.

Rule: a destination is `sftp://user:password@host:port/folder`; the folder is made when it is missing, and `/~/folder`
is one below the user's own. A file is there whole or not at all. Host keys are not checked, as certificates are not
when documents are fetched (ours); nothing is read from the account that runs the emulator, neither keys nor
configuration.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from fax_engine.piece_of_work import TookTooLong
from fax_engine.ports import Delivered, DeliveryFailed
from fax_engine.workshop import Workshop

if TYPE_CHECKING:
    from asyncssh import SFTPClient

USUAL_PORT = 22
PATIENCE = 10
"""Seconds for the connection, and as many for the login."""

NOT_USABLE = "not of the form sftp://user:password@host:port/folder"

_PASSWORD = re.compile(r"^((?:[A-Za-z]*://)?+[^:]*):.*@")

Done = Callable[[Delivered | DeliveryFailed], None]


@dataclass(frozen=True, slots=True)
class SftpFolder:
    """A folder on a server."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str

    def place(self, name: str = "") -> str:
        """Where a file of that name lies, for people to read: without the password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        folder = self.folder if self.folder.startswith("/") else f"/~/{self.folder}"
        return f"sftp://{host}:{self.port}{folder.rstrip('/')}/{name}"


def parse_destination(value: str) -> SftpFolder | None:
    """The folder that a destination's value means; None when it means none."""
    try:
        parts = urlsplit(value.strip())
        host, port, username = parts.hostname, parts.port, parts.username
    except ValueError:
        return None
    if parts.scheme != "sftp" or not host or not username or parts.query or parts.fragment or port == 0:
        return None
    path = unquote(parts.path) or "/"
    folder = path.removeprefix("/~/") if path.startswith("/~/") else path
    return SftpFolder(host, port or USUAL_PORT, unquote(username), unquote(parts.password or ""), folder)


def without_password(value: str) -> str:
    """A destination's value as it may be shown and logged."""
    return _PASSWORD.sub(r"\1:***@", value)


class SftpSink:
    """A `Sink` of SFTP servers."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def problem(self, value: str) -> str | None:
        """Why nothing can be delivered there; see `Sink`."""
        return NOT_USABLE if parse_destination(value) is None else None

    def put(self, value: str, name: str, content: bytes, done: Done) -> None:
        """Upload the file."""
        folder = parse_destination(value)
        assert folder is not None
        self._workshop.submit(upload, lambda: (folder, name, content), partial(_tell, done, folder, name))


def upload(folder: SftpFolder, name: str, content: bytes) -> Delivered | DeliveryFailed:
    """Upload one file, blocking. Every failure is a value with a reason."""
    import asyncio

    import asyncssh

    try:
        asyncio.run(_upload(folder, name, content))
    except (asyncssh.Error, OSError, TimeoutError) as error:
        return DeliveryFailed(f"{folder.place()}: {_reason(error)}")
    return Delivered(folder.place(name))


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno)  # asyncio's own words tell no more than the address
    return getattr(error, "reason", "") or getattr(error, "strerror", "") or str(error) or type(error).__name__


async def _upload(folder: SftpFolder, name: str, content: bytes) -> None:
    import asyncssh

    async with (
        asyncssh.connect(
            folder.host,
            folder.port,
            username=folder.username,
            password=folder.password,
            known_hosts=None,
            client_keys=None,
            agent_path=None,
            config=None,
            connect_timeout=PATIENCE,
            login_timeout=PATIENCE,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        await _put(sftp, folder.folder, name, content)


async def _put(sftp: "SFTPClient", folder: str, name: str, content: bytes) -> None:
    import asyncssh

    await sftp.makedirs(folder or ".", exist_ok=True)
    parent = folder.rstrip("/") or ("/" if folder else ".")
    path, unfinished = (f"{parent.rstrip('/')}/{part}" for part in (name, f".{name}.{os.getpid()}.part"))
    async with sftp.open(unfinished, "wb") as file:
        await file.write(content)
    try:
        await sftp.posix_rename(unfinished, path)
    except asyncssh.SFTPOpUnsupported:  # a server without OpenSSH's extension never replaces a file by renaming
        if await sftp.exists(path):
            await sftp.remove(path)
        await sftp.rename(unfinished, path)


def _tell(done: Done, folder: SftpFolder, name: str, result: Delivered | DeliveryFailed | Exception) -> None:
    if isinstance(result, Delivered | DeliveryFailed):
        done(result)
    elif isinstance(result, TookTooLong):
        done(DeliveryFailed(f"{folder.place(name)}: it took too long"))
    else:
        done(DeliveryFailed(f"{folder.place(name)}: not uploaded: {result}"))
