"""Signature wrapping: what was signed is kept somewhere, and something else is put where it is read."""

import copy

from lxml import etree

from messages import (
    DS, ENVELOPED, EXCLUSIVE, SAML, SAMLP, assertion, by_id, evil, parse, place, response, sign, signature,
    signature_of, signed_assertion, text, transform,
)  # fmt: skip
from world import ADMIN, Case


def _signed_response() -> etree._Element:
    return parse(sign(response(assertion()), "_response-1"))


def _evil_copy_of_response(tree: etree._Element) -> etree._Element:
    """The response as the attacker would like it, under another ID, with the signature still in it."""
    forged = copy.deepcopy(tree)
    forged.set("ID", "_response-evil")
    old = by_id(forged, "_assertion-1")
    old.getparent().replace(old, parse(evil()))
    return forged


def _without_signature(element: etree._Element) -> etree._Element:
    bare = copy.deepcopy(element)
    bare.remove(signature_of(bare))
    return bare


def xsw1() -> str:
    tree = _signed_response()
    forged = _evil_copy_of_response(tree)
    signature_of(forged).append(_without_signature(tree))
    return text(forged)


def xsw2() -> str:
    tree = _signed_response()
    forged = _evil_copy_of_response(tree)
    signature_of(forged).addprevious(_without_signature(tree))
    return text(forged)


def xsw3() -> str:
    tree = parse(signed_assertion())
    by_id(tree, "_assertion-1").addprevious(parse(evil()))
    return text(tree)


def xsw4() -> str:
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    forged = parse(evil())
    good.getparent().replace(good, forged)
    forged.append(good)
    return text(tree)


def _evil_with_the_signature(tree: etree._Element) -> tuple[etree._Element, etree._Element]:
    """The evil assertion with the good one's signature, in its place; and the good one without."""
    good = by_id(tree, "_assertion-1")
    bare = _without_signature(good)
    forged = parse(evil())
    forged[0].addnext(copy.deepcopy(signature_of(good)))
    good.getparent().replace(good, forged)
    return forged, bare


def xsw5() -> str:
    tree = parse(signed_assertion())
    forged, bare = _evil_with_the_signature(tree)
    forged.addnext(bare)
    return text(tree)


def xsw6() -> str:
    tree = parse(signed_assertion())
    forged, bare = _evil_with_the_signature(tree)
    signature_of(forged).append(bare)
    return text(tree)


def xsw7() -> str:
    tree = parse(signed_assertion())
    extensions = etree.SubElement(tree, f"{{{SAMLP}}}Extensions")
    extensions.append(parse(evil()))
    tree[0].addnext(extensions)
    return text(tree)


def xsw8() -> str:
    tree = parse(signed_assertion())
    forged, bare = _evil_with_the_signature(tree)
    holder = etree.SubElement(signature_of(forged), f"{{{DS}}}Object")
    holder.append(bare)
    return text(tree)


def duplicate_id(first_is_evil: bool) -> str:
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    twin = parse(evil("_assertion-1"))
    if first_is_evil:
        good.addprevious(twin)
    else:
        good.addnext(twin)
    return text(tree)


def foreign_id() -> str:
    """The evil assertion names the good one by `xml:id`, which is no ID in SAML."""
    tree = parse(signed_assertion())
    forged, _ = _evil_with_the_signature(tree)
    forged.set("{http://www.w3.org/XML/1998/namespace}id", "_assertion-1")
    return text(tree)


def evil_in_advice() -> str:
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    forged = parse(evil())
    holder = etree.Element(f"{{{SAML}}}Advice")
    forged.find(f"{{{SAML}}}Conditions").addnext(holder)
    good.getparent().replace(good, forged)
    holder.append(good)
    return text(tree)


def signature_elsewhere(parent: str) -> str:
    """The signature of the good assertion stands in another element than the one it is of."""
    tree = parse(signed_assertion())
    good = by_id(tree, "_assertion-1")
    moved = signature_of(good)
    good.remove(moved)
    if parent == "response":
        tree[0].addnext(moved)
    elif parent == "subject":
        good.find(f"{{{SAML}}}Subject").append(moved)
    else:
        holder = etree.Element(f"{{{SAMLP}}}Extensions")
        tree[0].addnext(holder)
        holder.append(moved)
    return text(tree)


