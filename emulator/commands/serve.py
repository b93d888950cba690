"""`faxfinder-emulator serve`: the emulator itself."""

import click

from emulator.asgi import Served
from emulator.commands.options import FAILURE, USAGE_ERROR, fail, setting_flags
from emulator.settings import SettingError, Settings
from emulator.settings_sources import SourceError, load_settings


@click.command(help="Be a FaxFinder until stopped (SIGTERM, Ctrl-C). A flag beats the variable in brackets.")
@setting_flags
def serve(config: str | None, **flags: str | None) -> None:
    """Be a FaxFinder until stopped."""
    try:
        loaded = load_settings(flags, config)
    except SourceError as error:
        fail(error, USAGE_ERROR)
    from emulator import server, sockets, tls

    try:
        server.serve(loaded.settings, _create_app, loaded.warnings)
    except SettingError as error:
        fail(loaded.explain(error), USAGE_ERROR)
    except (sockets.PortError, tls.CertificateError) as error:
        fail(error, FAILURE)
    except Exception as error:
        from emulator.hooks.stages import InitFailure
        from models.store import StoreError

        if isinstance(error, StoreError | InitFailure):
            fail(error, FAILURE)
        raise


def _create_app(settings: Settings) -> Served:
    from emulator.app import create_app

    return create_app(settings)
