"""A complete sign-in at an OpenID provider that is not ours, on another site, with keys that rotate meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from peers import aws
from peers.chromium import Browser, chromium
from peers.glewlwyd import CLIENT_SECRET, Glewlwyd, glewlwyd
from peers.portal import Portal
from peers.processes import free_port
from peers.sallyport import Sallyport, serve

ASSUMED = "arn:aws:sts::000000000001:assumed-role"


@pytest.fixture(scope="module")
def provider_and_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Glewlwyd, Sallyport]]:
    """The provider as `localhost`, the gateway as 127.0.0.1: two sites, as in life."""
    folder: Path = tmp_path_factory.mktemp("glewlwyd")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with glewlwyd(folder / "provider", f"{url}/callback/glewlwyd", f"{url}/signed-out") as provider:
        lines = f"""
providers:
  glewlwyd:
    preset: generic-oidc
    name: Glewlwyd
    issuer: "{provider.issuer}"
    connect: "{provider.connect}"
    client_id: sallyport
    client_secret: env:PROVIDER_SECRET
    scopes: [openid, profile, email, groups]
accounts:
  local: {{id: 000000000001, issuer: embedded}}
roles:
  local: [{{name: Developer, max_duration: 1h}}, {{name: Auditor, max_duration: 1h}}]
rules:
  - {{when: {{group: developers}}, grant: local/Developer}}
  - {{when: {{group: auditors}}, grant: local/Auditor}}
"""
        with serve(folder, port, lines, {"PROVIDER_SECRET": CLIENT_SECRET}) as gateway:
            yield provider, gateway


def sign_in(browser: Browser, provider: Glewlwyd, gateway: Sallyport, person: str) -> Portal:
    portal = Portal(browser, gateway.url)
    portal.open_sign_in()
    portal.choose_provider("glewlwyd")
    provider.sign_in_by_browser(browser, person)
    portal.arrive_at_roles()
    return portal


def test_a_person_of_a_foreign_provider_takes_a_role(
    provider_and_gateway: tuple[Glewlwyd, Sallyport], browser: Browser
):
    """A team with its own OpenID provider writes four lines, and its people have working AWS keys."""
    provider, gateway = provider_and_gateway
    portal = sign_in(browser, provider, gateway, "alice")
    assert "Alice Liddell" in browser.find("header").text
    assert [role.split("/")[-1] for role in portal.roles()] == ["Developer"]
    browser.picture("glewlwyd-roles")
    keys = portal.take_keys("Developer")
    assert aws.caller(gateway.sts, keys) == f"{ASSUMED}/Developer/alice@example.org"


def test_keys_that_rotate_are_noticed_by_nobody(provider_and_gateway: tuple[Glewlwyd, Sallyport]):
    """While the provider changes its signing key, and later drops the old one, everybody still gets in."""
    provider, gateway = provider_and_gateway
    with chromium() as browser:
        sign_in(browser, provider, gateway, "alice")
    fresh = provider.rotate_keys("RSA")
    assert provider.published_key_ids()[0] == fresh and len(provider.published_key_ids()) == 2
    with chromium() as browser:
        portal = sign_in(browser, provider, gateway, "alice")
        keys = portal.take_keys("Developer")
        assert aws.caller(gateway.sts, keys) == f"{ASSUMED}/Developer/alice@example.org"
    provider.forget_old_keys()
    assert provider.published_key_ids() == [fresh]
    with chromium() as browser:
        assert sign_in(browser, provider, gateway, "alice").roles()


def test_a_person_without_a_role_is_told_whose_turn_it_is(
    provider_and_gateway: tuple[Glewlwyd, Sallyport], browser: Browser
):
    """Somebody new, whom no rule knows yet, reads what to ask of whom instead of an empty page."""
    provider, gateway = provider_and_gateway
    portal = Portal(browser, gateway.url)
    portal.open_sign_in()
    portal.choose_provider("glewlwyd")
    provider.sign_in_by_browser(browser, "bob")
    browser.wait_for_url(f"{gateway.url}/")
    browser.find("h1")
    assert "no rule gives you a role yet" in browser.text
    assert portal.roles() == []
    browser.picture("glewlwyd-no-role")


def test_signing_out_leaves_the_provider_too(provider_and_gateway: tuple[Glewlwyd, Sallyport], browser: Browser):
    """After signing out, the next sign-in asks for the password again: the provider's session is gone as well."""
    provider, gateway = provider_and_gateway
    portal = sign_in(browser, provider, gateway, "alice")
    portal.sign_out()
    provider.sign_out_by_browser(browser)
    browser.wait_for_url(gateway.url)
    portal.open_sign_in()
    portal.choose_provider("glewlwyd")
    browser.find("#username")
