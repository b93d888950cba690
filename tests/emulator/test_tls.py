"""The HTTPS certificate: made once, kept, renewed when names are missing, or the user's own."""

import socket
import ssl
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import trustme
from cryptography import x509

from emulator import tls
from emulator.settings import SettingError, Settings


@pytest.fixture
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made for the length of a test."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def own_files(tmp_path: Path, authority: trustme.CA) -> tuple[Path, Path]:
    leaf = authority.issue_cert("fax.example")
    certificate, key = tmp_path / "own.crt", tmp_path / "own.key"
    certificate.write_bytes(leaf.cert_chain_pems[0].bytes())
    key.write_bytes(leaf.private_key_pem.bytes())
    return certificate, key


def names_in(certificate: x509.Certificate) -> set[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def kept(folder: Path, name: str) -> bytes:
    return (folder / tls.FOLDER / name).read_bytes()


def shake_hands(identity: tls.Identity, trusted: bytes, name: str) -> str:
    """Connect to the identity over a socket pair as a client that trusts `trusted`; answers the TLS version."""
    ours, theirs = socket.socketpair()
    serving = Thread(target=_serve_once, args=(identity.context, theirs))
    serving.start()
    try:
        client = ssl.create_default_context(cadata=trusted.decode())
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version() or ""
    finally:
        ours.close()
        serving.join()


def _serve_once(context: ssl.SSLContext, end: socket.socket) -> None:
    try:
        with context.wrap_socket(end, server_side=True) as connection:
            connection.recv(1)
    except OSError:
        end.close()


def test_a_made_certificate_is_believed_by_who_trusts_its_authority(private_folder: Path) -> None:
    identity = tls.start(Settings(tls_sans=("fax.example",))).finish()
    assert identity.ca_pem is not None
    for name in ("localhost", "127.0.0.1", "::1", "fax.example", socket.gethostname()):
        assert shake_hands(identity, identity.ca_pem, name).startswith("TLSv1.")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(identity, identity.ca_pem, "other.example")


def test_in_memory_nothing_is_left_on_disk(private_folder: Path) -> None:
    tls.start(Settings()).finish()
    assert list(private_folder.iterdir()) == []


def test_a_start_that_is_given_up_leaves_nothing_either(private_folder: Path) -> None:
    tls.start(Settings()).give_up()
    assert list(private_folder.iterdir()) == []


def test_in_a_data_folder_the_next_start_finds_the_same_certificate(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = tls.start(settings).finish()
    leaf = kept(tmp_path, "server.crt")
    second = tls.start(settings).finish()
    assert first.ca_pem == second.ca_pem == kept(tmp_path, "ca.crt")
    assert kept(tmp_path, "server.crt") == leaf
    assert {path.name for path in (tmp_path / tls.FOLDER).iterdir()} == {"ca.crt", "ca.key", "server.crt", "server.key"}


def test_private_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    tls.start(Settings(data_dir=tmp_path)).finish()
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / tls.FOLDER / name).stat().st_mode) == 0o600


def test_a_missing_name_renews_the_certificate_under_the_same_authority(tmp_path: Path) -> None:
    first = tls.start(Settings(data_dir=tmp_path)).finish()
    second = tls.start(Settings(data_dir=tmp_path, tls_sans=("fax.example",))).finish()
    assert first.ca_pem == second.ca_pem
    assert "fax.example" in names_in(x509.load_pem_x509_certificate(kept(tmp_path, "server.crt")))
    assert second.ca_pem is not None
    assert shake_hands(second, second.ca_pem, "fax.example")


def test_a_certificate_near_its_end_is_renewed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    tls.start(settings).finish()
    made = x509.load_pem_x509_certificate(kept(tmp_path, "server.crt"))
    authority = trustme.CA.from_pem(kept(tmp_path, "ca.crt"), kept(tmp_path, "ca.key"))
    old = authority.issue_cert(*names_in(made), not_after=made.not_valid_before_utc + timedelta(days=10))
    (tmp_path / tls.FOLDER / "server.crt").write_bytes(old.cert_chain_pems[0].bytes())
    (tmp_path / tls.FOLDER / "server.key").write_bytes(old.private_key_pem.bytes())
    tls.start(settings).finish()
    renewed = x509.load_pem_x509_certificate(kept(tmp_path, "server.crt"))
    assert renewed.not_valid_after_utc > made.not_valid_before_utc + timedelta(days=300)


