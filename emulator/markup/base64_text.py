"""Base64 as it stands in XML text (RFC 4648, section 4). Rule: white space may stand anywhere, nothing else may.

A document of 36 MB comes in pieces, and each is decoded by itself: no copy of the whole text is made.
"""

import binascii
from collections.abc import Iterable
from io import BytesIO

from emulator.markup.node import WHITE_SPACE
from emulator.markup.texts import Unfit

_WHITE = WHITE_SPACE.encode()


def decode(pieces: Iterable[str]) -> bytes:
    """The bytes that the pieces, joined, stand for. Raises `Unfit` that says what is wrong."""
    decoded = BytesIO()
    rest = b""
    for piece in pieces:
        text = rest + _ascii(piece).translate(None, _WHITE)
        if len(rest) == 4 and len(text) > 4:
            raise Unfit("not_base64", reason="something follows the padding")
        # A last group with padding is held back too, so that nothing can follow it unseen.
        whole = len(text) - len(text) % 4
        whole -= 4 if text[:whole].endswith(b"=") else 0
        decoded.write(_strictly(text[:whole]))
        rest = text[whole:]
    decoded.write(_strictly(rest))
    return decoded.getvalue()


def encode(content: bytes) -> str:
    """The content in one line of base64."""
    return binascii.b2a_base64(content, newline=False).decode()


def _ascii(piece: str) -> bytes:
    try:
        return piece.encode("ascii")
    except UnicodeEncodeError as error:
        raise Unfit("not_base64", reason=f"{piece[error.start]!a} stands in it") from None


def _strictly(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as error:
        raise Unfit("not_base64", reason=str(error).lower()) from None
