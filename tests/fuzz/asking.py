"""Requests: an operation of the registry, asked well or badly, by somebody who may or may not.

Rule: whatever is drawn is a request that HTTP allows, with its length told truly; what breaks HTTP itself is tried
elsewhere.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from emulator.ffws.links import BASE_PATH
from emulator.ffws.operations import Operation
from tests.fuzz import words
from tests.fuzz.bodies import ANY_BYTES, NASTY, NUMBERS, Draw, body
from tests.fuzz.known import Known
from tests.fuzz.surface import CATALOGUE, Surface, elements_for

GOES_ON = st.integers(0, 200)
"""A session ends with a 0."""

PAUSES = st.sampled_from((*[0] * 60, 1, 10, 60))
"""Seconds: never many, for an order may ask for tries without end."""

METHODS = st.sampled_from(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "QUERY"))
SEGMENT = st.sampled_from(words.SEGMENTS)
PARAMETER = st.sampled_from(words.PARAMETERS)
VALUE = st.sampled_from((*words.BOOLEANS, *words.COUNTS, *words.TIMES, *words.PARAMETERS, "now", "pending", "50001"))
HOW_MANY_PARAMETERS = st.sampled_from((0, 0, 0, 1, 1, 2, 3))
QUERY_JUNK = st.sampled_from(
    ("&&=&", "limit", "=1", "limit=1;offset=1", "%zz=%ff", "limit[]=1", "a=%00", "?", "limit=1&limit=2")
)
CONTENT_TYPES = st.sampled_from(
    (
        *("application/xml", "text/xml", "", "application/xml; charset=ISO-8859-1", "text/xml; charset=utf-16"),
        *(
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "x",
            ";;;",
            "a" * 500,
        ),
    )
)
OTHER_HEADERS = st.sampled_from(
    (
        "Accept: application/json",
        "Accept-Encoding: br;q=1.0, *;q=0",
        "Accept-Language: xx",
        "X-Forwarded-Host: a.example, b.example",
        "X-Forwarded-Host: <&>\"'",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Proto: https",
        "Cookie: session=x",
        "If-None-Match: *",
        "Range: bytes=0-3",
        "X-HTTP-Method-Override: DELETE",
        "Connection: close",
    )
)
CALLERS = st.sampled_from((*["admin"] * 12, *["known"] * 5, "hopeless"))
HOPELESS = st.sampled_from(
    (
        "",
        "Authorization:",
        "Authorization: Basic",
        "Authorization: Basic !!!",
        "Authorization: Basic YWRtaW4=",
        "Authorization: Basic gICAgDo=",
        "Authorization: Bearer admin",
        "Authorization: Basic YWRtaW46d3Jvbmc=",
        'Authorization: Digest username="admin"',
        "Authorization: Basic Og==",
        "Authorization: Basic AAA6AAA=",
    )
)
"""Credentials that nobody has: none, half of some, wrong ones (`admin:wrong` among them)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `username` is who asks, with the password that a session gives everybody; None: nobody at all.

    `pause` is how many seconds pass before it, on the unit's clock.
    """

    method: str
    target: str
    headers: tuple[str, ...]
    body: bytes
    username: str | None
    pause: int

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def wire(self) -> bytes:
        """As it is sent."""
        lines = [f"{self.method} {self.target} HTTP/1.1", "Host: fax.example", *self.headers]
        lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def requests_of(surface: Surface, known: Known) -> st.SearchStrategy[Asked | None]:
    """Requests that a session may go on with, or None to end it; what it knows is looked up when one is drawn."""

    operations = st.sampled_from([*surface.operations, *surface.creating * 4])

    @st.composite
    def asked(draw: Draw) -> Asked | None:
        if draw(GOES_ON) == 0:
            return None
        operation = draw(operations)
        named = _named(draw, operation, known)
        path = _path(operation, named)
        how = draw(NUMBERS)
        method = draw(METHODS) if how > 240 else operation.method
        username, credentials = _credentials(draw, known)
        takes_body = operation.takes_body and how < 250
        content = body(draw, elements_for(operation), known, named) if takes_body else b""
        if how in STRANGE:
            path, content = STRANGE[how](draw, path, content, known)
        target, headers = path + _query(draw, operation), _headers(draw, credentials)
        return Asked(method, target, headers, content, username, draw(PAUSES))

    return asked()


def _named(draw: Draw, operation: Operation, known: Known) -> dict[str, str]:
    """What fills the template's gaps: what answers named, what may be there, or nonsense."""
    places = known.places(operation.segments[0])
    place = places[draw(NUMBERS) % len(places)] if places else {}
    names = [segment[1:-1] for segment in operation.segments if segment.startswith("{")]
    return {name: _value(draw, name, place, known) for name in names}


