"""The SAML identity providers that are not ours, met by pysaml2 first: known good before the gateway meets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT

from peers.lemonldap import LemonLDAP, error_of, lemonldap
from peers.pysaml2_provider import GCM, Pysaml2Provider, pysaml2_provider
from peers.saml_client import ACS, ENTITY, SAMLClient, saml_client
from peers.simplesamlphp import SimpleSAMLphp, simplesamlphp

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleSAMLphp]:
    with simplesamlphp(tmp_path_factory.mktemp("simplesamlphp")) as peer:
        yield peer


@pytest.fixture(scope="module")
def lemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LemonLDAP]:
    with lemonldap(tmp_path_factory.mktemp("lemonldap")) as peer:
        yield peer


@pytest.fixture(scope="module")
def snake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pysaml2Provider]:
    with pysaml2_provider(tmp_path_factory.mktemp("pysaml2")) as peer:
        yield peer


def met(peer: SimpleSAMLphp | LemonLDAP | Pysaml2Provider, folder: Path, **options: object) -> SAMLClient:
    client = saml_client(folder / "client")
    peer.know(client.metadata(), **options)
    client.trust(peer.metadata())
    return client


@pytest.mark.parametrize("binding", [BINDING_HTTP_REDIRECT, BINDING_HTTP_POST], ids=["redirect", "post"])
def test_simplesamlphp_signs_people_in_and_out(simple: SimpleSAMLphp, tmp_path: Path, binding: str):
    """What fails with Sallyport later is Sallyport's fault: SimpleSAMLphp as set up here works with another client."""
    simple.switch()
    client, session = met(simple, tmp_path), requests.Session()
    form = simple.sign_in(session, client.begin(session, binding), "alice")
    assert form.action == ACS and form.fields["RelayState"] == "the relay state"
    answer = client.complete(form.fields["SAMLResponse"])
    assert answer.ava["groups"] == ["developers", "family"] and answer.name_id.text == "alice@example.org"
    assert client.log_out(session, answer) == SUCCESS


def test_simplesamlphp_encrypts_and_demands_signed_requests(simple: SimpleSAMLphp, tmp_path: Path):
    """The two modes that companies switch on are really on when Sallyport is tested against them."""
    simple.switch(sp={"assertion.encryption": True, "validate.authnrequest": True})
    client, session = met(simple, tmp_path), requests.Session()
    refused = client.begin(requests.Session(), sign=False)
    assert "AuthState" not in refused.text
    form = simple.sign_in(session, client.begin(session), "bob")
    answer = client.complete(form.fields["SAMLResponse"])
    assert "EncryptedAssertion" in str(answer.origxml) and answer.ava["groups"] == ["auditors"]


def test_simplesamlphp_changes_its_key_in_three_steps(simple: SimpleSAMLphp, tmp_path: Path):
    """The key change that Sallyport must survive is the one that this provider's manual describes."""
    simple.switch()
    client = met(simple, tmp_path)
    fresh = simple.begin_key_change()
    assert fresh.certificate_base64 in "".join(simple.metadata().split())
    client.trust(simple.metadata())
    for step in (lambda: None, simple.end_key_change):
        step()
        session = requests.Session()
        form = simple.sign_in(session, client.begin(session), "alice")
        assert client.complete(form.fields["SAMLResponse"]).name_id.text == "alice@example.org"


def test_simplesamlphp_starts_a_sign_in_itself(simple: SimpleSAMLphp, tmp_path: Path):
    """A portal's tile, which sends a response that nobody asked for, can be had from this provider."""
    simple.switch()
    client, session = met(simple, tmp_path), requests.Session()
    form = simple.sign_in(session, session.get(simple.initiated_url(ENTITY, "landing"), timeout=30), "alice")
    assert form.action == ACS and form.fields["RelayState"] == "landing"
    assert client.client.config.entityid == ENTITY


@pytest.mark.parametrize("binding", [BINDING_HTTP_REDIRECT, BINDING_HTTP_POST], ids=["redirect", "post"])
def test_lemonldap_signs_people_in_and_out(lemon: LemonLDAP, tmp_path: Path, binding: str):
    """What fails with Sallyport later is Sallyport's fault: LemonLDAP::NG as set up here works with another client."""
    client, session = met(lemon, tmp_path), requests.Session()
    form = lemon.sign_in(session, client.begin(session, binding), "alice")
    assert form.action == ACS and form.fields["RelayState"] == "the relay state"
    answer = client.complete(form.fields["SAMLResponse"])
    assert answer.ava["groups"] == ["developers", "family"] and answer.name_id.text == "alice@example.org"
    assert client.log_out(session, answer) == SUCCESS


def test_lemonldap_encrypts_and_demands_signed_requests(lemon: LemonLDAP, tmp_path: Path):
    """The portal really checks requests and encrypts assertions when it is told to."""
    client, session = met(lemon, tmp_path, EncryptionMode="assertion"), requests.Session()
    refused = requests.Session()
    assert error_of(lemon.enter(refused, client.begin(refused, sign=False), "bob")) == 57
    form = lemon.sign_in(session, client.begin(session), "bob")
    answer = client.complete(form.fields["SAMLResponse"])
    assert "EncryptedAssertion" in str(answer.origxml) and answer.ava["groups"] == ["auditors"]


def test_lemonldap_changes_its_key_at_once(lemon: LemonLDAP, tmp_path: Path):
    """A provider that publishes one key only is the hard case: the old certificate is of no use from one moment on."""
    client = met(lemon, tmp_path)
    fresh = lemon.change_key()
    assert fresh.certificate_base64 in "".join(lemon.metadata().split())
    client.trust(lemon.metadata())
    session = requests.Session()
    form = lemon.sign_in(session, client.begin(session), "alice")
    assert client.complete(form.fields["SAMLResponse"]).name_id.text == "alice@example.org"


@pytest.mark.parametrize("bits", [None, 128, 256])
@pytest.mark.parametrize("binding", [BINDING_HTTP_REDIRECT, BINDING_HTTP_POST], ids=["redirect", "post"])
def test_pysaml2_encrypts_with_gcm(snake: Pysaml2Provider, tmp_path: Path, binding: str, bits: int | None):
    """The encryption that Sallyport asks for first is tried against a provider that can do it."""
    snake.encrypts = bits
    client, session = met(snake, tmp_path), requests.Session()
    refused = client.begin(requests.Session(), binding, sign=False)
    assert "Refused" in refused.text
    form = snake.sign_in(session, client.begin(session, binding), "alice")
    answer = client.complete(form.fields["SAMLResponse"])
    assert answer.ava["groups"] == ["developers", "family"] and answer.name_id.text == "alice-0001"
    assert (GCM[bits] in str(answer.origxml)) if bits else ("EncryptedAssertion" not in str(answer.origxml))
