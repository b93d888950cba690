"""The page about the settings: `python -m emulator.settings_page` prints `docs/settings.md`, and a test compares
them."""

from emulator.settings import SETTINGS, SettingSpec

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
    default = f"`{setting.default_text}`" if setting.default_text else "none"
    return f"| `{setting.flag} {setting.metavar}` | `{setting.variable}` | {default} | {setting.help} |\n"


if __name__ == "__main__":
    print(page(), end="")
