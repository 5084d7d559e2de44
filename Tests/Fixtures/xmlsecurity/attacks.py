"""The attacks on signatures, and what is signed as it should be. Each yields a document and what each element of it gives.

A verdict is a reason of refusal, or `verified`; an element is named by its ID. `parse` names why the document is not
read at all. Nothing that says `mallory` may ever stand inside a verified element.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from templates import (
    DS, ENVELOPED, EXCLUSIVE, INCLUSIVE, KEYS, RSA_SHA256, SAML, SAMLP, SHA256,
    assertion, method, prefix_list, reference, response, sign, signature_of, template, transforms, without_signature,
    x509_data,
)  # fmt: skip


@dataclass
class Attack:
    """One file."""

    name: str
    what: str
    document: str
    elements: dict[str, str] = field(default_factory=dict)
    parse: str | None = None
    switches: list[str] = field(default_factory=list)


def signed_response(**parts: str) -> str:
    """A response that is signed, around an assertion that is not."""
    return sign(response("_r", assertion("_a", "alice"), template(reference("#_r"), **parts)))


def signed_assertion(**parts: str) -> str:
    """An assertion that is signed."""
    return sign(assertion("_a", "alice", template(reference("#_a"), **parts)))


def response_with(signature: str, name: str = "alice") -> str:
    """A response with any signature, filled by xmlsec1."""
    return sign(response("_r", assertion("_a", name), signature))


def all_attacks() -> Iterator[Attack]:
    for family in (honest, wrapping, identity, elsewhere, transform, algorithms, structure, key_info, references, altered):
        yield from family()


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
    document = sign(response("_r", assertion("_a", "alice"), template(reference("#_r"), algorithm=ec)), "idp-ec.key.pem")
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
    yield Attack("wrapping-3", "another assertion before the signed one", response("_r", evil + whole), missing | {"_a": "verified"})
    around = assertion("_b", "mallory", inner=whole)
    yield Attack("wrapping-4", "another assertion around the signed one", response("_r", around), missing | {"_a": "verified"})
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
    yield Attack("wrapping-advice", "the signed assertion in the advice of another", response("_r", behind), missing | {"_a": "verified"})
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
    yield Attack("document-type", "a document type that makes other attributes IDs", doctype, parse="xml-document-type-refused")
    lower = signed_response().replace(' ID="_r"', ' Id="_r"')
    yield Attack("id-of-another-name", "the signed element has `Id` for `ID`", lower, {"_a": "signature-missing", "Response": "signed-element-without-id"})
    bare = signed_response().replace(' ID="_r"', "")
    yield Attack("id-removed", "the signed element has lost its ID", bare, {"_a": "signature-missing", "Response": "signed-element-without-id"})
    xml_id = signed_response().replace(' ID="_r"', ' xml:id="_r" ID="_x"')
    yield Attack("id-by-xml-id", "the name stands in `xml:id`", xml_id, {"_a": "signature-missing", "_x": "signature-of-another-element"})
    inherited = sign(response("_r", assertion("_a", "alice", template(reference("#_a")), declared=False), namespaces=f' xmlns:saml="{SAML}"'))
    rebound = inherited.replace(f' xmlns:saml="{SAML}" ID', ' xmlns:saml="urn:mallory" ID')
    yield Attack(
        "namespace-redefined", "the prefix of the signed assertion stands for another namespace", rebound,
        {"_r": "signature-missing", "_a": "signed-element-without-id"})  # fmt: skip
    foreign = signed_response().replace(f'xmlns:ds="{DS}"', f'xmlns:ds="{DS}/"')
    yield Attack("namespace-of-signature", "a signature of another namespace", foreign, {"_r": "signature-missing", "_a": "signature-missing"})
    default = signed_response().replace("<samlp:Status>", f'<samlp:Status xmlns="urn:mallory">')
    yield Attack(
        "namespace-unused", "a declaration that no name uses, which exclusive canonicalisation leaves out", default,
        {"_r": "verified", "_a": "signature-missing"})  # fmt: skip
    relative = signed_response().replace("<samlp:Status>", '<samlp:Status xmlns:x="1">')
    yield Attack("namespace-relative", "a relative namespace, on which libxml2's canonicalisation fails", relative, parse="xml-relative-namespace")
    attribute = signed_response().replace("<saml:NameID>", '<saml:NameID Format="mallory">')
    yield Attack("attribute-added", "an attribute more", attribute, {"_r": "signature-digest-wrong", "_a": "signature-missing"})


def elsewhere() -> Iterator[Attack]:
    """Signatures that do not stand where they belong, or not at all."""
    whole, missing = signed_response(), {"_r": "signature-missing", "_a": "signature-missing"}
    signature = signature_of(whole)
    yield Attack("stripped", "the signature is taken away", without_signature(whole), missing)
    status = without_signature(whole).replace("<samlp:Status>", f"<samlp:Status>{signature}")
    yield Attack("signature-in-status", "the response's signature stands in its status", status, missing)
    extensions = without_signature(whole).replace("<samlp:Status>", f"<samlp:Extensions>{signature}</samlp:Extensions><samlp:Status>")
    yield Attack("signature-in-extensions", "the response's signature stands in its extensions", extensions, missing)
    subject = response("_r", without_signature(signed_assertion()).replace("<saml:NameID>", f"{signature_of(signed_assertion())}<saml:NameID>", 1))
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
    yield Attack("signature-twice", "the same signature twice", twice, {"_r": "signature-twice", "_a": "signature-missing"})
    other = signature_of(sign(response("_r", assertion("_a", "alice"), template(reference("#_r"))), "attacker.key.pem"))
    yield Attack(
        "signature-beside-another", "the attacker's signature behind the right one", whole.replace(signature, signature + other),
        {"_r": "signature-twice", "_a": "signature-missing"})  # fmt: skip


def prefixes(count: int) -> str:
    names = " ".join(f"p{number}" for number in range(count))
    return "<ds:Transforms>" + method("Transform", ENVELOPED) + method("Transform", EXCLUSIVE, prefix_list(names)) + "</ds:Transforms>"


def transform() -> Iterator[Attack]:
    """Transforms that are signed by the right key, and still are not SAML's."""
    xpath = method("Transform", "http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>")
    filter2 = method(
        "Transform", "http://www.w3.org/2002/06/xmldsig-filter2",
        '<x:XPath xmlns:x="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//ds:Signature</x:XPath>')  # fmt: skip
    xslt = method(
        "Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116",
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/">'
        "<a>nothing of it</a></xsl:template></xsl:stylesheet>")  # fmt: skip
    envelope, exclusive = method("Transform", ENVELOPED), method("Transform", EXCLUSIVE)
    for name, what, steps in (
        ("xpath", "an XPath transform", xpath + exclusive),
        ("xpath-behind", "an XPath transform behind the enveloped-signature one", envelope + xpath + exclusive),
        ("xpath-filter", "an XPath filter", filter2 + exclusive),
        ("xslt", "an XSLT transform", envelope + xslt),
        ("three", "a third transform", envelope + exclusive + method("Transform", DS + "base64")),
        ("enveloped-twice", "the enveloped-signature transform twice", envelope + envelope + exclusive),
        ("not-enveloped", "no enveloped-signature transform", exclusive),
        ("wrong-order", "the enveloped-signature transform behind the canonicalisation", exclusive + envelope),
        ("base64", "base64 for the canonicalisation", envelope + method("Transform", DS + "base64")),
        ("c14n11", "inclusive canonicalisation 1.1", envelope + method("Transform", "http://www.w3.org/2006/12/xml-c14n11")),
        ("unknown", "a transform that nobody knows", envelope + method("Transform", "urn:mallory")),
    ):
        document = unfilled(reference("#_r", f"<ds:Transforms>{steps}</ds:Transforms>"))
        yield Attack(f"transform-{name}", what, document, {"_r": "signature-transform-refused", "_a": "signature-missing"})
    yield Attack(
        "transform-absent", "no transforms at all", unfilled(reference("#_r", "")),
        {"_r": "signature-transform-refused", "_a": "signature-missing"})  # fmt: skip
    inclusive = response_with(template(reference("#_r", transforms(ENVELOPED, INCLUSIVE))))
    refused = {"_r": "signature-inclusive-canonicalisation-refused", "_a": "signature-missing"}
    allowed = {"_r": "verified", "_a": "signature-missing"}
    yield Attack("inclusive", "inclusive canonicalisation of the reference", inclusive, refused)
    yield Attack("inclusive-allowed", "the same where the switch allows it", inclusive, allowed, switches=["inclusive"])
    implied = response_with(template(reference("#_r", transforms(ENVELOPED))))
    yield Attack("inclusive-implied", "no canonicalisation named, which means the inclusive one", implied, refused)
    yield Attack("inclusive-implied-allowed", "the same where the switch allows it", implied, allowed, switches=["inclusive"])
    of_info = response_with(template(reference("#_r"), canonical=method("CanonicalizationMethod", INCLUSIVE)))
    yield Attack("inclusive-signed-info", "inclusive canonicalisation of `SignedInfo`", of_info, refused)
    yield Attack("inclusive-signed-info-allowed", "the same where the switch allows it", of_info, allowed, switches=["inclusive"])
    c14n11 = unfilled(reference("#_r"), canonical=method("CanonicalizationMethod", "http://www.w3.org/2006/12/xml-c14n11"))
    yield Attack("c14n11-signed-info", "canonicalisation 1.1 of `SignedInfo`", c14n11, {"_r": "signature-canonicalisation-refused", "_a": "signature-missing"})
    yield Attack(
        "seventeen-prefixes", "a prefix more than are taken", response_with(template(reference("#_r", prefixes(17)))),
        {"_r": "signature-prefix-list-too-long", "_a": "signature-missing"})  # fmt: skip


