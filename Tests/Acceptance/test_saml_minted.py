"""Messages of SAML that Sallyport made (Tests/Fixtures/saml/minted): other implementations take every one of them."""

import base64
import importlib.util
from pathlib import Path

import pytest
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import IdPConfig, SPConfig
from saml2.metadata import entity_descriptor
from saml2.server import Server

FOLDER = Path(__file__).resolve().parents[1] / "Fixtures" / "saml"
MINTED = FOLDER / "minted"

_specification = importlib.util.spec_from_file_location("saml_fixtures", FOLDER / "generate.py")
world = importlib.util.module_from_spec(_specification)
_specification.loader.exec_module(world)

#: The fixtures are of March 2026, and stay.
YEARS = 40 * 365 * 86_400


@pytest.fixture(scope="module")
def sides() -> dict:
    """pysaml2 as either side, demanding signatures."""
    provider, gateway = world.configurations()
    provider |= {"accepted_time_diff": YEARS}
    provider["service"]["idp"] |= {"want_authn_requests_signed": True}
    gateway |= {"accepted_time_diff": YEARS}
    known = {
        "idp": str(entity_descriptor(IdPConfig().load(provider))),
        "sp": str(entity_descriptor(SPConfig().load(gateway))),
    }
    return {
        "server": Server(config=IdPConfig().load(provider | {"metadata": {"inline": [known["sp"]]}})),
        "gateway": gateway, "known": known,
    }  # fmt: skip


def client(sides: dict, *, response: bool, assertion: bool) -> Saml2Client:
    """A service provider that demands these signatures."""
    wanted = {"want_response_signed": response, "want_assertions_signed": assertion}
    service = sides["gateway"]["service"]["sp"] | wanted
    settings = sides["gateway"] | {"service": {"sp": service}, "metadata": {"inline": [sides["known"]["idp"]]}}
    return Saml2Client(config=SPConfig().load(settings))


@pytest.mark.parametrize(
    ("file", "demanded"),
    [
        ("signed-assertion.xml", {"response": False, "assertion": True}),
        ("signed-response.xml", {"response": True, "assertion": False}),
        ("signed-both.xml", {"response": True, "assertion": True}),
        ("encrypted-assertion.xml", {"response": True, "assertion": True}),
        ("encrypted-name.xml", {"response": False, "assertion": True}),
    ],
)
def test_another_service_provider_takes_our_responses(sides, file, demanded):
    """Whoever trusts Sallyport as their identity provider reads the same person and attributes that it wrote."""
    message = base64.b64encode((MINTED / file).read_bytes()).decode()
    reader = client(sides, **demanded)
    response = reader.parse_authn_request_response(message, BINDING_HTTP_POST, {world.REQUEST: "/"})
    assert response.issuer() == world.IDP
    assert response.in_response_to == world.REQUEST
    assert response.ava["https://aws.amazon.com/SAML/Attributes/Role"] == [
        "arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:saml-provider/p"
    ]
    assert response.get_subject().text == "älice"
    statement = response.assertion.authn_statement[0]
    assert statement.session_index == "_s"
    assert statement.authn_context.authn_context_class_ref.text == "urn:oasis:names:tc:SAML:2.0:ac:classes:X509"


def test_another_service_provider_notices_what_was_altered(sides):
    """The signatures that others verify are over what they read, not over nothing."""
    altered = (MINTED / "signed-assertion.xml").read_bytes().replace("älice".encode(), "blice".encode())
    reader = client(sides, response=False, assertion=True)
    with pytest.raises(Exception, match="(?i)signature|failed"):
        reader.parse_authn_request_response(base64.b64encode(altered).decode(), BINDING_HTTP_POST, {world.REQUEST: "/"})


def test_another_provider_takes_our_requests(sides):
    """Identity providers verify the request to sign somebody in, by redirect and by POST."""
    server = sides["server"]
    query = world.read_query(MINTED / "authn-request.query")
    read = server.parse_authn_request(
        query["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=query["RelayState"], sigalg=query["SigAlg"],
        signature=query["Signature"],
    )  # fmt: skip
    assert read.message.issuer.text == world.SP
    posted = base64.b64encode((MINTED / "authn-request.xml").read_bytes()).decode()
    read = server.parse_authn_request(posted, BINDING_HTTP_POST)
    assert read.message.force_authn == "true"
    assert read.message.name_id_policy.format == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def test_another_provider_takes_our_logouts(sides):
    """Identity providers verify the request to end a session, by redirect and by POST."""
    server = sides["server"]
    query = world.read_query(MINTED / "logout-request.query")
    read = server.parse_logout_request(
        query["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=query["RelayState"], sigalg=query["SigAlg"],
        signature=query["Signature"],
    )  # fmt: skip
    assert read.message.session_index[0].text == "session-42"
    posted = base64.b64encode((MINTED / "logout-request.xml").read_bytes()).decode()
    assert server.parse_logout_request(posted, BINDING_HTTP_POST).message.name_id.text == "alice-7f3k"


@pytest.mark.parametrize(("file", "certificate"), [("signed-by-ecdsa.xml", "idp-ec"), ("signed-both.xml", "idp")])
def test_xmlsec1_takes_our_signatures(file, certificate):
    """Elliptic keys, which pysaml2 cannot be told of, are verified by libxmlsec1 itself."""
    assert world.verified_by_xmlsec1(MINTED / file, certificate)
    assert not world.verified_by_xmlsec1(MINTED / file, "stranger")
