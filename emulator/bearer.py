"""The control token, as clients show it: `Authorization: Bearer TOKEN` (RFC 6750)."""

import hmac


def shows_token(header: str, token: str | None) -> bool:
    """Whether whoever sent this Authorization header may control; everybody may where no token is set."""
    return token is None or hmac.compare_digest(header.encode(), f"Bearer {token}".encode())
