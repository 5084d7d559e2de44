"""AssumeRoleWithSAML with what SimpleSAMLphp sends a person who starts at the company's portal, asked by boto3."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from peers import aws
from peers.sallyport import Sallyport
from peers.saml_gateway import metadata_of, saml_gateway
from peers.simplesamlphp import SimpleSAMLphp, simplesamlphp
from peers.visitor import Visitor

ROLE = "arn:aws:iam::000000000001:role/Developer"
PRINCIPAL = "arn:aws:iam::000000000001:saml-provider/corp"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimpleSAMLphp, Sallyport]]:
    folder = tmp_path_factory.mktemp("simplesamlphp")
    lines = "email_claim: mail\nemail_trust: always"
    with simplesamlphp(folder / "provider") as provider, saml_gateway(folder, provider, {"corp": lines}) as gateway:
        provider.know(metadata_of(gateway, "corp"))
        yield provider, gateway


def assertion(both: tuple[SimpleSAMLphp, Sallyport], person: str) -> str:
    """What the portal's tile would post to the gateway for a person."""
    provider, gateway = both
    visitor = Visitor(gateway.url)
    start = visitor.session.get(provider.initiated_url(f"{gateway.url}/saml/corp/metadata"), timeout=30)
    return provider.sign_in(visitor.session, start, person).fields["SAMLResponse"]


def assume(gateway: Sallyport, response: str) -> dict:
    return aws.anonymous_sts(gateway.sts).assume_role_with_saml(RoleArn=ROLE, PrincipalArn=PRINCIPAL, SAMLAssertion=response)


@pytest.mark.parametrize("encrypts", [False, True], ids=["in-clear", "encrypted"])
def test_a_portals_assertion_becomes_keys_that_work(both: tuple[SimpleSAMLphp, Sallyport], encrypts: bool):
    """A tool that scrapes the company's portal, as many do for AWS, gets keys here in the same way, encrypted or not."""
    provider, gateway = both
    provider.switch(sp={"assertion.encryption": encrypts})
    answer = assume(gateway, assertion(both, "carol"))
    assert answer["Issuer"] == provider.entity_id
    assert aws.caller(gateway.sts, answer["Credentials"]) == "arn:aws:sts::000000000001:assumed-role/Developer/carol@example.org"


def test_only_whom_the_rules_let_has_the_role(both: tuple[SimpleSAMLphp, Sallyport]):
    """Who has no `Role` of AWS's in the assertion gets none, and neither does who asks in another one's name."""
    provider, gateway = both
    provider.switch()
    with pytest.raises(ClientError, match="AccessDenied|InvalidIdentityToken"):
        assume(gateway, assertion(both, "alice"))
    provider.switch(idp={"saml20.sign.response": False}, sp={"assertion.encryption": True})
    with pytest.raises(ClientError, match="InvalidIdentityToken"):
        assume(gateway, assertion(both, "carol"))
