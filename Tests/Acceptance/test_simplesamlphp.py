"""Sign-in and sign-out at SimpleSAMLphp, a SAML provider that is not ours, on another site."""

from collections.abc import Iterator

import pytest

from peers import aws
from peers.chromium import Browser
from peers.portal import Portal
from peers.sallyport import Sallyport
from peers.saml_gateway import metadata_of, saml_gateway
from peers.simplesamlphp import SimpleSAMLphp, simplesamlphp
from peers.visitor import Visitor

ASSUMED = "arn:aws:sts::000000000001:assumed-role"
PROVIDERS = {
    "corp": "email_claim: mail\nname_claim: [cn]\nemail_trust: always\nname_id_format: email",
    "tiles": "email_claim: mail\nname_claim: [cn]\nemail_trust: always\nallow_unsolicited: true\nlanding_pages: [/]",
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimpleSAMLphp, Sallyport]]:
    """The provider as `localhost`, the gateway as 127.0.0.1: two sites, as in life."""
    folder = tmp_path_factory.mktemp("simplesamlphp")
    with simplesamlphp(folder / "provider") as provider, saml_gateway(folder, provider, PROVIDERS) as gateway:
        provider.know(*(metadata_of(gateway, name) for name in PROVIDERS))
        yield provider, gateway


@pytest.fixture
def provider(both: tuple[SimpleSAMLphp, Sallyport]) -> SimpleSAMLphp:
    both[0].switch()
    return both[0]


@pytest.fixture
def gateway(both: tuple[SimpleSAMLphp, Sallyport]) -> Sallyport:
    return both[1]


def sign_in(browser: Browser, provider: SimpleSAMLphp, gateway: Sallyport, person: str) -> Portal:
    portal = Portal(browser, gateway.url)
    portal.open_sign_in()
    portal.choose_provider("corp")
    provider.sign_in_by_browser(browser, person)
    portal.arrive_at_roles()
    return portal


def test_a_person_of_a_company_takes_a_role(provider: SimpleSAMLphp, gateway: Sallyport, browser: Browser):
    """A company with a SAML provider writes four lines, and its people have working AWS keys."""
    portal = sign_in(browser, provider, gateway, "alice")
    assert "Alice Liddell" in browser.find("header").text
    assert [role.split("/")[-1] for role in portal.roles()] == ["Developer"]
    browser.picture("simplesamlphp-roles")
    keys = portal.take_keys("Developer")
    assert aws.caller(gateway.sts, keys) == f"{ASSUMED}/Developer/alice@example.org"


def test_signing_out_leaves_the_provider_too(provider: SimpleSAMLphp, gateway: Sallyport, browser: Browser):
    """After signing out, the next sign-in asks for the password again: the provider's session is gone as well."""
    portal = sign_in(browser, provider, gateway, "bob")
    portal.sign_out()
    browser.find("h1", "signed out")
    browser.wait_for_url(f"{gateway.url}/signed-out")
    portal.open_sign_in()
    portal.choose_provider("corp")
    browser.find("#username")


def test_signing_out_at_the_provider_signs_out_here(provider: SimpleSAMLphp, gateway: Sallyport, browser: Browser):
    """Whoever signs out at the company's portal is out of Sallyport too, without thinking of it."""
    portal = sign_in(browser, provider, gateway, "alice")
    browser.open(provider.sign_out_url)
    browser.wait_for_url(f"{provider.base}/logout.php")
    portal.open_sign_in()
    assert portal.roles() == []


def test_encrypted_assertions_are_read(provider: SimpleSAMLphp, gateway: Sallyport):
    """A company that encrypts what its provider says needs no other setting: the response is signed around it."""
    provider.switch(sp={"assertion.encryption": True})
    visitor = Visitor(gateway.url)
    answer = provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice")
    assert "EncryptedAssertion" in answer.message("SAMLResponse")
    page = visitor.bring(answer)
    assert page.status_code == 200 and "Alice Liddell" in page.text
    assert visitor.is_signed_in


def test_encryption_that_nothing_covers_is_refused(provider: SimpleSAMLphp, gateway: Sallyport):
    """Nobody reads a company's assertions by altering ciphertexts: CBC without a signature around it is not decrypted."""
    provider.switch(idp={"saml20.sign.response": False}, sp={"assertion.encryption": True})
    visitor = Visitor(gateway.url)
    page = visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice"))
    assert page.status_code == 403 and not visitor.is_signed_in
    assert "encryption-cbc-refused" in gateway.process.text


def test_requests_are_signed_where_the_provider_demands_it(provider: SimpleSAMLphp, gateway: Sallyport):
    """A provider that lets nobody in without a signed request lets Sallyport's people in."""
    provider.switch(sp={"validate.authnrequest": True})
    visitor = Visitor(gateway.url)
    page = visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), "bob"))
    assert "Bob Builder" in page.text and visitor.is_signed_in


@pytest.mark.parametrize("signed", ["response", "assertion"])
def test_one_signature_is_enough(provider: SimpleSAMLphp, gateway: Sallyport, signed: str):
    """Whichever of the two a provider signs, its people get in."""
    provider.switch(idp={f"saml20.sign.{part}": part == signed for part in ("response", "assertion")})
    visitor = Visitor(gateway.url)
    page = visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice"))
    assert "Alice Liddell" in page.text and visitor.is_signed_in


def test_an_answer_is_taken_once(provider: SimpleSAMLphp, gateway: Sallyport):
    """An answer copied from a browser's history or a log opens nothing a second time."""
    visitor = Visitor(gateway.url)
    answer = provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice")
    assert visitor.bring(answer).status_code == 200
    assert visitor.bring(answer).status_code == 400
    thief = Visitor(gateway.url)
    assert thief.bring(answer).status_code == 400 and not thief.is_signed_in


def test_a_tile_of_the_companys_portal_signs_in(provider: SimpleSAMLphp, gateway: Sallyport):
    """People who start at the company's portal land at their roles; where nobody allowed that, they are told."""
    for name, allowed in (("tiles", True), ("corp", False)):
        visitor = Visitor(gateway.url)
        start = provider.initiated_url(f"{gateway.url}/saml/{name}/metadata")
        page = visitor.bring(provider.sign_in(visitor.session, visitor.session.get(start, timeout=30), "alice"))
        assert visitor.is_signed_in == allowed, page.text[:2000]
        assert page.status_code == (200 if allowed else 400)


def test_an_unsolicited_answer_is_taken_once_too(provider: SimpleSAMLphp, gateway: Sallyport):
    """A response that nobody asked for has no cookie to go with, and still opens nothing twice."""
    visitor = Visitor(gateway.url)
    start = provider.initiated_url(f"{gateway.url}/saml/tiles/metadata")
    answer = provider.sign_in(visitor.session, visitor.session.get(start, timeout=30), "alice")
    assert visitor.bring(answer).status_code == 200
    thief = Visitor(gateway.url)
    assert thief.bring(answer).status_code == 400 and not thief.is_signed_in


def test_a_key_change_is_noticed_by_nobody(provider: SimpleSAMLphp, gateway: Sallyport):
    """While the provider changes its signing key by its manual, everybody still gets in."""

    def signs_in() -> bool:
        visitor = Visitor(gateway.url)
        visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice"))
        return visitor.is_signed_in

    provider.begin_key_change()
    assert signs_in()
    provider.end_key_change()
    assert signs_in()
