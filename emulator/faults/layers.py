"""Where a fault lies: in requests and their answers, in the box itself, or in its lines."""

from enum import StrEnum


class Layer(StrEnum):
    """One of the three. It follows from the kinds of a fault's effects."""

    REQUESTS = "requests"
    BOX = "box"
    LINE = "line"
