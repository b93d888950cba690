"""The process that serves one emulator, from the first socket to the exit code.

Rule: what makes the start slow runs beside something else or not at all: the certificate is made by a child process
while this one imports, and nothing is collected meanwhile.
"""

import gc
from collections.abc import Callable
from contextlib import ExitStack

from emulator import logs, tls
from emulator.asgi import Served
from emulator.ending import Ending
from emulator.settings import SHUTDOWN_SECONDS, Settings
from emulator.sockets import bind_all, url_of

AppFactory = Callable[[Settings], Served]


def serve(settings: Settings, create_app: AppFactory, warnings: tuple[str, ...] = ()) -> None:
    """Serve until SIGTERM or SIGINT. `warnings` are told once the log is set up.

    Before `create_app`'s lifespan begins, `app.state.urls` (what it listens on) and `app.state.ca_pem` (the made
    authority's certificate, or None) are there. Raises `PortError`, `SettingError`, `CertificateError`, and whatever
    the application's start raises.
    """
    with ExitStack() as at_the_end:
        at_the_end.callback(gc.enable)
        gc.disable()
        ending = at_the_end.enter_context(Ending(max(0.0, settings.shutdown_seconds - SHUTDOWN_SECONDS)))
        bound = bind_all(settings)
        for entry in bound.values():
            at_the_end.enter_context(entry)
        certificate = tls.start(settings) if "https" in bound else None
        if certificate:
            at_the_end.callback(certificate.give_up)
        logs.configure(settings.log_level, settings.log_format)
        for warning in warnings:
            logs.warn(warning)
        app = create_app(settings)
        from emulator.listeners import run

        identity = certificate.finish() if certificate else None
        app.state.urls = [url_of(scheme, entry) for scheme, entry in bound.items()]
        app.state.ca_pem = identity.ca_pem if identity else None
        run(app, bound, identity.context if identity else None, ending, lambda: logs.announce(app.state.urls))
