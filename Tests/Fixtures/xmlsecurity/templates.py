"""The documents that the attacks are made of, and the signatures in them. Texts, no parser: what is written is what is there."""

import subprocess
import tempfile
from pathlib import Path

KEYS = Path(__file__).with_name("keys")

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED = DS + "enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def assertion(identifier: str, name: str, signature: str = "", inner: str = "", declared: bool = True) -> str:
    """An assertion about a person."""
    namespace = f' xmlns:saml="{SAML}"' if declared else ""
    return (
        f'<saml:Assertion{namespace} ID="{identifier}" Version="2.0" IssueInstant="2026-01-01T00:00:00Z">'
        f"<saml:Issuer>https://idp.example</saml:Issuer>{signature}"
        f"<saml:Subject><saml:NameID>{name}</saml:NameID></saml:Subject>{inner}</saml:Assertion>"
    )


def response(identifier: str, content: str, signature: str = "", before: str = "", namespaces: str = "") -> str:
    """A response around assertions."""
    return (
        f'<samlp:Response xmlns:samlp="{SAMLP}"{namespaces} ID="{identifier}" Version="2.0"'
        f' IssueInstant="2026-01-01T00:00:00Z"><saml:Issuer xmlns:saml="{SAML}">https://idp.example</saml:Issuer>'
        f"{signature}{before}<samlp:Status><samlp:StatusCode"
        f' Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{content}</samlp:Response>'
    )


def method(name: str, uri: str, content: str = "") -> str:
    """An element that names an algorithm."""
    return f'<ds:{name} Algorithm="{uri}">{content}</ds:{name}>'


def transforms(*uris: str) -> str:
    """The transforms of a reference."""
    return "<ds:Transforms>" + "".join(method("Transform", uri) for uri in uris) + "</ds:Transforms>"


def prefix_list(names: str) -> str:
    """What exclusive canonicalisation treats inclusively."""
    return f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{names}"></ec:InclusiveNamespaces>'


def reference(
    uri: str | None, steps: str | None = None, digest: str = SHA256, attributes: str = "", value: str = ""
) -> str:
    """A reference; `None` leaves the URI out."""
    steps = transforms(ENVELOPED, EXCLUSIVE) if steps is None else steps
    where = "" if uri is None else f' URI="{uri}"'
    return (
        f"<ds:Reference{where}{attributes}>{steps}{method('DigestMethod', digest)}"
        f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
    )


def template(
    references: str,
    canonical: str | None = None,
    algorithm: str | None = None,
    key_info: str = "",
    behind: str = "",
) -> str:
    """A signature that xmlsec1 fills."""
    canonical = canonical or method("CanonicalizationMethod", EXCLUSIVE)
    algorithm = algorithm or method("SignatureMethod", RSA_SHA256)
    return (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>{canonical}{algorithm}{references}</ds:SignedInfo>'
        f"<ds:SignatureValue></ds:SignatureValue>{key_info}{behind}</ds:Signature>"
    )


def sign(document: str, key: str = "idp.key.pem", kind: str = "--privkey-pem", *options: str) -> str:
    """The document with its first signature filled by xmlsec1."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "in.xml"), Path(folder, "out.xml")
        path.write_text(document, encoding="utf-8")
        identifiers = [f"--id-attr:ID={SAMLP}:Response", f"--id-attr:ID={SAML}:Assertion"]
        identifiers = [part for entry in identifiers for part in entry.split("=", 1)]
        command = ["xmlsec1", "--sign", kind, str(KEYS / key), *identifiers, *options, "--output", str(out), str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        text = out.read_text(encoding="utf-8")
    return text.removeprefix('<?xml version="1.0"?>\n').removesuffix("\n")


def signature_of(document: str) -> str:
    """The first signature of a document, as it stands there."""
    start = document.index("<ds:Signature ")
    end = document.index("</ds:Signature>", start) + len("</ds:Signature>")
    return document[start:end]


def without_signature(document: str) -> str:
    """The document without its first signature."""
    return document.replace(signature_of(document), "", 1)


def certificate(name: str) -> str:
    """A certificate's base64, as KeyInfo has it."""
    lines = (KEYS / f"{name}.cert.pem").read_text().split("\n")
    return "".join(line for line in lines if line and not line.startswith("-"))


def x509_data(name: str) -> str:
    """A KeyInfo with a certificate."""
    return f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate(name)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
