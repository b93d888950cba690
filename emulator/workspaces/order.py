"""What a workspace is asked to be: the settings in which it differs from the default unit.

Rule: they are settings like all others, with their names, their values and their checks; what belongs to the process
(ports, wording, workers) is not among them, nor is the resolution, in which the pages of a seed are made once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from emulator.settings import SETTINGS, SettingError, Settings

OWN_SETTINGS = ("model", "firmware", "dialect", "time_zone", "pace", "mail_from", "strict")

SEED = "seed"

FOLDER = "workspaces"
"""Below the data folder and the delivery folder: one folder for each workspace."""


@dataclass(frozen=True, slots=True)
class WorkspaceOrder:
    """A workspace to be made. `texts`: settings as one writes them, by name.

    `seed`: one of its own, as `seeds.own_seed` keeps it; without, and unless `has_seed` is false, it has the process's.
    """

    name: str
    texts: Mapping[str, str] = field(default_factory=dict)
    has_seed: bool = True
    seed: str | None = None

    @classmethod
    def as_kept(cls, name: str, kept: Mapping[str, str], has_seed: bool) -> "WorkspaceOrder":
        """What was kept of one."""
        return cls(name, {key: text for key, text in kept.items() if key != SEED}, has_seed, kept.get(SEED))

    def to_keep(self) -> dict[str, str]:
        """Its texts, and that of its own seed under a name that no setting of a workspace has."""
        return {**self.texts, **({} if self.seed is None else {SEED: self.seed})}

    def settings(self, base: Settings) -> Settings:
        """The workspace's settings, those of the default unit being `base`. Raises `SettingError`."""
        return replace(
            base,
            **{name: _parsed(name, text) for name, text in self.texts.items()},
            data_dir=self.folder_in(base.data_dir),
            delivery_dir=self.folder_in(base.delivery_dir),
            delivery_map=tuple((name, self._below(folder)) for name, folder in base.delivery_map),
            seed=base.seed if self.has_seed and self.seed is None else None,
        )

    def folder_in(self, folder: Path | None) -> Path | None:
        """The workspace's own folder below one of the process's."""
        return folder and self._below(folder)

    def _below(self, folder: Path) -> Path:
        return folder / FOLDER / self.name


def _parsed(name: str, text: str) -> Any:
    try:
        if name not in OWN_SETTINGS or not (trimmed := text.strip()):
            raise ValueError("a setting of its own" if name not in OWN_SETTINGS else "a value")
        return SETTINGS[name].parse(trimmed)
    except ValueError as error:
        raise SettingError(name, f"{text!r} is not usable, expected {error}") from None
