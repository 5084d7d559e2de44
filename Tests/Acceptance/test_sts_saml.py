"""AssumeRoleWithSAML at the embedded issuer: asked by boto3, with assertions that pysaml2 made and xmlsec1 signed."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from peers import aws, pysaml2_provider
from peers.processes import free_port
from peers.pysaml2_provider import Pysaml2Provider
from peers.sallyport import Sallyport, serve

ACCOUNT = "000000000001"
DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/deploy"
AUDIT = f"arn:aws:iam::{ACCOUNT}:role/audit"
PRINCIPAL = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
NAMES = "https://aws.amazon.com/SAML/Attributes/"
PAIRS = [f"{DEPLOY},{PRINCIPAL}", f"{PRINCIPAL},{AUDIT}"]


def person(**changes: list[str]) -> dict[str, list[str]]:
    """What the provider says about somebody: groups for the rules, and the attributes that AWS defines."""
    attributes = {"groups": ["developers"], NAMES + "Role": PAIRS, NAMES + "RoleSessionName": ["carol@example.org"]}
    return attributes | {NAMES + name.replace("__", ":"): values for name, values in changes.items()}


@dataclass
class Desk:
    """A gateway and the provider it knows."""

    gateway: Sallyport
    provider: Pysaml2Provider

    def assertion(self, attributes: dict[str, list[str]], audience: str = "") -> str:
        pysaml2_provider.PEOPLE["carol"] = attributes
        base = f"{self.gateway.url}/saml/corp"
        response = self.provider.respond("carol", "_somebody-elses-request", f"{base}/acs", audience or f"{base}/metadata")
        return base64.b64encode(response.encode()).decode()

    def assume(self, assertion: str, role: str = DEPLOY, **changes: object) -> dict:
        request = {"RoleArn": role, "PrincipalArn": PRINCIPAL, "SAMLAssertion": assertion} | changes
        return aws.anonymous_sts(self.gateway.sts).assume_role_with_saml(**request)

    def refusal(self, assertion: str, role: str = DEPLOY, **changes: object) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            self.assume(assertion, role, **changes)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("saml")
    with pysaml2_provider.pysaml2_provider(folder / "idp") as provider:
        lines = f"""
providers:
  corp:
    preset: generic-saml
    metadata: {provider.metadata_url}
accounts:
  local: {{id: {ACCOUNT}, issuer: embedded}}
roles:
  local: [{{name: deploy, max_duration: 2h}}, audit, hidden]
rules:
  - {{when: {{group: developers}}, grant: [local/deploy, local/audit]}}
"""
        with serve(folder / "gateway", free_port(), lines) as gateway:
            provider.know(requests.get(f"{gateway.url}/saml/corp/metadata", timeout=10).text)
            yield Desk(gateway, provider)


def test_an_assertion_becomes_keys_that_work(desk: Desk):
    """A command line tool of a company that signs in by SAML gets keys from the gateway as it gets them from AWS."""
    before = time.time()
    answer = desk.assume(desk.assertion(person(SourceIdentity=["carol"], PrincipalTag__Team=["red"])), DurationSeconds=900)
    keys = answer["Credentials"]
    assert before + 898 <= keys["Expiration"].timestamp() <= time.time() + 901
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/carol@example.org"
    assert answer["Subject"] == "carol-0001"
    assert answer["SubjectType"] == "persistent"
    assert answer["Issuer"] == desk.provider.entity_id
    assert answer["Audience"] == f"{desk.gateway.url}/saml/corp/acs"
    assert len(base64.b64decode(answer["NameQualifier"])) == 20
    assert answer["SourceIdentity"] == "carol"
    assert 0 < answer["PackedPolicySize"] < 100
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name="us-east-1")
    who = session.client("sts", endpoint_url=desk.gateway.sts).get_caller_identity()
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]


def test_one_assertion_serves_for_several_roles(desk: Desk):
    """A tool offers every role that the assertion names, whichever way round role and provider stand, on one sign-in."""
    assertion = desk.assertion(person())
    for role in (DEPLOY, AUDIT):
        assert desk.assume(assertion, role)["AssumedRoleUser"]["Arn"].split("/")[1] == role.split("/")[1]


def test_encrypted_assertions_are_read(desk: Desk):
    """A provider may encrypt what it says for the gateway's eyes."""
    desk.provider.encrypts = 256
    try:
        assert desk.assume(desk.assertion(person()))["Subject"] == "carol-0001"
    finally:
        desk.provider.encrypts = None


def test_what_is_not_in_order_gets_awss_errors(desk: Desk):
    """A tool that knows AWS's errors knows these."""
    denied = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
    hidden = f"arn:aws:iam::{ACCOUNT}:role/hidden"
    assert desk.refusal(desk.assertion(person(Role=[f"{hidden},{PRINCIPAL}"])), hidden) == denied
    assert desk.refusal(desk.assertion(person(Role=[PAIRS[1]]))) == denied
    assert desk.refusal(desk.assertion(person() | {"groups": ["guests"]})) == denied
    whole = desk.assertion(person())
    assert desk.refusal(whole, PrincipalArn=PRINCIPAL + "s")[0] == "InvalidIdentityToken"
    assert desk.refusal(whole, DurationSeconds=7201)[0] == "ValidationError"
    assert desk.refusal(whole, Policy="{")[0] == "MalformedPolicyDocument"
    xml = base64.b64decode(whole)
    altered = base64.b64encode(xml.replace(b"carol@example.org", b"admin@example.org")).decode()
    assert desk.refusal(altered) == ("InvalidIdentityToken", "Response signature invalid")
    aws_entity = "https://signin.aws.amazon.com/saml"
    desk.provider.know(pysaml2_provider.service_provider(aws_entity, aws_entity))
    assert desk.refusal(desk.assertion(person(), audience=aws_entity)) == ("InvalidIdentityToken", "Response does not contain the required audience.")
