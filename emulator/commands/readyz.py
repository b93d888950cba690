"""`faxfinder-emulator readyz`: is an emulator ready? Made for health checks: it starts fast and says little."""

import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import click

from emulator.commands.options import USAGE_ERROR, fail
from emulator.settings_sources import SourceError, load_settings

PAUSE_SECONDS = 0.05
ANSWER_SECONDS = 2.0


@click.command(help="Exit with 0 when an emulator is ready, 1 when it is not, 2 when that cannot be asked.")
@click.option("--wait", is_flag=True, help="Ask again until it is ready or the time is up.")
@click.option("--timeout", type=click.FloatRange(min=0), default=30.0, show_default=True, help="Seconds to wait.")
@click.option("--url", help="Where it is; by default the HTTP port that this machine's settings name.")
def readyz(wait: bool, timeout: float, url: str | None) -> None:
    """Exit with 0 when an emulator is ready."""
    target = f"{(url or _own_url()).rstrip('/')}/readyz"
    deadline = time.monotonic() + timeout  # noqa: TID251 - waits for another process, in real time
    while (problem := _problem(target)) is not None:
        if not wait or time.monotonic() >= deadline:  # noqa: TID251 - as above
            fail(f"{target}: {problem}")
        time.sleep(PAUSE_SECONDS)  # noqa: TID251 - as above


def _own_url() -> str:
    try:
        settings = load_settings().settings
    except SourceError as error:
        fail(error, USAGE_ERROR)
    if settings.http_port == 0:
        fail("the port was chosen at the start: name it with --url", USAGE_ERROR)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.http_port}" if ":" in host else f"http://{host}:{settings.http_port}"


def _problem(target: str) -> str | None:
    try:
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("not an http or https URL")
        port = parts.port
    except ValueError as error:
        fail(f"{target}: {error}", USAGE_ERROR)
    make = HTTPConnection if parts.scheme == "http" else HTTPSConnection
    connection = make(parts.hostname, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
    return None if status == 200 else f"status {status}"
