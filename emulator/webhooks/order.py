"""A webhook as somebody asks for it, over HTTP or in a seed."""

from collections.abc import Mapping
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from emulator.event_types import EventType
from emulator.spelling import Spelled
from emulator.webhooks.posting import key_of
from models.webhook import WebhookTarget

LONGEST_URL = 2_000
LONGEST_TEXT = 1_000
MOST_HEADERS = 20

RESERVED_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
    }
)
"""What the request itself has to say."""


def _read_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.fragment or parts.username is not None:
        raise ValueError("not an http or https URL; credentials belong into a header, and a fragment is never sent")
    return text


def _read_secret(text: str) -> str:
    try:
        key_of(text)
    except ValueError:
        raise ValueError("what follows whsec_ is not base64") from None
    return text


def _read_header(name: str) -> str:
    if name.lower() in RESERVED_HEADERS:
        raise ValueError(f"{name} is not yours to set")
    return name


_PLAIN = Spelled(r"^[!-~]+$", "printable ASCII characters without blanks")
Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL), _PLAIN, AfterValidator(_read_url)]
Secret = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), _PLAIN, AfterValidator(_read_secret)]
HeaderName = Annotated[
    str,
    Field(min_length=1, max_length=100),
    Spelled(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "the name of a header: letters, digits and hyphens, no blanks"),
    AfterValidator(_read_header),
]
HeaderValue = Annotated[
    str,
    Field(max_length=LONGEST_TEXT),
    Spelled(r"^([!-~]([ -~]*[!-~])?)?$", "printable ASCII characters, without blanks at the ends"),
]


Value = TypeVar("Value")


class WebhookShape(BaseModel, Generic[Value]):
    """What is said of a webhook; `Value` is what may stand for the value of a header."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Url, Field(description="http or https")]
    events: Annotated[
        list[EventType] | None,
        Field(min_length=1, max_length=20, description="The types that it is told of; all when left out"),
    ] = None
    secret: Annotated[Secret | None, Field(description="Printable ASCII; what is posted is signed with it")] = None
    headers: Annotated[
        dict[HeaderName, Value], Field(max_length=MOST_HEADERS, description="More headers for each request")
    ] = Field(default_factory=dict)
    insecure: Annotated[bool, Field(strict=True, description="Any certificate will do")] = False

    def aimed(self, secret: str, headers: Mapping[str, str]) -> WebhookTarget:
        """As it is stored, with this secret and these headers."""
        events = [kind.value for kind in dict.fromkeys(self.events or EventType)]
        return WebhookTarget(self.url, events, secret, headers, self.insecure)


class WebhookOrder(WebhookShape[HeaderValue]):
    """A webhook to be made."""

    def target(self) -> WebhookTarget:
        """As it is stored."""
        return self.aimed(self.secret or "", self.headers)
