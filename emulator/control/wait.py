"""`/_emulator/wait`: answered as soon as what a client waits for holds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from emulator.appliance import Appliance
from emulator.candidates import keys_given
from emulator.control.alternatives import one_or_more_of
from emulator.control.clock import Moment, iso_utc
from emulator.control.errors import ControlError, Refusal
from emulator.control.leaving import until_it_leaves
from emulator.control.looking import DifferenceView, FaxKeys, FaxSeen, InboundSeen, MailSeen, Pattern, checks_for_fax
from emulator.control.looking import view_of_difference as _told
from emulator.control.unit import current_unit, running
from emulator.facts import FAXES, MAILS, RECEIVED, Kind
from emulator.matching import Check, Difference, Facts, differences, like, like_number, nearest, one_of, told
from emulator.next_event import next_event
from emulator.pacer import ClockMode
from emulator.request_log import CLIENT_LEFT
from emulator.running import Running
from emulator.slices import in_turns
from emulator.waiting import Condition, End, EnoughMatch, NothingIsDue, Wait
from fax_engine.clock import Due
from fax_engine.errors import UnitGone
from models.vocabulary import FaxState, InboundState

router = APIRouter(tags=["waiting"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]
AtLeast = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]

LONGEST = 3600
"""Seconds of ours that a client may wait in one request."""

MOST_SHOWN = 100

KINDS: Mapping[str, Kind] = {"faxes": FAXES, "inbound": RECEIVED, "mail": MAILS}
FIELDS: Mapping[str, frozenset[str]] = {
    "faxes": frozenset({"fax", "number", "user"}),
    "inbound": frozenset({"caller", "extension"}),
    "mail": frozenset({"to", "subject"}),
    "idle": frozenset(),
}


class Match(BaseModel):
    """Which ones are meant. In patterns, `*` stands for any characters; blanks and hyphens of numbers do not count.

    Of faxes `fax` (`FAXKEY` or `FAXKEY/ENTRYKEY`), `number`, `user`; of received ones `from`, `extension`; of mails
    `to`, `subject`.
    """

    model_config = ConfigDict(extra="forbid")

    fax: FaxKeys | None = None
    number: Pattern | None = None
    user: Annotated[str | None, Field(max_length=200)] = None
    caller: Annotated[Pattern | None, Field(alias="from")] = None
    extension: Pattern | None = None
    to: Pattern | None = None
    subject: Pattern | None = None


class WaitOrder(BaseModel):
    """What to wait for: faxes, unless `idle`, `inbound` or `mail` says otherwise.

    `state`: one state or a list of which any will do; left out, any at all, and of received faxes `received`. `count`:
    at least so many faxes; left out, one, and every entry of it where `match` names a fax by its key alone. `inbound`,
    `mail`: at least so many received faxes or mails in all, those that are there already counted. `idle`: nothing is
    due any more. `timeout` is in seconds of ours. `skip`: while the clock is frozen, time jumps from event to event as
    long as somebody waits so.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"match": {"number": "5005550201"}, "state": ["sent", "failed"], "timeout": 10, "skip": True}]
        },
    )

    match: Annotated[Match, Field(default_factory=Match)]
    state: Annotated[
        FaxState | InboundState | Annotated[list[FaxState | InboundState], Field(min_length=1)] | None,
        one_or_more_of(FaxState, InboundState),
    ] = None
    count: AtLeast | None = None
    idle: Literal[True] | None = None
    inbound: AtLeast | None = None
    mail: AtLeast | None = None
    timeout: Annotated[float, Field(ge=0, le=LONGEST, strict=True)] = 10
    skip: Annotated[bool, Field(strict=True)] = False

    @property
    def kind(self) -> str:
        """`faxes`, `inbound`, `mail` or `idle`."""
        return next((name for name in ("inbound", "mail", "idle") if getattr(self, name) is not None), "faxes")

    @property
    def states(self) -> set[str]:
        """The words of `state`."""
        given = self.state if isinstance(self.state, list) else [self.state] if self.state else []
        return {state.value for state in given}

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(part is not None for part in (self.idle, self.inbound, self.mail, self.count)) > 1:
            raise ValueError("give at most one of count, idle, inbound and mail")
        given = {name for name, value in self.match if value is not None}
        if self.kind == "faxes" and not (given or self.states or self.count):
            raise ValueError("say what to wait for: match, state, count, idle, inbound or mail")
        if strange := given - FIELDS[self.kind]:
            fields = type(self.match).model_fields
            written = ", ".join(sorted(fields[name].alias or name for name in strange))
            raise ValueError(f"match: {written} is nothing to match {self.kind} by")
        known: Collection[str] = {"faxes": tuple(FaxState), "inbound": tuple(InboundState)}.get(self.kind, ())
        if strange := self.states.difference(known):
            raise ValueError(f"state: {', '.join(sorted(strange))} is no state of {self.kind}")
        return self


