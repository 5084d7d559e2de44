"""Single Logout by SOAP with LemonLDAP::NG: the two sides tell each other, and the browser carries nothing."""

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
SERVICE = re.compile(r'<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-[^>]*/>')


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LemonLDAP, Sallyport]]:
    """Each knows the other's place for logout by SOAP, and no other."""
    folder = tmp_path_factory.mktemp("lemonldap")
    with lemonldap(folder / "provider") as provider:
        provider.change(samlIDPSSODescriptorSingleLogoutServiceHTTPRedirect="", samlIDPSSODescriptorSingleLogoutServiceHTTPPost="")
        with saml_gateway(folder, provider, {"corp": LINES}) as gateway:
            own = metadata_of(gateway, "corp")
            assert len(SERVICE.findall(own)) == 2 and "bindings:SOAP" in SERVICE.sub("", own)
            provider.know(SERVICE.sub("", own))
            yield provider, gateway


def sign_in(both: tuple[LemonLDAP, Sallyport], person: str) -> Visitor:
    provider, gateway = both
    visitor = Visitor(gateway.url)
    visitor.bring(provider.sign_in(visitor.session, visitor.leave_for("corp"), person))
    assert visitor.is_signed_in
    return visitor


def test_signing_out_here_ends_the_session_there(both: tuple[LemonLDAP, Sallyport]):
    """Whoever signs out here is asked for their password there, though their browser never went there to sign out."""
    visitor = sign_in(both, "bob")
    page = visitor.sign_out()
    assert page.url.startswith(f"{both[1].url}/signed-out") and not visitor.is_signed_in
    assert not [one.url for one in page.history if one.url.startswith(both[0].base)]
    assert 'name="password"' in visitor.leave_for("corp").text


def test_signing_out_there_ends_the_session_here(both: tuple[LemonLDAP, Sallyport]):
    """Whoever signs out at the company's portal is out of Sallyport before they look there again."""
    provider, gateway = both
    visitor, other = sign_in(both, "alice"), sign_in(both, "bob")
    page = visitor.session.get(f"{provider.base}/?logout=1", timeout=30)
    # The portal does it when its page fetches one address of its own for each service.
    for address in re.findall(r'<(?:iframe|img)[^>]* src="([^"]+)"', page.text):
        place = urljoin(page.url, html.unescape(address))
        if "saml" in place:
            assert place.startswith(provider.base)
            visitor.session.get(place, timeout=30)
    assert not visitor.is_signed_in, page.text
    assert other.is_signed_in
