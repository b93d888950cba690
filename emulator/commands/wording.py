"""`faxfinder-emulator wording`: the file to start from when a real unit calls things otherwise."""

import click


@click.command(help="Print every name and text that is this project's own, as a commented file for `serve --wording`.")
def wording() -> None:
    """Print the wording file to start from."""
    from emulator.wording_page import page

    click.echo(page(), nl=False)
