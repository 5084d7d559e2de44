"""Transforms, algorithms and structures that are signed by the right key and still are not SAML's."""

from collections.abc import Iterator

from attack import Attack, prefixes, response_with, signed_response, unfilled
from templates import (
    DS,
    ENVELOPED,
    EXCLUSIVE,
    INCLUSIVE,
    RSA_SHA256,
    assertion,
    method,
    reference,
    response,
    sign,
    template,
    transforms,
    x509_data,
)


def transform() -> Iterator[Attack]:
    """Transforms that are signed by the right key, and still are not SAML's."""
    xpath = method(
        "Transform",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>",
    )
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
        (
            "c14n11",
            "inclusive canonicalisation 1.1",
            envelope + method("Transform", "http://www.w3.org/2006/12/xml-c14n11"),
        ),
        ("unknown", "a transform that nobody knows", envelope + method("Transform", "urn:mallory")),
    ):
        document = unfilled(reference("#_r", f"<ds:Transforms>{steps}</ds:Transforms>"))
        yield Attack(
            f"transform-{name}", what, document, {"_r": "signature-transform-refused", "_a": "signature-missing"}
        )
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
    yield Attack(
        "inclusive-implied-allowed", "the same where the switch allows it", implied, allowed, switches=["inclusive"]
    )
    of_info = response_with(template(reference("#_r"), canonical=method("CanonicalizationMethod", INCLUSIVE)))
    yield Attack("inclusive-signed-info", "inclusive canonicalisation of `SignedInfo`", of_info, refused)
    yield Attack(
        "inclusive-signed-info-allowed", "the same where the switch allows it", of_info, allowed, switches=["inclusive"]
    )
    c14n11 = unfilled(
        reference("#_r"), canonical=method("CanonicalizationMethod", "http://www.w3.org/2006/12/xml-c14n11")
    )
    yield Attack(
        "c14n11-signed-info",
        "canonicalisation 1.1 of `SignedInfo`",
        c14n11,
        {"_r": "signature-canonicalisation-refused", "_a": "signature-missing"},
    )
    yield Attack(
        "seventeen-prefixes", "a prefix more than are taken", response_with(template(reference("#_r", prefixes(17)))),
        {"_r": "signature-prefix-list-too-long", "_a": "signature-missing"})  # fmt: skip