def _value(draw: Draw, name: str, place: dict[str, str], known: Known) -> str:
    how = draw(NUMBERS)
    if how < 180 and name in place:
        return place[name]
    likely = tuple(known.texts(name)) if how < 150 else ()
    if how < 230:
        likely = likely or words.RIGHT.get(name, ())
    text = likely[how % len(likely)] if likely else draw(SEGMENT if how < 245 else NASTY)
    return text.encode("utf-8", "replace").decode() or "x"


def _path(operation: Operation, named: dict[str, str]) -> str:
    segments = [named[each[1:-1]] if each.startswith("{") else each for each in operation.segments]
    return BASE_PATH + "".join("/" + quote(segment, safe="") for segment in segments)


def _credentials(draw: Draw, known: Known) -> tuple[str | None, str]:
    kind = draw(CALLERS)
    if kind == "hopeless":
        return None, draw(HOPELESS)
    users = known.texts("username")
    username = "admin" if kind == "admin" else users[draw(NUMBERS) % len(users)]
    return username, "Authorization: Basic " + b64encode(f"{username}:{words.PASSWORD}".encode()).decode()


def _headers(draw: Draw, credentials: str) -> tuple[str, ...]:
    headers = [credentials] if credentials else []
    content_type = draw(CONTENT_TYPES)
    if content_type:
        headers.append(f"Content-Type: {content_type}")
    if draw(NUMBERS) > 240:
        headers.append(draw(OTHER_HEADERS))
    return tuple(headers)


def _query(draw: Draw, operation: Operation) -> str:
    parts = [_parameter(draw, operation) for _ in range(draw(HOW_MANY_PARAMETERS))]
    return "?" + "&".join(parts) if parts else ""


def _parameter(draw: Draw, operation: Operation) -> str:
    how = draw(NUMBERS)
    if how > 245:
        junk: str = draw(QUERY_JUNK)
        return junk
    names = operation.queries
    name = names[how % len(names)] if names and how < 200 else draw(PARAMETER)
    likely = words.RIGHT.get(name, ()) + words.NEARLY.get(name, ())
    value = likely[how % len(likely)] if likely and how < 180 else draw(VALUE if how < 225 else NASTY)
    return f"{quote_plus(name)}={quote_plus(value, errors='replace')}"


Strange = Callable[[Draw, str, bytes, Known], tuple[str, bytes]]


def _with_slashes(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return path + "/" * (1 + draw(NUMBERS) % 2), content


def _without_its_end(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return path.rpartition("/")[0], content


def _with_more(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return f"{path}/{quote(draw(SEGMENT))}", content


def _with_escaped_slashes(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    head, slash, tail = path.rpartition("/")
    return f"{head}{'%2F' if slash else ''}{tail}", content


def _in_capitals(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return BASE_PATH + path.removeprefix(BASE_PATH).swapcase(), content


def _with_wrong_escapes(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return path + ("%", "%zz", "%ff", "%00", ";x=1", "%C0%AF", "+", "*")[draw(NUMBERS) % 8], content


def _with_any_body(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return path, draw(ANY_BYTES)


def _with_another_body(draw: Draw, path: str, content: bytes, known: Known) -> tuple[str, bytes]:
    return path, body(draw, CATALOGUE, known, {})


STRANGE: dict[int, Strange] = {
    200: _with_slashes,
    201: _without_its_end,
    202: _with_more,
    203: _with_escaped_slashes,
    204: _in_capitals,
    205: _with_wrong_escapes,
    206: _with_any_body,
    **dict.fromkeys(range(207, 212), _with_another_body),
}
"""What else may happen to a request, by a number from 0 to 255."""
