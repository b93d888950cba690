"""A real SFTP server, from the library that the emulator's client is from, with one user and a folder of its own."""

import asyncio
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

import asyncssh

USERNAME, PASSWORD = "fax", "s3cret/@:"
IN_A_URL = "fax:s3cret%2F%40%3A"


class SftpServer:
    """Serves `folder` as its root on a free port of this machine, inside a `with` block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._started = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)

    def url(self, path: str, credentials: str = IN_A_URL) -> str:
        """A destination on this server."""
        return f"sftp://{credentials}@127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(30)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        folder = self.folder

        class Files(asyncssh.SFTPServer):
            """Nothing above the folder can be seen."""

            def __init__(self, channel: "asyncssh.SSHServerChannel[bytes]") -> None:
                super().__init__(channel, chroot=str(folder).encode())

        listening = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_OneUser,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=Files,
        )
        self.port = listening.get_port()
        self._started.set()
        await self._ending.wait()
        listening.close()
        await listening.wait_closed()


class _OneUser(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USERNAME, PASSWORD)
