"""Signatures that verify for who takes the algorithm, the key or the transforms from the message."""

from messages import (
    DS, ENVELOPED, EXCLUSIVE, INCLUSIVE, RSA_SHA256, SHA256, assertion, by_id, evil, parse, response, sign, signature,
    signed_assertion, text, transform, x509,
)  # fmt: skip
from world import ADMIN, ATTACKER, IDP, Case

HMAC_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
XSLT = (
    '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/">'
    '<xsl:copy-of select="document(\'file:///etc/hostname\')"/></xsl:template></xsl:stylesheet>'
)


def forged(**how: object) -> str:
    """The attacker's assertion under a signature that the attacker made."""
    return sign(response(evil("_assertion-1")), **how)


def stripped() -> str:
    return response(evil())


def emptied() -> str:
    return forged(key=ATTACKER, empty=True)


def altered() -> str:
    return signed_assertion().replace("mallory@example.org", ADMIN)


def altered_value() -> str:
    """One bit of a good signature's value is another."""
    whole = signed_assertion()
    start = whole.index("<ds:SignatureValue>") + len("<ds:SignatureValue>")
    return whole[:start] + ("A" if whole[start] != "A" else "B") + whole[start + 1 :]


def transforms(*more: str) -> str:
    return transform(ENVELOPED) + "".join(more) + transform(EXCLUSIVE)


def key_info(inside: str) -> str:
    return f"<ds:KeyInfo>{inside}</ds:KeyInfo>"


