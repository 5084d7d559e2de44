"""Broker mode: people sign in by SAML, and an issuer that is not ours takes an assertion of ours for each grant."""

import base64
import json
from pathlib import Path

import pytest
import requests
from lxml import etree

from peers import aws, python3_saml
from peers.chromium import Browser
from peers.moto import Moto
from peers.portal import Portal
from peers.processes import free_port
from peers.pysaml2_provider import Pysaml2Provider, pysaml2_provider
from peers.recorder import Recorder, recorder
from peers.sallyport import Sallyport, serve
from peers.saml_gateway import metadata_of

RECIPIENT = "https://sts.example.net/saml"
NAMES = "urn:mace:dir:attribute-def"
AWS = "https://aws.amazon.com/SAML/Attributes"
ROLE = "arn:aws:iam::111122223333:role/Developer"


def lines(provider: Pysaml2Provider, issuer: Recorder) -> str:
    return f"""
providers:
  corp:
    preset: generic-saml
    name: Corp
    metadata: "{provider.metadata_url}"
    connect: "http://127.0.0.1:{provider.port}"
    email_claim: "{NAMES}:mail"
    name_claim: ["{NAMES}:displayName"]
    email_trust: always
issuers:
  foreign: {{endpoint: "{issuer.endpoint}", saml_provider: gate, saml_recipient: "{RECIPIENT}"}}
accounts:
  main: {{id: 111122223333, issuer: foreign}}
roles:
  main: [Developer]
rules:
  - {{when: {{group: developers}}, grant: main/Developer, tags: {{Team: red}}}}
"""


def read(gateway: Sallyport, assertion: str) -> object:
    """What a strict service provider of another make, which trusts the gateway's metadata, reads of an assertion of ours."""
    metadata = requests.get(f"{gateway.url}/saml/idp/metadata", timeout=20).text
    return python3_saml.read(python3_saml.settings(metadata, RECIPIENT, RECIPIENT), assertion)


def test_an_issuer_of_another_make_gets_an_assertion_of_ours(browser: Browser, foreign_sts: Moto, folder: Path):
    """A company's encrypted sign-in becomes keys of an issuer that never heard of the company's provider."""
    with pysaml2_provider(folder / "idp") as provider, recorder(foreign_sts.endpoint) as issuer:
        provider.encrypts = 256
        with serve(folder / "gateway", free_port(), lines(provider, issuer)) as gateway:
            provider.know(metadata_of(gateway, "corp"))
            portal = Portal(browser, gateway.url)
            portal.open_sign_in()
            portal.choose_provider("corp")
            provider.sign_in_by_browser(browser, "alice")
            portal.arrive_at_roles()
            keys = portal.take_keys("Developer")
            (form,) = issuer.forms
            said = read(gateway, form["SAMLAssertion"])
            altered = base64.b64decode(form["SAMLAssertion"]).replace(b"role/Developer", b"role/Administrator")
            with pytest.raises(Exception, match="(?i)signature"):
                read(gateway, base64.b64encode(altered).decode())
    # moto keeps the role with the account of whoever asked, so that it knows the key's account, and the key, but not both.
    assert aws.caller(foreign_sts.endpoint, keys).startswith("arn:aws:sts::111122223333:")
    known = requests.get(f"{foreign_sts.endpoint}/moto-api/data.json", timeout=20).json()
    assert keys["AccessKeyId"] in json.dumps(known["sts"]), "moto does not know the key"
    assert form["Action"] == "AssumeRoleWithSAML" and form["RoleArn"] == ROLE
    assert form["PrincipalArn"] == "arn:aws:iam::111122223333:saml-provider/gate"
    attributes = said.get_attributes()
    assert attributes[f"{AWS}/Role"] == [f"{ROLE},{form['PrincipalArn']}"]
    assert attributes[f"{AWS}/RoleSessionName"] == ["alice@example.org"]
    assert attributes[f"{AWS}/PrincipalTag:Team"] == ["red"]
    assert said.get_audiences() == [RECIPIENT]
    # Who it is for, and nothing else that the provider said of the person.
    assert said.get_nameid() == "corp/alice-0001"
    assert "family" not in etree.tostring(said.document).decode()
