"""Signed SAML responses verified a second, beside libxmlsec1 and beside the sum of what no verifier can leave out."""

import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from figures import Result
from servers import TOOLS, Stage

ROUNDS = 5
FILES = 16
SOURCE = Path(__file__).with_name("Sources") / "xmlsec1" / "verify.c"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def verification(baseline: str) -> Callable[[Stage], Result]:
    """Responses of 8 KiB, RSA-2048 with SHA-256, from bytes to the verified element."""

    def figure(_: Stage) -> Result:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_keys(folder)
            files = signed_responses(folder)
            command = built(folder)
            pairs, parts = [], []
            for _ in range(ROUNDS):
                ours = measured([str(TOOLS / "xmlsecurity-harness"), name, "bench", "1", *files])
                theirs = measured([command, str(folder / "rsa.pub.pem"), "1", *files])
                parts.append(sum(theirs[part] for part in ("parse", "canonical", "digest", "signature")))
                pairs.append((1e6 / ours["verify"], 1e6 / (theirs["verify"] if baseline == "libxmlsec1" else parts[-1])))
            size = Path(files[0]).stat().st_size
        ours, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
        beside = (
            "libxmlsec1 of the same bytes by the same key"
            if baseline == "libxmlsec1"
            else "1 / (libxml2's parse + its exclusive canonical forms of response and SignedInfo + OpenSSL's SHA-256 + its verify)"
        )
        method = (
            f"{FILES} responses of {size:,} bytes, from bytes to the verified element, on one thread by its processor time; "
            f"beside {beside}; median of {ROUNDS} rounds of 1 s, taking turns"
        )
        suffix = "" if baseline == "libxmlsec1" else "-parts"
        return Result(f"verify-saml-response{suffix}", ours, "responses/s", baseline, theirs, method)

    return figure


def measured(command: list[str]) -> dict[str, float]:
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines)}


def built(folder: Path) -> str:
    """The C program, built against the machine's libxmlsec1."""
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "xmlsec1-openssl"], check=True, capture_output=True, text=True
    ).stdout.split()
    command = folder / "verify"
    subprocess.run(["cc", "-O2", str(SOURCE), "-o", str(command), *flags], check=True)
    return str(command)


def make_keys(folder: Path) -> None:
    for name, options in (("rsa", "RSA rsa_keygen_bits:2048"), ("ec", "EC ec_paramgen_curve:P-256")):
        kind, option = options.split()
        key, public = folder / f"{name}.key.pem", folder / f"{name}.pub.pem"
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", kind, "-pkeyopt", option, "-out", str(key)], check=True, capture_output=True
        )
        subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)], check=True, capture_output=True)


def signed_responses(folder: Path) -> list[str]:
    """Responses as a company's identity provider writes them: a dozen attributes, many groups."""
    files = []
    for number in range(FILES):
        plain, signed = folder / f"{number}-plain.xml", folder / f"{number}.xml"
        plain.write_text(response(number))
        subprocess.run(
            ["xmlsec1", "--sign", "--privkey-pem", str(folder / "rsa.key.pem"), "--id-attr:ID", f"{SAMLP}:Response",
             "--output", str(signed), str(plain)], check=True, capture_output=True)  # fmt: skip
        files.append(str(signed))
    return files


def response(number: int) -> str:
    values = [f"CN=group-{number}-{group},OU=Groups,DC=example,DC=com" for group in range(41)]
    attributes = {f"urn:oid:2.5.4.{oid}": [f"value {oid} of {number}"] for oid in range(8)} | {"groups": values}
    statement = "".join(
        f'<saml:Attribute Name="{name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">'
        + "".join(f'<saml:AttributeValue xsi:type="xs:string">{value}</saml:AttributeValue>' for value in every)
        + "</saml:Attribute>"
        for name, every in attributes.items()
    )
    return (
        f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response{number}" Version="2.0"'
        ' IssueInstant="2026-01-01T00:00:00Z" Destination="https://sp.example/acs" InResponseTo="_request">'
        f"<saml:Issuer>https://idp.example/</saml:Issuer>{template(number)}<samlp:Status><samlp:StatusCode"
        ' Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' ID="_assertion{number}" Version="2.0" IssueInstant="2026-01-01T00:00:00Z"><saml:Issuer>https://idp.example/'
        '</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f"person-{number}</saml:NameID><saml:SubjectConfirmation Method="
        '"urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="_request"'
        ' NotOnOrAfter="2026-01-01T00:05:00Z" Recipient="https://sp.example/acs"/></saml:SubjectConfirmation>'
        '</saml:Subject><saml:Conditions NotBefore="2026-01-01T00:00:00Z" NotOnOrAfter="2026-01-01T00:05:00Z">'
        "<saml:AudienceRestriction><saml:Audience>https://sp.example/</saml:Audience></saml:AudienceRestriction>"
        f"</saml:Conditions><saml:AttributeStatement>{statement}</saml:AttributeStatement></saml:Assertion></samlp:Response>"
    )


def template(number: int) -> str:
    return (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<ds:Reference URI="#_response{number}"><ds:Transforms><ds:Transform Algorithm="{DS}enveloped-signature"/>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod'
        ' Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
        "<ds:SignatureValue/></ds:Signature>"
    )


XML_FIGURES: dict[str, Callable[[Stage], Result]] = {
    "verify-saml-response": verification("libxmlsec1"),
    "verify-saml-response-parts": verification("the sum of its parts"),
}
