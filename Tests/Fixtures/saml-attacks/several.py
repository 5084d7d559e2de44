"""Assertions of the provider that say a thing twice, by halves, in another spelling or not at all."""

from claims import GOOD_DATA, HOLDER, OTHER, confirmation, subject
from messages import BEARER, EMAIL, assertion, response, sign, signed_assertion
from world import ACS, ADMIN, AUDIENCE, MALLORY, PROVIDER, REQUEST, Case, instant

EXPIRED = f'InResponseTo="{REQUEST}" Recipient="{ACS}" NotOnOrAfter="{instant(-5)}"'
ELSEWHERE = f'InResponseTo="{REQUEST}" Recipient="{OTHER}" NotOnOrAfter="{instant(5)}"'
NAME = f'<saml:NameID Format="{EMAIL}">{MALLORY}</saml:NameID>'


def restriction(*audiences: str) -> str:
    inside = "".join(f"<saml:Audience>{audience}</saml:Audience>" for audience in audiences)
    return f"<saml:AudienceRestriction>{inside}</saml:AudienceRestriction>"


def confirmed(*confirmations: str) -> str:
    return signed_assertion(subject=subject("".join(confirmations)))


def named(*names: str) -> str:
    return signed_assertion(subject=subject(confirmation(GOOD_DATA), "".join(names)))


def changed(old: str, new: str) -> str:
    """A signed assertion that differs in one text."""
    text = assertion()
    assert text.count(old) >= 1, old
    return sign(response(text.replace(old, new, 1)))


def ending(end: str) -> str:
    """The conditions end at an instant that is spelled so."""
    return changed(f'NotOnOrAfter="{instant(5)}">', f'NotOnOrAfter="{end}">')


