"""Certificate of a server: given or self-made, and its fingerprint.

    tls = Tls.of(args)                 None where neither --tls nor --cert was said
    tls.fingerprint                    "AB:CD:…", which clients pin

A self-made certificate vouches for nobody: a client knows it by its fingerprint. It is kept, so
that the fingerprint stays. Making one needs the library `cryptography`, of the extra `team`.
"""

import argparse
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from platform import node
from typing import Final

from beamcoder.errors import MissingModuleError, UsageError
from beamcoder.server.state_folder import create, state_folder

N_DAYS: Final = 3650  # of a self-made one; when it expires, every client has to pin another
CERT_NAME: Final = "tls-certificate.pem"
KEY_NAME: Final = "tls-key.pem"
MEND: Final = 'run pip install "beamcoder[team]", or name a certificate with --cert and --key'


@dataclass(frozen=True, slots=True)
class Tls:
    context: ssl.SSLContext
    fingerprint: str  # SHA-256 of the certificate, in pairs of hexadecimal digits

    @classmethod
    def of(cls, args: argparse.Namespace) -> "Tls | None":
        """UsageError for files that do not fit; MissingModuleError where one cannot be made."""
        if (args.cert is None) != (args.key is None):
            raise UsageError("a certificate and its key go together: say --cert FILE --key FILE")
        if args.cert is not None:
            return cls.from_files(args.cert, args.key)
        return cls.from_files(*kept_certificate()) if args.tls else None

    @classmethod
    def from_files(cls, cert: Path, key: Path) -> "Tls":
        """UsageError."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(cert, key, password=no_password)
            return cls(context, fingerprint(cert.read_text(encoding="ascii")))
        except ssl.SSLError as exc:
            why = (exc.reason or "unreadable").lower().replace("_", " ")
            raise UsageError(f"{cert} and {key} are no certificate and its key: {why}") from exc
        except OSError as exc:
            why = (exc.strerror or str(exc)).lower()
            raise UsageError(
                f"cannot read the certificate {cert} and its key {key}: {why}"
            ) from exc
        except ValueError as exc:
            raise UsageError(f"{cert} is no certificate: {exc}") from exc


def no_password() -> str:
    raise ValueError("the key is locked by a password, for which nobody can be asked")


def fingerprint(pem: str) -> str:
    """Of the first certificate. ValueError."""
    _, begin, rest = pem.partition("-----BEGIN CERTIFICATE-----")
    body, end, _ = rest.partition("-----END CERTIFICATE-----")
    digest = sha256(ssl.PEM_cert_to_DER_cert(f"{begin}{body}{end}")).hexdigest().upper()
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def kept_certificate() -> tuple[Path, Path]:
    """The user's self-made certificate and its key, made at their first use."""
    folder = state_folder()
    if folder is None:
        raise UsageError("no home folder is known: name a certificate with --cert and --key")
    cert, key = folder / CERT_NAME, folder / KEY_NAME
    if not (cert.exists() and key.exists()):
        made = self_made([*own_name(), "localhost", "127.0.0.1", "::1"])
        for path, content in zip((cert, key), made, strict=True):
            path.unlink(missing_ok=True)
            create(path, content)
    return cert, key


def own_name() -> list[str]:
    """Of this machine, where it can stand in a certificate."""
    return [name for name in [node()] if name and name.isascii()]


def self_made(names: list[str]) -> tuple[bytes, bytes]:
    """A certificate for these names and addresses, and its key, as PEM. MissingModuleError."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric import ec
    except ModuleNotFoundError as exc:
        raise MissingModuleError(f"making a certificate needs cryptography: {MEND}") from exc
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0][:64])])
    known = [x509.IPAddress(ip_address(n)) if is_ip(n) else x509.DNSName(n) for n in names]
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks differ
        .not_valid_after(now + timedelta(days=N_DAYS))
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = form.NoEncryption()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, plain)
    return certificate.public_bytes(form.Encoding.PEM), private


def is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
