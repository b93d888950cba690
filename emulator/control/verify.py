"""`/_emulator/verify` and `/_emulator/verify-sequence`: were faxes sent as a client expects?

Rule: 200 when they were, 409 when they were not, so that the status alone is the verdict.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.control.alternatives import one_or_more_of
from emulator.control.clock import Moment
from emulator.control.errors import ControlError, Refusal
from emulator.control.looking import DifferenceView, FaxKeys, FaxSeen, Pattern, checks_for_fax, view_of_difference
from emulator.control.unit import current_unit, refuse_after_reset
from emulator.matching import Check, equal, like, one_of, told
from emulator.verifying import Expectation, TextExpected, Verdict, Verification
from models.vocabulary import FaxState

router = APIRouter(tags=["waiting"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class TextOnPage(BaseModel):
    """A text that can be read on a page, from 1, the cover page counted; on any when `page` is left out.

    Blanks and line ends are all one, case counts. It is looked for in the text layer of documents (plain text and PDF)
    and of the cover page, its fields filled in; pictures have none, and header lines are not part of it.
    """

    model_config = ConfigDict(extra="forbid")

    contains: Annotated[str, Field(min_length=1, max_length=10_000)]
    page: Annotated[int | None, Field(ge=1, le=1_000_000, strict=True)] = None


class FaxExpected(BaseModel):
    """What a fax must be like: sent, unless `state` says otherwise. What else is left out does not matter.

    `fax`: `FAXKEY` or `FAXKEY/ENTRYKEY`. `number`, `recipient` (the name) and `subject` (of the cover page) are
    patterns: `*` stands for any characters. `state`: one, a list of which any will do, or `any`. `tries`: the calls for
    it that are over.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"number": "2185553335", "pages": 2, "text": [{"page": 2, "contains": "Total: 42"}]}]
        },
    )

    fax: FaxKeys | None = None
    number: Pattern | None = None
    recipient: Pattern | None = None
    user: Annotated[str | None, Field(max_length=200)] = None
    subject: Annotated[str | None, Field(max_length=1000)] = None
    state: Annotated[
        FaxState | Annotated[list[FaxState], Field(min_length=1)] | Literal["any"], one_or_more_of(FaxState, also="any")
    ] = FaxState.SENT
    pages: Number | None = None
    tries: Number | None = None
    text: Annotated[list[TextOnPage], Field(default_factory=list, max_length=100)]

    def expectation(self) -> Expectation:
        """The same, to be compared."""
        return Expectation(tuple(self._checks()), [TextExpected(one.contains, one.page) for one in self.text])

    def _checks(self) -> Iterator[Check]:
        yield from checks_for_fax(self.fax, self.number, self.user)
        if self.recipient is not None:
            yield like("recipient", self.recipient)
        if self.subject is not None:
            yield like("subject", self.subject)
        if self.state != "any":
            yield one_of("state", self.state if isinstance(self.state, list) else [self.state])
        for name in ("pages", "tries"):
            if (wanted := getattr(self, name)) is not None:
                yield equal(name, wanted)


class VerifyOrder(FaxExpected):
    """`count`: exactly so many faxes are like that, 0 for none; left out, at least one."""

    count: Number | None = None


class OrderedBy(StrEnum):
    """What the order of faxes is: how they ended (those that did not yet come last), or how they were ordered."""

    END = "end"
    ORDER = "order"


class SequenceOrder(BaseModel):
    """Faxes in their order, one for each; other faxes may be in between."""

    model_config = ConfigDict(extra="forbid")

    faxes: Annotated[list[FaxExpected], Field(min_length=1, max_length=1000)]
    by: OrderedBy = OrderedBy.END


class FaxFound(FaxSeen):
    """A fax with all that it can be compared by. `subject` is that of its cover page."""

    recipient: str
    subject: str
    tries: int
    created_at: Moment
    ended_at: Moment | None


class Verified(BaseModel):
    """There is such a fax: the newest, and how many are like it (1 when no `count` was asked for)."""

    verified: Literal[True]
    fax: FaxFound | None
    count: int


class SequenceVerified(BaseModel):
    """There is a fax for each, in this order."""

    verified: Literal[True]
    faxes: list[FaxFound]


class NotVerified(Refusal):
    """There is none. `nearest`: the fax that differs least, null when there is nothing to compare; `differs`: each
    field.

    `place`: the first fax of a sequence, from 0, that is not there.
    """

    error: Literal["not_verified"]
    verified: Literal[False]
    nearest: FaxFound | None
    differs: list[DifferenceView]
    place: int | None = None


@router.post("/verify", responses={409: {"model": NotVerified, "description": "There is no such fax."}})
async def verify(order: VerifyOrder, unit: Unit) -> Verified:
    """Is there a fax like this? 200: yes. 409: no, with the nearest fax and each field of it that differs."""
    unit.pacer.catch_up()
    context = unit.context
    verdict = await Verification(unit).verify(order.expectation(), order.count)
    refuse_after_reset(unit, context)
    if not verdict.verified:
        raise _not_verified(verdict, _how_many(verdict.count, order.count), None)
    fax = FaxFound.model_validate(verdict.found[0]) if verdict.found else None
    return Verified(verified=True, fax=fax, count=verdict.count)


@router.post("/verify-sequence", responses={409: {"model": NotVerified, "description": "They are not there so."}})
async def verify_sequence(order: SequenceOrder, unit: Unit) -> SequenceVerified:
    """Are there faxes like these, in this order? 200: yes. 409: no, with the first that is missing and what is
    nearest."""
    unit.pacer.catch_up()
    context = unit.context
    expected = [one.expectation() for one in order.faxes]
    verdict = await Verification(unit).verify_sequence(expected, by_end=order.by is OrderedBy.END)
    refuse_after_reset(unit, context)
    if not verdict.verified:
        raise _not_verified(verdict, f"no such fax for place {verdict.place}", verdict.place)
    return SequenceVerified(verified=True, faxes=[FaxFound.model_validate(one) for one in verdict.found])


def _how_many(found: int, expected: int | None) -> str:
    if expected is None:
        return "no such fax"
    too = "too many" if found > expected else "too few"
    return f"{too} such faxes: {found} (expected {expected})"


def _not_verified(verdict: Verdict, what: str, place: int | None) -> ControlError:
    near = FaxFound.model_validate(verdict.near) if verdict.near is not None else None
    of_near = [one for one in verdict.differs if one.field != "count"]
    if near is None:
        detail = f"{what}; there is nothing {'else ' if verdict.found else ''}to compare"
    elif of_near:
        detail = f"{what}; of the nearest, {near.fax}, {told(of_near)}"
    else:
        detail = f"{what}; the newest is {near.fax}"
    more = {
        "verified": False,
        "nearest": near.model_dump(mode="json") if near is not None else None,
        "differs": [view_of_difference(one).model_dump(mode="json") for one in verdict.differs],
    }
    return ControlError(409, "not_verified", detail, more if place is None else more | {"place": place})
