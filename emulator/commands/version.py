"""`faxfinder-emulator version`."""

import click


@click.command(help="Print the version.")
def version() -> None:
    """Print the version."""
    from emulator.version import VERSION

    click.echo(f"faxfinder-emulator {VERSION}")
