"""The log on standard output: one line a request, one line a change of a fax, as text or as JSON objects.

Rule: nothing from outside can forge a line (control characters are escaped) or leak a secret (see
`emulator/redaction.py`). The time is real time, taken by `logging`.
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TextIO

from emulator.redaction import redact_urls

OUR_LOGGERS = ("emulator", "models", "fax_engine", "hardware_sim")
REQUESTS = "emulator.requests"
FAXES = "emulator.faxes"
START = "emulator.start"

_FIELDS = "log_fields"


def configure(level: str = "INFO", log_format: str = "text", stream: TextIO | None = None) -> None:
    """Send every log line through our formatter to `stream` (standard output unless given).

    `level` holds for our own lines; libraries speak from WARNING on. Called again, it replaces what was set before.
    """
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(level)
    # The address it listens on is told whatever the level: with port 0 it is the only way to learn it.
    logging.getLogger(START).setLevel(min(logging.INFO, logging.getLevelNamesMapping()[level]))
    # No line shows them, and finding them out is half the cost of a record.
    for detail in ("logThreads", "logProcesses", "logMultiprocessing", "logAsyncioTasks"):
        setattr(logging, detail, False)
    # Whoever reads our output may go away; that must not fill standard error with tracebacks.
    logging.raiseExceptions = False


def warn(message: str) -> None:
    """Say something about the start that should be put right but does not prevent it."""
    logging.getLogger(START).warning("%s", message)


def announce(urls: list[str]) -> None:
    """Tell the addresses and, as the last line of the start, that requests are answered from now on."""
    logging.getLogger(START).info("Listening on %s", " ".join(urls))
    print("Ready.", flush=True)


def stopwatch() -> Callable[[], float]:
    """Start measuring; the answer tells the milliseconds since."""
    clock = time.perf_counter  # noqa: TID251 - how long a request really took; nothing else depends on it
    return partial(_elapsed, clock, clock())


def _elapsed(clock: Callable[[], float], started: float) -> float:
    return (clock() - started) * 1000


def log_request(
    *,
    method: str,
    path: str,
    status: int,
    milliseconds: float,
    query: str = "",
    user: str | None = None,
    workspace: str | None = None,
    level: int = logging.INFO,
) -> None:
    """Tell of one answered request. `path` and `query` as they came; `user` is None when nobody was logged in.

    `workspace` is None for the default unit, and not told then.
    """
    told = {
        "method": method,
        "path": _shown(path, query),
        "user": user,
        "status": status,
        "milliseconds": round(milliseconds, 1),
    }
    _log(REQUESTS, told if workspace is None else told | {"workspace": workspace}, level)


def _shown(path: str, query: str) -> str:
    return redact_urls(f"{path}?{query}" if query else path)


def log_state_change(
    *, fax: str, before: str | None, after: str, message: str = "", workspace: str | None = None
) -> None:
    """Tell that an entry's state changed. `fax` is `FAXKEY/ENTRYKEY`; `before` is None for a new one."""
    told = {"fax": fax, "before": before, "after": after, "message": message}
    _log(FAXES, told if workspace is None else told | {"workspace": workspace})


def _log(name: str, record_fields: Mapping[str, Any], level: int = logging.INFO) -> None:
    logger = logging.getLogger(name)
    if logger.isEnabledFor(level):
        # Built by hand: `logger.info` would search the stack for its caller, which costs more than all the rest.
        record = logging.LogRecord(name, level, "", 0, "", None, None)
        setattr(record, _FIELDS, record_fields)
        logger.handle(record)


def escape(text: str) -> str:
    """The text with everything unprintable written as an escape, so that it stays on its line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _word(text: str) -> str:
    return escape(text).replace(" ", "%20") or "-"


class _OneLineFormatter(logging.Formatter):
    """What both formatters share: the moment as UTC with milliseconds, the second's text kept for the next line."""

    def __init__(self) -> None:
        super().__init__()
        self._second = (-1, "")

    def moment(self, record: logging.LogRecord) -> str:
        """`2026-11-23T10:00:00.123Z`."""
        second, milliseconds = divmod(int(record.created * 1000), 1000)
        if self._second[0] != second:
            self._second = (second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)))
        return f"{self._second[1]}.{milliseconds:03d}Z"


class TextFormatter(_OneLineFormatter):
    """A line for people: moment, level, and what happened."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; the lines of a traceback follow, indented, so that none can pass for a record."""
        line = f"{self.moment(record)} {record.levelname:<5} {_text_of(record)}"
        if record.exc_info:
            details = self.formatException(record.exc_info).splitlines()
            line += "".join(f"\n    {escape(detail)}" for detail in details)
        return line


def _text_of(record: logging.LogRecord) -> str:
    known = getattr(record, _FIELDS, None)
    if known is None:
        return escape(record.getMessage())
    where = f" workspace={_word(known['workspace'])}" if "workspace" in known else ""
    if record.name == REQUESTS:
        return (
            f"{_word(known['method'])} {_word(known['path'])} user={_word(known['user'] or '')}{where}"
            f" {known['status']} {known['milliseconds']}ms"
        )
    change = f"{known['before']} -> {known['after']}" if known["before"] else known["after"]
    return escape(f"fax {known['fax']}{where} {change}" + (f": {known['message']}" if known["message"] else ""))


class JsonFormatter(_OneLineFormatter):
    """A line for programs: one JSON object with `time`, `level` and the record's own keys."""

    def __init__(self) -> None:
        super().__init__()
        from json import JSONEncoder

        self._encode = JSONEncoder(ensure_ascii=False, default=str).encode

    def format(self, record: logging.LogRecord) -> str:
        """One object on one line."""
        known = getattr(record, _FIELDS, None) or {"logger": record.name, "message": record.getMessage()}
        line = {"time": self.moment(record), "level": record.levelname, **known}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # JSON escapes control characters by itself, but neither lone surrogates nor the Unicode line ends.
        text = self._encode(line)
        return text if text.isprintable() else _UNSAFE_IN_JSON.sub(_as_json_escape, text)


def _as_json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
