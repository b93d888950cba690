"""A program of its own that makes the HTTPS certificate: the server runs it beside its start-up, as a child process.

Rule: it is run by its path and imports nothing of ours, so that the libraries it needs (tens of megabytes) never enter
the server. It reads `{"folder": ..., "names": [...]}` from standard input, leaves `ca.crt`, `ca.key`, `server.crt` and
`server.key` in the folder, and answers nothing; what went wrong stands on standard error, exit code 1.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from threading import Thread

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# The longest life that browsers accept from a certificate (CA/Browser Forum baseline requirements: 398 days).
LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
# Machines whose clocks differ a little must not find the certificate "not yet valid".
CLOCK_SKEW = timedelta(days=1)
LOOK_UP_SECONDS = 0.3

ORGANIZATION = "FaxFinder emulator"


def main() -> None:
    """Make what is missing in the folder that standard input names."""
    order = json.load(sys.stdin)
    try:
        provide(Path(order["folder"]), [*order["names"], *sorted(own_names())])
    except (OSError, ValueError) as error:
        sys.exit(str(error))


def provide(folder: Path, names: list[str]) -> None:
    """Leave an authority and a server certificate for `names` in `folder`, keeping what still serves.

    Raises `OSError` when the folder cannot be used, `ValueError` when its authority cannot be read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _authority(folder)
    now = datetime.now(UTC)  # noqa: TID251 - clients check certificates against the real date
    if not _still_serves(folder, authority, names, now):
        leaf = authority.issue_cert(
            *dict.fromkeys(names),
            common_name="FaxFinder",
            organization_name=ORGANIZATION,
            organization_unit_name="Server",
            not_before=now - CLOCK_SKEW,
            not_after=now - CLOCK_SKEW + LIFE,
        )
        _write(folder / "server.key", leaf.private_key_pem.bytes(), 0o600)
        _write(folder / "server.crt", b"".join(blob.bytes() for blob in leaf.cert_chain_pems), 0o644)


def _authority(folder: Path) -> trustme.CA:
    certificate, key = folder / "ca.crt", folder / "ca.key"
    if not (certificate.exists() and key.exists()):
        made = trustme.CA(organization_name=ORGANIZATION, organization_unit_name="Authority")
        # Wherever this is cut short, a certificate is there with its own key or not at all.
        certificate.unlink(missing_ok=True)
        _write(key, made.private_key_pem.bytes(), 0o600)
        _write(certificate, made.cert_pem.bytes(), 0o644)
    try:
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    except ValueError as error:
        raise ValueError(f"{certificate} and ca.key are damaged ({error}): remove both to have new ones made") from None


def _still_serves(folder: Path, authority: trustme.CA, names: list[str], now: datetime) -> bool:
    try:
        leaf = x509.load_pem_x509_certificate((folder / "server.crt").read_bytes())
        key = load_pem_private_key((folder / "server.key").read_bytes(), password=None)
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature):
        return False
    return (
        leaf.public_key() == key.public_key()
        and leaf.not_valid_before_utc <= now < leaf.not_valid_after_utc - RENEW_BEFORE
        and set(names) <= set(_names_in(leaf))
    )


def _names_in(leaf: x509.Certificate) -> Iterator[str]:
    for name in leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value:
        yield str(name.value)


def own_names() -> set[str]:
    """This machine's host name and addresses, as far as they can be found out quickly."""
    host = socket.gethostname()
    found = {host} if host and _is_name(host) else set()
    look_up = Thread(target=_add_addresses, args=(host, found), daemon=True)
    look_up.start()
    found |= set(_interface_addresses())
    # A name server that does not answer must not hold up the start.
    look_up.join(LOOK_UP_SECONDS)
    return {name for name in list(found) if _is_name(name)}


def _is_name(name: str) -> bool:
    return name.isascii() and all(c.isalnum() or c in ".-:" for c in name)


def _add_addresses(host: str, found: set[str]) -> None:
    try:
        found |= {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return


def _interface_addresses() -> Iterator[str]:
    """The addresses of the local interfaces, from Linux's tables; nothing elsewhere."""
    table = _lines(Path("/proc/net/fib_trie"))
    for line, following in pairwise(table):
        if "host LOCAL" in following:
            yield line.split()[-1]
    for line in _lines(Path("/proc/net/if_inet6")):
        address = ip_address(int(line.split()[0], 16).to_bytes(16))
        if not address.is_link_local:
            yield str(address)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _write(path: Path, content: bytes, mode: int) -> None:
    # Whole or not at all: a start that is cut short must not leave half a key behind.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
