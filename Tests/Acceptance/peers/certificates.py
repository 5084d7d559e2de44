"""Keys and self-signed certificates of peers, made fresh for each."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


@dataclass
class KeyPair:
    """A private key and its certificate, as PEM files."""

    key: Path
    certificate: Path

    @property
    def certificate_base64(self) -> str:
        """The certificate's DER in base64, as XML signatures carry it."""
        return "".join(self.certificate.read_text().split("-----")[2].split())


def key_pair(folder: Path, name: str, bits: int = 2048) -> KeyPair:
    """An RSA key with a certificate of a day, in `name.key` and `name.crt`."""
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pair = KeyPair(folder / f"{name}.key", folder / f"{name}.crt")
    plain = serialization.NoEncryption()
    # The form that PHP, Perl and xmlsec1 all read.
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pair.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    pair.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return pair
