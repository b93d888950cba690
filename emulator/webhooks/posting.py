"""One event posted to one webhook: the request, its signature, and how it went.

Rule: it follows Standard Webhooks (https://www.standardwebhooks.com, version 1.0.0), so that receivers check it with a
library: headers `webhook-id`, `webhook-timestamp` (seconds of the real clock at this try) and, with a secret,
`webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`. A secret that begins with `whsec_`
goes on with the key in base64; any other is the key itself. Redirects are not followed, and no proxy is taken from the
environment. A status of 2xx is a success.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from emulator.version import VERSION

MOST_SECONDS = 10
"""From the beginning of a try to the status of its answer."""

CODED_SECRET = "whsec_"


READY = 0
"""The number that no posting has: whoever posts says so that it has started."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What is posted where; `headers` are all that it has besides those that HTTP itself needs.

    A try that has no answer after so many real `seconds` has failed.
    """

    url: str
    body: bytes
    headers: Mapping[str, str] = field(repr=False)
    insecure: bool
    seconds: float = MOST_SECONDS


@dataclass(frozen=True, slots=True)
class Posted:
    """How a try went: the status that was answered, None for none; `problem` is empty for a success."""

    status: int | None
    problem: str


def key_of(secret: str) -> bytes:
    """The key that a secret stands for. Raises `ValueError` for a coded one that is not base64."""
    return b64decode(secret.removeprefix(CODED_SECRET), validate=True) if is_coded(secret) else secret.encode()


def is_coded(secret: str) -> bool:
    """True for a secret in the form that the standard recommends."""
    return secret.startswith(CODED_SECRET)


def headers_for(message_id: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers that tell one message from another and, with a secret, prove where it came from."""
    headers = {
        "content-type": "application/json",
        "user-agent": f"faxfinder-emulator/{VERSION}",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
    }
    if secret:
        signed = hmac.digest(key_of(secret), f"{message_id}.{timestamp}.".encode() + body, "sha256")
        headers["webhook-signature"] = f"v1,{b64encode(signed).decode()}"
    return headers
