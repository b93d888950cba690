"""`/_emulator/init`: the init hooks, and what became of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from emulator.control.unit import running
from emulator.hooks.stages import Hook, HookKind, HookState, Stage
from emulator.running import Running

router = APIRouter(tags=["unit"])

State = Annotated[Running, Depends(running)]

SERVING: Literal["serving"] = "serving"


class HookView(BaseModel):
    """One file of the init folder, by the stage that it belongs to.

    `exit_code` (minus the signal's number for a script that a signal ended) and `seconds` (real ones) are null until it
    ended. `reason`: why it failed or is ignored; `output`: the newest lines that it wrote, at most 50.
    """

    stage: Stage
    name: str
    kind: HookKind
    state: HookState
    exit_code: int | None
    seconds: float | None
    reason: str
    output: list[str]

    @classmethod
    def of(cls, hook: Hook) -> "HookView":
        """The hook as it is shown."""
        return cls(
            stage=hook.stage,
            name=hook.path.name,
            kind=hook.kind,
            state=hook.state,
            exit_code=hook.exit_code,
            seconds=hook.seconds,
            reason=hook.reason,
            output=list(hook.output),
        )


class InitView(BaseModel):
    """`stage`: whose turn it is; `serving` when all that belong to the start have had theirs, or there are none."""

    folder: str
    stage: Literal[Stage.BOOT, Stage.READY, Stage.SHUTDOWN, "serving"]
    hooks: list[HookView]


@router.get("/init")
async def view_init(state: State) -> InitView:
    """The scripts and seed files of the init folder, in the order of their turns."""
    folder = str(state.settings.init_dir)
    if state.hooks is None:
        return InitView(folder=folder, stage=SERVING, hooks=[])
    return InitView(
        folder=folder, stage=state.hooks.stage or SERVING, hooks=[HookView.of(hook) for hook in state.hooks.all]
    )
