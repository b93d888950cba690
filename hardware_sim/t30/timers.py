"""The timers of T.30 and their seconds.

Rule: a station starts and stops timers, whoever drives it keeps the time; starting one that runs starts it anew.
Ranges are those of ITU-T T.30 clause 5.4.3.1; the values in them are the ones in common use.
"""

from collections.abc import Mapping
from enum import StrEnum

from hardware_sim.timing import T0


class Timer(StrEnum):
    """What a station waits for, and how long at most."""

    T0 = "T0"
    """The called end to answer, 60 +- 5 s; kept by whoever sets the call up."""
    T1 = "T1"
    """The two stations to identify each other, 35 +- 5 s."""
    T2 = "T2"
    """The next command, or the page, 6 +- 1 s."""
    T3 = "T3"
    """The operator after a procedure interrupt, 10 +- 5 s."""
    T4 = "T4"
    """A response, 3 s +- 15 %; then the command is repeated."""
    T5 = "T5"
    """A receiver that is not ready, 60 +- 5 s (annex A)."""
    BUSY = "busy"
    """Our own storage or printer to be ready again; no timer of T.30, and as long as the station's traits say."""


SECONDS: Mapping[Timer, float] = {
    Timer.T0: T0,
    Timer.T1: 35.0,
    Timer.T2: 7.0,
    Timer.T3: 15.0,
    Timer.T4: 3.45,
    Timer.T5: 65.0,
}

TRIES = 3
"""A command goes out three times at most (ITU-T T.30 clause 5.4.2, flow diagrams)."""

PARTIAL_PAGE_REQUESTS = 4
"""At the fourth PPR for a block the transmitter goes slower or gives the block up (ITU-T T.30 annex A.4.1)."""
