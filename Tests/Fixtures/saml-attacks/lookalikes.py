"""Names and IDs that are the same for one reader and not for another, and signed assertions kept in further places."""

from lxml import etree

from encryption import encrypt
from messages import (
    DS, SAML, SAMLP, assertion, by_id, evil, parse, response, sign, signature_of, signed_assertion, text,
)  # fmt: skip
from world import PROVIDER, Case

#: U+212A, which is canonically equivalent to the letter K
KELVIN = "\u212a"


def kept(good: str, evil_attributes: dict[str, str], id: str) -> str:
    """A forged assertion with the good one's signature, under these ID attributes; the good one is kept as advice."""
    tree = parse(good)
    element = by_id(tree, id)
    signature = signature_of(element)
    forged = parse(evil())
    del forged.attrib["ID"]
    for name, value in evil_attributes.items():
        forged.set(name, value)
    element.getparent().replace(element, forged)
    element.remove(signature)
    forged[0].addnext(signature)
    holder = etree.Element(f"{{{SAML}}}Advice")
    holder.append(element)
    forged.find(f"{{{SAML}}}Conditions").addnext(holder)
    return text(tree)


def composed_id() -> str:
    """The provider's ID has a composed letter, the forged one the same letter in two characters."""
    good = sign(response(assertion(id="_\u00e1ssertion")), "_\u00e1ssertion")
    return kept(good, {"ID": "_a\u0301ssertion"}, "_\u00e1ssertion")


def kelvin_key_info() -> str:
    return signed_assertion().replace("ds:KeyInfo>", f"ds:{KELVIN}eyInfo>")


def held_by(holder: str) -> str:
    """The signed assertion is kept deep in a forged one that has no signature."""
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    forged = parse(evil())
    good.getparent().replace(good, forged)
    forged.find(f".//{{{SAML}}}{holder}").append(good)
    return text(tree)


def in_key_info() -> str:
    """A forged assertion carries the good one's signature, and the good one in that signature's `KeyInfo`."""
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    signature = signature_of(good)
    good.remove(signature)
    forged = parse(evil())
    good.getparent().replace(good, forged)
    forged[0].addnext(signature)
    signature.find(f"{{{DS}}}KeyInfo").append(good)
    return text(tree)


def in_status_detail() -> str:
    detail = f"<samlp:StatusDetail>{evil()}</samlp:StatusDetail>"
    return sign(response(assertion(), detail=detail))


def encrypted_among_extensions() -> str:
    return sign(response(assertion(), extensions=encrypt(evil(), label="extensions")))


def artifact_response() -> str:
    """A message of the back channel, posted by a browser."""
    inner = signed_assertion()
    return (
        f'<samlp:ArtifactResponse xmlns:samlp="{SAMLP}" ID="_outer" Version="2.0" IssueInstant="2026-03-01T12:00:00Z">'
        f'<saml:Issuer xmlns:saml="{SAML}">{PROVIDER}</saml:Issuer>{inner}</samlp:ArtifactResponse>'
    )


def cases() -> list[Case]:
    def case(name: str, family: str, message: str, reason: str, why: str) -> Case:
        return Case(name, family, why, message.encode(), reason)

    other = "signature-of-another-element"
    good = signed_assertion()
    return [
        case("kelvin-key-info", "look-alike", kelvin_key_info(), "signature-element-refused", "an element whose name is `KeyInfo` only for who compares by canonical equivalence"),
        case("id-composed", "look-alike", composed_id(), other, "the forged assertion's ID is the signed one's only by canonical equivalence"),
        case("id-padded", "look-alike", kept(good, {"ID": "_assertion-1 "}, "_assertion-1"), other, "the forged assertion's ID is the signed one's but for a space behind it"),
        case("id-of-another-case", "look-alike", kept(good, {"ID": "_assertion-evil", "Id": "_assertion-1"}, "_assertion-1"), other, "the forged assertion has the signed one's ID in an attribute that XML-DSig calls so, not SAML"),
        case("id-in-a-namespace", "look-alike", kept(good, {f"{{{SAML}}}ID": "_assertion-1"}, "_assertion-1"), "signed-element-without-id", "the forged assertion has the signed one's ID in a namespace"),
        case("held-by-confirmation", "signature-wrapping", held_by("SubjectConfirmationData"), "saml-nothing-signed", "the signed assertion is kept where a confirmation may hold anything"),
        case("held-by-attribute", "signature-wrapping", held_by("AttributeValue"), "saml-nothing-signed", "the signed assertion is kept in a value of a forged one's attribute"),
        case("held-by-key-info", "signature-wrapping", in_key_info(), "signature-element-refused", "the signed assertion is kept in the `KeyInfo` of the signature"),
        case("in-status-detail", "signature-wrapping", in_status_detail(), "saml-structure-refused", "a forged assertion stands in the status, where anything may stand"),
        case("encrypted-among-extensions", "encryption", encrypted_among_extensions(), "saml-structure-refused", "a forged assertion stands encrypted among the extensions"),
        case("artifact-response", "structure", artifact_response(), "saml-not-a-response", "a message of the back channel comes by the browser"),
    ]  # fmt: skip
