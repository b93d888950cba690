"""What the engine refuses, by reason; the edge decides how the wire says it.

EngineError
├── OrderRefused     the order as it stands cannot be taken
├── MoveRefused      the fax is in no state for that
├── DiskFull         there is no room left on the unit's disk
└── UnitGone         the unit was deleted meanwhile
"""


class EngineError(Exception):
    """Something asked for cannot be done; nothing was changed."""


class OrderRefused(EngineError):
    """The order cannot be taken; the text says which part of it and why."""


class DiskFull(EngineError):
    """The unit's disk has no room for what was to be stored."""


class MoveRefused(EngineError):
    """The fax is in a state in which this is impossible."""


class UnitGone(EngineError):
    """The unit is not there any more; what it had is gone."""