class WaitAnswer(BaseModel):
    """It holds. `count`: how many there are; of those at most a hundred are shown, under the name of their kind.

    Each is shown as it was at the event with which it came to match; `now` is the unit's moment.
    """

    now: Moment
    count: int | None = None
    faxes: list[FaxSeen] | None = None
    inbound: list[InboundSeen] | None = None
    mail: list[MailSeen] | None = None
    idle: Literal[True] | None = None


class NearMiss(BaseModel):
    """What came nearest to it, and what is different; of `idle`, what is due next, as the clock tells it."""

    fax: FaxSeen | None = None
    inbound: InboundSeen | None = None
    mail: MailSeen | None = None
    next_event: Moment | None = None
    next_event_is: Due | None = None
    next_event_fax: str | None = None
    next_event_call: int | None = None
    differs: list[DifferenceView]


class WaitTimeout(Refusal):
    """It did not hold in time. `nearest` is null when there is nothing that could be compared."""

    error: Literal["timeout"]
    nearest: NearMiss | None


@router.post(
    "/wait",
    response_model=WaitAnswer,
    responses={
        408: {"model": WaitTimeout, "description": "It did not hold in time: how far it came, and the nearest miss."},
        503: {"model": Refusal, "description": "The emulator is about to end."},
        410: {
            "model": Refusal,
            "description": "The unit was reset, or deleted, meanwhile: what was waited for is gone.",
        },
    },
)
async def wait(order: WaitOrder, request: Request, state: State, unit: Unit) -> Response:
    """Answer as soon as it holds, at once when it does already. Others go on meanwhile; hanging up ends the wait."""
    unit.pacer.catch_up()
    condition = _condition(order, unit)
    with until_it_leaves(request.receive, state.ending) as left, Wait(unit, condition) as waiting:
        end = await waiting.end(order.timeout, left, skip=order.skip)
    if end is End.HOLDS:
        return Response(
            _answer(condition, unit).model_dump_json(by_alias=True, exclude_unset=True), media_type="application/json"
        )
    if end is End.RESET and unit.context.is_gone:
        raise UnitGone("the workspace was deleted meanwhile")
    if end is End.RESET:
        raise ControlError(410, "reset", "the unit was reset meanwhile")
    if end is End.LEFT and state.ending.is_set():
        raise ControlError(503, "stopping", "the emulator is about to end")
    if end is End.LEFT:
        return Response(status_code=CLIENT_LEFT)
    missed = await _missed(order, condition, unit)
    missed.detail += _about_the_clock(order, unit)
    return JSONResponse(missed.model_dump(mode="json", by_alias=True, exclude_unset=True), 408)


def _about_the_clock(order: WaitOrder, unit: Appliance) -> str:
    """What of the clock may be why it took too long."""
    if unit.timeline.is_idle:
        return ""
    if unit.pacer.mode is not ClockMode.FROZEN:
        return "; the clock runs, and skip is for one that stands still" if order.skip else ""
    return "" if order.skip else "; the clock stands still: with skip, time jumps from event to event"


