"""A webhook as somebody asks for it, over HTTP or in a seed."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from emulator.event_types import EventType
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


Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL, pattern=r"^[!-~]+$"), AfterValidator(_read_url)]
Secret = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[!-~]+$"), AfterValidator(_read_secret)]
HeaderName = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), AfterValidator(_read_header)
]
HeaderValue = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=r"^([!-~]([ -~]*[!-~])?)?$")]


class WebhookOrder(BaseModel):
    """A webhook. `url` is http or https; `events`: the types that it is told of, all when left out.

    `secret`: printable ASCII; what is posted is signed with it then. `headers`: more of them for each request.
    `insecure`: do not ask for a certificate that can be verified.
    """

    model_config = ConfigDict(extra="forbid")

    url: Url
    events: Annotated[list[EventType] | None, Field(min_length=1, max_length=20)] = None
    secret: Secret | None = None
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=MOST_HEADERS)] = Field(default_factory=dict)
    insecure: Annotated[bool, Field(strict=True)] = False

    def target(self) -> WebhookTarget:
        """As it is stored."""
        events = [kind.value for kind in dict.fromkeys(self.events or EventType)]
        return WebhookTarget(self.url, events, self.secret or "", self.headers, self.insecure)
