"""What a unit's state consists of: each part with what becomes of it at a reset, in a snapshot, and when one is
restored.

Rule: whatever an `Appliance`, its `Machinery` or a `Running` has stands here, as a part or with the reason why it is
none, and a test fails when something does not. The unit's rows need no line: all tables with rows of units are copied,
by what the mapped classes say (`models/copying.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.running import Running


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the state that is not in the rows.

    `clear`: how it begins anew, at a reset and before a restore. What `keep` answers stands in the snapshot's stamp
    under the part's name, and goes to `restore` once the unit has the rows of the snapshot; without these it is not in
    a snapshot.
    """

    clear: Callable[["Running"], object]
    keep: Callable[["Running"], Any] | None = None
    restore: Callable[["Running", Any], None] | None = None


def _clear_faults(state: "Running") -> None:
    if state.faults is not None:
        state.faults.cut_off()
        state.faults.clear()


def _keep_faults(state: "Running") -> Any:
    from emulator.faults.keeping import keep

    return [] if state.faults is None else keep(state.faults)


def _put_back_faults(state: "Running", kept: Any) -> None:
    from emulator.faults.board import board_of
    from emulator.faults.keeping import put_back

    put_back(board_of(state), kept)


PROCESS = "the process's, whatever the unit's state"
AS_SET_UP = "what the unit was started as"
BY_FAULTS = "follows from the faults in force"
FROM_ROWS = "built anew from the rows"
BY_THE_UNIT = "the unit's own affair: see OF_THE_UNIT"
CLOCK = "the clock: stays as it is at a reset; in a snapshot's stamp, and set to that before the unit has its rows"

AROUND_THE_UNIT: Mapping[str, Part | str] = MappingProxyType(
    {
        "settings": AS_SET_UP,
        "name": AS_SET_UP,
        "urls": PROCESS,
        "ca_pem": PROCESS,
        "is_ready": PROCESS,
        "ending": PROCESS,
        "unit": BY_THE_UNIT,
        "ffws": Part(clear=lambda state: state.ffws.forget()),
        "faults": Part(clear=_clear_faults, keep=_keep_faults, restore=_put_back_faults),
        "requests": Part(clear=lambda state: state.requests.clear()),
        "figures": "counters of requests, which only grow as long as the process lives",
        "snapshots": "what was set aside stays there",
        "hooks": PROCESS,
        "workspaces": "other units' affair",
        "default": "another unit's affair",
    }
)
"""By attribute of `Running`."""

OF_THE_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "name": AS_SET_UP,
        "settings": AS_SET_UP,
        "profile": AS_SET_UP,
        "dialect": AS_SET_UP,
        "wording": AS_SET_UP,
        "ffws_texts": AS_SET_UP,
        "markup_texts": AS_SET_UP,
        "journal": "passes on and keeps nothing",
        "feed": "goes on, and readers are told of the reset or restore",
        "timeline": "timers are set anew from the rows; its moment is the clock's",
        "pacer": CLOCK,
        "powered_on_at": "now, at a reset and at a restore",
        "_machinery": "another one for the other rows: see OF_THE_MACHINERY",
        "contact_changes": "held while somebody changes contacts",
        "disk": BY_FAULTS,
        "skew": BY_FAULTS,
        "is_on": BY_FAULTS,
        "_footing": PROCESS,
        "_seed": AS_SET_UP,
        "_first_state": AS_SET_UP,
        "_sweeping": PROCESS,
    }
)
"""By attribute of `Appliance`; its methods `reset` and `restore` see to them."""

OF_THE_MACHINERY: Mapping[str, str] = MappingProxyType(
    {
        "context": FROM_ROWS,
        "exchange": FROM_ROWS,
        "bank": FROM_ROWS,
        "lines": FROM_ROWS,
        "registration": "registers anew; what the registrar was to answer is over",
        "dispatch": FROM_ROWS,
        "preparation": FROM_ROWS,
        "outbox": FROM_ROWS,
        "window": FROM_ROWS,
        "webhooks": FROM_ROWS,
        "callers_documents": "nobody calls any more: whoever waits for pages is told so",
        "inbox": FROM_ROWS,
        "_cleaner": FROM_ROWS,
        "_mailroom": FROM_ROWS,
    }
)
"""By attribute of `Machinery`."""

OF_NO_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "appliance": "the units themselves: a copy has a row of its own, with the same counters and options",
        "workspace": "which units there are beside the default one, whatever becomes of their state",
    }
)
"""Tables without rows of units, which are neither cleared nor copied; all others are, as they stand."""


def clear(state: "Running") -> None:
    """Have everything around the unit begin anew."""
    for part in _parts().values():
        part.clear(state)


def keep(state: "Running") -> dict[str, Any]:
    """What a stamp keeps of what stands around the unit, by part."""
    return {name: part.keep(state) for name, part in _parts().items() if part.keep is not None}


def restore(state: "Running", stamp: Any) -> None:
    """Put back what `keep` kept; it stands in the stamp under the same names."""
    for name, part in _parts().items():
        if part.restore is not None:
            part.restore(state, getattr(stamp, name))


def _parts() -> dict[str, Part]:
    return {name: part for name, part in AROUND_THE_UNIT.items() if isinstance(part, Part)}
