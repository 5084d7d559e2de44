"""The little world of the fixtures: one provider, one service provider, one attacker, one instant, fixed keys."""

import base64
import datetime
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

HERE = Path(__file__).resolve().parent
PROVIDER = "https://idp.example.org/saml"
ACS = "https://gateway.example.net/saml/corp/acs"
AUDIENCE = "https://gateway.example.net/saml/corp/metadata"
REQUEST = "_request-0123456789abcdef"
NOW = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.UTC)

#: who really signed in, and whom the attacker wants to be
MALLORY = "mallory@example.org"
ADMIN = "admin@example.org"


def instant(minutes: float = 0) -> str:
    """So many minutes after now."""
    return (NOW + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Case:
    """One message with what must come of it."""

    name: str
    family: str
    #: one sentence: what the attacker hopes for, or why the message is good
    why: str
    message: bytes
    #: the reason of the refusal; nothing for a message that is good
    reason: str | None
    #: options of the service provider that differ from the usual ones
    options: dict = field(default_factory=dict)

    @property
    def expectation(self) -> dict:
        verdict = {"verdict": "refused", "reason": self.reason} if self.reason else {"verdict": "accepted"}
        options = {"options": self.options} if self.options else {}
        return {"name": self.name, "family": self.family, "file": f"messages/{self.name}.xml", **verdict, **options, "why": self.why}


class Key:
    """An RSA key of the fixtures, made once and kept beside them."""

    def __init__(self, name: str):
        self.name = name
        self.path = HERE / "keys" / f"{name}.key"
        self.certificate_path = HERE / "keys" / f"{name}.crt"
        if not self.path.exists():
            self._make()
        self.key = serialization.load_pem_private_key(self.path.read_bytes(), None)
        self.certificate = x509.load_pem_x509_certificate(self.certificate_path.read_bytes())

    @property
    def certificate_base64(self) -> str:
        return base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()

    @property
    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def _make(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{self.name} of the fixtures")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8], "big"))
            .not_valid_before(datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC))
            .not_valid_after(datetime.datetime(2055, 1, 1, tzinfo=datetime.UTC))
            .sign(key, hashes.SHA256())
        )
        form = serialization.PrivateFormat.PKCS8
        self.path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        self.certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


IDP = Key("provider")
ATTACKER = Key("attacker")
SP = Key("gateway")