def unfilled(references: str, **parts: str) -> str:
    """A response with a signature whose values are some: it is refused before they are looked at."""
    some = base64.b64encode(hashlib.sha256(b"some").digest()).decode()
    signature = template(references, **parts).replace("<ds:DigestValue>", f"<ds:DigestValue>{some}")
    return response("_r", assertion("_a", "alice"), signature.replace("<ds:SignatureValue>", f"<ds:SignatureValue>{some * 4}".replace("=", "")))


def algorithms() -> Iterator[Attack]:
    """Algorithms that prove too little, or that turn a public key into a secret."""
    hmac = template(reference("#_r"), algorithm=method("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"))
    document = sign(response("_r", assertion("_a", "mallory"), hmac), "idp.pub.pem", "--hmackey")
    refused = {"_r": "signature-algorithm-refused", "_a": "signature-missing"}
    yield Attack("hmac-with-public-key", "an HMAC whose key is the public key's file", document, refused)
    cut = method("SignatureMethod", RSA_SHA256, "<ds:HMACOutputLength>0</ds:HMACOutputLength>")
    yield Attack("truncated-output", "an output length of nothing", unfilled(reference("#_r"), algorithm=cut), {"_r": "signature-element-refused", "_a": "signature-missing"})
    for name, uri in (
        ("rsa-md5", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"), ("dsa", DS + "dsa-sha1"), ("none", "none"),
        ("rsa-pss-parameters", "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"),
        ("case", "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256"), ("empty", ""),
    ):  # fmt: skip
        document = unfilled(reference("#_r"), algorithm=method("SignatureMethod", uri))
        yield Attack(f"algorithm-{name}", f"signed by `{uri}`", document, refused)
    sha1 = response_with(template(reference("#_r"), algorithm=method("SignatureMethod", DS + "rsa-sha1")))
    no, yes = {"_r": "signature-sha1-refused", "_a": "signature-missing"}, {"_r": "verified", "_a": "signature-missing"}
    yield Attack("sha1-signature", "signed over SHA-1", sha1, no)
    yield Attack("sha1-signature-allowed", "the same where the switch allows it", sha1, yes, switches=["sha1"])
    digest = response_with(template(reference("#_r", digest=DS + "sha1")))
    yield Attack("sha1-digest", "digested by SHA-1", digest, no)
    yield Attack("sha1-digest-allowed", "the same where the switch allows it", digest, yes, switches=["sha1"])
    md5 = unfilled(reference("#_r", digest="http://www.w3.org/2001/04/xmldsig-more#md5"))
    yield Attack("md5-digest", "digested by MD5", md5, {"_r": "signature-digest-refused", "_a": "signature-missing"})


def structure() -> Iterator[Attack]:
    """Signatures in which two readers see two things."""
    whole = signed_response()
    info = whole[whole.index("<ds:SignedInfo>") : whole.index("</ds:SignedInfo>") + len("</ds:SignedInfo>")]
    evil = info.replace("<ds:DigestValue>", "<ds:DigestValue>AAAA")
    value = whole[whole.index("<ds:DigestValue>") : whole.index("</ds:DigestValue>") + len("</ds:DigestValue>")]
    signed = whole[whole.index("<ds:SignatureValue>") : whole.index("</ds:SignatureValue>") + len("</ds:SignatureValue>")]
    refused = {"_r": "signature-element-refused", "_a": "signature-missing"}
    malformed = {"_r": "signature-malformed", "_a": "signature-missing"}
    yield Attack("signed-info-twice", "another `SignedInfo` first", whole.replace(info, evil + info), refused)
    yield Attack("signed-info-twice-behind", "another `SignedInfo` behind", whole.replace(info, info + evil), refused)
    yield Attack("signed-info-absent", "no `SignedInfo`", whole.replace(info, ""), refused)
    yield Attack("signature-value-twice", "`SignatureValue` twice", whole.replace(signed, signed * 2), refused)
    yield Attack("signature-value-absent", "no `SignatureValue`", whole.replace(signed, ""), malformed)
    yield Attack("signature-value-empty", "an empty `SignatureValue`", whole.replace(signed, "<ds:SignatureValue/>"), malformed)
    yield Attack("digest-value-twice", "`DigestValue` twice", whole.replace(value, value * 2), refused)
    comment = value.replace("<ds:DigestValue>", "<ds:DigestValue>AAAA<!-- -->")
    yield Attack("digest-value-comment", "a comment in `DigestValue`, which canonicalisation drops (CVE-2025-29775)", whole.replace(value, comment), malformed)
    comment = signed.replace("<ds:SignatureValue>", "<ds:SignatureValue><!-- -->")
    yield Attack("signature-value-comment", "a comment in `SignatureValue`", whole.replace(signed, comment), malformed)
    section = value.replace("<ds:DigestValue>", "<ds:DigestValue><![CDATA[").replace("</ds", "]]></ds")
    yield Attack("digest-value-section", "a CDATA section for `DigestValue`", whole.replace(value, section), malformed)
    nested = value.replace("<ds:DigestValue>", "<ds:DigestValue><ds:DigestValue>AAAA</ds:DigestValue>")
    yield Attack("digest-value-nested", "an element in `DigestValue`", whole.replace(value, nested), malformed)
    odd = value.replace("<ds:DigestValue>", "<ds:DigestValue>*")
    yield Attack("digest-value-not-base64", "`DigestValue` is not base64", whole.replace(value, odd), malformed)
    method_of = method("SignatureMethod", RSA_SHA256)
    swapped = unfilled(reference("#_r")).replace(method_of, "").replace("</ds:SignedInfo>", f"{method_of}</ds:SignedInfo>")
    yield Attack("signature-method-behind", "`SignatureMethod` behind the reference", swapped, refused)
    yield Attack("signature-method-absent", "no `SignatureMethod`", unfilled(reference("#_r")).replace(method_of, ""), refused)
    bare = unfilled(reference("#_r")).replace(method_of, "<ds:SignatureMethod></ds:SignatureMethod>")
    yield Attack("signature-method-bare", "`SignatureMethod` without an algorithm", bare, malformed)
    typed = unfilled(reference("#_r", attributes=' Type="http://www.w3.org/2000/09/xmldsig#Manifest"'))
    yield Attack("reference-typed", "a reference of the type of a manifest", typed, malformed)
    extra = unfilled(reference("#_r") + '<x xmlns="urn:mallory"/>')
    yield Attack("element-in-signed-info", "an element of another namespace in `SignedInfo`", extra, refused)
    held = unfilled(reference("#_r"), behind=f"<ds:Object>{assertion('_o', 'mallory')}</ds:Object>")
    yield Attack("object", "an object in the signature", held, refused | {"_o": "signature-missing"})
    manifest = "<ds:Object><ds:Manifest>" + reference("#_a") + "</ds:Manifest></ds:Object>"
    yield Attack("manifest", "a manifest in the signature", unfilled(reference("#_r"), behind=manifest), refused)
    some = unfilled(reference("#_r")).replace("<ds:SignedInfo>", '<ds:SignedInfo xmlns:evil="urn:mallory" evil:a="b">')
    yield Attack("attribute-in-signed-info", "an attribute that nobody knows in `SignedInfo`", some, malformed)


def key_info() -> Iterator[Attack]:
    """Keys that come with the message."""
    unsigned = response("_r", assertion("_a", "mallory"), template(reference("#_r"), key_info=x509_data("attacker")))
    wrong = {"_r": "signature-wrong", "_a": "signature-missing"}
    yield Attack("key-info-of-attacker", "signed by a key whose certificate lies beside", sign(unsigned, "attacker.key.pem"), wrong)
    value = "<ds:KeyInfo><ds:KeyValue></ds:KeyValue></ds:KeyInfo>"
    unsigned = response("_r", assertion("_a", "mallory"), template(reference("#_r"), key_info=value))
    yield Attack("key-value-of-attacker", "signed by a key that lies beside", sign(unsigned, "attacker.key.pem"), wrong)
    unsigned = response("_r", assertion("_a", "mallory"), template(reference("#_r"), key_info=x509_data("idp")))
    yield Attack("key-info-of-another", "signed by the attacker, beside the certificate of the right key", sign(unsigned, "attacker.key.pem"), wrong)
    refused = {"_r": "signature-element-refused", "_a": "signature-missing", "_b": "signature-missing"}
    whole = signed_response(key_info=x509_data("idp"))
    evil = whole.replace("<ds:KeyInfo>", f"<ds:KeyInfo>{assertion('_b', 'mallory')}")
    yield Attack("key-info-with-assertion", "an assertion in `KeyInfo`, which no signature covers", evil, refused)
    evil = whole.replace("<ds:X509Data>", f"<ds:X509Data>{assertion('_b', 'mallory')}")
    yield Attack("key-info-with-assertion-inside", "an assertion deeper in `KeyInfo`", evil, refused)
    refused = {"_r": "signature-element-refused", "_a": "signature-missing"}
    retrieval = '<ds:KeyInfo><ds:RetrievalMethod URI="http://127.0.0.1:1/key"></ds:RetrievalMethod></ds:KeyInfo>'
    yield Attack("key-info-retrieval", "a key to be fetched", unfilled(reference("#_r"), key_info=retrieval), refused)
    twice = unfilled(reference("#_r"), key_info="<ds:KeyInfo></ds:KeyInfo>" * 2)
    yield Attack("key-info-twice", "`KeyInfo` twice", twice, refused)


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
    yield Attack("reference-empty-signed", "the empty URI, signed by the right key: SAML demands the ID", signed, another)
    yield Attack(
        "reference-absent", "no `URI`", unfilled(reference(None)), {"_r": "signature-malformed", "_a": "signature-missing"})
    several = {"_r": "signature-several-references", "_a": "signature-missing"}
    yield Attack("references-two", "a second reference", response_with(template(reference("#_r") + reference("#_a", transforms(EXCLUSIVE)))), several)
    yield Attack(
        "references-none", "no reference", unfilled(""), {"_r": "signature-malformed", "_a": "signature-missing"})


def altered() -> Iterator[Attack]:
    """Content that was altered behind the signature."""
    whole = signed_response()
    wrong = {"_r": "signature-digest-wrong", "_a": "signature-missing"}
    yield Attack("altered-text", "another name", whole.replace("alice", "mallory"), wrong)
    yield Attack("altered-attribute", "another time", whole.replace("2026-01-01", "2026-01-02"), wrong)
    yield Attack("altered-space", "white space between elements", whole.replace("<samlp:Status>", " <samlp:Status>"), wrong)
    yield Attack("altered-element", "an assertion more", whole.replace("</samlp:Response>", assertion("_b", "mallory") + "</samlp:Response>"), wrong | {"_b": "signature-missing"})
    yield Attack("altered-digest", "another digest to fit", whole.replace("alice", "mallory").replace("<ds:DigestValue>", "<ds:DigestValue>AAAA"), {"_r": "signature-wrong", "_a": "signature-missing"})
    old = f"<saml:NameID>alice</saml:NameID>"
    cut = whole.replace(old, "<saml:NameID>alice<!-- -->.example.com</saml:NameID>")
    yield Attack("altered-comment", "a comment and more text", cut, wrong)
    only = whole.replace(old, "<saml:NameID>ali<!-- mallory -->ce</saml:NameID>")
    yield Attack(
        "comment-in-name", "a comment that no signature sees: it verifies, and the name is not read", only,
        {"_r": "verified", "_a": "signature-missing"}, switches=["unreadable-name"])  # fmt: skip
    value = whole[whole.index("<ds:SignatureValue>") + 19 :][:8]
    other = value.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "BCDEFGHIJKLMNOPQRSTUVWXYZAbcdefghijklmnopqrstuvwxyza"))
    yield Attack("altered-signature", "another signature", whole.replace(value, other, 1), {"_r": "signature-wrong", "_a": "signature-missing"})
    short = whole.replace(value, "", 1)
    yield Attack("short-signature", "a shorter signature", short, {"_r": "signature-wrong", "_a": "signature-missing"})