def reference(uri: str, *, whole: bool = False) -> str:
    """A signature that really is the provider's, over a reference that is no plain `#ID`."""
    if whole:
        return sign(response(assertion()), "_response-1", uri=uri)
    return sign(response(assertion()), uri=uri)


def two_signatures() -> str:
    """A second signature, of another element of the provider, stands before the right one."""
    tree = parse(sign(response(assertion(name_id=ADMIN))))
    other = parse(signed_assertion())
    by_id(tree, "_assertion-1")[0].addnext(signature_of(by_id(other, "_assertion-1")))
    return text(tree)


def metadata_signature() -> str:
    """The signature of the provider's own signed metadata, which anybody can fetch, moved to a response."""
    entity = parse(f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_metadata-1" entityID="x"/>')
    tree = parse(response(evil()))
    place(tree, signature(entity))
    holder = etree.Element(f"{{{SAMLP}}}Extensions")
    tree[1].addnext(holder)
    holder.append(entity)
    return text(tree)


def digest_elsewhere() -> str:
    """ruby-saml, CVE-2024-45409: a second digest stands before the signed one, for who looks by name anywhere."""
    forged = parse(response(evil("_assertion-1")))
    wanted = parse(signature(by_id(forged, "_assertion-1"))).find(f".//{{{DS}}}DigestValue").text
    good = parse(signed_assertion())
    place(by_id(forged, "_assertion-1"), text(signature_of(by_id(good, "_assertion-1"))))
    detail = parse(f'<samlp:StatusDetail xmlns:samlp="{SAMLP}"><ds:DigestValue xmlns:ds="{DS}">{wanted}</ds:DigestValue></samlp:StatusDetail>')
    forged.find(f"{{{SAMLP}}}Status").append(detail)
    return text(forged)


def several_signed_infos() -> str:
    """xml-crypto, CVE-2025-29774: an unsigned `SignedInfo` before the signed one, with the forged digest."""
    tree = parse(response(evil("_assertion-1")))
    forged_info = text(parse(signature(by_id(tree, "_assertion-1"))).find(f"{{{DS}}}SignedInfo"))
    good = parse(signed_assertion())
    moved = signature_of(by_id(good, "_assertion-1"))
    moved.insert(0, parse(forged_info))
    by_id(tree, "_assertion-1")[0].addnext(moved)
    return text(tree)


def digest_with_comment() -> str:
    """xml-crypto, CVE-2025-29775: the forged digest stands in a comment before the signed one."""
    tree = parse(response(evil("_assertion-1")))
    wanted = parse(signature(by_id(tree, "_assertion-1"))).find(f".//{{{DS}}}DigestValue").text
    good = parse(signed_assertion())
    moved = signature_of(by_id(good, "_assertion-1"))
    value = moved.find(f".//{{{DS}}}DigestValue")
    signed, value.text = value.text, None
    comment = etree.Comment(wanted)
    comment.tail = signed
    value.append(comment)
    by_id(tree, "_assertion-1")[0].addnext(moved)
    return text(tree)


def assertion_after_signed_response() -> str:
    """samlify, CVE-2025-47949: the signed response is whole, and an unsigned assertion stands behind it in a wrapper."""
    inner = _signed_response()
    outer = parse(response(evil(), id="_response-evil"))
    outer.insert(1, inner)
    return text(outer)


def two_references() -> str:
    tree = parse(response(assertion(), evil()))
    forged = by_id(tree, "_assertion-evil")
    second = parse(signature(forged)).find(f".//{{{DS}}}Reference")
    more = text(second).replace(f' xmlns:ds="{DS}"', "")
    good = by_id(tree, "_assertion-1")
    place(forged, signature(good, more_references=more))
    good.getparent().remove(good)
    return text(tree)


def enveloped_of_nothing() -> str:
    """Without the enveloped transform the signature would have to cover itself."""
    return sign(response(assertion()), transforms=transform(EXCLUSIVE))


def cases() -> list[Case]:
    def case(name: str, message: str, reason: str, why: str, family: str = "signature-wrapping", **options: object) -> Case:
        return Case(name, family, why, message.encode(), reason, dict(options))

    other = "signature-of-another-element"
    return [
        case("xsw-1", xsw1(), "signature-element-refused", "the signed response is kept inside the signature of a forged one"),
        case("xsw-2", xsw2(), "saml-structure-refused", "the signed response is kept before the signature of a forged one"),
        case("xsw-3", xsw3(), "saml-several-assertions", "a forged assertion stands before the signed one"),
        case("xsw-4", xsw4(), "saml-nothing-signed", "a forged assertion holds the signed one"),
        case("xsw-5", xsw5(), "saml-several-assertions", "a forged assertion carries the signature of the one behind it"),
        case("xsw-6", xsw6(), "signature-element-refused", "the signed assertion is kept inside the signature of a forged one"),
        case("xsw-7", xsw7(), "saml-structure-refused", "a forged assertion stands among the extensions, where anything may stand"),
        case("xsw-8", xsw8(), "signature-element-refused", "the signed assertion is kept in an `Object` of the forged one's signature"),
        case("evil-around-advice", evil_in_advice(), "saml-nothing-signed", "the signed assertion is kept as advice of a forged one"),
        case("response-in-response", assertion_after_signed_response(), "saml-structure-refused", "a whole signed response is wrapped by a forged one (samlify, CVE-2025-47949)"),
        case("duplicate-id-first", duplicate_id(True), "xml-duplicate-id", "the forged assertion has the signed one's ID and comes first", "duplicate-id"),
        case("duplicate-id-last", duplicate_id(False), "xml-duplicate-id", "the forged assertion has the signed one's ID and comes last", "duplicate-id"),
        case("xml-id", foreign_id(), other, "the forged assertion has the signed one's ID as `xml:id`", "duplicate-id"),
        case("signature-in-response", signature_elsewhere("response"), other, "the assertion's signature stands in the response", "signature-elsewhere"),
        case("signature-in-subject", signature_elsewhere("subject"), "saml-nothing-signed", "the assertion's signature stands in its subject", "signature-elsewhere"),
        case("signature-in-extensions", signature_elsewhere("extensions"), "saml-nothing-signed", "the assertion's signature stands among the extensions", "signature-elsewhere"),
        case("signature-of-metadata", metadata_signature(), other, "the provider's signed metadata is used for its signature", "signature-elsewhere"),
        case("two-signatures", two_signatures(), "signature-twice", "one signature is of somebody else's assertion of the same ID", "signature-elsewhere"),
        case("reference-empty", reference("", whole=True), other, "the reference is the whole document, whatever that is by then", "reference"),
        case("reference-xpointer", reference("#xpointer(id('_assertion-1'))"), other, "the reference is an XPointer", "reference"),
        case("reference-root", reference("#xpointer(/)", whole=True), other, "the reference is the document's root by XPointer", "reference"),
        case("reference-outside", reference("https://attacker.example/signed.xml"), other, "the reference is a document elsewhere, which would be fetched", "reference"),
        case("reference-file", reference("file:///etc/hostname"), other, "the reference is a file of the service provider's", "reference"),
        case("two-references", two_references(), "signature-several-references", "one of two references is of the forged assertion", "reference"),
        case("digest-elsewhere", digest_elsewhere(), "signature-digest-wrong", "the forged digest stands where a search by name finds it first (ruby-saml, CVE-2024-45409)", "digest-smuggling"),
        case("several-signed-infos", several_signed_infos(), "signature-element-refused", "an unsigned `SignedInfo` before the signed one (xml-crypto, CVE-2025-29774)", "digest-smuggling"),
        case("digest-with-comment", digest_with_comment(), "signature-malformed", "the forged digest in a comment before the signed one (xml-crypto, CVE-2025-29775)", "digest-smuggling"),
        case("not-enveloped", enveloped_of_nothing(), "signature-transform-refused", "the transform that takes the signature out is missing", "transform"),
    ]  # fmt: skip
