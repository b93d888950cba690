"""How long a fuzzer goes on: sessions from one seed after the other, until enough was asked.

Rule: hypothesis decides on the sessions, and on how long each is; the budget only decides when there were enough.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.tally import Tally

SESSIONS_AT_ONCE = 10
"""The most from one seed: after so many hypothesis repeats sessions with small changes, which finds less here."""

EMPTY = 1
"""The first session from a seed asks nothing: it is the simplest one."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The first seed, and the requests that are asked at least."""

    first_seed: int
    requests: int

    def spend(self, tally: Tally, play: Callable[[st.DataObject], None], length: int) -> None:
        """Play sessions, of about so many requests each, until the tally has enough. Raises what a session raises."""
        number = self.first_seed
        while tally.total < self.requests:
            missing = self.requests - tally.total
            self._run(play, number, min(ceil(missing / length) + EMPTY, SESSIONS_AT_ONCE))
            number += 1

    def _run(self, play: Callable[[st.DataObject], None], number: int, sessions: int) -> None:
        @seed(number)
        @settings(
            max_examples=sessions,
            phases=(Phase.generate,),  # a failing session is made short by playing it again, which is much quicker
            database=None,
            deadline=None,
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def session(data: st.DataObject) -> None:
            play(data)

        session()
