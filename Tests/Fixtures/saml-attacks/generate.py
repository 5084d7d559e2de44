#!/usr/bin/env python3
"""Writes the messages of this folder and what must come of each; needs lxml and cryptography.

    generate.py           writes messages/, redirect/, metadata.xml and expectations.json anew
    generate.py --check   compares them with what would be written; 1 where they differ

Every byte comes out the same at each run: keys lie in keys/, and what is drawn elsewhere at random is derived here.
"""

import base64
import json
import sys
import zlib
from pathlib import Path
from urllib.parse import quote

import claims
import documents
import encryption
import lookalikes
import several
import signatures
import wrapping
from messages import response
from world import ACS, AUDIENCE, HERE, IDP, NOW, PROVIDER, REQUEST

#: What a Redirect may carry is compressed, and may grow.
BOMB = 4 * 1024 * 1024


def metadata() -> str:
    key = f'<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{IDP.certificate_base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>'
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{PROVIDER}">'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">{key}</md:KeyDescriptor>'
        f'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{PROVIDER}/sso"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>\n"
    )


def deflated(message: bytes) -> str:
    """A SAMLResponse parameter of the Redirect binding."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return "SAMLResponse=" + quote(base64.b64encode(compressor.compress(message) + compressor.flush()).decode(), safe="")


def files() -> dict[str, bytes]:
    """Every file by its path."""
    cases = [case for room in (wrapping, documents, signatures, claims, encryption, lookalikes, several) for case in room.cases()]
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    redirects = [
        ("bomb", deflated(b" " * BOMB), "saml-message-inflates-too-far", f"a few kilobytes that grow to {BOMB} bytes"),
        ("bomb-in-comment", deflated(response(extensions=f"<!--{'A' * BOMB}-->").encode()), "saml-message-inflates-too-far", "the same around a well-formed message"),
        ("not-deflated", "SAMLResponse=" + quote(base64.b64encode(response().encode()).decode(), safe=""), "saml-message-not-deflated", "a message that was not compressed"),
        ("trailing-bytes", deflated(response().encode())[:-3] + quote(base64.b64encode(b"more").decode(), safe=""), "saml-message-not-base64", "a second text behind the first"),
        ("name-in-other-letters", deflated(response().encode()).replace("SAMLResponse", "SAML%52esponse"), "saml-parameter-malformed", "a name in another spelling than the one that a signature covers"),
        ("request-beside", deflated(response().encode()) + "&SAMLRequest=x", "saml-parameter-repeated", "a request beside the response"),
        ("signature-without-algorithm", deflated(response().encode()) + "&Signature=AAAA", "saml-query-signature-incomplete", "a signature of no algorithm"),
        ("algorithm-without-signature", deflated(response().encode()) + "&SigAlg=" + quote("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", safe=""), "saml-query-signature-incomplete", "an algorithm without a signature"),
        ("relay-state-long", deflated(response().encode()) + "&RelayState=" + "r" * 81, "saml-relay-state-too-long", "more beside the message than a browser must carry"),
        ("another-encoding", deflated(response().encode()) + "&SAMLEncoding=" + quote("urn:example:gzip", safe=""), "saml-encoding-refused", "the message was compressed in another way"),
        ("twice", deflated(response().encode()) + "&" + deflated(response().encode()), "saml-parameter-repeated", "the message stands twice, so that two readers may take two"),
    ]  # fmt: skip
    expectations = {
        "metadata": "metadata.xml", "acs_url": ACS, "audience": AUDIENCE, "request_id": REQUEST,
        "decryption_key": "keys/gateway.key", "at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "messages": [case.expectation for case in cases],
        "redirects": [{"name": name, "file": f"redirect/{name}.query", "reason": reason, "why": why} for name, _, reason, why in redirects],
    }  # fmt: skip
    return {
        "metadata.xml": metadata().encode(),
        "expectations.json": (json.dumps(expectations, indent=1, ensure_ascii=False) + "\n").encode(),
        **{case.expectation["file"]: case.message for case in cases},
        **{f"redirect/{name}.query": query.encode() for name, query, _, _ in redirects},
    }


def main() -> int:
    wanted = files()
    there = {
        str(path.relative_to(HERE)): path.read_bytes()
        for path in [HERE / "metadata.xml", HERE / "expectations.json", *HERE.glob("messages/*"), *HERE.glob("redirect/*")]
        if path.exists()
    }
    if "--check" in sys.argv[1:]:
        different = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
        for name in different:
            print(f"saml-attacks: {name} is not what generate.py writes")
        return 1 if different else 0
    for name in there.keys() - wanted.keys():
        (HERE / name).unlink()
    for name, content in wanted.items():
        path: Path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    print(f"saml-attacks: {len(wanted)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
