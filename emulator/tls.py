"""The HTTPS certificate: the user's own by its path, or one made by a child process while the server starts.

Rule: `start` returns at once and `finish` waits, so that the work runs beside the imports; the server itself never
imports a library that makes certificates. What is made stays in the data folder, or only until it is loaded.
"""

import json
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from emulator.settings import SettingError, Settings

FOLDER = "tls"
ALWAYS = ("localhost", "127.0.0.1", "::1")
# The longest wait for the child; it takes a quarter of a second on an ordinary machine.
LIMIT_SECONDS = 60


class CertificateError(Exception):
    """No certificate could be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the HTTPS side shows: `ca_pem` is None when the certificate is the user's own."""

    context: ssl.SSLContext
    ca_pem: bytes | None


class OwnCertificate:
    """A certificate that the settings name."""

    def __init__(self, settings: Settings) -> None:
        """Raises `SettingError` when the files cannot be used."""
        if settings.tls_cert is None:
            raise SettingError("tls_cert", "no certificate is named")
        self._identity = Identity(_load_own(settings.tls_cert, settings.tls_key), None)

    def finish(self) -> Identity:
        """The certificate, ready to use."""
        return self._identity

    def give_up(self) -> None:
        """Nothing is under way."""


class MadeCertificate:
    """A certificate that a child process makes, or renews, from the moment this exists."""

    def __init__(self, settings: Settings) -> None:
        """Raises `CertificateError` when no child process can be started."""
        self._is_private = settings.data_dir is None
        folder = settings.data_dir
        self._folder = Path(mkdtemp(prefix="faxfinder-tls-")) if folder is None else folder / FOLDER
        order = {"folder": str(self._folder), "names": [*ALWAYS, *settings.tls_sans]}
        program = Path(__file__).with_name("certificate_maker.py")
        try:
            # -P: the folder of the program, full of our modules, must not become a place to import from.
            self._child = subprocess.Popen(
                [sys.executable, "-P", str(program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                # Ctrl-C reaches a whole group: ending the child is this process's business.
                process_group=0,
            )
            assert self._child.stdin is not None
            self._child.stdin.write(json.dumps(order))
            self._child.stdin.close()
        except OSError as error:
            self._remove_private()
            raise CertificateError(f"no certificate can be made: {error}") from None
        self._child.stdin = None

    def finish(self) -> Identity:
        """Wait for the child and load what it made. Raises `CertificateError`."""
        try:
            _, complaint = self._child.communicate(timeout=LIMIT_SECONDS)
            if self._child.returncode != 0:
                last = complaint.strip().splitlines()[-1:] or [f"exit code {self._child.returncode}"]
                raise CertificateError(f"no certificate can be made in {self._folder}: {last[0]}")
            context = _context()
            context.load_cert_chain(self._folder / "server.crt", self._folder / "server.key")
            return Identity(context, (self._folder / "ca.crt").read_bytes())
        except subprocess.TimeoutExpired:
            raise CertificateError(f"making a certificate took more than {LIMIT_SECONDS} seconds") from None
        except OSError as error:
            raise CertificateError(f"the certificate in {self._folder} cannot be read: {error}") from None
        finally:
            self.give_up()

    def give_up(self) -> None:
        """End the child if it still runs, and leave nothing behind that was not asked for."""
        if self._child.poll() is None:
            self._child.kill()
            self._child.communicate()
        self._remove_private()

    def _remove_private(self) -> None:
        # The context holds the key by now: no key stays in a temporary folder while the server runs.
        if self._is_private:
            rmtree(self._folder, ignore_errors=True)


def start(settings: Settings) -> OwnCertificate | MadeCertificate:
    """Begin to provide the certificate. Raises `SettingError` for an own one that is unusable, `CertificateError`."""
    return OwnCertificate(settings) if settings.tls_cert is not None else MadeCertificate(settings)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load_own(certificate: Path, key: Path | None) -> ssl.SSLContext:
    context = _context()
    for setting, path in (("tls_cert", certificate), ("tls_key", key)):
        if path is not None:
            _check_readable(setting, path)
    try:
        # The password answers an encrypted key: without it OpenSSL would ask on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        raise SettingError(*_what_is_wrong(error, certificate, key)) from None
    return context


def _check_readable(setting: str, path: Path) -> None:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SettingError(setting, f"{path} cannot be read: {error.strerror}") from None
    if setting == "tls_cert" and b"BEGIN CERTIFICATE" not in text:
        raise SettingError(setting, f"{path} holds no certificate in PEM form (BEGIN CERTIFICATE)")
    if setting == "tls_key" and b"PRIVATE KEY" not in text:
        raise SettingError(setting, f"{path} holds no private key in PEM form (BEGIN PRIVATE KEY)")
    if b"ENCRYPTED" in text:
        raise SettingError(setting, f"{path} holds an encrypted key: give one without a pass phrase")


def _what_is_wrong(error: ssl.SSLError, certificate: Path, key: Path | None) -> tuple[str, str]:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "tls_key", f"{key or certificate} is not the key of {certificate}"
    if key is None:
        return "tls_cert", f"{certificate} holds no private key: name it with tls_key ({error.reason})"
    return "tls_cert", f"{certificate} and {key} cannot be used ({error.reason})"
