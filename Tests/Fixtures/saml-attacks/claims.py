"""Assertions that a provider really signed, for another place, another time, another request or somebody else."""

from messages import BEARER, EMAIL, SAML, assertion, response, sign, signed_assertion
from world import ACS, AUDIENCE, PROVIDER, REQUEST, Case, instant

OTHER = "https://other.example.net/saml/acs"
NO_PASSIVE = "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
HOLDER = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"


def around(*, signs: str = "_assertion-1", assertion_changes: dict | None = None, **changes: object) -> str:
    """A response with these changes around a signed assertion, or signed itself."""
    return sign(response(assertion(**(assertion_changes or {})), **changes), signs)


def subject(confirmation: str = "", name: str = f'<saml:NameID Format="{EMAIL}">mallory@example.org</saml:NameID>') -> str:
    return f"<saml:Subject>{name}{confirmation}</saml:Subject>"


def confirmation(data: str | None, method: str = BEARER) -> str:
    inside = "" if data is None else f"<saml:SubjectConfirmationData {data}/>"
    return f'<saml:SubjectConfirmation Method="{method}">{inside}</saml:SubjectConfirmation>'


GOOD_DATA = f'InResponseTo="{REQUEST}" Recipient="{ACS}" NotOnOrAfter="{instant(5)}"'
UNKNOWN_CONDITION = '<x:Weather xmlns:x="urn:example:x">fine</x:Weather>'
PROXY = "<saml:ProxyRestriction Count=\"0\"/>"
TWO_AUDIENCES = f"<saml:AudienceRestriction><saml:Audience>{OTHER}</saml:Audience></saml:AudienceRestriction>"