def cases() -> list[Case]:
    def case(name: str, family: str, message: str, reason: str | None, why: str) -> Case:
        return Case(name, family if reason else "good", why, message.encode(), reason)

    twice, malformed = "xml-several-elements", "saml-instant-malformed"
    bearer, whole = confirmation(GOOD_DATA), instant(5)
    two_data = f'<saml:SubjectConfirmation Method="{BEARER}"><saml:SubjectConfirmationData {ELSEWHERE}/><saml:SubjectConfirmationData {GOOD_DATA}/></saml:SubjectConfirmation>'
    statement = f'<saml:AuthnStatement AuthnInstant="{instant(-1)}"><saml:AuthnContext/></saml:AuthnStatement>'
    arabic = whole.translate({ord("0") + digit: chr(0x660 + digit) for digit in range(10)})
    issuer = f"<saml:Issuer>{PROVIDER}</saml:Issuer>"
    return [
        case("confirmations-by-halves", "several", confirmed(confirmation(EXPIRED), confirmation(ELSEWHERE)), "saml-confirmation-expired", "one confirmation is for here and over, the other holds and is for elsewhere"),
        case("confirmations-too-many", "several", confirmed(*[confirmation(EXPIRED)] * 8, bearer), "saml-too-many", "nine confirmations, each of which is judged"),
        case("confirmation-of-two-places", "several", confirmed(two_data), twice, "one confirmation with two places, of which two readers may take two"),
        case("good-confirmation-behind-another", "several", confirmed(confirmation(GOOD_DATA, HOLDER), bearer), None, "a confirmation of another kind before the one that holds"),
        case("good-confirmation-behind-an-old-one", "several", confirmed(confirmation(EXPIRED), bearer), None, "one of several confirmations holds in everything"),
        case("audience-empty", "several", signed_assertion(condition="<saml:AudienceRestriction/>"), "saml-audience-mismatch", "a restriction that names nobody is met by nobody"),
        case("audience-of-another-namespace", "several", signed_assertion(condition=f'<saml:AudienceRestriction><x:Audience xmlns:x="urn:example:x">{AUDIENCE}</x:Audience></saml:AudienceRestriction>'), "saml-condition-unknown", "an audience that is none of SAML's"),
        case("good-audiences", "several", signed_assertion(condition=restriction(OTHER, AUDIENCE)), None, "two restrictions, and both hold"),
        case("one-time-use-twice", "several", signed_assertion(condition="<saml:OneTimeUse/><saml:OneTimeUse/>"), "saml-condition-repeated", "a condition that may stand once stands twice"),
        case("proxy-restriction-twice", "several", signed_assertion(condition='<saml:ProxyRestriction Count="0"/><saml:ProxyRestriction Count="9"/>'), "saml-condition-repeated", "two limits, of which a reader may take the looser"),
        case("good-one-time-use", "several", signed_assertion(condition="<saml:OneTimeUse/>"), None, "an assertion for one use"),
        case("conditions-twice", "several", changed("<saml:Conditions", '<saml:Conditions NotOnOrAfter="2099-01-01T00:00:00Z"/><saml:Conditions'), twice, "other conditions stand before those that hold"),
        case("conditions-missing", "several", sign(response(assertion(audience=None, starts=-1).replace(f'<saml:Conditions NotBefore="{instant(-1)}" NotOnOrAfter="{whole}"></saml:Conditions>', ""))), "saml-conditions-missing", "nothing says until when and for whom"),
        case("issuer-twice", "several", changed(issuer, issuer + issuer.replace("idp", "evil")), twice, "two issuers, of which two readers may take two"),
        case("issuer-of-another-format", "issuer", changed("<saml:Issuer>", '<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'), "saml-issuer-format-refused", "the issuer is a person of the provider's name"),
        case("issuer-of-nobody", "issuer", changed(issuer, ""), "saml-assertion-issuer-missing", "an assertion that nobody says to have made"),
        case("subject-twice", "several", signed_assertion(subject=subject(bearer, NAME.replace(MALLORY, ADMIN)) + subject(bearer)), twice, "two subjects"),
        case("name-id-twice", "several", named(NAME.replace(MALLORY, ADMIN), NAME), twice, "two names"),
        case("name-id-empty", "several", named('<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"/>'), "saml-name-id-refused", "a name of no letter"),
        case("name-id-long", "several", named(f"<saml:NameID>{'a' * 1025}</saml:NameID>"), "saml-text-too-long", "a name that a store would cut"),
        case("base-id", "several", named('<saml:BaseID xmlns:x="urn:example:x" NameQualifier="x"/>', NAME), "saml-name-id-refused", "a name of a kind that nobody here knows, beside one that is known"),
        case("statements-twice", "several", changed("<saml:AuthnStatement", f"{statement}<saml:AuthnStatement"), "saml-several-authn-statements", "two sign-ins, of which two readers may take two"),
        case("attribute-without-name", "several", changed('<saml:Attribute Name="groups"', "<saml:Attribute"), "saml-attribute-name-missing", "an attribute that is called nothing"),
        case("attribute-with-structure", "several", changed(">developers<", "><b>admins</b><"), "xml-element-in-text", "a value that is text for one reader and nothing for another"),
        case("attribute-beside-a-name", "several", changed(">developers<", ">admins<saml:NameID>developers</saml:NameID><"), "xml-element-in-text", "a value that is the text for one reader and the name for another"),
        case("foreign-statement", "several", changed("<saml:AttributeStatement>", '<x:AttributeStatement xmlns:x="urn:example:x"/><saml:AttributeStatement>'), "saml-structure-refused", "a statement of another namespace"),
        case("status-within-success", "status", response(assertion()).replace('<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>', '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:StatusCode>'), "saml-status-responder", "success stands inside a failure"),
        case("status-twice", "status", response(assertion(), detail="</samlp:Status><samlp:Status>"), twice, "two statuses, the first of which is success"),
        case("status-missing", "status", response(assertion()).replace('<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>', ""), "saml-structure-refused", "nothing says that it succeeded"),
        case("conditions-never-hold", "time", signed_assertion(starts=5, ends=-5), "saml-conditions-never-hold", "the end stands before the beginning"),
        case("instant-with-offset", "instant", ending(whole.replace("Z", "+00:00")), malformed, "an instant with an offset, where SAML has UTC only"),
        case("instant-without-zone", "instant", ending(whole.removesuffix("Z")), malformed, "an instant of no zone, which each reader takes for its own"),
        case("instant-of-small-letters", "instant", ending(whole.lower()), malformed, "an instant in letters that a schema does not have"),
        case("instant-with-a-space", "instant", ending(whole.replace("T", " ")), malformed, "an instant with a space between day and hour"),
        case("instant-of-other-digits", "instant", ending(arabic), malformed, "an instant in digits of another script"),
        case("instant-of-a-leap-second", "instant", ending("2026-03-01T12:04:60Z"), malformed, "a leap second, which SAML does not have"),
        case("instant-of-no-day", "instant", ending("2026-02-30T12:00:00Z"), malformed, "a day that the month does not have"),
        case("instant-of-five-digits", "instant", ending("12026-03-01T12:00:00Z"), malformed, "a year of five digits"),
        case("instant-empty", "instant", ending(""), malformed, "an end that is said and not told"),
        case("good-instant-with-fraction", "instant", ending(whole.replace("Z", ".123456789Z")), None, "an instant with a fraction"),
    ]  # fmt: skip
