"""The rules of the table of cells: who asks, with which input, and what status must follow.

A cell is a row (an operation on a good target), an appliance type, a caller and an input. The rules, in this order:
credentials (401), what this type of appliance has not got (404), markup that is no XML (400), rights, the key in the
path, and whatever else the request says (400).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.support.cell_world import ADMIN, OTHER, OWNER, World

Keys = Callable[[World], tuple[str, ...]]
Body = str | Callable[[World], str]


class Caller(Enum):
    """Who asks; the value is what the Authorization header says."""

    ANONYMOUS = None
    WRONG_PASSWORD = ("owner", "guessed")
    ADMIN = ADMIN
    OWNER = OWNER
    OTHER = OTHER


class Input(Enum):
    """What the request is like."""

    GOOD = "good"
    NOT_WELL_FORMED = "not well-formed"
    WRONG_ROOT = "wrong root element"
    BAD_VALUE = "bad value in the body"
    UNKNOWN_KEY = "unknown key in the path"
    UNKNOWN_USER = "unknown user in the path"
    BAD_QUERY = "bad query value"


@dataclass(frozen=True, slots=True)
class Rights:
    """The status with which somebody is sent away, None where not at all.

    With `looks_first` the unit reads the query and looks the thing up before it decides, and tells a stranger the same
    as somebody who asks for what is not there.
    """

    owner: int | None = None
    other: int | None = None
    admin: int | None = None
    looks_first: bool = False


ANYBODY = Rights()
ADMINISTRATORS = Rights(owner=403, other=403)
ITS_OWNER = Rights(other=403)
ITS_OWNER_UNSEEN = Rights(other=404, looks_first=True)
ITS_OWNER_ALONE_UNSEEN = Rights(other=404, admin=404, looks_first=True)
ITS_OWNER_OR_400 = Rights(other=400, looks_first=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One operation, `METHOD /path/{}`, on a target that is there.

    `keys` fill the braces; `unknown_key` and `unknown_user` fill them with something that is not there (empty: does not
    apply), for which the status is `unknown`. `query` and `bad_query` go behind the path; `body` is a good one, and
    `bad_body` has the right root and a value that does not fit. `content_type` is of a good answer. `note` tells rows
    of one operation apart.
    """

    operation: str
    rights: Rights
    keys: Keys = lambda world: ()
    good: int = 200
    body: Body = ""
    bad_body: str = ""
    query: str = ""
    bad_query: str = ""
    unknown_key: tuple[str, ...] = ()
    unknown_user: tuple[str, ...] = ()
    unknown: int = 404
    content_type: str = "application/xml"
    note: str = ""

    @property
    def method(self) -> str:
        """Of the operation."""
        return self.operation.split(" ")[0]

    def target(self, keys: tuple[str, ...], query: str) -> str:
        """Path and query with these keys."""
        path = self.operation.split(" ")[1].format(*keys)
        return f"{path}?{query}" if query else path

    def why_not(self, given: Input) -> str:
        """Why an input does not apply to this row; empty when it does."""
        absent = {
            Input.NOT_WELL_FORMED: "takes no body" if not self.body else "",
            Input.WRONG_ROOT: "takes no body" if not self.body else "",
            Input.BAD_VALUE: "no value in the body can be bad" if not self.bad_body else "",
            Input.UNKNOWN_KEY: "no key in the path" if not self.unknown_key else "",
            Input.UNKNOWN_USER: "no user in the path" if not self.unknown_user else "",
            Input.BAD_QUERY: "no query value can be bad" if not self.bad_query else "",
        }
        if given is Input.BAD_VALUE and not self.body:
            return "takes no body"
        return absent.get(given, "")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table."""

    row: Row
    caller: Caller
    given: Input

    def __str__(self) -> str:
        note = f" ({self.row.note})" if self.row.note else ""
        return f"{self.row.operation}{note}, {self.caller.name.lower()}, {self.given.value}"

    def expected(self, *, is_here: bool) -> int:
        """The status that the rules give; `is_here` tells whether this appliance type has the operation."""
        row, given = self.row, self.given
        if self.caller in (Caller.ANONYMOUS, Caller.WRONG_PASSWORD):
            return 401
        if not is_here:
            return 404
        if given is Input.NOT_WELL_FORMED:
            return 400
        refusal = self._refusal()
        if refusal is not None and not row.rights.looks_first:
            return refusal
        if given in (Input.UNKNOWN_KEY, Input.UNKNOWN_USER):
            return row.unknown
        if given is Input.BAD_QUERY:
            return 400
        if refusal is not None:
            return refusal
        return row.good if given is Input.GOOD else 400

    def ask(self, world: World) -> tuple[str, str, str]:
        """Method, target and body of the request."""
        row, given = self.row, self.given
        if given in (Input.UNKNOWN_KEY, Input.UNKNOWN_USER):
            keys = row.unknown_key if given is Input.UNKNOWN_KEY else row.unknown_user
        else:
            keys = row.keys(world)
        query = row.bad_query if given is Input.BAD_QUERY else row.query
        return row.method, row.target(keys, query), self._body(world)

    def _refusal(self) -> int | None:
        rights = self.row.rights
        if self.caller is Caller.ADMIN:
            return rights.admin
        if self.caller is Caller.OTHER or self.given is Input.UNKNOWN_USER:
            return rights.other
        return rights.owner

    def _body(self, world: World) -> str:
        body = self.row.body
        match self.given:
            case Input.NOT_WELL_FORMED:
                return "<contact><name>a & b</contact>"
            case Input.WRONG_ROOT:
                return "<nonsense><name>x</name></nonsense>"
            case Input.BAD_VALUE:
                return self.row.bad_body
        return body(world) if callable(body) else body
