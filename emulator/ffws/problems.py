"""How a request fails: a status of the guide's own set, and the sentence that the client shows to people.

Rule: every refusal of `/ffws/v1` is a `Problem`, and every one is written as XML (clients read the message of a 401
too). The sentence comes from the table of texts; a problem without one says what the table has for its status.
"""

from collections.abc import Mapping
from types import MappingProxyType

from emulator.ffws.texts import FfwsTexts

REALM = "FaxFinder"

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Problem(Exception):
    """A request that is refused; an empty message stands for the usual one of the status."""

    def __init__(self, status: int, message: str = "", headers: Mapping[str, str] = NO_HEADERS) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers

    def said_with(self, texts: FfwsTexts) -> str:
        """The sentence for people."""
        return self.message or usual_text(texts, self.status)


def usual_text(texts: FfwsTexts, status: int) -> str:
    """What a refusal with this status says when there is nothing particular to say."""
    usual = {401: texts.unauthorized, 403: texts.forbidden, 404: texts.not_found, 405: texts.method_not_allowed}
    return usual.get(status, texts.internal_error)


def unauthorized() -> Problem:
    """Credentials are missing or wrong (developer guide page 5; RFC 7617)."""
    return Problem(401, headers={"WWW-Authenticate": f'Basic realm="{REALM}"'})


def forbidden() -> Problem:
    """The user may not do this."""
    return Problem(403)


def not_found(what: str = "") -> Problem:
    """There is no such thing, or it is not this caller's to see."""
    return Problem(404, what)


def method_not_allowed(allowed: list[str]) -> Problem:
    """The resource exists and does something else."""
    return Problem(405, headers={"Allow": ", ".join(allowed)})


def bad_request(message: str) -> Problem:
    """The request cannot be taken as it is; the message names the part."""
    return Problem(400, message)


def no_room(message: str) -> Problem:
    """The unit's disk is full (RFC 4918 section 11.5). Only a fault brings that about: no operation declares it."""
    return Problem(507, message)


def defect() -> Problem:
    """The emulator failed: nothing that a request may cause."""
    return Problem(500)
