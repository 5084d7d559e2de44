"""Sign-in at pysaml2, a third reading of SAML: AES-GCM, requests by POST, and answers that were tampered with."""

from collections.abc import Iterator

import pytest

from peers.chromium import Browser
from peers.portal import Portal
from peers.pysaml2_provider import GCM, Pysaml2Provider, pysaml2_provider
from peers.sallyport import Sallyport
from peers.saml_gateway import metadata_of, saml_gateway
from peers.visitor import Visitor

#: pysaml2 sends attributes that it knows under the names of an older directory.
NAMES = "urn:mace:dir:attribute-def"
LINES = f"email_claim: '{NAMES}:mail'\nname_claim: ['{NAMES}:displayName']\nemail_trust: always"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pysaml2Provider, Sallyport]]:
    """The provider as `localhost`, the gateway as 127.0.0.1: two sites, as in life."""
    folder = tmp_path_factory.mktemp("pysaml2")
    providers = {"corp": LINES, "posting": LINES + "\nrequest_binding: post"}
    with pysaml2_provider(folder / "provider") as provider, saml_gateway(folder, provider, providers) as gateway:
        yield provider, gateway


@pytest.fixture
def gateway(both: tuple[Pysaml2Provider, Sallyport]) -> Sallyport:
    return both[1]


@pytest.fixture
def provider(both: tuple[Pysaml2Provider, Sallyport], gateway: Sallyport) -> Pysaml2Provider:
    both[0].know(metadata_of(gateway, "corp"))
    both[0].encrypts = None
    return both[0]


@pytest.mark.parametrize("bits", [128, 256])
def test_assertions_encrypted_with_gcm_are_read(provider: Pysaml2Provider, gateway: Sallyport, bits: int):
    """A provider that encrypts as Sallyport's metadata asks for is understood, whichever key length it takes."""
    provider.encrypts = bits
    visitor = Visitor(gateway.url)
    answer = provider.sign_in(visitor.session, visitor.leave_for("corp"), "alice")
    assert GCM[bits] in answer.message("SAMLResponse")
    page = visitor.bring(answer)
    assert "Alice Liddell" in page.text and visitor.is_signed_in


def test_requests_by_post_reach_the_provider(provider: Pysaml2Provider, gateway: Sallyport, browser: Browser):
    """A provider that takes no long URLs is asked by a form, which sends itself and has a button besides."""
    provider.know(metadata_of(gateway, "posting"))
    before = provider.verified_requests
    portal = Portal(browser, gateway.url)
    portal.open_sign_in()
    portal.choose_provider("posting")
    provider.sign_in_by_browser(browser, "bob")
    portal.arrive_at_roles()
    assert provider.verified_requests == before + 1
    assert [line for line in browser.complaints() if "favicon" not in line] == []


def test_an_answer_for_another_browser_is_refused(provider: Pysaml2Provider, gateway: Sallyport):
    """Nobody is signed in as somebody else by a link or a form that they were sent."""
    attacker, victim = Visitor(gateway.url), Visitor(gateway.url)
    answer = provider.sign_in(attacker.session, attacker.leave_for("corp"), "bob")
    victim.leave_for("corp")
    assert victim.bring(answer).status_code == 400 and not victim.is_signed_in


def test_an_altered_answer_is_refused(provider: Pysaml2Provider, gateway: Sallyport):
    """A person who edits the answer in their own browser does not get another's rights."""
    visitor = Visitor(gateway.url)
    answer = provider.sign_in(visitor.session, visitor.leave_for("corp"), "bob")
    page = visitor.bring(answer.with_message("SAMLResponse", lambda xml: xml.replace("auditors", "developers")))
    assert page.status_code == 403 and not visitor.is_signed_in
    assert "signature-digest-wrong" in gateway.process.text
