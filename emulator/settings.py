"""What the person who runs the emulator decides: one field is one setting, one flag and one environment variable.

Rule: a field carries its help text and the parser that turns a text into its value, so that a setting stands in one
place. Where the texts come from, and which wins, is `settings_sources`'s business.
"""

from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator import parsers
from emulator.parsers import Parser
from models.vocabulary import Resolution

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from emulator.profiles import Profile

ENVIRONMENT_PREFIX = "FAXFINDER_"

SHUTDOWN_SECONDS = 0.15
"""So much of the half second that the end may take is left for scripts."""


class SettingError(ValueError):
    """A setting that cannot be used. `setting` is the field's name, the message says what would be right."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Pace:
    """How long simulated seconds take: `scale` real seconds for each, 0.0 for none at all."""

    name: str
    scale: float

    def __str__(self) -> str:
        """What one writes to ask for it."""
        return self.name


PACES = {pace.name: pace for pace in (Pace("instant", 0.0), Pace("fast", 1 / 40), Pace("real", 1.0))}


def parse_pace(text: str) -> Pace:
    """One of the named paces, or a factor above 0: how many times quicker than a real line."""
    if text.lower() in PACES:
        return PACES[text.lower()]
    factor = parsers.parse_positive_number(text)
    return Pace(text, 1 / factor)


def parse_dialect_text(text: str) -> str:
    """A dialect as `dialects.parse_dialect` understands it."""
    from emulator.dialects import parse_dialect

    try:
        parse_dialect(text)
    except ValueError as error:
        raise ValueError(f"guide, 3.5.2, or switches such as url_scheme=https ({error})") from None
    return text


def parse_profile_name(text: str) -> str:
    """The name of an appliance type, in any case."""
    from emulator.profiles import PROFILES, find_profile

    try:
        return find_profile(text).name
    except KeyError:
        raise ValueError(f"one of {', '.join(PROFILES)}") from None


def parse_seed(text: str) -> Path:
    """The file or folder of a seed; `demo` names the one that comes along."""
    if text == "demo":
        return Path(__file__).parent / "seeds" / "demo"
    try:
        if Path(text).exists():
            return Path(text)
    except (OSError, ValueError):  # too long a name, a folder that is not to be looked into, a zero byte
        pass
    raise ValueError("a file or folder that exists, or demo")


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """How a field is offered: its parser, what to write for a value in the help, and what it does."""

    name: str
    default: Any
    parse: Parser
    metavar: str
    help: str
    is_secret: bool

    @property
    def flag(self) -> str:
        """The flag of the command line, `--http-port`."""
        return "--" + self.name.replace("_", "-")

    @property
    def default_text(self) -> str:
        """What one would write for the default; empty where that is nothing."""
        if self.default in (None, ()):
            return ""
        if isinstance(self.default, tuple):
            return ",".join(self.default)
        return str(self.default).lower() if isinstance(self.default, bool) else str(self.default)

    @property
    def variable(self) -> str:
        """The environment variable, `FAXFINDER_HTTP_PORT`."""
        return ENVIRONMENT_PREFIX + self.name.upper()


def _setting(default: Any, parse: Parser, metavar: str, help_text: str, *, is_secret: bool = False) -> Any:
    metadata = {"parse": parse, "metavar": metavar, "help": help_text, "is_secret": is_secret}
    return field(default=default, metadata=metadata, repr=not is_secret)


def _choice(*words: str) -> Parser:
    return parsers.choice(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting. A value given here directly is taken as it is: only texts are checked."""

    model: str = _setting(
        "FF240", parse_profile_name, "NAME", "The appliance to be: FF240, FF440, FF840 (2, 4, 8 modems) or FF240-IP."
    )
    firmware: str = _setting("3.5.2", parsers.parse_version, "VERSION", "The firmware version that the unit reports.")
    dialect: str = _setting(
        "guide",
        parse_dialect_text,
        "NAME",
        "The firmware's habits on the wire: guide, 3.5.2, or switches such as url_scheme=https.",
    )
    http_port: int = _setting(8080, parsers.parse_port, "PORT", "Port for HTTP; 0 chooses a free one and prints it.")
    https_port: int | None = _setting(
        8443,
        parsers.parse_port_or_off,
        "PORT",
        "Port for HTTPS; 0 chooses a free one and prints it, off means no HTTPS.",
    )
    host: str = _setting("0.0.0.0", parsers.parse_host, "ADDRESS", "Address to listen on; :: for IPv6 as well.")
    advertise: str | None = _setting(
        None,
        parsers.parse_url_base,
        "URL",
        "Base of the URLs in answers, such as https://fax.example:8443; none follows the caller.",
    )
    time_zone: str = _setting(
        "UTC", parsers.parse_time_zone, "NAME", "The unit's time zone by its IANA name, such as Europe/Berlin."
    )
    pace: Pace = _setting(
        PACES["fast"],
        parse_pace,
        "PACE",
        "How quick the simulated line is: instant, fast (40 times), real, or a factor above 0.",
    )
    resolution: Resolution = _setting(
        Resolution.FINE,
        parsers.parse_resolution,
        "NAME",
        "Vertical resolution of sent pages: standard (98 lines/inch) or fine (196).",
    )
    data_dir: Path | None = _setting(
        None, parsers.parse_folder, "FOLDER", "Where everything is kept; none keeps it in memory until the end."
    )
    delivery_dir: Path | None = _setting(
        None,
        parsers.parse_folder,
        "FOLDER",
        "Where received faxes go that are routed to printers and shares; none means the data folder, if there is one.",
    )
    delivery_map: tuple[tuple[str, Path], ...] = _setting(
        (),
        parsers.parse_delivery_map,
        "NAME=FOLDER",
        "Folders of single printers and shares (lp1=/srv/lp1,//files/fax=/mnt/fax), in place of those in the delivery folder.",
    )
    kept_faxes: int = _setting(
        1_000,
        parsers.parse_kept,
        "COUNT",
        "How many completed faxes keep their pages: the newest of those sent, and as many received; logs keep every line.",
    )
    mail_from: str = _setting(
        "fax@faxfinder.localdomain",
        parsers.parse_mail_address,
        "ADDRESS",
        "Where the unit's mails come from: receipts, and received faxes that are routed to mail.",
    )
    seed: Path | None = _setting(
        None,
        parse_seed,
        "PATH",
        "What a new unit begins with: a TOML, YAML or JSON file, a folder of them, or demo for the one that comes along.",
    )
    init_dir: Path = _setting(
        Path("/etc/faxfinder/init"),
        parsers.parse_present_folder,
        "FOLDER",
        "Scripts and seed files for the start and the end, in its folders boot.d, ready.d and shutdown.d.",
    )
    init_failures: str = _setting(
        "stop", _choice("stop", "ignore"), "WORD", "stop: an init script that fails ends the start; ignore: it goes on."
    )
    init_seconds: float = _setting(
        60.0, parsers.parse_seconds, "SECONDS", "How long each script of boot.d and ready.d may take."
    )
    shutdown_seconds: float = _setting(
        SHUTDOWN_SECONDS,
        parsers.parse_seconds,
        "SECONDS",
        "How long the scripts of shutdown.d may take together; with more the end takes as much longer.",
    )
    log_level: str = _setting(
        "INFO",
        parsers.choice(("DEBUG", "INFO", "WARNING", "ERROR"), ignore_case=True),
        "LEVEL",
        "The least severe log line to write: debug, info, warning or error.",
    )
    log_format: str = _setting("text", _choice("text", "json"), "FORMAT", "text, or json: one object a line.")
    tls_sans: tuple[str, ...] = _setting(
        (), parsers.parse_names, "NAMES", "More names and addresses for the HTTPS certificate, separated by commas."
    )
    tls_cert: Path | None = _setting(
        None, parsers.parse_file, "FILE", "Your own HTTPS certificate (PEM, chain included) instead of a made one."
    )
    tls_key: Path | None = _setting(
        None, parsers.parse_file, "FILE", "The private key of that certificate (PEM); none when the same file holds it."
    )
    control_token: str | None = _setting(
        None,
        parsers.parse_token,
        "TOKEN",
        "Bearer token that the control plane asks for; none leaves it open.",
        is_secret=True,
    )
    wording: Path | None = _setting(
        None,
        parsers.parse_file,
        "FILE",
        "TOML file with other names for paths, elements and texts that nobody knows; `wording` prints one to start from.",
    )
    strict: bool = _setting(
        False,
        parsers.parse_boolean,
        "BOOLEAN",
        "true: refuse with 400 what the appliance passes over in silence; false: only warn of it.",
    )

    workspaces: int = _setting(
        1_000,
        parsers.parse_count,
        "NUMBER",
        "How many workspaces there may be, isolated units beside the one without a name; 0 for none.",
    )
    workspaces_on_demand: bool = _setting(
        True,
        parsers.parse_boolean,
        "BOOLEAN",
        "true: a workspace is made when it is first named; false: only by POST /_emulator/workspaces.",
    )
    workspace_domains: tuple[str, ...] = _setting(
        ("localhost",),
        parsers.parse_names,
        "NAMES",
        "Domains below which host names are names of workspaces (team-a.localhost), separated by commas.",
    )
    workspace_idle: float | None = _setting(
        None,
        parsers.parse_seconds_or_off,
        "SECONDS",
        "Delete a workspace that nobody has used for so long and in which nothing goes on; off keeps all.",
    )

    @property
    def profile(self) -> "Profile":
        """The appliance type that `model` names."""
        from emulator.profiles import find_profile

        return find_profile(self.model)

    @property
    def delivery_folder(self) -> Path | None:
        """Below which printers and shares are; None where nothing is kept in files."""
        return self.delivery_dir or self.data_dir

    @property
    def zone(self) -> "ZoneInfo":
        """The time zone that `time_zone` names."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.time_zone)


def _spec(entry: "Field[Any]") -> SettingSpec:
    return SettingSpec(name=entry.name, default=entry.default, **entry.metadata)


SETTINGS = {entry.name: _spec(entry) for entry in fields(Settings)}


def check_together(settings: Settings) -> None:
    """Refuse what is right by itself but not together. Raises `SettingError`."""
    if settings.tls_key is not None and settings.tls_cert is None:
        raise SettingError("tls_key", "a key without a certificate: give tls_cert as well")
    if settings.http_port and settings.http_port == settings.https_port:
        raise SettingError("https_port", f"{settings.https_port} is the HTTP port already: choose another, or off")
