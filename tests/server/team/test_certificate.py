"""Certificates: self-made ones that stay, given ones that do not fit, fingerprints."""

import argparse
import os
import ssl
import stat
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from beamcoder.errors import MissingModuleError, UsageError
from beamcoder.server.team.certificate import Tls, fingerprint, kept_certificate, self_made


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("cryptography", reason="pip install 'beamcoder[team]' to test it")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def said(cert: Path | None = None, key: Path | None = None, tls: bool = False) -> Tls | None:
    return Tls.of(argparse.Namespace(cert=cert, key=key, tls=tls))


def test_a_self_made_certificate_stays(state: Path) -> None:
    first, second = said(tls=True), said(tls=True)
    assert first is not None and second is not None
    assert first.fingerprint == second.fingerprint
    cert, key = kept_certificate()
    der = ssl.PEM_cert_to_DER_cert(cert.read_text())
    assert first.fingerprint.replace(":", "") == sha256(der).hexdigest().upper()
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (cert, key)} == {0o600}
    key.unlink()
    third = said(tls=True)
    assert third is not None and third.fingerprint != first.fingerprint


def test_what_a_self_made_certificate_says(state: Path) -> None:
    from cryptography import x509

    made, _ = self_made(["box", "localhost", "127.0.0.1", "::1"])
    found = x509.load_pem_x509_certificate(made)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["box", "localhost"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    now = datetime.now(UTC)
    assert found.not_valid_before_utc < now
    assert found.not_valid_after_utc > now + timedelta(days=3600)


def test_files_that_do_not_fit(state: Path) -> None:
    cert, key = kept_certificate()
    other_cert, other_key = (state / name for name in ("other.pem", "other-key.pem"))
    for path, content in zip((other_cert, other_key), self_made(["x"]), strict=True):
        path.write_bytes(content)
    (state / "empty.pem").touch()
    assert said(cert, key) is not None and said() is None
    wrong = [(cert, other_key), (key, cert), (state / "empty.pem", key), (cert, state / "none")]
    for given in [*wrong, (cert, None), (None, key), (state, key)]:
        with pytest.raises(UsageError):
            said(*given)


def test_a_key_with_a_password_is_one_sentence(state: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form

    made, private = self_made(["x"])
    key = form.load_pem_private_key(private, None)
    locked = key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(b"secret")
    )
    (state / "c.pem").write_bytes(made)
    (state / "k.pem").write_bytes(locked)
    with pytest.raises(UsageError, match="password"):
        said(state / "c.pem", state / "k.pem")


def test_without_the_library_it_is_said_what_to_do(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(MissingModuleError, match=r"beamcoder\[team\].*--cert"):
        said(tls=True)


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN CERTIFICATE-----\n"])
def test_what_is_no_certificate(pem: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  of the standard library, in its words
        fingerprint(pem)
