"""How sure a fact about the appliance is. Rule: every element, operation and text carries one grade, shown to users."""

from enum import StrEnum


class Grade(StrEnum):
    """Where a fact comes from, the surest first."""

    GUIDE = "guide"
    """Printed in the developer guide S000578 or on Multi-Tech's developer site."""

    MANUAL = "manual"
    """Printed in another Multi-Tech manual."""

    OBSERVED = "observed"
    """Seen in a real unit's answer, or in a client that works against one."""

    INFERRED = "inferred"
    """Follows by analogy from a fact of the guide."""

    OURS = "ours"
    """Nothing is known: this project's choice, which configuration can override."""
