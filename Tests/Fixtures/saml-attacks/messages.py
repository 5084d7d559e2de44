"""Responses as an honest provider writes them, and the knives to cut them up with."""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from world import ACS, ADMIN, AUDIENCE, IDP, MALLORY, PROVIDER, REQUEST, Key, instant

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = f"{DS}enveloped-signature"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
HASHES = {SHA256: "sha256", f"{DS}sha1": "sha1", "http://www.w3.org/2001/04/xmldsig-more#md5": "md5"}


def assertion(
    *, id: str = "_assertion-1", issuer: str = PROVIDER, name_id: str = MALLORY, audience: str | None = AUDIENCE,
    recipient: str | None = ACS, in_response_to: str | None = REQUEST, starts: float = -1, ends: float | None = 5,
    confirmation_starts: float | None = None, confirmation_ends: float | None = 5, session_ends: float = 480,
    authenticated: float = -1, method: str = BEARER, condition: str = "", groups: tuple[str, ...] = ("developers",),
    subject: str | None = None, statement: str | None = None, issued: float = 0, advice: str = "", version: str = "2.0",
) -> str:  # fmt: skip
    """An assertion about somebody."""

    def when(name: str, minutes: float | None) -> str:
        return "" if minutes is None else f' {name}="{instant(minutes)}"'

    def given(name: str, value: str | None) -> str:
        return "" if value is None else f' {name}="{value}"'

    restriction = "" if audience is None else f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
    values = "".join(f'<saml:AttributeValue xsi:type="xs:string">{group}</saml:AttributeValue>' for group in groups)
    data = (
        f"<saml:SubjectConfirmationData{given('InResponseTo', in_response_to)}{given('Recipient', recipient)}"
        f"{when('NotBefore', confirmation_starts)}{when('NotOnOrAfter', confirmation_ends)}/>"
    )
    if subject is None:
        subject = (
            f'<saml:Subject><saml:NameID Format="{EMAIL}">{name_id}</saml:NameID>'
            f'<saml:SubjectConfirmation Method="{method}">{data}</saml:SubjectConfirmation></saml:Subject>'
        )
    if statement is None:
        statement = (
            f'<saml:AuthnStatement AuthnInstant="{instant(authenticated)}" SessionIndex="session-1"{when("SessionNotOnOrAfter", session_ends)}>'
            "<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        )
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{id}" IssueInstant="{instant(issued)}" Version="{version}">'
        f"<saml:Issuer>{issuer}</saml:Issuer>{subject}"
        f"<saml:Conditions{when('NotBefore', starts)}{when('NotOnOrAfter', ends)}>{restriction}{condition}</saml:Conditions>{advice}"
        f'{statement}<saml:AttributeStatement><saml:Attribute Name="groups" '
        f'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">{values}</saml:Attribute></saml:AttributeStatement></saml:Assertion>'
    )


def evil(id: str = "_assertion-evil") -> str:
    """The assertion that the attacker would like to be believed."""
    return assertion(id=id, name_id=ADMIN, groups=("admins",))


def response(
    *content: str, id: str = "_response-1", issuer: str | None = PROVIDER, destination: str | None = ACS,
    in_response_to: str | None = REQUEST, status: str = SUCCESS, detail: str = "", extensions: str = "", issued: float = 0,
    version: str = "2.0",
) -> str:  # fmt: skip
    """A response around what it carries."""
    who = "" if issuer is None else f'<saml:Issuer xmlns:saml="{SAML}">{issuer}</saml:Issuer>'
    to = "" if destination is None else f' Destination="{destination}"'
    answers = "" if in_response_to is None else f' InResponseTo="{in_response_to}"'
    more = f"<samlp:Extensions>{extensions}</samlp:Extensions>" if extensions else ""
    return (
        f'<samlp:Response xmlns:samlp="{SAMLP}"{to} ID="{id}"{answers} IssueInstant="{instant(issued)}" Version="{version}">{who}{more}'
        f'<samlp:Status><samlp:StatusCode Value="{status}"/>{detail}</samlp:Status>{"".join(content)}</samlp:Response>'
    )


