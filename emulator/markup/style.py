"""How elements are written. Rule: whatever a dialect or the unit's time zone decides about the wire stands here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any


def _as_it_is(moment: datetime) -> datetime:
    return moment


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class WriteStyle:
    """A way of writing; make one for the units that write so, and keep it, because it remembers a compiled writer per
    element class.

    `timestamp_separator` stands between date and time, which are in `time_zone`. `orders` gives, by an element's tag,
    the order of its leaves where it differs from the declared one; leaves left out follow in declared order. `names`
    gives other wire names: the key is `tag` for an element, `tag/leaf` for a leaf. `shown` is what the unit's clock
    says at a moment.
    """

    timestamp_separator: str = "T"
    time_zone: tzinfo = UTC
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[datetime], datetime] = _as_it_is
    writers: dict[tuple[type, int], Callable[[Any], str]] = field(default_factory=dict, init=False, repr=False)
