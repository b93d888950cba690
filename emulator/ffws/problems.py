"""How a request fails: a status of the guide's own set, and the sentence that the client shows to people.

Rule: every refusal of `/ffws/v1` is a `Problem`, and every one is written as XML (clients read the message of a 401 too).
"""

from collections.abc import Mapping
from types import MappingProxyType

REALM = "FaxFinder"

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Problem(Exception):
    """A request that is refused."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def unauthorized() -> Problem:
    """Credentials are missing or wrong (developer guide page 5; RFC 7617)."""
    return Problem(401, "Unauthorized", {"WWW-Authenticate": f'Basic realm="{REALM}"'})


def forbidden() -> Problem:
    """The user may not do this."""
    return Problem(403, "Forbidden")


def not_found(what: str = "Not Found") -> Problem:
    """There is no such thing, or it is not this caller's to see."""
    return Problem(404, what)


def method_not_allowed(allowed: list[str]) -> Problem:
    """The resource exists and does something else."""
    return Problem(405, "Method Not Allowed", {"Allow": ", ".join(allowed)})


def bad_request(message: str) -> Problem:
    """The request cannot be taken as it is; the message names the part."""
    return Problem(400, message)