def cases() -> list[Case]:
    def case(name: str, family: str, message: str, reason: str | None, why: str, **options: object) -> Case:
        return Case(name, family, why, message.encode(), reason, dict(options))

    whole = {"signs": "_response-1"}
    request = "saml-confirmation-request-mismatch"
    return [
        case("destination", "destination", around(destination=OTHER), "saml-destination-mismatch", "the response was sent to another service"),
        case("destination-signed", "destination", around(destination=OTHER, **whole), "saml-destination-mismatch", "the signed response was sent to another service"),
        case("destination-missing", "destination", around(destination=None, **whole), "saml-destination-missing", "a response signed as a whole names no destination"),
        case("destination-case", "destination", around(destination=ACS.replace("corp", "Corp")), "saml-destination-mismatch", "the destination is another path by one letter's case"),
        case("destination-prefix", "destination", around(destination=ACS + "/../evil"), "saml-destination-mismatch", "the destination begins with ours"),
        case("recipient", "recipient", signed_assertion(recipient=OTHER), "saml-recipient-mismatch", "the assertion was made for another service, which passes it on"),
        case("recipient-missing", "recipient", signed_assertion(recipient=None), "saml-recipient-missing", "the assertion may be brought anywhere"),
        case("audience", "audience", signed_assertion(audience="https://other.example.net"), "saml-audience-mismatch", "the assertion is for another service"),
        case("audience-prefix", "audience", signed_assertion(audience=AUDIENCE + "/more"), "saml-audience-mismatch", "the audience begins with ours"),
        case("audience-missing", "audience", signed_assertion(audience=None), "saml-audience-missing", "the assertion is for anybody"),
        case("audience-both", "audience", signed_assertion(condition=TWO_AUDIENCES), "saml-audience-mismatch", "two restrictions must both hold, and one does not"),
        case("issuer-response", "issuer", around(issuer="https://evil.example.org/saml"), "saml-issuer-unknown", "the response is another provider's"),
        case("issuer-assertion", "issuer", signed_assertion(issuer="https://evil.example.org/saml"), "saml-assertion-issuer-mismatch", "the assertion is another provider's"),
        case("issuer-slash", "issuer", around(issuer=PROVIDER + "/"), "saml-issuer-unknown", "the issuer differs by a slash"),
        case("issuer-composed", "issuer", around(issuer=PROVIDER.replace("example", "ex\u0061\u0301mple")), "saml-issuer-unknown", "the issuer only looks the same"),
        case("issuer-missing", "issuer", around(issuer=None, **whole), "saml-issuer-missing", "a response signed as a whole names no issuer"),
        case("expired", "time", signed_assertion(starts=-20, ends=-5), "saml-assertion-expired", "the assertion is over"),
        case("not-yet", "time", signed_assertion(starts=5, ends=20), "saml-assertion-not-yet-valid", "the assertion is not valid yet"),
        case("confirmation-expired", "time", signed_assertion(confirmation_ends=-5), "saml-confirmation-expired", "it may not be brought any more"),
        case("confirmation-endless", "time", signed_assertion(confirmation_ends=None), "saml-confirmation-end-missing", "it may be brought for ever"),
        case("confirmation-begins", "time", signed_assertion(confirmation_starts=-1), "saml-confirmation-has-not-before", "a bearer confirmation has a beginning, which it must not"),
        case("session-over", "time", signed_assertion(session_ends=-5), "saml-session-over", "the provider's session is over"),
        case("from-the-future", "time", around(issued=10), "saml-issued-in-future", "the response was issued after now"),
        case("authenticated-in-future", "time", signed_assertion(authenticated=30), "saml-authn-instant-in-future", "the person will authenticate in half an hour"),
        case("other-request", "request", around(in_response_to="_request-of-somebody-else", assertion_changes={"in_response_to": "_request-of-somebody-else"}), "saml-request-mismatch", "the answer to another browser's request"),
        case("other-request-inside", "request", signed_assertion(in_response_to="_request-of-somebody-else"), request, "the assertion answers another request than the response around it"),
        case("request-missing", "request", around(in_response_to=None, assertion_changes={"in_response_to": None}), "saml-response-unsolicited", "nobody asked for it"),
        case("request-missing-inside", "request", signed_assertion(in_response_to=None), "saml-confirmation-request-missing", "the assertion answers no request, the response around it does"),
        case("sender-vouches", "confirmation", signed_assertion(method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), "saml-bearer-missing", "somebody vouches who is not asked"),
        case("holder-of-key", "confirmation", signed_assertion(method=HOLDER), "saml-bearer-missing", "the key that it asks for is not looked at"),
        case("confirmation-missing", "confirmation", signed_assertion(subject=subject()), "saml-bearer-missing", "nothing says who may bring it"),
        case("name-missing", "confirmation", signed_assertion(subject=subject(confirmation(GOOD_DATA), "")), "saml-name-id-missing", "it is about nobody"),
        case("subject-missing", "confirmation", signed_assertion(subject=""), "saml-subject-missing", "it has no subject"),
        case("condition-unknown", "condition", signed_assertion(condition=UNKNOWN_CONDITION), "saml-condition-unknown", "a condition that nobody here can judge"),
        case("status", "status", around(status=FAILED), "saml-status-authn-failed", "the provider says no, and an assertion comes along"),
        case("status-no-passive", "status", response(status=NO_PASSIVE), "saml-status-no-passive", "the provider needs the person"),
        case("version", "version", around(version="1.1"), "saml-version-refused", "another version"),
        case("assertion-version", "version", signed_assertion(version="2.1"), "saml-assertion-version-refused", "another version inside"),
        case("no-assertion", "structure", sign(response(), "_response-1"), "saml-assertion-missing", "a signed response says nothing"),
        case("no-statement", "structure", signed_assertion(statement=""), "saml-authn-statement-missing", "nobody authenticated"),
        case("no-id", "structure", signed_assertion().replace(' ID="_response-1"', ""), "saml-id-missing", "the response has no ID"),
        case("good-proxy-restriction", "good", signed_assertion(condition=PROXY), None, "a condition of SAML's own that does not concern us"),
        case("good-audience-space", "good", signed_assertion(audience=f" {AUDIENCE} "), None, "spaces around the audience, which the schema's `anyURI` does not count"),
        case("good-skew", "good", signed_assertion(starts=0.5, issued=0.5), None, "the provider's clock is half a minute ahead"),
    ]  # fmt: skip
