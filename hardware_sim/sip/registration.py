"""The unit's registration with its registrar (RFC 3261 clause 10): how it stands at any moment.

Rule: nothing ticks. How it stands follows from when it began, the interval, and what the registrar answers, and is
worked out when somebody looks; so a unit that has nothing else to do is idle. What a registrar was told to answer
counts from the moment on, and is forgotten with the unit's power.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fax_engine.clock import earlier, later
from fax_engine.trunk import Trunk
from hardware_sim.sip.timing import REPLY, TRANSACTION

ROUND_TRIP = REPLY + 0.04
"""Seconds from a REGISTER to its answer, on a network of 20 ms."""

REFRESHED_AFTER = 0.9
"""The share of an interval after which the unit registers again; the RFC says: before it is over."""

RETRIED_AFTER = 30.0
"""Seconds from a failure to the next try (RFC 5626 clause 4.5 begins with as much)."""

OK, TIMED_OUT = 200, 408


class RegistrationState(StrEnum):
    """How it stands."""

    UNREGISTERED = "unregistered"
    """The settings ask for none."""
    REGISTERING = "registering"
    """REGISTER is sent, and its answer not there."""
    REGISTERED = "registered"
    FAILED = "failed"
    """The registrar refused, or gave no answer; the unit tries again from time to time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands. `status`: that of the last answer, 408 for none at all, None before the first; `tries`: how many
    REGISTERs, one that answers a challenge not counted; moments are None where there is none."""

    state: RegistrationState
    status: int | None = None
    tries: int = 0
    tried_at: datetime | None = None
    expires_at: datetime | None = None
    next_try_at: datetime | None = None


class Registration:
    """One unit's. `now` tells the unit's moment."""

    def __init__(self, now: Callable[[], datetime], trunk: Trunk) -> None:
        self._now = now
        self.trunk = trunk
        self.answer: int | None = OK
        """The status that the registrar answers with; None: it is silent."""
        self._began = now()

    def settings_changed(self, trunk: Trunk) -> None:
        """The settings are others now, or may be: what they say is said to the registrar anew."""
        if trunk != self.trunk:
            self.trunk = trunk
            self._begin()

    def declare(self, answer: int | None) -> None:
        """The registrar answers so from now on; the unit asks it at once if that is something else than before."""
        if answer != self.answer:
            self.answer = answer
            self._begin()

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: how it stands does not change with that."""
        self._began = earlier(self._began, by)

    @property
    def refuses_calls(self) -> bool:
        """True while the trunk knows nothing of the unit, though it should."""
        return self.standing.state is RegistrationState.FAILED

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        if not self.trunk.registration_interval:
            return Standing(RegistrationState.UNREGISTERED)
        now = self._now()
        period = self._period
        turns = max(0, int((now - self._began).total_seconds() // period))
        tried_at = later(self._began, turns * period)
        is_answered = now >= later(tried_at, self._seconds)
        status = self._status if is_answered or turns else None
        return Standing(
            state=self._state if status is not None else RegistrationState.REGISTERING,
            status=status,
            tries=turns + 1,
            tried_at=tried_at,
            expires_at=self._expires_at(tried_at, is_answered=is_answered) if status == OK else None,
            next_try_at=later(tried_at, period),
        )

    def _begin(self) -> None:
        self._began = self._now()

    @property
    def _state(self) -> RegistrationState:
        """Once there was an answer: a registration that is refreshed in time never lapses, a failure stays one."""
        return RegistrationState.REGISTERED if self.answer == OK else RegistrationState.FAILED

    def _expires_at(self, tried_at: datetime, *, is_answered: bool) -> datetime:
        granted_at = tried_at if is_answered else tried_at - timedelta(seconds=self._period)
        return later(granted_at, self._seconds + self.trunk.registration_interval)

    @property
    def _status(self) -> int:
        return TIMED_OUT if self.answer is None else self.answer

    @property
    def _seconds(self) -> float:
        """From a REGISTER to the end of its matter."""
        if self.answer is None:
            return TRANSACTION
        return ROUND_TRIP * (2 if self.trunk.username and self.trunk.password else 1)

    @property
    def _period(self) -> float:
        """From one try to the next."""
        if self.answer == OK:
            return max(self._seconds, self.trunk.registration_interval * REFRESHED_AFTER)
        return self._seconds + RETRIED_AFTER
