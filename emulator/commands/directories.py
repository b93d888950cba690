"""`faxfinder-emulator users|contacts|recipients import|export`: directories of a running emulator as CSV files.

Rule: the emulator reads and checks the file; here it is only carried, and what is wrong with it is printed as
`FILE:LINE: what`. Exit codes: 0 done, 1 not done, 2 asked wrongly.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

import click

from emulator.commands.options import FAILURE, USAGE_ERROR, control_connection, fail

if TYPE_CHECKING:
    import httpx

F = TypeVar("F", bound=Callable[..., Any])

ANSWER_SECONDS = 600.0
"""A file of ten thousand passwords takes the emulator half a minute."""


def _import(command: F) -> F:
    """The arguments of every import."""
    command = click.option(
        "--mode", type=click.Choice(["merge", "replace"]), default="merge", show_default=True,
        help="What the file does not name stays, or goes.",
    )(control_connection(command))  # fmt: skip
    return click.argument("file", type=click.File("rb"))(command)


def _export(command: F) -> F:
    """The arguments of every export."""
    path = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    return click.argument("file", type=path, default="-")(control_connection(command))


def _one_list(command: F) -> F:
    """For contacts: one list instead of all."""
    return click.option("--list", "only_list", metavar="NAME", help="One list: a user name, or global_contact_list.")(
        command
    )


@click.group(help="Users and the contacts in their lists, from and to CSV files.")
def users() -> None:
    """Users in and out."""


@click.group(help="Contacts, from and to CSV files.")
def contacts() -> None:
    """Contacts in and out."""


@click.group(help="Recipients (inbound routes), from and to CSV files.")
def recipients() -> None:
    """Recipients in and out."""


@users.command("import", help="Take users from FILE (- for standard input). A bad row, and nothing is done.")
@_import
def import_users(file: BinaryIO, mode: str, server: str, token: str | None) -> None:
    """Users in."""
    _send("users", file, server, token, mode=mode)


@users.command("export", help="Write all users to FILE (standard output unless given), without their passwords.")
@_export
def export_users(file: Path, server: str, token: str | None) -> None:
    """Users out."""
    _fetch("users", file, server, token)


@contacts.command("import", help="Take contacts from FILE (- for standard input). A bad row, and nothing is done.")
@_import
@_one_list
def import_contacts(file: BinaryIO, mode: str, server: str, token: str | None, only_list: str | None) -> None:
    """Contacts in."""
    _send("contacts", file, server, token, mode=mode, list=only_list)


@contacts.command("export", help="Write the contacts of one list, or of all, to FILE (standard output unless given).")
@_export
@_one_list
def export_contacts(file: Path, server: str, token: str | None, only_list: str | None) -> None:
    """Contacts out."""
    _fetch("contacts", file, server, token, list=only_list)


@recipients.command("import", help="Take recipients from FILE (- for standard input). A bad row, and nothing is done.")
@_import
def import_recipients(file: BinaryIO, mode: str, server: str, token: str | None) -> None:
    """Recipients in."""
    _send("recipients", file, server, token, mode=mode)


@recipients.command("export", help="Write all recipients to FILE (standard output unless given).")
@_export
def export_recipients(file: Path, server: str, token: str | None) -> None:
    """Recipients out."""
    _fetch("recipients", file, server, token)


def _send(directory: str, file: BinaryIO, server: str, token: str | None, **query: str | None) -> None:
    answer = _ask("PUT", directory, server, token, query, file.read())
    if answer.status_code != 200:
        _refused(answer, file.name)
    counts = answer.json()
    click.echo(f"{counts['added']} added, {counts['changed']} changed, {counts['removed']} removed")


def _fetch(directory: str, file: Path, server: str, token: str | None, **query: str | None) -> None:
    answer = _ask("GET", directory, server, token, query)
    if answer.status_code != 200:
        _refused(answer, str(file))
    if str(file) == "-":
        click.echo(answer.content, nl=False)
        return
    try:
        file.write_bytes(answer.content)
    except OSError as error:
        fail(f"{file}: {error.strerror}", USAGE_ERROR)


def _ask(
    method: str, directory: str, server: str, token: str | None, query: dict[str, str | None], content: bytes = b""
) -> "httpx.Response":
    import httpx

    from emulator.client import ClientError, check_server

    try:
        url = f"{check_server(server)}/_emulator/directories/{directory}.csv"
    except ClientError as error:
        fail(error, USAGE_ERROR)
    headers = {"Content-Type": "text/csv"} | ({"Authorization": f"Bearer {token}"} if token else {})
    said = {name: value for name, value in query.items() if value is not None}
    try:
        # Neither a proxy of the environment nor a .netrc may come between: the server is named.
        with httpx.Client(timeout=ANSWER_SECONDS, trust_env=False) as http:
            return http.request(method, url, params=said, headers=headers, content=content)
    except httpx.HTTPError as error:
        fail(f"{url}: {error or type(error).__name__}", FAILURE)


def _refused(answer: "httpx.Response", file: str) -> NoReturn:
    """End with what the emulator says, row by row."""
    try:
        problem = answer.json()
        detail = problem["detail"]
    except (ValueError, KeyError, TypeError):
        fail(f"status {answer.status_code}: this does not look like an emulator's answer", FAILURE)
    for row in problem.get("rows", ()):
        click.echo(f"{file}:{row['line']}: {row['message']}", err=True)
    fail(detail, FAILURE)
