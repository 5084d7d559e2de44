"""The artifact binding with two providers that are not ours: the browser brings a handle, and the gateway fetches the response."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from peers.html_forms import form_with
from peers.lemonldap import PASSWORD, LemonLDAP, lemonldap
from peers.sallyport import Sallyport
from peers.saml_gateway import metadata_of, saml_gateway
from peers.simplesamlphp import SimpleSAMLphp, simplesamlphp
from peers.visitor import Visitor

LINES = "email_claim: mail\nname_claim: [cn]\nemail_trust: always\nresponse_binding: artifact"
MAKES = ["simplesamlphp", "lemonldap"]


@dataclass
class Desk:
    """A gateway and the provider it asks for handles."""

    gateway: Sallyport
    #: the fields of the provider's login form
    fields: tuple[str, str]

    def sign_in(self, visitor: Visitor, person: str) -> requests.Response:
        """Signs in at the provider and follows the browser to where it ends."""
        name, password = self.fields
        page = form_with(visitor.leave_for("corp"), name, password)
        return page.send(visitor.session, **{name: person, password: PASSWORD})


def carrier(page: requests.Response) -> str:
    """The address that carried the handle to the gateway."""
    (found,) = (one.url for one in [*page.history, page] if "SAMLart=" in one.url)
    return found


@pytest.fixture(scope="module", params=MAKES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "lemonldap":
        with lemonldap(folder / "provider") as provider, saml_gateway(folder, provider, {"corp": LINES}) as gateway:
            provider.know(metadata_of(gateway, "corp"))
            yield Desk(gateway, ("user", "password"))
    else:
        with simplesamlphp(folder / "provider") as provider:
            provider.switch(idp={"saml20.sendartifact": True})
            with saml_gateway(folder, provider, {"corp": LINES}) as gateway:
                provider.know(metadata_of(gateway, "corp"))
                yield Desk(gateway, ("username", "password"))


def test_a_person_gets_in_by_a_handle(desk: Desk):
    """A company whose provider hands out handles only keeps its people's data out of their browsers, and they get in."""
    visitor = Visitor(desk.gateway.url)
    page = desk.sign_in(visitor, "alice")
    assert page.status_code == 200 and "Alice Liddell" in page.text, page.text[:3000]
    assert visitor.is_signed_in
    query = parse_qs(urlsplit(carrier(page)).query)
    assert set(query) == {"SAMLart", "RelayState"}, query
    assert not [one for one in page.history if "SAMLResponse" in one.text]


def test_a_handle_is_taken_once(desk: Desk):
    """A handle out of a browser's history or a proxy's log opens nothing a second time, for nobody."""
    visitor = Visitor(desk.gateway.url)
    address = carrier(desk.sign_in(visitor, "bob"))
    assert visitor.is_signed_in
    assert visitor.session.get(address, timeout=30).status_code == 400
    thief = Visitor(desk.gateway.url)
    assert thief.session.get(address, timeout=30).status_code == 400 and not thief.is_signed_in


def test_the_provider_is_not_asked_for_a_strangers_handle(desk: Desk):
    """Nobody makes the gateway call the provider by sending handles: only a sign-in that was begun does."""
    fresh = Visitor(desk.gateway.url)
    handle = "AAQAAA" + "A" * 52 + "=="
    page = fresh.session.get(f"{desk.gateway.url}/saml/corp/acs", params={"SAMLart": handle, "RelayState": "x"}, timeout=30)
    assert page.status_code == 400 and not fresh.is_signed_in
