"""An issuer that is not ours: the same sign-ins, with the keys made by a running moto server."""

import json
from pathlib import Path

import requests

from peers import aws
from peers.chromium import Browser
from peers.glewlwyd import glewlwyd
from peers.moto import Moto
from peers.portal import Portal
from peers.processes import free_port
from peers.sallyport import serve

ROLE = "arn:aws:sts::111122223333:assumed-role/Developer"


def test_keys_come_from_the_issuer_that_the_file_names(browser: Browser, foreign_sts: Moto, folder: Path):
    """A team with an STS of its own (moto here) names it in one line and its people get that issuer's keys."""
    port = free_port()
    with glewlwyd(folder / "provider", f"http://127.0.0.1:{port}/callback/glewlwyd") as provider:
        lines = f"""
providers:
  glewlwyd:
    preset: generic-oidc
    name: Glewlwyd
    issuer: {provider.issuer}
    connect: {provider.connect}
    client_id: sallyport
    client_secret: env:PROVIDER_SECRET
    scopes: [openid, profile, email, groups]
issuers:
  moto: {{endpoint: "{foreign_sts.endpoint}"}}
accounts:
  main: {{id: 111122223333, issuer: moto}}
roles:
  main: [Developer]
rules:
  - {{when: {{group: developers}}, grant: main/Developer}}
"""
        from peers.glewlwyd import CLIENT_SECRET

        with serve(folder, port, lines, {"PROVIDER_SECRET": CLIENT_SECRET}) as gateway:
            portal = Portal(browser, gateway.url)
            portal.open_sign_in()
            portal.choose_provider("glewlwyd")
            provider.sign_in_by_browser(browser, "alice")
            portal.arrive_at_roles()
            before = len(foreign_sts.requests_seen())
            keys = portal.take_keys("Developer")
            browser.picture("moto-keys")
    assert len(foreign_sts.requests_seen()) == before + 1
    assert aws.caller(foreign_sts.endpoint, keys).startswith(f"{ROLE}/alice")
    known = requests.get(f"{foreign_sts.endpoint}/moto-api/data.json", timeout=20).json()
    assert keys["AccessKeyId"] in json.dumps(known["sts"]), "moto does not know the key"