def parse(text: str | bytes) -> etree._Element:
    """A tree that keeps comments, CDATA sections and processing instructions."""
    parser = etree.XMLParser(strip_cdata=False, resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(text.encode() if isinstance(text, str) else text, parser)


def text(tree: etree._Element) -> str:
    return etree.tostring(tree, encoding="unicode", with_tail=False)


def by_id(tree: etree._Element, id: str) -> etree._Element:
    return next(element for element in tree.iter(etree.Element) if element.get("ID") == id)


def canonical(element: etree._Element, algorithm: str = EXCLUSIVE) -> bytes:
    exclusive = algorithm.startswith(EXCLUSIVE)
    return etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=algorithm.endswith("WithComments"))


def transform(algorithm: str, inside: str = "") -> str:
    return f'<ds:Transform Algorithm="{algorithm}">{inside}</ds:Transform>'


def x509(key: Key) -> str:
    return f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{key.certificate_base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"


def signature(
    element: etree._Element, *, key: Key = IDP, uri: str | None = None, transforms: str | None = None, method: str = RSA_SHA256,
    method_inside: str = "", digest: str = SHA256, digest_value: str | None = None, c14n: str = EXCLUSIVE, key_info: str | None = None,
    secret: bytes | None = None, more_references: str = "", signed_info: str = "", objects: str = "", empty: bool = False,
    reference_form: str | None = None,
) -> str:  # fmt: skip
    """A `ds:Signature` over an element as it stands now. Each argument is a place where an attacker may turn a screw."""
    if reference_form is None:
        reference_form = EXCLUSIVE if transforms is None else (c14n if c14n != EXCLUSIVE and c14n in transforms else EXCLUSIVE)
    if transforms is None:
        transforms = transform(ENVELOPED) + transform(EXCLUSIVE)
    if digest_value is None:
        digest_value = base64.b64encode(hashlib.new(HASHES[digest], canonical(element, reference_form)).digest()).decode()
    uri = f"#{element.get('ID')}" if uri is None else uri
    info = (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{c14n}"/>'
        f'<ds:SignatureMethod Algorithm="{method}">{method_inside}</ds:SignatureMethod>'
        f'<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue>{digest_value}</ds:DigestValue></ds:Reference>{more_references}</ds:SignedInfo>'
    )
    value = sign_bytes(canonical(parse(info), c14n), method, key, secret)
    info = info.replace(f' xmlns:ds="{DS}"', "", 1)
    shown = x509(key) if key_info is None else key_info
    return (
        f'<ds:Signature xmlns:ds="{DS}">{signed_info}{info}<ds:SignatureValue>{"" if empty else value}</ds:SignatureValue>'
        f"{shown}{objects}</ds:Signature>"
    )


def sign_bytes(signed: bytes, method: str, key: Key, secret: bytes | None) -> str:
    if secret is not None:
        value = hmac.digest(secret, signed, "sha256")
    else:
        hash = hashes.SHA1() if method.endswith("sha1") else hashes.MD5() if method.endswith("md5") else hashes.SHA256()
        value = key.key.sign(signed, padding.PKCS1v15(), hash)
    return base64.b64encode(value).decode()


def sign(document: str | bytes, id: str = "_assertion-1", **how: object) -> str:
    """The document with the element of this ID signed, the signature where SAML's schema has it: after its issuer."""
    tree = parse(document)
    element = by_id(tree, id)
    place(element, signature(element, **how))
    return text(tree)


def place(element: etree._Element, signature: str) -> None:
    """Puts a signature after the element's issuer, or first where there is none."""
    issuer = element.find(f"{{{SAML}}}Issuer")
    node = parse(signature)
    if issuer is None:
        element.insert(0, node)
    else:
        issuer.addnext(node)


def signed_assertion(**changes: object) -> str:
    """A good response with a signed assertion, but for these changes of the assertion."""
    return sign(response(assertion(**changes)))


def signature_of(element: etree._Element) -> etree._Element:
    return element.find(f"{{{DS}}}Signature")