def prefixes(count: int) -> str:
    names = " ".join(f"n{number}" for number in range(count))
    return transform(ENVELOPED) + transform(EXCLUSIVE, f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{names}"/>')


def response_signature_broken() -> str:
    """The assertion is signed and whole; the response around it was signed, and changed."""
    return sign(signed_assertion(), "_response-1").replace("Version=\"2.0\"><saml:Issuer", 'Consent="urn:x:y" Version="2.0"><saml:Issuer', 1)


def inclusively(message: str, id: str, *how: str) -> str:
    """Signed over the inclusive form of its element, which must be a whole document for lxml to see its context."""
    return sign(message, id, transforms=transform(ENVELOPED) + "".join(transform(one) for one in how), reference_form=INCLUSIVE)


def moved() -> str:
    """An assertion that was signed inclusively by itself, put into a response whose declarations are in scope there."""
    return response(inclusively(assertion(), "_assertion-1", INCLUSIVE))


def zeros() -> str:
    """An ECDSA signature of two zeros, which verified for anything (CVE-2022-21449)."""
    method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    whole = forged(key=ATTACKER, method=method)
    start, end = whole.index("<ds:SignatureValue>") + len("<ds:SignatureValue>"), whole.index("</ds:SignatureValue>")
    return whole[:start] + "A" * 86 + "==" + whole[end:]


def cases() -> list[Case]:
    def case(name: str, family: str, message: str, reason: str | None, why: str, **options: object) -> Case:
        return Case(name, family, why, message.encode(), reason, dict(options))

    refused = "signature-transform-refused"
    sha1 = {"method": f"{DS}rsa-sha1", "digest": f"{DS}sha1"}
    md5 = {"method": "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "digest": "http://www.w3.org/2001/04/xmldsig-more#md5"}
    inclusive = {"c14n": INCLUSIVE, "transforms": transform(ENVELOPED) + transform(INCLUSIVE)}
    around_assertion, around_response = signed_assertion(), sign(response(assertion()), "_response-1")
    return [
        case("stripped", "stripped", stripped(), "saml-nothing-signed", "no signature at all"),
        case("emptied", "stripped", emptied(), "signature-malformed", "a signature without a value"),
        case("altered", "altered", altered(), "signature-digest-wrong", "another name under the provider's signature"),
        case("altered-value", "altered", altered_value(), "signature-wrong", "one bit of the signature's value is another"),
        case("altered-response", "altered", response_signature_broken(), "signature-digest-wrong", "the signed response was changed around its signed assertion"),
        case("attacker-key", "key-from-message", forged(key=ATTACKER), "signature-wrong", "the attacker's certificate comes with the attacker's signature"),
        case("attacker-key-named", "key-from-message", forged(key=ATTACKER, key_info=x509(IDP)), "signature-wrong", "the attacker's signature comes with the provider's certificate"),
        case("attacker-key-value", "key-from-message", forged(key=ATTACKER, key_info=key_info("<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>")), "signature-wrong", "the key comes as numbers"),
        case("key-fetched", "key-from-message", forged(key=ATTACKER, key_info=key_info('<ds:RetrievalMethod URI="https://attacker.example/key.xml"/>')), "signature-element-refused", "the key would be fetched from the attacker"),
        case("hmac-public-key", "algorithm", forged(method=HMAC_SHA256, secret=IDP.public_pem), "signature-algorithm-refused", "HMAC, keyed with the provider's public key"),
        case("hmac-one-bit", "algorithm", forged(method=HMAC_SHA256, secret=b"x", method_inside="<ds:HMACOutputLength>1</ds:HMACOutputLength>"), "signature-element-refused", "an HMAC of which one bit is compared (CVE-2009-0217)"),
        case("sha-1", "algorithm", sign(response(assertion()), **sha1), "signature-sha1-refused", "SHA-1, whose collisions can be made to order"),
        case("sha-1-allowed", "good", sign(response(assertion()), **sha1), None, "SHA-1 where the switch for this provider allows it", sha1=True),
        case("md5", "algorithm", sign(response(assertion()), **md5), "signature-algorithm-refused", "MD5"),
        case("algorithm-none", "algorithm", forged(key=ATTACKER, method="none"), "signature-algorithm-refused", "no algorithm"),
        case("xslt", "transform", sign(response(assertion()), transforms=transforms(transform("http://www.w3.org/TR/1999/REC-xslt-19991116", XSLT))), refused, "a stylesheet is run before anything is verified"),
        case("xpath", "transform", sign(response(assertion()), transforms=transforms(transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(ancestor-or-self::saml:Subject)</ds:XPath>"))), refused, "an XPath leaves the subject out of what is signed"),
        case("xpath-filter", "transform", sign(response(assertion()), transforms=transforms(transform("http://www.w3.org/2002/06/xmldsig-filter2", '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">/*</f:XPath>'))), refused, "an XPath filter leaves everything out"),
        case("base64-transform", "transform", sign(response(assertion()), transforms=transforms(transform(f"{DS}base64"))), refused, "a transform that reads text only"),
        case("transforms-turned", "transform", sign(response(assertion()), transforms=transform(EXCLUSIVE) + transform(ENVELOPED)), refused, "the transforms stand in another order"),
        case("transforms-many", "transform", sign(response(assertion()), transforms=transform(ENVELOPED) + transform(EXCLUSIVE) * 30), refused, "C14N thirty times over"),
        case("prefix-list-long", "transform", sign(response(assertion()), transforms=prefixes(200)), "signature-prefix-list-too-long", "a prefix list that C14N goes through for each element"),
        case("inclusive", "canonicalisation", sign(response(assertion()), **inclusive), "signature-inclusive-canonicalisation-refused", "a form in which what surrounds the assertion is part of it"),
        case("inclusive-moved", "canonicalisation", moved(), "signature-digest-wrong", "the assertion was signed where other namespaces were in scope", inclusive=True),
        case("inclusive-implied", "canonicalisation", inclusively(response(assertion()), "_response-1"), "signature-inclusive-canonicalisation-refused", "no canonicalisation is named, which means the inclusive one"),
        case("good-inclusive", "good", inclusively(response(assertion()), "_response-1", INCLUSIVE), None, "inclusive C14N where the switch for this provider allows it", inclusive=True),
        case("good-inclusive-implied", "good", inclusively(response(assertion()), "_response-1"), None, "the inclusive C14N that is meant where none is named, where the switch allows it", inclusive=True),
        case("good-inclusive-comments", "good", inclusively(response(assertion()), "_response-1", f"{INCLUSIVE}#WithComments").replace("<samlp:Status>", "<!-- not signed --><samlp:Status>", 1), None, "inclusive C14N with comments, which a reference by ID leaves out all the same", inclusive=True),
        case("c14n-1-1", "canonicalisation", sign(response(assertion()), c14n="http://www.w3.org/2006/12/xml-c14n11"), "signature-canonicalisation-refused", "a canonical form that SAML does not have"),
        case("digest-md5", "algorithm", sign(response(assertion()), digest="http://www.w3.org/2001/04/xmldsig-more#md5"), "signature-digest-refused", "MD5 in the digest only"),
        case("ecdsa-zeros", "algorithm", zeros(), "signature-no-key-fits", "an ECDSA signature of zeros, from a provider whose key is RSA"),
        case("manifest", "signature-form", forged(key=ATTACKER, objects='<ds:Object><ds:Manifest><ds:Reference URI="#_assertion-1"/></ds:Manifest></ds:Object>'), "signature-element-refused", "a manifest, whose references nobody verifies"),
        case("response-demanded", "demand", around_assertion, "saml-response-not-signed", "an unsigned response around a signed assertion, where the response must be signed", signatures="response"),
        case("assertion-demanded", "demand", around_response, "saml-assertion-not-signed", "a signed response around an unsigned assertion, where the assertion must be signed", signatures="assertion"),
        case("both-demanded", "demand", around_assertion, "saml-response-not-signed", "one of two signatures, where both must be there", signatures="both"),
        case("good-assertion", "good", around_assertion, None, "a signed assertion in an unsigned response, where either serves"),
        case("good-response", "good", around_response, None, "an unsigned assertion in a signed response, where either serves"),
        case("good-assertion-demanded", "good", around_assertion, None, "a signed assertion, where that must be signed", signatures="assertion"),
        case("good-response-demanded", "good", around_response, None, "a signed response, where that must be signed", signatures="response"),
        case("good-both", "good", sign(around_assertion, "_response-1"), None, "both are signed, and must be", signatures="both"),
        case("good-without-key-info", "good", sign(response(assertion()), key_info=""), None, "a signature without `KeyInfo`"),
        case("good-comment", "good", around_assertion.replace("<samlp:Status>", "<!-- between elements --><samlp:Status>", 1), None, "a comment where no text is read"),
    ]  # fmt: skip
