"""Requests as bytes, ready for the wire. Rule: whatever can be built before the clock is started is built here."""

import re
from base64 import b64encode
from collections.abc import Iterable

CREDENTIALS = "Basic " + b64encode(b"admin:admin").decode()
BASE = "/ffws/v1"
ENTRY_PATH = re.compile(rb"/ofax/[0-9A-F]{8}/[0-9A-F]{4}")


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """A whole request of the administrator, below `/ffws/v1`."""
    head = f"{method} {BASE}{path} HTTP/1.1\r\nHost: fax.example\r\nAuthorization: {CREDENTIALS}\r\n"
    if body:
        head += f"Content-Type: application/xml\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


def schedule_fax(numbers: Iterable[str], content: bytes, content_type: str) -> bytes:
    """The body that sends one document to these numbers."""
    recipients = "".join(
        f"<recipient><name>Recipient {number}</name><organization>Example Ltd</organization>"
        f"<fax_number>{number}</fax_number></recipient>"
        for number in numbers
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<schedule_fax>{recipients}<attachment><location>inline</location>'
        f"<name>letter</name><content_type>{content_type}</content_type>"
        "<content_transfer_encoding>base64</content_transfer_encoding><content>"
    ).encode() + (b64encode(content) + b"</content></attachment></schedule_fax>")


def send(content: bytes, content_type: str, recipients: int = 1) -> bytes:
    """The whole request that sends one document to so many numbers."""
    numbers = (f"218555{3000 + index}" for index in range(recipients))
    return request("POST", "/ofax", schedule_fax(numbers, content, content_type))


def first_entry_path(answer: bytes) -> str:
    """`/ofax/KEY/ENTRY` of the first entry in an answer."""
    found = ENTRY_PATH.search(answer)
    assert found is not None, answer[:500]
    return found[0].decode()
