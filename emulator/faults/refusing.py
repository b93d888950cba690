"""Effects that answer instead of the unit: the request is not carried out."""

from http import HTTPStatus
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from emulator.faults.passage import Effect, Passage, Within
from emulator.faults.shape import BodyText, HeaderName, HeaderValue, ShortText, Status
from emulator.ffws.problems import unauthorized, usual_text
from emulator.ffws.texts import FfwsTexts
from emulator.markup import problem

XML = "application/xml"

FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "content-type"})
"""Headers that have effects and members of their own."""

HAVE_A_TEXT = frozenset({401, 403, 404, 405, 500})

GATEWAY_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Web gateway</title></head>\n"
    "<body><h1>Your request could not be forwarded</h1><p>Reference 0xC0FFEE</p></body></html>\n"
)

GivenHeaders = Annotated[dict[HeaderName, HeaderValue], Field(max_length=50)]


def checked_headers(headers: dict[str, str]) -> dict[str, str]:
    """The headers. Raises `ValueError` for one that is not to be set by hand."""
    for name in headers:
        if name.lower() in FRAMING:
            raise ValueError(f"{name} is not set by hand: see content_type, chunked, closed_afterwards, truncated_body")
    return headers


class Refusing(Effect):
    """What these effects share."""

    replaces_the_unit: ClassVar[bool] = True

    async def apply(self, passage: Passage, within: Within) -> None:
        """Take the request in, and answer."""
        await passage.drain()
        await self.answer(passage)

    async def answer(self, passage: Passage) -> None:
        """The answer."""
        raise NotImplementedError


async def _refuse(passage: Passage, status: int, message: str | None, headers: dict[str, str]) -> None:
    """The appliance's error form, with its own sentence for the status unless told another."""
    said = _said(passage.unit.ffws_texts, status) if message is None else message
    await passage.respond(status, problem(said), XML, _raw(headers))


def _said(texts: FfwsTexts, status: int) -> str:
    """The unit's own sentence for a status; HTTP's words (RFC 9110 section 15) where the unit never answers it."""
    if status in HAVE_A_TEXT or status not in set(HTTPStatus):
        return usual_text(texts, status)
    return HTTPStatus(status).phrase


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]


class StatusAnswer(Refusing):
    """Any status, with `message` in the appliance's error form, or with a `body` of any type."""

    kind: Literal["status"]
    status: Status
    message: ShortText | None = None
    body: BodyText | None = None
    content_type: HeaderValue = XML
    headers: GivenHeaders = Field(default_factory=dict)

    @field_validator("headers")
    @classmethod
    def _not_framing(cls, headers: dict[str, str]) -> dict[str, str]:
        return checked_headers(headers)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.message is not None and self.body is not None:
            raise ValueError("give message or body, not both")
        return self

    async def answer(self, passage: Passage) -> None:
        """The status and its body."""
        if self.body is None:
            await _refuse(passage, self.status, self.message, self.headers)
        else:
            await passage.respond(self.status, self.body.encode(), self.content_type, _raw(self.headers))


class Unavailable(Refusing):
    """503 in the appliance's error form, with Retry-After (RFC 9110 section 10.2.3) unless that is null."""

    kind: Literal["unavailable"]
    retry_after: Annotated[int | None, Field(ge=0, le=86400, strict=True)] = 60
    message: ShortText | None = None

    async def answer(self, passage: Passage) -> None:
        """503."""
        await _refuse(passage, 503, self.message, {} if self.retry_after is None else _retry_after(self.retry_after))


def _retry_after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


class Unauthorized(Refusing):
    """401, as for a wrong password: right credentials do not help."""

    kind: Literal["unauthorized"]

    async def answer(self, passage: Passage) -> None:
        """401 with its challenge."""
        refusal = unauthorized()
        await _refuse(passage, refusal.status, None, dict(refusal.headers))


class Redirect(Refusing):
    """A redirection to another place."""

    kind: Literal["redirect"]
    location: Annotated[HeaderValue, Field(min_length=1)]
    status: Literal[301, 302, 303, 307, 308] = 302

    async def answer(self, passage: Passage) -> None:
        """3xx with an empty body."""
        await passage.respond(self.status, b"", XML, _raw({"Location": self.location}))


class GatewayPage(Refusing):
    """A page in HTML, such as a proxy in between shows: with 200, it looks like success."""

    kind: Literal["html_page"]
    status: Status = 200
    body: BodyText = GATEWAY_PAGE

    async def answer(self, passage: Passage) -> None:
        """The page."""
        await passage.respond(self.status, self.body.encode(), "text/html; charset=utf-8")


class Garbage(Refusing):
    """Bytes off the dice, of a `content_type`: an answer that is nothing."""

    kind: Literal["garbage"]
    size: Annotated[int, Field(ge=1, le=1 << 20, strict=True)] = 512
    status: Status = 200
    content_type: HeaderValue = "application/octet-stream"

    async def answer(self, passage: Passage) -> None:
        """The bytes."""
        await passage.respond(self.status, passage.dice.randbytes(self.size), self.content_type)
