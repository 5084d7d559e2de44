"""Sign-in across two sites in a real browser, over the gateway's own TLS, by query and by posted form."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from peers.certificates import key_pair
from peers.chromium import Browser, chromium
from peers.people_provider import CLIENT, PeopleProvider, people_provider
from peers.portal import Portal
from peers.processes import free_port, running
from peers.sallyport import BINARY, holds_no_thread

HOST = "gate.example.test"


@contextmanager
def gateway(folder: Path, provider: PeopleProvider, mode: str) -> Iterator[str]:
    """A gateway at a site of its own, with a certificate that the browser is told to take."""
    port = free_port()
    pair = key_pair(folder, HOST)
    file = folder / "sallyport.yaml"
    file.write_text(
        f"""url: https://{HOST}:{port}
listen: 127.0.0.1:{port}
state: {folder / "state"}
tls: {{certificate: {pair.certificate}, key: {pair.key}}}
providers:
  people:
    preset: generic-oidc
    issuer: "{provider.url}"
    connect: "{provider.url}"
    client_id: {CLIENT}
    client_secret: env:SECRET
    response_mode: {mode}
accounts:
  local: {{id: 000000000001, issuer: embedded}}
roles:
  local: [{{name: Developer}}]
rules:
  - {{when: {{sub: alice}}, grant: local/Developer}}
"""
    )
    with running("sallyport", [str(BINARY), "serve", "--config", str(file)], {"SECRET": "x"}) as process:
        process.wait_for_line(r"^ready https://\S+$")
        yield f"https://{HOST}:{port}"
        holds_no_thread(f"https://127.0.0.1:{port}")


@pytest.fixture
def apart() -> Iterator[Browser]:
    """A browser for which every name under `.test` leads to this machine."""
    with chromium(arguments=["--host-resolver-rules=MAP *.test 127.0.0.1", "--ignore-certificate-errors"]) as browser:
        yield browser


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_two_tabs_sign_in_at_once_across_two_sites(mode: str, apart: Browser, folder: Path):
    """People come back signed in from a provider at another site, in whichever of two tabs they finish first."""
    with people_provider() as provider, gateway(folder, provider, mode) as url:
        portal = Portal(apart, url)
        first = apart.tab
        portal.open_sign_in()
        portal.choose_provider("people")
        apart.find("#go")
        apart.new_tab()
        portal.open_sign_in()
        portal.choose_provider("people")
        apart.click("#go")
        portal.arrive_at_roles()
        assert "Developer" in "".join(portal.roles())
        apart.switch(first)
        apart.click("#go")
        portal.arrive_at_roles()
        assert "Developer" in "".join(portal.roles())
        assert provider.modes == [mode, mode]
        assert portal.take_keys("Developer")["Version"] == 1
