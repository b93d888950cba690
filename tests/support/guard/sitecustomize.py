"""Python runs this first wherever `PYTHONPATH` leads here: it writes down every use that the process makes of the
network.

Rule: what Python's own sockets do can be seen from here (PEP 578), what a library in C does cannot; so `uvloop` is
hidden, and the event loop is asyncio's own. One line of JSON an event goes to the file that `CONNECTION_LOG` names.
"""

import json
import os
import sys
from typing import Any

WATCHED = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.getnameinfo",
        "socket.sendmsg",
        "socket.sendto",
    }
)

LOG = os.open(os.environ["CONNECTION_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def write_down(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: it sees everything, and keeps what is about the network."""
    if event in WATCHED:
        plain = [each if isinstance(each, str | int | tuple | None) else str(each) for each in arguments]
        os.write(LOG, json.dumps([event, plain], default=repr).encode() + b"\n")


sys.modules["uvloop"] = None  # type: ignore[assignment]
sys.addaudithook(write_down)
