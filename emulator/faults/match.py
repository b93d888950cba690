"""Which requests a fault is for. Rule: every part that is given must fit; none given means all of `/ffws/v1`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from emulator.asgi import Scope
from emulator.faults.patterns import expression, path_pattern, text_pattern
from emulator.faults.shape import HeaderName, Shape, ShortText
from emulator.ffws.access import claimed_username
from emulator.ffws.links import BASE_PATH, below_base
from emulator.matching import is_like
from emulator.spelling import Spelled
from emulator.workspaces.names import DEFAULT, LONGEST, read_name

UnitName = Annotated[str, Field(max_length=LONGEST), AfterValidator(read_name)]

WORKSPACE = "faxfinder.workspace"
"""Where whoever chooses among units says in a request's scope which one is asked; nothing means the default one."""


@dataclass(eq=False)
class Asked:
    """A request as a match sees it; what is not needed is never looked up."""

    scope: Scope

    @property
    def method(self) -> str:
        """In capital letters, as it came."""
        method: str = self.scope["method"]
        return method

    @property
    def workspace(self) -> str:
        """The name of the unit that is asked."""
        name: str = self.scope.get(WORKSPACE, DEFAULT)
        return name

    @cached_property
    def path(self) -> str:
        """Below `/ffws/v1`, decoded, without a slash at the end: `/ofax/00000001/0000`."""
        return below_base(self.scope["path"])

    @cached_property
    def headers(self) -> dict[str, str]:
        """By name in small letters."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self.scope["headers"]}

    @cached_property
    def user(self) -> str:
        """The user name in the credentials, right or wrong; `-` for none."""
        return claimed_username(self.headers.get("authorization", "").encode("latin-1"))


class HeaderMatch(Shape):
    """A header that a request must carry; `value` may have `*` for anything, and case does not count."""

    name: HeaderName
    value: ShortText = "*"


class Match(Shape):
    """What a request must be like. `path`: below `/ffws/v1`, with `*`, `**` and `?`; `path_regex`: found anywhere in
    it, in RE2's syntax.

    `user`: the name in the credentials, right or wrong; `*` is anything. `workspace`: the unit that is asked; left out,
    the one at which the fault was made. The default unit's faults alone can name another.
    """

    workspace: UnitName | None = None
    method: Annotated[str, Spelled(r"^[A-Za-z-]{1,20}$", "a method of HTTP, of 1 to 20 letters")] | None = None
    path: Annotated[str | None, Field(max_length=500)] = None
    path_regex: Annotated[str | None, Field(max_length=500)] = None
    user: ShortText | None = None
    header: HeaderMatch | None = None

    @field_validator("method")
    @classmethod
    def _in_capitals(cls, method: str | None) -> str | None:
        return method.upper() if method else method

    @field_validator("path")
    @classmethod
    def _is_below(cls, path: str | None) -> str | None:
        if path is not None and (path.startswith(BASE_PATH) or not path.startswith(("/", "*"))):
            raise ValueError(f"what stands behind {BASE_PATH}, such as /ofax or /ofax/**")
        return path

    @field_validator("path_regex")
    @classmethod
    def _compiles(cls, text: str | None) -> str | None:
        if text is not None:
            expression(text)
        return text


class Matcher:
    """A match, made ready to be asked often."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self._path = path_pattern(match.path.rstrip("/") or "/") if match.path is not None else None
        self._search = expression(match.path_regex) if match.path_regex is not None else None
        self._header = text_pattern(match.header.value) if match.header else None

    def fits(self, asked: Asked) -> bool:
        """Whether the request is one of those."""
        match = self._match
        return (
            match.method in (None, asked.method)
            and match.workspace in (None, asked.workspace)
            and (self._path is None or self._path.fullmatch(asked.path) is not None)
            and (self._search is None or self._search.search(asked.path) is not None)
            and (match.user is None or is_like(match.user, asked.user))
            and self._header_fits(asked)
        )

    def _header_fits(self, asked: Asked) -> bool:
        if self._header is None or self._match.header is None:
            return True
        value = asked.headers.get(self._match.header.name.lower())
        return value is not None and self._header.fullmatch(value) is not None
