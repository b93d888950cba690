"""The settings as flags of a command, and their errors as exit codes.

Rule: the flags are made from the fields of `Settings`; nothing about a setting is written a second time. Exit code 2
says that what was asked for is wrong, 1 that it cannot be done now.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from emulator.settings import SETTINGS, SettingSpec

F = TypeVar("F", bound=Callable[..., Any])

USAGE_ERROR = 2
FAILURE = 1
INTERRUPTED = 130
"""Of whoever stopped to follow what goes on without them (128 and SIGINT)."""

# The emulator's default port.
DEFAULT_SERVER = "http://127.0.0.1:8080"


def setting_flags(command: F) -> F:
    """Give a command one flag for each setting, and `--config`."""
    for spec in reversed(SETTINGS.values()):
        command = click.option(spec.flag, spec.name, metavar=spec.metavar, help=_help(spec))(command)
    return click.option(
        "--config", metavar="FILE", help="A TOML file with settings (http_port = 8080).  [FAXFINDER_CONFIG]"
    )(command)


def control_connection(command: F) -> F:
    """Give a command the flags that say which emulator, and its control token."""
    command = click.option(
        "--token", envvar="FAXFINDER_CONTROL_TOKEN", metavar="TOKEN", show_envvar=True,
        help="The emulator's control token, if it has one.",
    )(command)  # fmt: skip
    return click.option(
        "--server", envvar="FAXFINDER_SERVER", default=DEFAULT_SERVER, metavar="URL", show_envvar=True,
        show_default=True, help="The emulator.",
    )(command)  # fmt: skip


def _help(spec: SettingSpec) -> str:
    default = f"; default {spec.default_text}" if spec.default_text else ""
    return f"{spec.help}  [{spec.variable}{default}]"


def fail(message: object, code: int = FAILURE) -> NoReturn:
    """End with a message on standard error."""
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(code)
