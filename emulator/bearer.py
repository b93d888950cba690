"""The control token, as clients show it: `Authorization: Bearer TOKEN` (RFC 6750; a scheme has no case, RFC 9110
section 11.1)."""

import hmac


def shows_token(header: str, token: str | None) -> bool:
    """Whether whoever sent this Authorization header may control; everybody may where no token is set."""
    if token is None:
        return True
    scheme, _, shown = header.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(shown.strip(" ").encode(), token.encode())
