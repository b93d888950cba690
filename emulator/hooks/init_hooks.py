"""The init hooks of one process: which there are, whose turn it is, and what became of them.

Rule: hooks run one after the other, as processes of their own, and nothing of theirs runs inside the emulator. One that
fails ends the start, unless failures are ignored; at the end of the process nothing is held up by a failure.
"""

import asyncio
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from emulator.hooks.script import Ended, run_script
from emulator.hooks.stages import Hook, HookKind, HookState, InitFailure, Stage, hooks_of
from emulator.logs import stopwatch
from emulator.settings import Settings
from emulator.settings_sources import environment_with

IGNORE = "ignore"

LOG = "emulator.init"

SHELL = "/bin/sh"
"""Where it is on every system that this runs on."""


class InitHooks:
    """The hooks in the folder that the settings name. `url`: where the unit will answer scripts.

    Raises `InitFailure` for a folder that cannot be read.
    """

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._url = url
        self._log = logging.getLogger(LOG)
        self._listeners: set[asyncio.Task[None]] = set()
        self.all: Sequence[Hook] = [hook for stage in Stage for hook in hooks_of(settings.init_dir, stage)]
        self.stage: Stage | None = Stage.BOOT
        """Whose turn it is; None while the unit serves."""

    @property
    def seed_files(self) -> Sequence[Path]:
        """What joins the seed."""
        return [hook.path for hook in self._at(Stage.BOOT) if hook.kind is HookKind.SEED]

    async def boot(self) -> None:
        """Before there is a unit. Raises `InitFailure`."""
        for hook in self.all:
            if hook.state is HookState.IGNORED:
                self._log.warning("%s is ignored: %s", hook.name, hook.reason)
        await self._run(Stage.BOOT)

    def seed_was_read(self) -> None:
        """The seed files are good, and part of what a new unit begins with."""
        for hook in self._at(Stage.BOOT):
            if hook.kind is HookKind.SEED:
                hook.state = HookState.DONE

    async def get_ready(self) -> None:
        """Once requests are answered. Raises `InitFailure`."""
        self.stage = Stage.READY
        await self._run(Stage.READY)
        self.stage = None

    async def take_leave(self) -> None:
        """While requests are still answered, for the last time; all together have the seconds of the settings."""
        self.stage = Stage.SHUTDOWN
        left = self._settings.shutdown_seconds
        for hook in self._at(Stage.SHUTDOWN):
            if left <= 0 and hook.is_script:
                hook.state, hook.reason = HookState.FAILED, "no time was left"
                self._log.warning("%s failed: %s", hook.name, hook.reason)
            elif hook.is_script:
                await self._turn_of(hook, left)
                left -= hook.seconds or 0.0

    def _at(self, stage: Stage) -> list[Hook]:
        return [hook for hook in self.all if hook.stage is stage]

    async def _run(self, stage: Stage) -> None:
        for hook in self._at(stage):
            if not hook.is_script:
                continue
            await self._turn_of(hook, self._settings.init_seconds)
            if hook.state is HookState.FAILED and self._settings.init_failures != IGNORE:
                raise InitFailure(
                    f"the init script {hook.name} {hook.reason}; with --init-failures ignore the start goes on without it"
                )

    async def _turn_of(self, hook: Hook, seconds: float) -> None:
        hook.state, elapsed = HookState.RUNNING, stopwatch()
        try:
            ended = await run_script(
                _command(hook),
                hook.path.parent,
                self._environment(hook),
                seconds,
                lambda line: self._say(hook, line),
                self._listeners,
            )
        except BaseException:
            hook.state, hook.reason = HookState.FAILED, "was ended with the emulator"
            raise
        hook.seconds = round(elapsed() / 1000, 3)
        self._end(hook, ended)

    def _end(self, hook: Hook, ended: Ended) -> None:
        hook.exit_code, hook.reason = ended.exit_code, ended.reason
        hook.state = HookState.FAILED if ended.reason else HookState.DONE
        if ended.reason:
            self._log.warning("%s failed: it %s", hook.name, ended.reason)
        else:
            self._log.info("%s is done after %.2f seconds", hook.name, hook.seconds)

    def _say(self, hook: Hook, line: str) -> None:
        hook.output.append(line)
        self._log.info("%s: %s", hook.name, line)

    def _environment(self, hook: Hook) -> Mapping[str, str]:
        """The emulator's own, where it is in effect, and how to reach it once it answers."""
        settings = self._settings
        known = {"stage": hook.stage.value, "model": settings.model}
        if hook.stage is not Stage.BOOT:
            known |= {"url": self._url, "server": self._url}
        if settings.control_token is not None:
            known["control_token"] = settings.control_token
        if settings.data_dir is not None:
            known["data_dir"] = str(settings.data_dir.absolute())
        return environment_with(known)


def _command(hook: Hook) -> tuple[str, ...]:
    if hook.kind is HookKind.SHELL:
        return SHELL, str(hook.path.absolute())
    return sys.executable, "-u", str(hook.path.absolute())
