"""`/ofax`: schedule, view, abort and reschedule faxes (developer guide pages 6 to 10)."""

from dataclasses import dataclass, replace
from typing import Self

from emulator.ffws import elements
from emulator.ffws.fax_elements import to_element, to_order
from emulator.ffws.links import parse_entry_key, parse_fax_key
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from emulator.slices import Slices, in_turns
from fax_engine.context import UnitContext
from fax_engine.dialing import dropped_from, judged
from fax_engine.grades import Grade
from models.fax import Fax, FaxEntry
from models.store import Work
from models.vocabulary import FINAL_STATES, FaxClass, FaxState

DEFAULT_COMPLETE_LIMIT = 10
"""How many completed entries a general query shows (developer guide page 8)."""

MOST_SHOWN = 10
"""Characters that a cover page lacks, as far as they are told one by one."""

READ_AT_ONCE = 200
"""Entries that are read before others have their turn."""

VIEW_QUERIES = ("all_users", "complete_limit", "class", "include_modem_info")


@dataclass(frozen=True, slots=True)
class ViewQuery:
    """What a view is asked for. Every view reads all of it: a bad value is refused where it has no effect, too.

    `complete_limit` has one in the general query alone: the guide's page lists it for all three views and says so.
    """

    all_users: bool
    complete_limit: int
    wanted: FaxClass | None
    with_modem_info: bool

    @classmethod
    def read(cls, request: Request) -> Self:
        """The parameters of a request. Raises a 400 `Problem`; `all_users` is passed over unless the caller may."""
        query = request.query
        return cls(
            all_users=query.boolean("all_users") and request.caller.is_admin,
            complete_limit=query.page("complete_limit", DEFAULT_COMPLETE_LIMIT),
            wanted=query.choice("class", FaxClass),
            with_modem_info=query.boolean("include_modem_info"),
        )

    def wants(self, entry: FaxEntry) -> bool:
        """True when the entry is in the class asked for, if any was."""
        return self.wanted is None or entry.state in self.wanted.states


@operation(
    "POST",
    "/ofax",
    title="Scheduling a Fax",
    grade=Grade.GUIDE,
    statuses=(201, 400),
    takes=elements.ScheduleFax,
    gives=(elements.FaxEntry,),
)
def schedule(request: Request) -> Answer:
    """Take a fax in; only this answers 201."""
    wanted = request.read(elements.ScheduleFax)
    _note_numbers(request, wanted)
    _note_characters(request, wanted)
    with request.unit.context.work() as work:
        defaults = work.users.fax_defaults(request.caller.username)
        if defaults is None:
            raise bad_request(request.texts.sender_gone)
        order = to_order(wanted, defaults, request.texts)
        if order.due_at is not None:
            order = replace(order, due_at=request.unit.meant(order.due_at))
        fax = request.unit.outbox.schedule(work, order)
    return Answer(201, elements=tuple(to_element(entry, request.links) for entry in fax.entries))


@operation(
    "GET",
    "/ofax",
    title="Viewing Fax Entries",
    grade=Grade.GUIDE,
    statuses=(200, 400),
    gives=(elements.FaxEntry,),
    queries=VIEW_QUERIES,
)
async def view_all(request: Request) -> Answer:
    """The caller's faxes, or everybody's: what is not final, then the most recently completed.

    A long queue is read bit by bit, and others are answered meanwhile. An entry is shown once, wherever it has moved to
    then; of a unit that is reset meanwhile, what it has afterwards.
    """
    query = ViewQuery.read(request)
    while True:
        context = request.unit.context
        shown = await in_turns(_general_query(request, query, context))
        if request.unit.context is context:
            return Answer(elements=tuple(shown))


@operation(
    "GET",
    "/ofax/{fax_key}",
    title="Viewing Fax Entries",
    grade=Grade.GUIDE,
    statuses=(200, 400, 404),
    gives=(elements.FaxEntry,),
    queries=VIEW_QUERIES,
)
def view_fax(request: Request) -> Answer:
    """All entries of a fax."""
    query = ViewQuery.read(request)
    with request.unit.context.work() as work:
        fax = _find(request, work)
        if fax is None or not _may_view(request, query, fax):
            raise not_found()
        return _entries_answer(request, query, work, [entry for entry in fax.entries if query.wants(entry)])


@operation(
    "GET",
    "/ofax/{fax_key}/{entry_key}",
    title="Viewing Fax Entries",
    grade=Grade.GUIDE,
    statuses=(200, 400, 404),
    gives=(elements.FaxEntry,),
    queries=VIEW_QUERIES,
)
def view_entry(request: Request) -> Answer:
    """One entry: what clients poll. Answered from what was written before when nothing moved since."""
    entry_id = _entry_id(request)
    variant = (request.caller, request.links.base)
    if not request.query_string and entry_id is not None:
        known = request.answers.find(entry_id, variant)
        if known is not None:
            return Answer(body=known)
    query = ViewQuery.read(request)
    if entry_id is None:
        raise not_found()
    with request.unit.context.work() as work:
        entry = work.faxes.find_entry(*entry_id)
        if entry is None or not _may_view(request, query, entry.fax):
            raise not_found()
        if not query.wants(entry):
            return Answer()
        answer = _entries_answer(request, query, work, [entry])
    if request.query_string:
        return answer
    return Answer(body=request.answers.keep(entry_id, variant, request.write(answer)))


