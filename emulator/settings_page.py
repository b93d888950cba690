"""The page about the settings: `python -m emulator.settings_page` prints `docs/settings.md`, and a test compares them."""

from emulator.settings import SETTINGS, Pace, SettingSpec

HEAD = """# Settings

Each setting is a flag of `faxfinder-emulator serve`, an environment variable, or a line of the TOML file that `--config`
(or `FAXFINDER_CONFIG`) names: `http_port = 8080`. A flag beats the environment, the environment beats the file. A value
that cannot be used stops the start with a message and exit code 2.

| flag | variable | default | what it does |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page, Markdown."""
    return HEAD + "".join(_row(setting) for setting in SETTINGS.values())


def _row(setting: SettingSpec) -> str:
    return f"| `{setting.flag} {setting.metavar}` | `{setting.variable}` | {_default(setting)} | {setting.help} |\n"


def _default(setting: SettingSpec) -> str:
    if setting.default in (None, ()):
        return "none"
    default = setting.default
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default.name if isinstance(default, Pace) else default}`"


if __name__ == "__main__":
    print(page(), end="")
