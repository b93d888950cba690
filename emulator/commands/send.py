"""`faxfinder-emulator send`: files to fax numbers, through any FaxFinder, and a look at how it goes."""

import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulator.commands.options import DEFAULT_SERVER, FAILURE, INTERRUPTED, USAGE_ERROR, fail
from emulator.commands.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from emulator.client import Client, Order
    from emulator.following import Followed, Show

# The account that the appliance has from the factory.
DEFAULT_USER = "admin:admin"
# How far an entry has come, in steps, for the bar.
STEPS = {"preprocessing": 1, "approval_pending": 1, "pending": 2, "sending": 3}
LAST_STEP = 4


@click.command(
    help="Send FILES as one fax to each number, and follow it. Exits with 0 when all have arrived, 1 when some have"
    " not, 2 when what was asked for is wrong. Ctrl-C stops following, not the fax."
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--to", "numbers", multiple=True, required=True, metavar="NUMBER", help="A fax number; may be repeated.")
@click.option("--cover", metavar="NAME", help="A cover page on the unit, such as default.")
@click.option("--subject", metavar="TEXT", help="Subject on the cover page.")
@click.option("--comments", metavar="TEXT", help="Comments on the cover page.")
@click.option("--at", metavar="TIME", help="When to send: ISO 8601, UTC unless it has an offset.")
@click.option("--priority", type=click.IntRange(0, 5), help="0 goes first, 5 last.")
@click.option("--max-tries", metavar="N", type=click.IntRange(min=1), help="It has failed after so many; 1 tries once.")
@click.option("--try-interval", metavar="SECONDS", type=click.IntRange(min=0), help="From one try to the next.")
@click.option(
    "--server", envvar="FAXFINDER_SERVER", default=DEFAULT_SERVER, metavar="URL", show_envvar=True, show_default=True,
    help="The unit.",
)  # fmt: skip
@click.option(
    "--user", envvar="FAXFINDER_USER", default=DEFAULT_USER, metavar="NAME[:PASSWORD]", show_envvar=True,
    help="Who sends; without a password it is asked for. The factory account unless given.",
)  # fmt: skip
@click.option("--insecure", is_flag=True, help="Believe any certificate.")
@click.option("--ca-file", metavar="FILE", type=click.Path(path_type=Path), help="The authority to believe (PEM).")
def send(
    files: tuple[Path, ...],
    numbers: tuple[str, ...],
    cover: str | None,
    subject: str | None,
    comments: str | None,
    at: str | None,
    priority: int | None,
    max_tries: int | None,
    try_interval: int | None,
    server: str,
    user: str,
    insecure: bool,
    ca_file: Path | None,
) -> None:
    """Send files as a fax and follow it until it has arrived."""
    from emulator.client import Client, ClientError, Order, check_server

    try:
        check_server(server)
        _check(files, cover, subject, comments)
        order = Order(files, numbers, cover, subject, comments, _moment(at), priority, max_tries, try_interval)
    except ClientError as error:
        fail(error, USAGE_ERROR)
    with _http(user, insecure, ca_file) as http:
        _send(Client(server, http), order)


def _send(client: "Client", order: "Order") -> None:
    from emulator.client import ClientError, keys_of
    from emulator.following import follow

    try:
        entries = client.schedule(order)
    except ClientError as error:
        fail(error, FAILURE)
    try:
        with _display(order.numbers) as show:
            followed = follow(client, entries, order.numbers, show, _wait)
    except KeyboardInterrupt:
        keys = ", ".join(keys_of(entry) for entry in entries)
        click.echo(f"\nNo longer followed; the unit goes on with {keys}.", err=True)
        raise SystemExit(INTERRUPTED) from None
    except ClientError as error:
        fail(f"{error} (the unit goes on with what it has taken)", FAILURE)
    _report(followed)


def _wait(seconds: float) -> None:
    time.sleep(seconds)  # noqa: TID251 - the pause between two questions to a server, in real time


def _check(files: tuple[Path, ...], cover: str | None, subject: str | None, comments: str | None) -> None:
    from emulator.client import ClientError, content_type_of

    for file in files:
        if not file.is_file():
            raise ClientError(f"{file}: there is no such file")
        content_type_of(file)
    if (subject or comments) and not cover:
        raise ClientError("subject and comments stand on a cover page: name one with --cover")


def _moment(text: str | None) -> datetime | None:
    from emulator.client import ClientError

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ClientError(f"--at: {text!r} is not a time such as 2026-11-23T10:00:00") from None


def _http(user: str, insecure: bool, ca_file: Path | None) -> "httpx.Client":
    import ssl

    import httpx

    from emulator.client import ANSWER_SECONDS

    verify: ssl.SSLContext | bool = not insecure
    if ca_file is not None and not insecure:
        try:
            verify = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            fail(f"--ca-file: {ca_file} holds no certificate that can be used ({error})", USAGE_ERROR)
    # Neither a proxy of the environment nor a .netrc may come between: the server is named.
    return httpx.Client(auth=_credentials(user), verify=verify, timeout=ANSWER_SECONDS, trust_env=False)


def _credentials(user: str) -> tuple[str, str]:
    name, colon, password = user.partition(":")
    if not colon:
        if not sys.stdin.isatty():
            fail("--user: a password is needed (NAME:PASSWORD), there is no terminal to ask on", USAGE_ERROR)
        password = click.prompt(f"Password of {name}", hide_input=True, default="", show_default=False)
    return name, password


@contextmanager
def _display(numbers: tuple[str, ...]) -> "Iterator[Show]":
    with progress(numbers, LAST_STEP) as tell:

        def show(followed: "Followed") -> None:
            step = LAST_STEP if followed.is_final else STEPS.get(str(followed.entry.state), 0)
            tell(followed.index, step, str(followed))

        yield show


def _report(followed: "list[Followed]") -> None:
    failed = [one for one in followed if not one.was_sent]
    for one in failed:
        message = one.entry.schedule_message or "no reason given"
        click.echo(f"{one.number}: {one.entry.state}: {message}", err=True)
    raise SystemExit(FAILURE if failed else 0)