@operation(
    "DELETE", "/ofax/{fax_key}", title="Aborting a Fax Entry", grade=Grade.GUIDE, statuses=(202, 400), queries=()
)
def abort_fax(request: Request) -> Answer:
    """Abort every entry that is not final."""
    with request.unit.context.work() as work:
        fax = _find_own(request, work)
        request.unit.outbox.abort(work, fax.entries)
    return Answer(202)


@operation(
    "DELETE",
    "/ofax/{fax_key}/{entry_key}",
    title="Aborting a Fax Entry",
    grade=Grade.GUIDE,
    statuses=(202, 400),
)
def abort_entry(request: Request) -> Answer:
    """Abort one entry, if it is not final."""
    with request.unit.context.work() as work:
        request.unit.outbox.abort(work, [_find_own_entry(request, work)])
    return Answer(202)


@operation(
    "PUT",
    "/ofax/{fax_key}/{entry_key}",
    title="Rescheduling a Fax Entry",
    grade=Grade.GUIDE,
    statuses=(202, 400),
    queries=("at",),
)
def reschedule_entry(request: Request) -> Answer:
    """Have one entry tried at another time, or a completed one sent again."""
    at = request.query.utc_time("at")
    with request.unit.context.work() as work:
        request.unit.outbox.reschedule(work, [_find_own_entry(request, work)], at)
    return Answer(202)


OPERATIONS = (schedule, view_all, view_fax, view_entry, abort_fax, abort_entry, reschedule_entry)


def _note_numbers(request: Request, wanted: elements.ScheduleFax) -> None:
    """Tell of numbers that are written like magic ones and bring nothing about, and of letters that are not dialled:
    faxes there would be sent, and perhaps not to whom they were meant for."""
    for number in dict.fromkeys(recipient.fax_number or "" for recipient in wanted.recipients):
        dropped = dropped_from(number)
        if dropped:
            request.note(
                request.texts.dropped_characters,
                number=number,
                dropped=", ".join(map(quoted, dropped)),
                dialled=judged(number),
            )
        magic_number = request.unit.exchange.unknown_magic_number(number)
        if magic_number is not None:
            request.note(request.texts.unknown_magic_number, number=number, magic_number=magic_number)


def _note_characters(request: Request, wanted: elements.ScheduleFax) -> None:
    """Tell of characters that a cover page cannot show."""
    cover, sender = wanted.cover_page, wanted.sender or elements.Sender()
    if cover is None or cover.enabled is False:
        return
    shown = [cover.subject, cover.comments, sender.name, sender.organization]
    for recipient in wanted.recipients:
        shown += recipient.name, recipient.organization
    together = "".join(dict.fromkeys(text for text in shown if text))
    if together.isascii():
        return
    # Most faxes have no use for it.
    from fax_engine.documents.coverage import lacking

    missing = lacking(together)
    if missing:
        characters = " ".join(missing[:MOST_SHOWN]) + (" ..." if len(missing) > MOST_SHOWN else "")
        request.note(request.texts.lacking_characters, characters=characters)


def _general_query(request: Request, query: ViewQuery, context: UnitContext) -> Slices[list[elements.FaxEntry]]:
    username = None if query.all_users else request.caller.username
    states = query.wanted.states if query.wanted else frozenset(FaxState)
    waiting, completed = sorted(states - FINAL_STATES), sorted(states & FINAL_STATES)
    shown: list[elements.FaxEntry] = []
    rows: set[int] = set()
    while waiting:
        with context.work() as work:
            few = work.faxes.list_entries(waiting, username=username, limit=READ_AT_ONCE, after=max(rows, default=0))
            shown += _shown(request, query, work, few)
        rows.update(entry.id for entry in few)
        if len(few) < READ_AT_ONCE:
            break
        yield
    if completed:
        with context.work() as work:
            newest = work.faxes.list_entries(
                completed, username=username, limit=query.complete_limit, newest_ended_first=True
            )
            shown += _shown(request, query, work, [entry for entry in newest if entry.id not in rows])
    return shown


def _entries_answer(request: Request, query: ViewQuery, work: Work, entries: list[FaxEntry]) -> Answer:
    return Answer(elements=_shown(request, query, work, entries))


def _shown(request: Request, query: ViewQuery, work: Work, entries: list[FaxEntry]) -> tuple[elements.FaxEntry, ...]:
    attempts = work.calls.of_entries(entries) if query.with_modem_info else {}
    has_modems = request.unit.profile.has_modems
    return tuple(to_element(entry, request.links, attempts.get(entry.id), has_modems=has_modems) for entry in entries)


def _may_view(request: Request, query: ViewQuery, fax: Fax) -> bool:
    return fax.username == request.caller.username or query.all_users


def _entry_id(request: Request) -> tuple[int, int] | None:
    fax_key = parse_fax_key(request.values["fax_key"])
    entry_number = parse_entry_key(request.values["entry_key"])
    return None if fax_key is None or entry_number is None else (fax_key, entry_number)


def _find(request: Request, work: Work) -> Fax | None:
    key = parse_fax_key(request.values["fax_key"])
    return None if key is None else work.faxes.find(key)


def _find_own(request: Request, work: Work) -> Fax:
    fax = _find(request, work)
    if fax is None or not _may_change(request, fax):
        raise bad_request(request.texts.fax_not_found)
    return fax


def _find_own_entry(request: Request, work: Work) -> FaxEntry:
    entry_id = _entry_id(request)
    entry = work.faxes.find_entry(*entry_id) if entry_id else None
    if entry is None or not _may_change(request, entry.fax):
        raise bad_request(request.texts.fax_entry_not_found)
    return entry


def _may_change(request: Request, fax: Fax) -> bool:
    return fax.username == request.caller.username or request.caller.is_admin
