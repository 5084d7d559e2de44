"""What is signed as it should be, and signatures that stand, or point, where they should not."""

import base64
from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from attack import Attack, prefixes, response_with, signed_assertion, signed_response, unfilled
from templates import (
    DS,
    ENVELOPED,
    EXCLUSIVE,
    KEYS,
    SAML,
    assertion,
    method,
    prefix_list,
    reference,
    response,
    sign,
    signature_of,
    template,
    transforms,
    without_signature,
    x509_data,
)


def honest() -> Iterator[Attack]:
    both = {"_r": "verified", "_a": "signature-missing"}
    yield Attack("honest-response", "a signed response", signed_response(), both)
    yield Attack(
        "honest-assertion", "a signed assertion in a response without a signature",
        response("_r", signed_assertion()), {"_r": "signature-missing", "_a": "verified"})  # fmt: skip
    inner = response("_r", signed_assertion(), template(reference("#_r")))
    yield Attack("honest-both", "both signed", sign(inner), {"_r": "verified", "_a": "verified"})
    yield Attack("honest-key-info", "with the certificate beside", signed_response(key_info=x509_data("idp")), both)
    steps = "<ds:Transforms>" + method("Transform", ENVELOPED) + method("Transform", EXCLUSIVE, prefix_list("xs saml"))
    yield Attack(
        "honest-prefix-list", "with prefixes treated inclusively",
        response_with(template(reference("#_r", steps + "</ds:Transforms>"))), both)  # fmt: skip
    yield Attack(
        "honest-sixteen-prefixes", "with as many prefixes as are taken",
        response_with(template(reference("#_r", prefixes(16)))), both)  # fmt: skip
    comments = template(
        reference("#_r", transforms(ENVELOPED, EXCLUSIVE + "WithComments")),
        canonical=method("CanonicalizationMethod", EXCLUSIVE + "WithComments"))  # fmt: skip
    document = sign(response("_r", assertion("_a", "alice"), comments, before="<!-- of no account -->"))
    yield Attack("honest-comments", "canonicalised with comments, of which a reference by ID has none", document, both)
    ec = method("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    document = sign(
        response("_r", assertion("_a", "alice"), template(reference("#_r"), algorithm=ec)), "idp-ec.key.pem"
    )
    yield Attack("honest-ecdsa", "signed by ECDSA", document, both)
    yield Attack("honest-pss", "signed by RSASSA-PSS", pss(32), both)
    yield Attack("pss-short-salt", "RSASSA-PSS with a salt shorter than the digest", pss(8), {"_r": "signature-wrong"})


