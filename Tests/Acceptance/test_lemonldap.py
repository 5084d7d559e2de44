"""Sign-in and sign-out at LemonLDAP::NG, a second SAML provider that is not ours, on another site."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from peers.lemonldap import LemonLDAP, lemonldap
from peers.sallyport import Sallyport
from peers.saml_gateway import metadata_of, saml_gateway
from peers.visitor import Visitor

LINES = "email_claim: mail\nname_claim: [cn]\nemail_trust: always\nname_id_format: email"
#: At the second, people may begin at the portal.
PROVIDERS = {"corp": LINES, "tiles": LINES + "\nallow_unsolicited: true\nlanding_pages: [/]"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LemonLDAP, Sallyport]]:
    """The provider as `localhost`, the gateway as 127.0.0.1: two sites, as in life."""
    folder = tmp_path_factory.mktemp("lemonldap")
    with lemonldap(folder / "provider") as provider, saml_gateway(folder, provider, PROVIDERS) as gateway:
        provider.know(metadata_of(gateway, "corp"))
        yield provider, gateway


@pytest.fixture
def provider(both: tuple[LemonLDAP, Sallyport]) -> LemonLDAP:
    return both[0]


@pytest.fixture
def gateway(both: tuple[LemonLDAP, Sallyport]) -> Sallyport:
    return both[1]


def sign_in(provider: LemonLDAP, gateway: Sallyport, person: str) -> Visitor:
    visitor = Visitor(gateway.url)
    page = visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), person))
    assert page.status_code == 200 and visitor.is_signed_in, page.text[:2000]
    return visitor


def test_a_person_of_a_company_gets_in(provider: LemonLDAP, gateway: Sallyport):
    """A second provider, of another make, works with the same four lines, and with signed requests only."""
    visitor = sign_in(provider, gateway, "alice")
    page = visitor.session.get(f"{gateway.url}/", timeout=30)
    assert "Alice Liddell" in page.text and "Developer" in page.text


def test_signing_out_leaves_the_provider_too(provider: LemonLDAP, gateway: Sallyport):
    """After signing out, the next sign-in asks for the password again: the provider's session is gone as well."""
    visitor = sign_in(provider, gateway, "bob")
    page = visitor.sign_out()
    assert page.url.startswith(f"{gateway.url}/signed-out"), f"{page.url}\n{page.text[:2000]}"
    assert not visitor.is_signed_in
    assert 'name="password"' in visitor.leave_for("corp").text


def test_signing_out_at_the_provider_signs_out_here(provider: LemonLDAP, gateway: Sallyport):
    """Whoever signs out at the company's portal is out of Sallyport too, without thinking of it."""
    visitor = sign_in(provider, gateway, "alice")
    page = visitor.session.get(f"{provider.base}/?logout=1", timeout=30)
    # The portal's page fetches one address for each service, in frames or as pictures.
    for address in re.findall(r'<(?:iframe|img)[^>]* src="([^"]+)"', page.text):
        if "saml" in address or "/slo" in address:
            visitor.session.get(urljoin(page.url, html.unescape(address)), timeout=30)
    assert not visitor.is_signed_in, page.text


def test_a_key_that_changes_at_once_is_noticed_by_nobody(provider: LemonLDAP, gateway: Sallyport):
    """A provider that publishes one key only changes it from one moment to the next, and everybody still gets in."""
    for change in (lambda: None, provider.change_key):
        change()
        visitor = Visitor(gateway.url)
        page = visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice"))
        assert "Alice Liddell" in page.text and visitor.is_signed_in


def test_encrypted_assertions_in_a_signed_response_are_read(provider: LemonLDAP, gateway: Sallyport):
    """A company that encrypts what its provider says needs no other setting: the response is signed around it."""
    provider.know(metadata_of(gateway, "corp"), EncryptionMode="assertion")
    visitor = Visitor(gateway.url)
    answer = provider.sign_in(visitor.session, visitor.leave_for("corp"), "bob")
    assert "EncryptedAssertion" in answer.message("SAMLResponse")
    page = visitor.bring(answer)
    assert "Bob Builder" in page.text and visitor.is_signed_in


def test_a_tile_of_the_companys_portal_signs_in(provider: LemonLDAP, gateway: Sallyport):
    """People who start at the company's portal land at their roles, once; where nobody allowed that, they are told."""
    for name, allowed in (("tiles", True), ("corp", False)):
        provider.know(metadata_of(gateway, name))
        visitor = Visitor(gateway.url)
        start = visitor.session.get(provider.initiated_url(), timeout=30)
        answer = provider.sign_in(visitor.session, start, "alice")
        assert "InResponseTo" not in answer.message("SAMLResponse")
        page = visitor.bring(answer)
        assert visitor.is_signed_in == allowed, page.text[:2000]
        assert page.status_code == (200 if allowed else 400)
        assert visitor.bring(answer).status_code == 400