def _condition(order: WaitOrder, unit: Appliance) -> Condition:
    if order.kind == "idle":
        return NothingIsDue(unit)
    checks = list(_checks(order))
    wanted = order.count or order.inbound or order.mail
    key = order.match.fax
    if wanted is None and key is not None and "/" not in key:
        return EnoughMatch(FAXES, checks, lambda: _entries(unit, key))
    return EnoughMatch(KINDS[order.kind], checks, lambda: wanted or 1)


def _checks(order: WaitOrder) -> Iterator[Check]:
    match = order.match
    yield from checks_for_fax(match.fax, match.number, match.user)
    if match.caller is not None:
        yield like_number("from", match.caller)
    if match.extension is not None:
        yield like("extension", match.extension)
    if match.to is not None:
        yield like("to", match.to)
    if match.subject is not None:
        yield like("subject", match.subject)
    states = order.states or ({InboundState.RECEIVED.value} if order.kind == "inbound" else set())
    if states:
        yield one_of("state", states)


def _entries(unit: Appliance, key: str) -> int:
    """How many recipients the fax of this key has; 1 while there is no such fax."""
    fax_key, _ = keys_given(key)
    with unit.context.work() as work:
        return (work.summaries.count_of_fax(fax_key) if fax_key is not None else 0) or 1


def _answer(condition: Condition, unit: Appliance) -> WaitAnswer:
    if not isinstance(condition, EnoughMatch):
        return WaitAnswer(now=unit.timeline.now, idle=True)
    shown = list(condition.matched.values())[:MOST_SHOWN]
    return WaitAnswer.model_validate(
        {"now": unit.timeline.now, "count": len(condition.matched), condition.kind.name: shown}
    )


async def _missed(order: WaitOrder, condition: Condition, unit: Appliance) -> WaitTimeout:
    seconds = f"after {order.timeout:g} s"
    if not isinstance(condition, EnoughMatch):
        return _still_busy(seconds, unit)
    counted = f"{seconds} {len(condition.matched)} of {condition.wanted()} {condition.kind.name} matched"
    miss = await _nearest(condition, unit)
    if miss is None:
        return WaitTimeout(error="timeout", detail=f"{counted}; there is nothing else to compare", nearest=None)
    facts, found = miss
    name = {FAXES: "fax", RECEIVED: "inbound", MAILS: "mail"}[condition.kind]
    near = NearMiss.model_validate({name: facts, "differs": [_told(one) for one in found]})
    identity = facts[condition.kind.identity]
    return WaitTimeout(error="timeout", detail=f"{counted}; of the nearest, {identity}, {told(found)}", nearest=near)


def _still_busy(seconds: str, unit: Appliance) -> WaitTimeout:
    due = next_event(unit)
    if due is None:  # since the time was over
        return WaitTimeout(error="timeout", detail=f"{seconds} something was still due", nearest=None)
    near = NearMiss(
        next_event=due.at, next_event_is=due.kind, next_event_fax=due.fax, next_event_call=due.call, differs=[]
    )
    detail = f"{seconds} something is still due: next {due.about} at {iso_utc(due.at)} by the unit's clock"
    return WaitTimeout(error="timeout", detail=detail, nearest=near)


async def _nearest(condition: EnoughMatch, unit: Appliance) -> tuple[Facts, list[Difference]] | None:
    def others(checks: Sequence[Check]) -> Iterator[Iterable[Facts]]:
        for found in condition.kind.slices(unit.context, checks, newest_first=True):
            yield (facts for facts in found if differences(condition.checks, facts))

    least = min((check.weight for check in condition.checks), default=0)
    facts = await in_turns(nearest(condition.checks, others, least))
    return None if facts is None else (facts, differences(condition.checks, facts))