def pss(salt: int) -> str:
    """What xmlsec1 of this age cannot sign: the digest is its own, the signature Python's."""
    algorithm = method("SignatureMethod", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1")
    digest = signed_response().split("<ds:DigestValue>")[1].split("<")[0]
    filled = template(reference("#_r", value=digest), algorithm=algorithm)
    info = filled[filled.index("<ds:SignedInfo>") : filled.index("</ds:SignedInfo>") + len("</ds:SignedInfo>")]
    canonical = info.replace("<ds:SignedInfo>", f'<ds:SignedInfo xmlns:ds="{DS}">', 1)
    key = serialization.load_pem_private_key((KEYS / "idp.key.pem").read_bytes(), None)
    value = key.sign(canonical.encode(), padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())
    text = base64.b64encode(value).decode()
    filled = filled.replace("<ds:SignatureValue>", f"<ds:SignatureValue>{text}")
    return response("_r", assertion("_a", "alice"), filled)


def wrapping() -> Iterator[Attack]:
    """The eight forms of «On Breaking SAML» (USENIX Security 2012), in the numbering of SAML Raider."""
    original, signature = without_signature(signed_response()), signature_of(signed_response())
    evil = assertion("_b", "mallory")
    holding = signature.replace("</ds:Signature>", f"{original}</ds:Signature>")
    nothing = {"_r": "signature-missing", "_a": "signature-missing", "_b": "signature-missing"}
    yield Attack(
        "wrapping-1", "the signed response inside its own signature, which stands in another response",
        response("_e", evil, holding), nothing | {"_e": "signature-element-refused"})  # fmt: skip
    yield Attack(
        "wrapping-2", "the signed response before its signature, both in another response",
        response("_e", evil, original + signature), nothing | {"_e": "signature-of-another-element"})  # fmt: skip
    whole = signed_assertion()
    original, signature = without_signature(whole), signature_of(whole)
    missing = {"_r": "signature-missing", "_b": "signature-missing"}
    yield Attack(
        "wrapping-3",
        "another assertion before the signed one",
        response("_r", evil + whole),
        missing | {"_a": "verified"},
    )
    around = assertion("_b", "mallory", inner=whole)
    yield Attack(
        "wrapping-4", "another assertion around the signed one", response("_r", around), missing | {"_a": "verified"}
    )
    taken = {"_r": "signature-missing", "_a": "signature-missing"}
    yield Attack(
        "wrapping-5", "another assertion with the signature of the first, which stands behind it without",
        response("_r", assertion("_b", "mallory", signature) + original),
        taken | {"_b": "signature-of-another-element"})  # fmt: skip
    holding = signature.replace("</ds:Signature>", f"{original}</ds:Signature>")
    yield Attack(
        "wrapping-6", "the signed assertion inside its own signature, which stands in another assertion",
        response("_r", assertion("_b", "mallory", holding)), taken | {"_b": "signature-element-refused"})  # fmt: skip
    extensions = f"<samlp:Extensions>{assertion('_b', 'mallory')}</samlp:Extensions>"
    yield Attack(
        "wrapping-7", "another assertion in the response's extensions",
        response("_r", whole, before=extensions), missing | {"_a": "verified"})  # fmt: skip
    held = f"<ds:Object>{original}</ds:Object></ds:Signature>"
    yield Attack(
        "wrapping-8", "the signed assertion in an object of its signature, which stands in another assertion",
        response("_r", assertion("_b", "mallory", signature.replace("</ds:Signature>", held))),
        taken | {"_b": "signature-element-refused"})  # fmt: skip
    behind = assertion("_b", "mallory", inner=f"<saml:Advice>{whole}</saml:Advice>")
    yield Attack(
        "wrapping-advice",
        "the signed assertion in the advice of another",
        response("_r", behind),
        missing | {"_a": "verified"},
    )
    first = response("_e", evil, before=f"<samlp:Extensions>{signed_response()}</samlp:Extensions>")
    yield Attack(
        "wrapping-extensions", "a whole signed response in the extensions of another", first,
        {"_e": "signature-missing", "_b": "signature-missing", "_r": "verified", "_a": "signature-missing"})  # fmt: skip


def identity() -> Iterator[Attack]:
    """IDs and names that mean two things."""
    whole = signed_assertion()
    twice = response("_r", assertion("_a", "mallory") + whole)
    yield Attack("duplicate-id", "two assertions of one ID, the other first", twice, parse="xml-duplicate-id")
    twice = response("_r", whole + assertion("_a", "mallory"))
    yield Attack("duplicate-id-behind", "two assertions of one ID, the other last", twice, parse="xml-duplicate-id")
    across = response("_a", whole)
    yield Attack("duplicate-id-of-response", "response and assertion of one ID", across, parse="xml-duplicate-id")
    doctype = "<!DOCTYPE x [<!ATTLIST saml:Subject ID ID #IMPLIED>]>" + signed_response()
    yield Attack(
        "document-type", "a document type that makes other attributes IDs", doctype, parse="xml-document-type-refused"
    )
    lower = signed_response().replace(' ID="_r"', ' Id="_r"')
    yield Attack(
        "id-of-another-name",
        "the signed element has `Id` for `ID`",
        lower,
        {"_a": "signature-missing", "Response": "signed-element-without-id"},
    )
    bare = signed_response().replace(' ID="_r"', "")
    yield Attack(
        "id-removed",
        "the signed element has lost its ID",
        bare,
        {"_a": "signature-missing", "Response": "signed-element-without-id"},
    )
    xml_id = signed_response().replace(' ID="_r"', ' xml:id="_r" ID="_x"')
    yield Attack(
        "id-by-xml-id",
        "the name stands in `xml:id`",
        xml_id,
        {"_a": "signature-missing", "_x": "signature-of-another-element"},
    )
    inherited = sign(
        response(
            "_r",
            assertion("_a", "alice", template(reference("#_a")), declared=False),
            namespaces=f' xmlns:saml="{SAML}"',
        )
    )
    rebound = inherited.replace(f' xmlns:saml="{SAML}" ID', ' xmlns:saml="urn:mallory" ID')
    yield Attack(
        "namespace-redefined", "the prefix of the signed assertion stands for another namespace", rebound,
        {"_r": "signature-missing", "_a": "signed-element-without-id"})  # fmt: skip
    foreign = signed_response().replace(f'xmlns:ds="{DS}"', f'xmlns:ds="{DS}/"')
    yield Attack(
        "namespace-of-signature",
        "a signature of another namespace",
        foreign,
        {"_r": "signature-missing", "_a": "signature-missing"},
    )
    default = signed_response().replace("<samlp:Status>", '<samlp:Status xmlns="urn:mallory">')
    yield Attack(
        "namespace-unused", "a declaration that no name uses, which exclusive canonicalisation leaves out", default,
        {"_r": "verified", "_a": "signature-missing"})  # fmt: skip
    relative = signed_response().replace("<samlp:Status>", '<samlp:Status xmlns:x="1">')
    yield Attack(
        "namespace-relative",
        "a relative namespace, on which libxml2's canonicalisation fails",
        relative,
        parse="xml-relative-namespace",
    )
    attribute = signed_response().replace("<saml:NameID>", '<saml:NameID Format="mallory">')
    yield Attack(
        "attribute-added", "an attribute more", attribute, {"_r": "signature-digest-wrong", "_a": "signature-missing"}
    )


def elsewhere() -> Iterator[Attack]:
    """Signatures that do not stand where they belong, or not at all."""
    whole, missing = signed_response(), {"_r": "signature-missing", "_a": "signature-missing"}
    signature = signature_of(whole)
    yield Attack("stripped", "the signature is taken away", without_signature(whole), missing)
    status = without_signature(whole).replace("<samlp:Status>", f"<samlp:Status>{signature}")
    yield Attack("signature-in-status", "the response's signature stands in its status", status, missing)
    extensions = without_signature(whole).replace(
        "<samlp:Status>", f"<samlp:Extensions>{signature}</samlp:Extensions><samlp:Status>"
    )
    yield Attack("signature-in-extensions", "the response's signature stands in its extensions", extensions, missing)
    subject = response(
        "_r",
        without_signature(signed_assertion()).replace(
            "<saml:NameID>", f"{signature_of(signed_assertion())}<saml:NameID>", 1
        ),
    )
    yield Attack("signature-in-subject", "the assertion's signature stands in its subject", subject, missing)
    in_assertion = without_signature(whole).replace("<saml:Subject>", f"{signature}<saml:Subject>")
    yield Attack(
        "signature-in-assertion", "the response's signature stands in the assertion", in_assertion,
        {"_r": "signature-missing", "_a": "signature-of-another-element"})  # fmt: skip
    in_response = response("_r", without_signature(signed_assertion()), signature_of(signed_assertion()))
    yield Attack(
        "assertion-signature-in-response", "the assertion's signature stands in the response", in_response,
        {"_r": "signature-of-another-element", "_a": "signature-missing"})  # fmt: skip
    twice = whole.replace(signature, signature * 2)
    yield Attack(
        "signature-twice", "the same signature twice", twice, {"_r": "signature-twice", "_a": "signature-missing"}
    )
    other = signature_of(sign(response("_r", assertion("_a", "alice"), template(reference("#_r"))), "attacker.key.pem"))
    yield Attack(
        "signature-beside-another", "the attacker's signature behind the right one", whole.replace(signature, signature + other),
        {"_r": "signature-twice", "_a": "signature-missing"})  # fmt: skip


def references() -> Iterator[Attack]:
    """References to something else than the element around."""
    another = {"_r": "signature-of-another-element", "_a": "signature-missing"}
    for name, uri in (
        ("empty", ""), ("hash", "#"), ("assertion", "#_a"), ("xpointer-id", "#xpointer(id('_r'))"), ("xpointer-root", "#xpointer(/)"),
        ("external", "http://127.0.0.1:1/r.xml"), ("file", "file:///etc/hostname"), ("relative", "r.xml#_r"), ("without-hash", "_r"),
        ("escaped", "#%5Fr"), ("padded", " #_r"), ("longer", "#_r2"), ("upper", "#_R"),
    ):  # fmt: skip
        yield Attack(f"reference-{name}", f"the reference names `{uri}`", unfilled(reference(uri)), another)
    signed = response_with(template(reference("")))
    yield Attack(
        "reference-empty-signed", "the empty URI, signed by the right key: SAML demands the ID", signed, another
    )
    yield Attack(
        "reference-absent",
        "no `URI`",
        unfilled(reference(None)),
        {"_r": "signature-malformed", "_a": "signature-missing"},
    )
    several = {"_r": "signature-several-references", "_a": "signature-missing"}
    yield Attack(
        "references-two",
        "a second reference",
        response_with(template(reference("#_r") + reference("#_a", transforms(EXCLUSIVE)))),
        several,
    )
    yield Attack(
        "references-none", "no reference", unfilled(""), {"_r": "signature-malformed", "_a": "signature-missing"}
    )