def algorithms() -> Iterator[Attack]:
    """Algorithms that prove too little, or that turn a public key into a secret."""
    hmac = template(
        reference("#_r"), algorithm=method("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    )
    document = sign(response("_r", assertion("_a", "mallory"), hmac), "idp.pub.pem", "--hmackey")
    refused = {"_r": "signature-algorithm-refused", "_a": "signature-missing"}
    yield Attack("hmac-with-public-key", "an HMAC whose key is the public key's file", document, refused)
    cut = method("SignatureMethod", RSA_SHA256, "<ds:HMACOutputLength>0</ds:HMACOutputLength>")
    yield Attack(
        "truncated-output",
        "an output length of nothing",
        unfilled(reference("#_r"), algorithm=cut),
        {"_r": "signature-element-refused", "_a": "signature-missing"},
    )
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
    signed = whole[
        whole.index("<ds:SignatureValue>") : whole.index("</ds:SignatureValue>") + len("</ds:SignatureValue>")
    ]
    refused = {"_r": "signature-element-refused", "_a": "signature-missing"}
    malformed = {"_r": "signature-malformed", "_a": "signature-missing"}
    yield Attack("signed-info-twice", "another `SignedInfo` first", whole.replace(info, evil + info), refused)
    yield Attack("signed-info-twice-behind", "another `SignedInfo` behind", whole.replace(info, info + evil), refused)
    yield Attack("signed-info-absent", "no `SignedInfo`", whole.replace(info, ""), refused)
    yield Attack("signature-value-twice", "`SignatureValue` twice", whole.replace(signed, signed * 2), refused)
    yield Attack("signature-value-absent", "no `SignatureValue`", whole.replace(signed, ""), malformed)
    yield Attack(
        "signature-value-empty", "an empty `SignatureValue`", whole.replace(signed, "<ds:SignatureValue/>"), malformed
    )
    yield Attack("digest-value-twice", "`DigestValue` twice", whole.replace(value, value * 2), refused)
    comment = value.replace("<ds:DigestValue>", "<ds:DigestValue>AAAA<!-- -->")
    yield Attack(
        "digest-value-comment",
        "a comment in `DigestValue`, which canonicalisation drops (CVE-2025-29775)",
        whole.replace(value, comment),
        malformed,
    )
    comment = signed.replace("<ds:SignatureValue>", "<ds:SignatureValue><!-- -->")
    yield Attack("signature-value-comment", "a comment in `SignatureValue`", whole.replace(signed, comment), malformed)
    section = value.replace("<ds:DigestValue>", "<ds:DigestValue><![CDATA[").replace("</ds", "]]></ds")
    yield Attack("digest-value-section", "a CDATA section for `DigestValue`", whole.replace(value, section), malformed)
    nested = value.replace("<ds:DigestValue>", "<ds:DigestValue><ds:DigestValue>AAAA</ds:DigestValue>")
    yield Attack("digest-value-nested", "an element in `DigestValue`", whole.replace(value, nested), malformed)
    odd = value.replace("<ds:DigestValue>", "<ds:DigestValue>*")
    yield Attack("digest-value-not-base64", "`DigestValue` is not base64", whole.replace(value, odd), malformed)
    method_of = method("SignatureMethod", RSA_SHA256)
    swapped = (
        unfilled(reference("#_r")).replace(method_of, "").replace("</ds:SignedInfo>", f"{method_of}</ds:SignedInfo>")
    )
    yield Attack("signature-method-behind", "`SignatureMethod` behind the reference", swapped, refused)
    yield Attack(
        "signature-method-absent", "no `SignatureMethod`", unfilled(reference("#_r")).replace(method_of, ""), refused
    )
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
    yield Attack(
        "key-info-of-attacker",
        "signed by a key whose certificate lies beside",
        sign(unsigned, "attacker.key.pem"),
        wrong,
    )
    value = "<ds:KeyInfo><ds:KeyValue></ds:KeyValue></ds:KeyInfo>"
    unsigned = response("_r", assertion("_a", "mallory"), template(reference("#_r"), key_info=value))
    yield Attack("key-value-of-attacker", "signed by a key that lies beside", sign(unsigned, "attacker.key.pem"), wrong)
    unsigned = response("_r", assertion("_a", "mallory"), template(reference("#_r"), key_info=x509_data("idp")))
    yield Attack(
        "key-info-of-another",
        "signed by the attacker, beside the certificate of the right key",
        sign(unsigned, "attacker.key.pem"),
        wrong,
    )
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


def altered() -> Iterator[Attack]:
    """Content that was altered behind the signature."""
    whole = signed_response()
    wrong = {"_r": "signature-digest-wrong", "_a": "signature-missing"}
    yield Attack("altered-text", "another name", whole.replace("alice", "mallory"), wrong)
    yield Attack("altered-attribute", "another time", whole.replace("2026-01-01", "2026-01-02"), wrong)
    yield Attack(
        "altered-space", "white space between elements", whole.replace("<samlp:Status>", " <samlp:Status>"), wrong
    )
    yield Attack(
        "altered-element",
        "an assertion more",
        whole.replace("</samlp:Response>", assertion("_b", "mallory") + "</samlp:Response>"),
        wrong | {"_b": "signature-missing"},
    )
    yield Attack(
        "altered-digest",
        "another digest to fit",
        whole.replace("alice", "mallory").replace("<ds:DigestValue>", "<ds:DigestValue>AAAA"),
        {"_r": "signature-wrong", "_a": "signature-missing"},
    )
    old = "<saml:NameID>alice</saml:NameID>"
    cut = whole.replace(old, "<saml:NameID>alice<!-- -->.example.com</saml:NameID>")
    yield Attack("altered-comment", "a comment and more text", cut, wrong)
    only = whole.replace(old, "<saml:NameID>ali<!-- mallory -->ce</saml:NameID>")
    yield Attack(
        "comment-in-name", "a comment that no signature sees: it verifies, and the name is not read", only,
        {"_r": "verified", "_a": "signature-missing"}, switches=["unreadable-name"])  # fmt: skip
    value = whole[whole.index("<ds:SignatureValue>") + 19 :][:8]
    other = value.translate(
        str.maketrans(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "BCDEFGHIJKLMNOPQRSTUVWXYZAbcdefghijklmnopqrstuvwxyza",
        )
    )
    yield Attack(
        "altered-signature",
        "another signature",
        whole.replace(value, other, 1),
        {"_r": "signature-wrong", "_a": "signature-missing"},
    )
    short = whole.replace(value, "", 1)
    yield Attack("short-signature", "a shorter signature", short, {"_r": "signature-wrong", "_a": "signature-missing"})
