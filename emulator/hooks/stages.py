"""What lies in the init folder: the files of each stage, in the order of their names.

Rule: the end of a file's name tells what it is, never a permission bit, which a mounted folder often lacks. Seed files
count in `boot.d` alone, where there is no unit yet. Anything else is passed over and told of; names that begin with a
dot (editors, and volumes of Kubernetes) are not looked at.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from emulator.seeds.reading import is_seed_file

LINES_KEPT = 50
"""Of what a script wrote, the newest lines."""


class Stage(StrEnum):
    """When a hook has its turn: before there is a unit, when it answers requests, when it is about to end."""

    BOOT = "boot"
    READY = "ready"
    SHUTDOWN = "shutdown"

    @property
    def folder(self) -> str:
        """The folder of the stage's files."""
        return f"{self.value}.d"


class HookKind(StrEnum):
    """What a file is: a script for the shell, one for this Python, part of the seed, or nothing that is known."""

    SHELL = "sh"
    PYTHON = "py"
    SEED = "seed"
    OTHER = "other"


class HookState(StrEnum):
    """How a hook stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    IGNORED = "ignored"


class InitFailure(Exception):
    """The start must not go on; the text says which hook failed, how, and what would let it pass."""


@dataclass(eq=False, slots=True)
class Hook:
    """One file, and what became of it.

    `exit_code` and `seconds` (ours, not the unit's) are None until it ended; `reason` tells what went wrong.
    """

    stage: Stage
    path: Path
    kind: HookKind
    state: HookState = HookState.WAITING
    exit_code: int | None = None
    seconds: float | None = None
    reason: str = ""
    output: deque[str] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))

    @property
    def name(self) -> str:
        """`ready.d/20-users.sh`."""
        return f"{self.stage.folder}/{self.path.name}"

    @property
    def is_script(self) -> bool:
        """True for what is run."""
        return self.kind in (HookKind.SHELL, HookKind.PYTHON)

    def pass_over(self, reason: str) -> None:
        """It has no turn."""
        self.state, self.reason = HookState.IGNORED, reason


def hooks_of(folder: Path, stage: Stage) -> Sequence[Hook]:
    """The files of a stage, in order. Raises `InitFailure` for a folder that cannot be read."""
    place = folder / stage.folder
    try:
        files = sorted(file for file in place.iterdir() if file.is_file() and not file.name.startswith("."))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InitFailure(f"the init folder {place} cannot be read: {error.strerror or error}") from None
    return [_hook(stage, file) for file in files]


def _hook(stage: Stage, file: Path) -> Hook:
    suffix = file.suffix.lower()
    if suffix in (".sh", ".py"):
        return Hook(stage, file, HookKind(suffix[1:]))
    if not is_seed_file(file):
        hook = Hook(stage, file, HookKind.OTHER)
        hook.pass_over("neither a script (.sh, .py) nor a seed file (.toml, .yaml, .yml, .json)")
        return hook
    hook = Hook(stage, file, HookKind.SEED)
    if stage is not Stage.BOOT:
        hook.pass_over(f"seed files belong into {Stage.BOOT.folder}, before there is a unit")
    return hook
