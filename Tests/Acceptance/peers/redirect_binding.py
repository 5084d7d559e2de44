"""SAML's Redirect binding read by hand: the signature over the bytes of the query as they were sent."""

import base64
import zlib
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def message(url: str) -> tuple[str, str, str | None]:
    """The parameter's name, the message's XML, and the relay state of a URL (SAML 2.0 Bindings §3.4.4.1)."""
    given = _raw(url)
    (name,) = (one for one in ("SAMLRequest", "SAMLResponse") if one in given)
    deflated = base64.b64decode(unquote(given[name]), validate=True)
    relay_state = unquote(given["RelayState"]) if "RelayState" in given else None
    return name, zlib.decompress(deflated, -15).decode(), relay_state


def is_signed_by(url: str, certificates: Iterable[str]) -> bool:
    """Whether one of these certificates (base64 of DER) verifies the query's RSA-SHA256 signature."""
    given = _raw(url)
    if unquote(given.get("SigAlg", "")) != RSA_SHA256:
        return False
    covered = "&".join(f"{name}={given[name]}" for name in ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg") if name in given)
    signature = base64.b64decode(unquote(given["Signature"]), validate=True)
    for certificate in certificates:
        key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
        try:
            key.verify(signature, covered.encode(), padding.PKCS1v15(), hashes.SHA256())
            return True
        except InvalidSignature:
            continue
    return False


def _raw(url: str) -> dict[str, str]:
    """The query's fields as they were spelled."""
    return dict(field.split("=", 1) for field in urlsplit(url).query.split("&"))
