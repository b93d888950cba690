"""The command line: one module of `emulator.commands` for each command, imported when it is asked for.

Rule: a command pays only for what it needs; `readyz` runs every few seconds in a container.
"""

from importlib import import_module

import click

from emulator.version import VERSION

# In the order of the help; the module of the same name, or the one below, holds a click command of the same name.
COMMANDS = {
    "serve": "Be a FaxFinder until stopped.",
    "send": "Send files as a fax and follow it until it has arrived.",
    "call-in": "Call the unit as a fax machine does, and send it a file.",
    "readyz": "Tell whether an emulator is ready.",
    "wording": "Print a file to start from where a real unit says it otherwise.",
    "users": "Import or export users, as CSV.",
    "contacts": "Import or export contacts, as CSV.",
    "recipients": "Import or export inbound routes, as CSV.",
    "version": "Print the version.",
}
# Commands that share a module.
MODULES = {"users": "directories", "contacts": "directories", "recipients": "directories"}


class LazyGroup(click.Group):
    """A group that knows its commands by name and help line, and imports the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(import_module(f"emulator.commands.{MODULES.get(cmd_name, name)}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="faxfinder-emulator %(version)s", help=COMMANDS["version"])
@click.pass_context
def main(context: click.Context) -> None:
    """An emulator of Multi-Tech's FaxFinder fax servers.

    Every setting is a flag of `serve`, an environment variable (FAXFINDER_HTTP_PORT for --http-port), or a line of the
    file that --config names.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
