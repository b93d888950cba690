"""Listening sockets: bound before anything slow happens, so that a taken port is told at once.

Rule: binding is not listening; a client is refused until the server is ready to answer it.
"""

import errno
import socket

from emulator.settings import SETTINGS, Settings

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class PortError(Exception):
    """An address that cannot be listened on; the message says why and what to change."""


def bind_all(settings: Settings) -> dict[str, socket.socket]:
    """The bound sockets by URL scheme: `http`, and `https` unless it is off. Raises `PortError`."""
    bound = {"http": bind("http_port", settings.host, settings.http_port)}
    try:
        if settings.https_port is not None:
            bound["https"] = bind("https_port", settings.host, settings.https_port)
    except PortError:
        bound["http"].close()
        raise
    return bound


def bind(setting: str, host: str, port: int) -> socket.socket:
    """A TCP socket bound to `port` (0 = any free one) of `host`; `setting` names the port in messages."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortError(f"host {host!r} is no address of this machine: {error.strerror}") from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # :: means every address, the IPv4 ones too.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise PortError(_explain(error, setting, host, port)) from None
    return bound


def _explain(error: OSError, setting: str, host: str, port: int) -> str:
    spec = SETTINGS[setting]
    change = f"choose another with {spec.flag} or {spec.variable} (0 = any free one)"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program: {change}"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} is reserved for the system's own services: {change}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: change --host or FAXFINDER_HOST (0.0.0.0 = every address)"
    return f"cannot listen on port {port} of {host}: {error.strerror}"


def url_of(scheme: str, bound: socket.socket) -> str:
    """How a client on this machine reaches the socket, such as `http://127.0.0.1:8080`."""
    host, port = bound.getsockname()[:2]
    host = _WILDCARDS.get(host, host)
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
