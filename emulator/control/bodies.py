"""Bodies that are files."""

from fastapi import Request

from emulator.control.errors import ControlError


async def whole_body(request: Request, most: int) -> bytes:
    """The body, of at most so many bytes; `413` for a longer one, of which no more is taken in."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise ControlError(413, "too_large", f"more than {most} bytes")
        pieces.append(piece)
    return b"".join(pieces)
