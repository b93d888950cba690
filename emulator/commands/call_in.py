"""`faxfinder-emulator call-in`: a station that calls the emulator's unit and sends it a file, and a look at how it
goes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulator.commands.options import FAILURE, INTERRUPTED, USAGE_ERROR, control_connection, fail
from emulator.commands.progress import progress

if TYPE_CHECKING:
    import httpx

    from emulator.calling_in import Ended, Heard, Station

SILENCE_SECONDS = 60.0
"""An event stream says something every 15 seconds."""

# How far a call has come, in steps, for the bar.
STEPS = {"Waiting for Connect": 1, "Negotiating": 2, "Receiving Page": 3, "Postpage Processing": 4}
LAST_STEP = 5


@click.command(
    "call-in",
    help="Call the unit and send it FILE, and follow the call until it is over. Exits with 0 when the fax was received, 1"
    " when it was not, 2 when what was asked for is wrong. Ctrl-C stops following, not the call.",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--from", "caller", metavar="NUMBER", default="", help="The calling number; withheld unless given.")
@click.option("--to", "called", metavar="NUMBER", default="", help="The called number.")
@click.option(
    "--extension",
    metavar="DIGITS",
    default="",
    help="Dialled once the call is answered; the last of --to unless given.",
)
@click.option("--line", metavar="N", type=click.IntRange(1), help="The line that is called; any free one unless given.")
@click.option("--station-id", metavar="TEXT", help="What the station calls itself; its number unless given.")
@click.option("--good-pages", metavar="N", type=click.IntRange(0), help="The station breaks off after so many pages.")
@click.option("--outcome", metavar="NAME", help="How the call is to end, by a name in docs/outcomes.md.")
@control_connection
def call_in(
    file: Path,
    caller: str,
    called: str,
    extension: str,
    line: int | None,
    station_id: str | None,
    good_pages: int | None,
    outcome: str | None,
    server: str,
    token: str | None,
) -> None:
    """Call the unit and send it a file."""
    from emulator.calling_in import Station
    from emulator.client import ClientError

    given = {
        "from": caller,
        "to": called,
        "extension": extension,
        "line": line,
        "station_id": station_id,
        "good_pages": good_pages,
        "outcome": outcome,
    }
    fields = {name: str(value) for name, value in given.items() if value is not None}
    with _http(token) as http:
        try:
            station = Station(server, http)
        except ClientError as error:
            fail(error, USAGE_ERROR)
        _report(_call(station, file, fields))


def _call(station: "Station", file: Path, fields: dict[str, str]) -> "Ended":
    from emulator.calling_in import WronglyAsked
    from emulator.client import ClientError

    last: Heard | None = None
    try:
        if station.is_unit_frozen:
            click.echo("The unit's clock stands still: the call goes on when somebody moves it.", err=True)
        with progress([str(file)], LAST_STEP) as tell:

            def show(heard: "Heard") -> None:
                nonlocal last
                last = heard
                tell(0, STEPS.get(heard.state, 0), str(heard))

            ended = station.call(file, fields, show)
            tell(0, LAST_STEP, _told(ended))
            return ended
    except KeyboardInterrupt:
        click.echo(f"\nNo longer followed; the unit goes on with {f'call {last.call}' if last else 'it'}.", err=True)
        raise SystemExit(INTERRUPTED) from None
    except WronglyAsked as error:
        fail(error, USAGE_ERROR)
    except ClientError as error:
        fail(error, FAILURE)


def _http(token: str | None) -> "httpx.Client":
    import httpx

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    # Neither a proxy of the environment nor a .netrc may come between: the server is named.
    return httpx.Client(headers=headers, timeout=SILENCE_SECONDS, trust_env=False)


def _told(ended: "Ended") -> str:
    pages = f"{ended.pages} page{'s' if ended.pages != 1 else ''}"
    return f"call {ended.call}: received, {pages}" if ended.received else f"call {ended.call}: {ended.outcome}, {pages}"


def _report(ended: "Ended") -> None:
    if ended.note:
        click.echo(ended.note, err=True)
    if not ended.received:
        fail(f"call {ended.call}: {ended.message}")
