"""The load generator: sends ready-made requests over kept connections, and times each.

Rule: requests are bytes made beforehand, answers are only framed and their status checked, and one thread with `select`
serves all connections; that is several times quicker than the quickest server here. Run as
`python -m benchmarks.generator`: a pickled `Order` comes in on standard input, a pickled `Outcome` or `LoadError` goes
out on standard output.
"""

import pickle
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import cycle

from benchmarks.load import LoadError, Order, Outcome

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class _Connection:
    """One kept connection, with at most one request under way."""

    def __init__(self, port: int, status: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._status = b" %d " % status
        self._received = b""
        self._missing = 0
        self.began_at = 0.0

    def send(self, request: bytes) -> None:
        self.began_at = time.perf_counter()
        try:
            self.socket.sendall(request)
        except ConnectionError:
            raise LoadError(f"the server hung up; it had said {self.socket.recv(1000)!r}") from None

    def has_answer(self) -> bool:
        """Read what there is; True when an answer is complete."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise LoadError("the server closed a connection")
        if self._missing:
            self._missing -= len(piece)
            return self._missing <= 0
        self._received += piece
        end = self._received.find(HEAD_END)
        if end < 0:
            return False
        head, received, self._received = self._received[:end], len(self._received), b""
        if head[8:13] != self._status:
            raise LoadError(f"unexpected answer: {head!r}")
        self._missing = end + len(HEAD_END) + _length(head) - received
        return self._missing <= 0


def _length(head: bytes) -> int:
    at = head.lower().find(LENGTH)
    if at < 0:
        raise LoadError(f"an answer without a length: {head!r}")
    return int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])


def perform(order: Order) -> Outcome:
    """Send the order from this process. Raises `LoadError`."""
    connections = [_Connection(order.port, order.status) for _ in range(order.connections)]
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        began_at = time.perf_counter()
        requests = _requests(order, began_at)
        under_way = sum(_send_next(connection, requests) for connection in connections)
        while under_way:
            for key, _ in selector.select():
                connection = key.data
                if connection.has_answer():
                    latencies.append(time.perf_counter() - connection.began_at)
                    under_way += _send_next(connection, requests) - 1
        seconds = time.perf_counter() - began_at
    for connection in connections:
        connection.socket.close()
    return Outcome(seconds, latencies)


def _requests(order: Order, began_at: float) -> Iterator[bytes]:
    if order.seconds is None:
        yield from order.requests
        return
    ends_at = began_at + order.seconds
    for request in cycle(order.requests):
        if time.perf_counter() >= ends_at:
            return
        yield request


def _send_next(connection: _Connection, requests: Iterator[bytes]) -> bool:
    request = next(requests, None)
    if request is not None:
        connection.send(request)
    return request is not None


def _main() -> None:
    order = pickle.load(sys.stdin.buffer)
    try:
        result: object = perform(order)
    except (LoadError, OSError) as error:
        result = LoadError(str(error))
    pickle.dump(result, sys.stdout.buffer)


if __name__ == "__main__":
    _main()
