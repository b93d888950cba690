"""Where the settings come from: a flag beats the environment, that beats the file, and the file beats the default.

Rule: the only reader of the environment. A bad value stops the start and says where it came from; a variable that
nobody knows is only warned of, because whoever runs containers injects variables of their own.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.settings import ENVIRONMENT_PREFIX, SETTINGS, SettingError, Settings, check_together

CONFIG_VARIABLE = ENVIRONMENT_PREFIX + "CONFIG"
# Read by `send` or given to init scripts, so that a shell that has them set may start the emulator without a warning.
OTHER_VARIABLES = frozenset(
    {CONFIG_VARIABLE, *(ENVIRONMENT_PREFIX + name for name in ("SERVER", "USER", "URL", "STAGE"))}
)

# Looked for by those who know it from other servers; docs/adr/0005-synchronous-core.md says why it is not offered.
_NOT_OFFERED = {"database_url": "the store is SQLite in the data folder"}

# Kubernetes describes each service of a namespace: a service named "faxfinder" or "faxfinder-http" makes these.
_INJECTED_NAME = re.compile(r"_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$")
_INJECTED_VALUE = re.compile(r"(tcp|udp|sctp)://")


class SourceError(Exception):
    """Settings that cannot be used; the message names the setting, where it came from and what would be right."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, where each that is not a default came from, and what should be said in the log."""

    settings: Settings
    origins: Mapping[str, str]
    warnings: tuple[str, ...]

    def explain(self, error: SettingError) -> str:
        """The message for a setting that turned out to be unusable only when it was used."""
        return f"{self.origins.get(error.setting, error.setting)}: {error}"


def load_settings(
    flags: Mapping[str, str | None] | None = None,
    config: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Loaded:
    """Collect the settings. `flags` holds the texts given on the command line by setting name, None = not given.

    Raises `SourceError`.
    """
    environment = os.environ if environment is None else environment
    texts: dict[str, tuple[str, str]] = {}
    path = config or environment.get(CONFIG_VARIABLE, "").strip()
    if path:
        texts |= _from_file(path)
    texts |= _from_environment(environment)
    texts |= {name: (SETTINGS[name].flag, text) for name, text in (flags or {}).items() if text is not None}
    loaded = Loaded(
        Settings(**{name: _parse(name, origin, text) for name, (origin, text) in texts.items()}),
        {name: origin for name, (origin, _) in texts.items()},
        tuple(_unknown_variables(environment)),
    )
    try:
        check_together(loaded.settings)
    except SettingError as error:
        raise SourceError(loaded.explain(error)) from None
    return loaded


def environment_with(known: Mapping[str, str]) -> dict[str, str]:
    """This process's environment for one that it starts, with these variables of ours set, by name without the
    prefix."""
    return {**os.environ, **{ENVIRONMENT_PREFIX + name.upper(): value for name, value in known.items()}}


def _parse(name: str, origin: str, text: str) -> Any:
    spec = SETTINGS[name]
    try:
        if not (trimmed := text.strip()):
            raise ValueError("a value")
        return spec.parse(trimmed)
    except ValueError as error:
        shown = "the value" if spec.is_secret else repr(text)
        raise SourceError(f"{origin}: {shown} is not usable, expected {error}") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    # An empty variable counts as absent: compose files write `${X:-}` for "not given".
    return {
        name: (spec.variable, text)
        for name, spec in SETTINGS.items()
        if (text := environment.get(spec.variable, "").strip()) and not _INJECTED_VALUE.match(text)
    }


def _from_file(path: str) -> dict[str, tuple[str, str]]:
    import tomllib

    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise SourceError(f"settings file {path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"settings file {path}: not TOML: {error}") from None
    return {_file_key(path, key): (f"{key} in {path}", _file_text(path, key, value)) for key, value in content.items()}


def _file_key(path: str, key: str) -> str:
    name = key.replace("-", "_").lower()
    if name not in SETTINGS:
        raise SourceError(f"settings file {path}: there is no setting {key!r}{_nearest(name)}")
    return name


def _file_text(path: str, key: str, value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    if isinstance(value, bool) and isinstance(SETTINGS[_file_key(path, key)].default, bool):
        return str(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise SourceError(f"{key} in {path}: expected a text or a number")


def _nearest(name: str) -> str:
    if name in _NOT_OFFERED:
        return f": {_NOT_OFFERED[name]}, 'data_dir'"
    from difflib import get_close_matches

    found = get_close_matches(name, SETTINGS, n=1)
    return f"; did you mean {found[0]!r}?" if found else f"; there are {', '.join(SETTINGS)}"


def _unknown_variables(environment: Mapping[str, str]) -> list[str]:
    known = {spec.variable for spec in SETTINGS.values()} | OTHER_VARIABLES
    return [
        f"{variable} is not a setting of the emulator and is ignored{_nearest_variable(variable)}"
        for variable, text in sorted(environment.items())
        if variable.startswith(ENVIRONMENT_PREFIX) and variable not in known and not _is_injected(variable, text)
    ]


def _nearest_variable(variable: str) -> str:
    name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
    if name in _NOT_OFFERED:
        return f": {_NOT_OFFERED[name]}, {SETTINGS['data_dir'].variable}"
    from difflib import get_close_matches

    found = get_close_matches(variable, [spec.variable for spec in SETTINGS.values()], n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _is_injected(variable: str, text: str) -> bool:
    return bool(_INJECTED_NAME.search(variable) or _INJECTED_VALUE.match(text))
