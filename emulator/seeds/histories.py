"""What a seed leaves unsaid of a fax: when it was accepted, tried and over, how its tries went, what it says of itself.

Rule: times follow from each other. An entry that is over counts back from its end, one that waits from when it is due;
the seconds of a call are rough (ours), for nobody has a line here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from emulator.seeds.parts import When
from emulator.seeds.traffic import Attempt, HowItWent, Standing
from fax_engine.orders import EntryPast
from fax_engine.texts import Texts
from hardware_sim.outcome import Outcome
from hardware_sim.outcomes import OUTCOMES
from models.vocabulary import ChannelKind, FaxState

SET_UP_SECONDS = 24.0
SECONDS_PER_PAGE = 21.0
UNANSWERED_SECONDS = 66.0
REFUSED_SECONDS = 9.0
BEFORE_THE_FIRST_TRY = timedelta(seconds=4)
BETWEEN_RECIPIENTS = timedelta(seconds=100)

USUAL_FAILURE = "no_answer"


@dataclass(frozen=True, slots=True)
class Try:
    """One call with its moments; `pages` are those that were confirmed."""

    said: HowItWent
    outcome: Outcome
    started_at: datetime
    ended_at: datetime
    pages: int


@dataclass(frozen=True, slots=True)
class History:
    """An entry's past, and the attempts in it in order of time."""

    created_at: datetime
    past: EntryPast
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class Historian:
    """Tells histories for a unit with channels of this kind, at this moment. `pages` are the fax's, the cover page
    counted."""

    now: datetime
    zone: tzinfo
    texts: Texts
    kind: ChannelKind

    def tell(
        self,
        said: Standing,
        created: When,
        number: int,
        *,
        pages: int,
        max_tries: int,
        try_interval: int,
        approver: str,
    ) -> History:
        """The history of the entry of this number. `approver` is who approves the sender's faxes, empty when nobody
        must."""
        state = said.state or FaxState.SENT
        due_at = self._at(said.due)
        begun_at = self._at(created)
        first_at = begun_at + BEFORE_THE_FIRST_TRY + number * BETWEEN_RECIPIENTS if begun_at else None
        tries = self._tries(said, state, first_at, due_at, pages, max_tries, try_interval)
        ended_at = None
        if state.is_final:
            ended_at = self._at(said.ended) or (tries[-1].ended_at if tries else begun_at or self.now)
        created_at = begun_at or self._before(tries, ended_at)
        verdict_by = said.approver or ("" if state in _NOT_APPROVED_YET else approver)
        approval_at = (self._at(said.approved) or created_at) if verdict_by else None
        past = EntryPast(
            state=state,
            message=self._message(said, state, tries, verdict_by),
            due_at=due_at or (tries[0].started_at if tries else created_at if state.is_final else self.now),
            started_at=tries[-1].started_at if tries and state.is_final else None,
            ended_at=ended_at,
            try_number=max(1, len(tries)) if state.is_final else len(tries) + 1,
            pages=_pages(said, state, pages),
            approver=verdict_by,
            approval_at=approval_at,
        )
        return History(created_at, past, tries)

    def _at(self, moment: When) -> datetime | None:
        return None if moment is None else moment.resolve(self.now, self.zone)

    def _before(self, tries: Sequence[Try], ended_at: datetime | None) -> datetime:
        first = tries[0].started_at if tries else ended_at
        return min(first - BEFORE_THE_FIRST_TRY, self.now) if first else self.now

    def _tries(
        self,
        said: Standing,
        state: FaxState,
        first_at: datetime | None,
        due_at: datetime | None,
        pages: int,
        max_tries: int,
        try_interval: int,
    ) -> tuple[Try, ...]:
        attempts = said.attempts if said.attempts is not None else _usual_attempts(state, max_tries)
        named = [(attempt, _outcome(attempt, state, attempt is attempts[-1])) for attempt in attempts]
        lengths = [_seconds(attempt, outcome, pages) for attempt, outcome in named]
        end = self._at(said.ended)
        if end is None and state.is_final and first_at:
            span = sum(lengths) + try_interval * (len(lengths) - 1)
            end = first_at + timedelta(seconds=span)
        elif end is None:
            end = (due_at or self.now) - timedelta(seconds=try_interval) if not state.is_final else self.now
        end = min(end, self.now)
        tries: list[Try] = []
        for (attempt, outcome), seconds in zip(reversed(named), reversed(lengths), strict=True):
            started_at, ended_at = self._span(attempt, end, seconds)
            confirmed = attempt.pages if attempt.pages is not None else pages if outcome.succeeded else 0
            tries.insert(0, Try(attempt, outcome, started_at, ended_at, confirmed))
            end = started_at - timedelta(seconds=try_interval)
        return tuple(tries)

    def _span(self, attempt: Attempt, end: datetime, seconds: float) -> tuple[datetime, datetime]:
        started_at, ended_at = self._at(attempt.started), self._at(attempt.ended)
        length = timedelta(seconds=seconds)
        if started_at is not None:
            return started_at, ended_at or started_at + length
        ended_at = ended_at or end
        return ended_at - length, ended_at

    def _message(self, said: Standing, state: FaxState, tries: Sequence[Try], approver: str) -> str:
        if said.message is not None:
            return said.message
        if state is FaxState.SENT:
            return self.texts.sent
        if state is FaxState.ABORTED:
            return self.texts.aborted
        if tries:
            outcome = tries[-1].outcome
            reason = self.texts.why(outcome.name, outcome.hangup(self.kind, is_answered=outcome.is_connected))
            return self.texts.try_failed.format(reason=reason)
        return self.texts.approved.format(approver=approver) if approver else self.texts.new


_NOT_APPROVED_YET = (FaxState.PREPROCESSING, FaxState.APPROVAL_PENDING, FaxState.DEAD)


def _pages(said: Standing, state: FaxState, pages: int) -> int:
    """What the entry comes into the store with: what is still to be prepared has none yet, what is dead never had
    any."""
    if not state.is_final:
        return 0
    if said.pages is not None:
        return said.pages
    return 0 if state is FaxState.DEAD else pages


def _usual_attempts(state: FaxState, max_tries: int) -> tuple[Attempt, ...]:
    """One for a fax that was sent, as many as were allowed for one that failed, none else."""
    count = {FaxState.SENT: 1, FaxState.FAILED: max_tries}.get(state, 0)
    return tuple(Attempt() for _ in range(count))


def _outcome(attempt: Attempt, state: FaxState, is_last: bool) -> Outcome:
    usual = "ok" if state is FaxState.SENT and is_last else USUAL_FAILURE
    return OUTCOMES[attempt.outcome or usual]


def seconds_of_call(outcome: Outcome, pages: int) -> float:
    """Roughly how long a call with this outcome took, `pages` of which arrived."""
    if outcome.is_unanswered:
        return UNANSWERED_SECONDS
    if not outcome.is_connected:
        return REFUSED_SECONDS
    return SET_UP_SECONDS + SECONDS_PER_PAGE * pages


def _seconds(attempt: Attempt, outcome: Outcome, pages: int) -> float:
    confirmed = attempt.pages if attempt.pages is not None else pages
    return seconds_of_call(outcome, confirmed)
