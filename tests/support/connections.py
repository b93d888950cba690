"""What a process and all that it starts do with the network, seen from outside: by a hook in Python, or by the kernel.

Rule: a `Guard` says how a command is started so that it is watched, and afterwards what was seen, in one form: `bind`,
`connect` or `send` with an address, or `resolve` with a name. Addresses of other kinds than the Internet's do not
count.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path

NAME_SERVICE_PORT = 53


class Guard(ABC):
    """Watches a command; `log` is a file that it may write."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def command(self, command: Sequence[str]) -> list[str]:
        """How the command is started."""
        return list(command)

    def environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """What the command's environment is."""
        return dict(environment)

    def seen(self) -> set[str]:
        """What was seen, such as `connect 127.0.0.1:80`; once the command has ended."""
        return {what for line in self.log.read_text().splitlines() if (what := self._read(line))}

    @abstractmethod
    def _read(self, line: str) -> str | None:
        """What a line tells; None when it tells nothing of the Internet."""


class PythonGuard(Guard):
    """Sees what Python does, in the process and in every Python that it starts."""

    def environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The same, with the hook on Python's way."""
        folder = Path(__file__).with_name("guard")
        return {**environment, "PYTHONPATH": str(folder), "CONNECTION_LOG": str(self.log)}

    def _read(self, line: str) -> str | None:
        event, arguments = json.loads(line)
        word = event.removeprefix("socket.")
        if word in ("getaddrinfo", "gethostbyname", "gethostbyaddr"):
            return None if _is_address(arguments[0]) else f"resolve {arguments[0]}"
        if word == "getnameinfo":
            return f"resolve {arguments[0][0]}"
        verb = "send" if word.startswith("send") else word
        address = arguments[1]
        return f"{verb} {address[0]}:{address[1]}" if isinstance(address, list) else None


class KernelGuard(Guard):
    """Sees system calls (strace), so whatever library makes them."""

    def command(self, command: Sequence[str]) -> list[str]:
        """The same, as a child of whoever starts it, with the tracer beside it."""
        calls = "trace=bind,connect,sendto,sendmsg,sendmmsg"
        return ["strace", "-D", "-f", "-qq", "--seccomp-bpf", "-e", calls, "-o", str(self.log), *command]

    def _read(self, line: str) -> str | None:
        found = re.search(r"\b(bind|connect|sendto|sendmsg|sendmmsg)\(.*?sin6?_port=htons\((\d+)\)", line)
        host = re.search(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', line)
        if found is None or host is None:
            return None
        if int(found[2]) == NAME_SERVICE_PORT:
            return "resolve a name"
        verb = "send" if found[1].startswith("send") else found[1]
        return f"{verb} {host[1] or host[2]}:{found[2]}"


def _is_address(host: str | None) -> bool:
    if host is None:
        return True
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