def test_a_certificate_lives_no_longer_than_browsers_accept(tmp_path: Path) -> None:
    tls.start(Settings(data_dir=tmp_path)).finish()
    leaf = x509.load_pem_x509_certificate(kept(tmp_path, "server.crt"))
    assert timedelta(days=300) < leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)


@pytest.mark.parametrize("damage", ["", "junk", "the key of another"])
def test_a_damaged_certificate_is_made_anew(tmp_path: Path, authority: trustme.CA, damage: str) -> None:
    settings = Settings(data_dir=tmp_path)
    first = tls.start(settings).finish()
    other = authority.issue_cert("x").private_key_pem.bytes() if damage == "the key of another" else damage.encode()
    (tmp_path / tls.FOLDER / "server.key").write_bytes(other)
    second = tls.start(settings).finish()
    assert second.ca_pem is not None
    assert first.ca_pem == second.ca_pem
    assert shake_hands(second, second.ca_pem, "localhost")


def test_a_damaged_authority_is_not_replaced_silently(tmp_path: Path) -> None:
    tls.start(Settings(data_dir=tmp_path)).finish()
    (tmp_path / tls.FOLDER / "ca.key").write_text("junk")
    with pytest.raises(tls.CertificateError, match="remove both to have new ones made"):
        tls.start(Settings(data_dir=tmp_path)).finish()


@pytest.mark.parametrize("left", ["ca.key", "ca.crt"])
def test_of_an_authority_that_is_half_there_both_halves_are_made_anew(tmp_path: Path, left: str) -> None:
    """As after a kill between the two."""
    settings = Settings(data_dir=tmp_path)
    first = tls.start(settings).finish()
    for name in {"ca.key", "ca.crt"} - {left}:
        (tmp_path / tls.FOLDER / name).unlink()
    second = tls.start(settings).finish()
    assert second.ca_pem is not None
    assert second.ca_pem != first.ca_pem
    assert shake_hands(second, second.ca_pem, "localhost")
    assert tls.start(settings).finish().ca_pem == second.ca_pem


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / tls.FOLDER).write_text("a file in the place of the folder")
    with pytest.raises(tls.CertificateError, match=str(tmp_path)):
        tls.start(Settings(data_dir=tmp_path)).finish()


def test_an_own_certificate_wins(own_files: tuple[Path, Path], authority: trustme.CA, tmp_path: Path) -> None:
    certificate, key = own_files
    identity = tls.start(Settings(tls_cert=certificate, tls_key=key, data_dir=tmp_path)).finish()
    assert identity.ca_pem is None
    assert shake_hands(identity, authority.cert_pem.bytes(), "fax.example")
    assert not (tmp_path / tls.FOLDER).exists()


def test_an_own_certificate_may_hold_its_key(own_files: tuple[Path, Path], authority: trustme.CA) -> None:
    certificate, key = own_files
    certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
    identity = tls.start(Settings(tls_cert=certificate)).finish()
    assert shake_hands(identity, authority.cert_pem.bytes(), "fax.example")


@pytest.fixture(params=["missing", "no certificate", "no key", "another's key", "encrypted key", "key not given"])
def unusable(
    request: pytest.FixtureRequest, own_files: tuple[Path, Path], authority: trustme.CA
) -> Iterator[tuple[Settings, str, str]]:
    certificate, key = own_files
    nowhere = certificate.with_name("nowhere.crt")
    with_key = Settings(tls_cert=certificate, tls_key=key)
    match request.param:
        case "missing":
            yield Settings(tls_cert=nowhere, tls_key=key), "tls_cert", "nowhere.crt cannot be read: No such file"
        case "no certificate":
            certificate.write_text("hello")
            yield with_key, "tls_cert", "own.crt holds no certificate in PEM form"
        case "no key":
            key.write_text("hello")
            yield with_key, "tls_key", "own.key holds no private key in PEM form"
        case "another's key":
            key.write_bytes(authority.issue_cert("x").private_key_pem.bytes())
            yield with_key, "tls_key", "own.key is not the key of .*own.crt"
        case "encrypted key":
            key.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----\n")
            yield with_key, "tls_key", "own.key holds an encrypted key"
        case _:
            yield Settings(tls_cert=certificate), "tls_cert", "holds no private key: name it with tls_key"


def test_an_own_certificate_that_cannot_be_used_is_told(unusable: tuple[Settings, str, str]) -> None:
    settings, setting, message = unusable
    with pytest.raises(SettingError, match=message) as error:
        tls.start(settings)
    assert error.value.setting == setting
