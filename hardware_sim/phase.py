"""The phases of a fax call."""

from enum import StrEnum


class Phase(StrEnum):
    """The phases of a fax call (ITU-T T.30 clause 3)."""

    SET_UP = "A"
    PRE_MESSAGE = "B"
    MESSAGE = "C"
    POST_MESSAGE = "D"
    RELEASE = "E"
