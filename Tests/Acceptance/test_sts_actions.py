"""Every action of STS, asked of `serve` by boto3, by the AWS command line and by a client without an SDK."""

import base64
import json
import random
import re
import string
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import botocore
import pytest
import requests
from botocore import UNSIGNED, xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from joserfc import jwt
from joserfc.jwk import KeySet

from peers import aws, bare_sts, pysaml2_provider
from peers.bare_sts import Keys, Refused
from peers.processes import free_port
from peers.pysaml2_provider import Pysaml2Provider
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

ONE, TWO = "000000000001", "000000000002"
TARGET, DEPLOY = f"arn:aws:iam::{ONE}:role/target", f"arn:aws:iam::{ONE}:role/deploy"
CORP = f"arn:aws:iam::{ONE}:saml-provider/corp"
NAMES = "https://aws.amazon.com/SAML/Attributes/"
TASK = "arn:aws:iam::aws:policy/root-task/"
ALICE, BOB, CARL = Keys("AKIAIOSFODNN7EXAMPLE", "a" * 40), Keys("AKIAI44QH8DHBEXAMPLE", "b" * 40), Keys("AKIAI44QH8DHCEXAMPLE", "c" * 40)


def statement(**members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": members})


def allowing(*actions: str) -> str:
    return statement(Effect="Allow", Action=list(actions), Resource="*")


@dataclass
class Desk:
    """The gateway, and those whose word it takes."""

    gateway: Sallyport
    workloads: TokenIssuer
    corp: Pysaml2Provider

    def assertion(self) -> str:
        pysaml2_provider.PEOPLE["carol"] = {"groups": ["developers"], NAMES + "Role": [f"{DEPLOY},{CORP}"], NAMES + "RoleSessionName": ["carol"]}
        base = f"{self.gateway.url}/saml/corp"
        response = self.corp.respond("carol", "_nobody-asked", f"{base}/acs", f"{base}/metadata")
        return base64.b64encode(response.encode()).decode()

    def ask(self, action: str, keys: Keys | None = ALICE, **parameters: object) -> dict:
        return bare_sts.ask(self.gateway.sts, action, parameters, keys)

    def session(self, **more: object) -> Keys:
        """Keys of a session of a role."""
        return Keys.of(self.ask("AssumeRole", RoleArn=TARGET, RoleSessionName="work", **more)["Credentials"])


@pytest.fixture(scope="module")
def desk(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("serve")
    (folder / "gateway").mkdir()
    trust = statement(Effect="Allow", Principal={"AWS": [f"arn:aws:iam::{ONE}:user/alice", TARGET]}, Action="sts:*")
    files = {"secret": "not used\n", "alice": ALICE.secret, "bob": BOB.secret, "carl": CARL.secret, "all.json": allowing("sts:*", "iam:*"), "trust.json": trust}
    for name, text in files.items():
        (folder / "gateway" / name).write_text(text)
    with pysaml2_provider.pysaml2_provider(folder / "idp") as corp:
        lines = f"""
providers:
  workloads: {{preset: generic-oidc, issuer: {workloads.url}, connect: {workloads.url}, client_id: sallyport, client_secret: file:secret}}
  corp: {{preset: generic-saml, metadata: "{corp.metadata_url}"}}
issuers:
  embedded: {{iam: true}}
accounts:
  one: {{id: "{ONE}", issuer: embedded, outbound_web_identity: true, root_access: true}}
  two: {{id: "{TWO}", issuer: embedded}}
roles:
  one:
    - {{name: target, trust: file:trust.json, policy: file:all.json, max_duration: 2h}}
    - {{name: deploy, policy: file:all.json}}
users:
  one:
    - {{name: alice, access_keys: [{{id: {ALICE.id}, secret: file:alice}}], policy: file:all.json}}
    - {{name: carl, access_keys: [{{id: {CARL.id}, secret: file:carl}}]}}
  two: [{{name: bob, access_keys: [{{id: {BOB.id}, secret: file:bob}}], policy: file:all.json}}]
rules:
  - {{when: {{sub: "workload-*"}}, grant: one/deploy}}
  - {{when: {{group: developers}}, grant: one/deploy}}
"""
        with serve(folder / "gateway", free_port(), lines) as gateway:
            corp.know(requests.get(f"{gateway.url}/saml/corp/metadata", timeout=10).text)
            yield Desk(gateway, workloads, corp)


# The three clients: each gives the answer's members, or the error's code.


def by_boto3(desk: Desk, action: str, parameters: dict, keys: Keys | None) -> dict | str:
    parts = {"config": Config(signature_version=UNSIGNED)} if keys is None else {"aws_access_key_id": keys.id, "aws_secret_access_key": keys.secret, "aws_session_token": keys.token}
    client = boto3.client("sts", region_name="us-east-1", endpoint_url=desk.gateway.sts, **parts)
    try:
        return getattr(client, xform_name(action))(**parameters)
    except ClientError as refusal:
        return refusal.response["Error"]["Code"]


def by_command_line(desk: Desk, action: str, parameters: dict, keys: Keys | None) -> dict | str:
    environment = {} if keys is None else {"AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret} | ({"AWS_SESSION_TOKEN": keys.token} if keys.token else {})
    unsigned = "--no-sign-request" if keys is None else ""
    name = xform_name(action, "-")
    # What is asked stands in a file: an assertion is too long for an argument.
    asked = desk.gateway.state / "asked.json"
    asked.write_text(json.dumps(parameters))
    # Version 1 of the command line has a model of its own, which is maintained no more: it is given the SDK's.
    environment["AWS_DATA_PATH"] = str(Path(botocore.__file__).parent / "data")
    line = f"aws sts {name} {unsigned} --endpoint-url {desk.gateway.sts} --output json --cli-input-json file://{asked}"
    done = aws.aws(line, **environment)
    asked.unlink()
    if done.returncode == 0:
        return json.loads(done.stdout)
    found = re.search(r"An error occurred \((\w+)\)", done.stderr)
    assert found, done.stderr
    return found[1]


def by_hand(desk: Desk, action: str, parameters: dict, keys: Keys | None) -> dict | str:
    try:
        return bare_sts.ask(desk.gateway.sts, action, parameters, keys)
    except Refused as refusal:
        return refusal.code


def with_keys(arn: str) -> Callable[[Desk, dict], None]:
    """Checks that the answer's keys are those of this principal."""

    def check(desk: Desk, answer: dict) -> None:
        assert desk.ask("GetCallerIdentity", Keys.of(answer["Credentials"]))["Arn"] == arn
        size = len(answer["Credentials"]["SessionToken"])
        assert int(answer["SessionTokenSize"]) == size <= 4096
        assert int(answer["SessionTokenUtilization"]) == -(-size * 100 // 4096)

    return check


def is_a_token(desk: Desk, answer: dict) -> None:
    """A service elsewhere verifies the token with what the account publishes, by an independent library."""
    issuer = f"{desk.gateway.url}/sts/accounts/{ONE}"
    discovery = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=20).json()
    assert discovery["issuer"] == issuer
    keys = requests.get(discovery["jwks_uri"], timeout=20).json()
    token = jwt.decode(answer["WebIdentityToken"], KeySet.import_key_set(keys), algorithms=["RS256", "ES384"])
    assert token.claims["iss"] == issuer and token.claims["aud"] == "https://api.example.com"
    assert token.claims["sub"] == f"arn:aws:iam::{ONE}:user/alice"
    assert token.claims["https://sts.amazonaws.com/"]["request_tags"] == {"job": "42"}
    assert token.claims["exp"] - token.claims["iat"] == 60


def says(**wanted: str) -> Callable[[Desk, dict], None]:
    def check(_: Desk, answer: dict) -> None:
        assert {name: answer[name] for name in wanted} == wanted

    return check


SESSION = f"arn:aws:sts::{ONE}:assumed-role"
#: Each action: what is asked, by whose keys, and what must come of it: a check of the answer, or the error's code.
ACTIONS: dict[str, tuple[Callable[[Desk], dict], Callable[[Desk], Keys | None], Callable[[Desk, dict], None] | str]] = {
    "AssumeRole": (lambda _: {"RoleArn": TARGET, "RoleSessionName": "work", "Tags": [{"Key": "team", "Value": "red"}], "PolicyArns": []}, lambda _: ALICE, with_keys(f"{SESSION}/target/work")),
    "AssumeRoleWithSAML": (lambda desk: {"RoleArn": DEPLOY, "PrincipalArn": CORP, "SAMLAssertion": desk.assertion()}, lambda _: None, with_keys(f"{SESSION}/deploy/carol")),
    "AssumeRoleWithWebIdentity": (lambda desk: {"RoleArn": DEPLOY, "RoleSessionName": "job-7", "WebIdentityToken": desk.workloads.token()}, lambda _: None, with_keys(f"{SESSION}/deploy/job-7")),
    "AssumeRoot": (lambda _: {"TargetPrincipal": TWO, "TaskPolicyArn": {"arn": TASK + "IAMAuditRootUserCredentials"}, "DurationSeconds": 60}, lambda _: ALICE, with_keys(f"arn:aws:iam::{TWO}:root")),
    "DecodeAuthorizationMessage": (lambda _: {"EncodedMessage": "nobody-wrote-this"}, lambda _: ALICE, "InvalidAuthorizationMessageException"),
    "GetAccessKeyInfo": (lambda _: {"AccessKeyId": BOB.id}, lambda _: ALICE, says(Account=TWO)),
    "GetCallerIdentity": (lambda _: {}, lambda _: ALICE, says(Account=ONE, Arn=f"arn:aws:iam::{ONE}:user/alice")),
    "GetDelegatedAccessToken": (lambda _: {"TradeInToken": "nobody-made-this"}, lambda _: ALICE, "ExpiredTradeInTokenException"),
    "GetFederationToken": (lambda _: {"Name": "carol", "Policy": allowing("sts:*")}, lambda _: ALICE, with_keys(f"arn:aws:sts::{ONE}:federated-user/carol")),
    "GetScopedCredentials": (lambda _: {"Policy": allowing("sts:Get*"), "DurationSeconds": 60, "ScopedSessionDescription": "for an agent"}, Desk.session, with_keys(f"{SESSION}/target/work")),
    "GetSessionToken": (lambda _: {"DurationSeconds": 900}, lambda _: ALICE, with_keys(f"arn:aws:iam::{ONE}:user/alice")),
    "GetWebIdentityToken": (
        lambda _: {"Audience": ["https://api.example.com"], "SigningAlgorithm": "ES384", "DurationSeconds": 60, "Tags": [{"Key": "job", "Value": "42"}]},
        lambda _: ALICE,
        is_a_token,
    ),
}  # fmt: skip


def test_no_action_of_the_model_is_left_out():
    """Whatever AWS's clients may ask is asked here."""
    assert set(boto3.client("sts", region_name="us-east-1").meta.service_model.operation_names) == set(ACTIONS)


@pytest.mark.parametrize("client", [by_boto3, by_command_line, by_hand])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_client_asks_every_action(desk: Desk, action: str, client: Callable):
    """Tools that people already have work with the issuer as with AWS, whatever they ask."""
    asked, keys, wanted = ACTIONS[action]
    answer = client(desk, action, asked(desk), keys(desk))
    if isinstance(wanted, str):
        assert answer == wanted
    else:
        assert isinstance(answer, dict), answer
        wanted(desk, answer)


def test_root_sees_that_it_has_no_credentials(desk: Desk):
    """Whoever audits the roots of accounts finds, by AWS's own client, that none has a key, and can do nothing else."""
    made = desk.ask("AssumeRoot", TargetPrincipal=TWO, TaskPolicyArn={"arn": TASK + "IAMAuditRootUserCredentials"})["Credentials"]
    parts = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"], "aws_session_token": made["SessionToken"]}
    iam = boto3.client("iam", region_name="us-east-1", endpoint_url=f"{desk.gateway.url}/iam", **parts)
    assert iam.list_access_keys()["AccessKeyMetadata"] == []
    assert iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{TWO}:root"
    for refused in (lambda: iam.list_access_keys(UserName="bob"), iam.list_users):
        with pytest.raises(ClientError) as caught:
            refused()
        assert caught.value.response["Error"]["Code"] == "AccessDenied"


#: Fifty tags that no compression makes small.
TAGS = [{"Key": f"key{number}", "Value": "".join(random.Random(number).choices(string.ascii_letters + string.digits, k=250))} for number in range(50)]
ROLE = {"RoleArn": TARGET, "RoleSessionName": "work"}
TOKEN = {"Audience": ["a"], "SigningAlgorithm": "RS256"}
ROOT = {"TargetPrincipal": TWO, "TaskPolicyArn": {"arn": TASK + "IAMAuditRootUserCredentials"}}


def thrice(desk: Desk) -> Keys:
    keys = desk.session()
    for _ in range(3):
        keys = Keys.of(desk.ask("GetScopedCredentials", keys, Policy=allowing("sts:*"))["Credentials"])
    return keys


def workload(**changes: object) -> Callable[[Desk], dict]:
    def parameters(desk: Desk) -> dict:
        claims = {name: value for name, value in changes.items() if name in ("sub", "exp", "iss")}
        rest = {name: value for name, value in changes.items() if name not in claims}
        return {"RoleArn": DEPLOY, "RoleSessionName": "job-7", "WebIdentityToken": desk.workloads.token(**claims)} | rest

    return parameters


#: The bad inputs of the table in docs/sts.md: what is sent, by whose keys.
BAD: dict[tuple[str, str], tuple[Callable[[Desk], dict] | dict, Callable[[Desk], Keys | None] | Keys | None]] = {
    ("AssumeRole", "no `RoleArn`"): ({"RoleSessionName": "work"}, ALICE),
    ("AssumeRole", "a role that there is not"): (ROLE | {"RoleArn": TARGET + "s"}, ALICE),
    ("AssumeRole", "a role that says no"): (ROLE, BOB),
    ("AssumeRole", "`RoleSessionName` of one character"): (ROLE | {"RoleSessionName": "w"}, ALICE),
    ("AssumeRole", "`DurationSeconds` above the role's maximum"): (ROLE | {"DurationSeconds": 7201}, ALICE),
    ("AssumeRole", "`DurationSeconds` above an hour with temporary keys"): (ROLE | {"DurationSeconds": 3601}, Desk.session),
    ("AssumeRole", "`DurationSeconds` that is no number"): (ROLE | {"DurationSeconds": "long"}, ALICE),
    ("AssumeRole", "`Policy` that is no policy"): (ROLE | {"Policy": "{}"}, ALICE),
    ("AssumeRole", "`PolicyArns` that the account does not have"): (ROLE | {"PolicyArns": [{"arn": f"arn:aws:iam::{ONE}:policy/none"}]}, ALICE),
    ("AssumeRole", "`TokenCode` without `SerialNumber`"): (ROLE | {"TokenCode": "000000"}, ALICE),
    ("AssumeRole", "`TokenCode` of no device"): (ROLE | {"TokenCode": "000000", "SerialNumber": f"arn:aws:iam::{ONE}:mfa/none"}, ALICE),
    ("AssumeRole", "two tags of one key"): (ROLE | {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}, ALICE),
    ("AssumeRole", "policy and tags beyond the room in the token"): (ROLE | {"Tags": TAGS}, ALICE),
    ("AssumeRoleWithSAML", "no `PrincipalArn`"): ({"RoleArn": DEPLOY, "SAMLAssertion": "AAAA"}, None),
    ("AssumeRoleWithSAML", "`SAMLAssertion` that is none"): ({"RoleArn": DEPLOY, "PrincipalArn": CORP, "SAMLAssertion": "AAAA"}, None),
    ("AssumeRoleWithWebIdentity", "a token that is none"): (workload(WebIdentityToken="????"), None),
    ("AssumeRoleWithWebIdentity", "a token of nobody's"): (workload(iss="https://nobody.example.org"), None),
    ("AssumeRoleWithWebIdentity", "a token that is over"): (lambda desk: workload(exp=int(time.time()) - 600)(desk), None),
    ("AssumeRoleWithWebIdentity", "somebody whom no rule grants the role"): (workload(sub="stranger"), None),
    ("AssumeRoleWithWebIdentity", "`ProviderId`"): (workload(ProviderId="www.amazon.com"), None),
    ("AssumeRoot", "`TargetPrincipal` that is neither an account nor its root"): (ROOT | {"TargetPrincipal": TARGET}, ALICE),
    ("AssumeRoot", "`TaskPolicyArn` of no root task"): (ROOT | {"TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}, ALICE),
    ("AssumeRoot", "`DurationSeconds` above 900"): (ROOT | {"DurationSeconds": 901}, ALICE),
    ("AssumeRoot", "an account that there is not, or the caller's own"): (ROOT | {"TargetPrincipal": ONE}, ALICE),
    ("AssumeRoot", "a caller whose account has no `root_access`"): (ROOT | {"TargetPrincipal": ONE}, BOB),
    ("DecodeAuthorizationMessage", "no `EncodedMessage`"): ({}, ALICE),
    ("DecodeAuthorizationMessage", "any message"): ({"EncodedMessage": "x"}, ALICE),
    ("GetAccessKeyInfo", "`AccessKeyId` of fifteen characters"): ({"AccessKeyId": "A" * 15}, ALICE),
    ("GetAccessKeyInfo", "a key that there is not"): ({"AccessKeyId": "AKIAUNKNOWNUNKNOWNUN"}, ALICE),
    ("GetCallerIdentity", "no signature"): ({}, None),
    ("GetCallerIdentity", "a signature by another secret"): ({}, Keys(ALICE.id, BOB.secret)),
    ("GetCallerIdentity", "a key that there is not"): ({}, Keys("AKIAUNKNOWNUNKNOWNUN", ALICE.secret)),
    ("GetCallerIdentity", "temporary keys without their token"): ({}, lambda desk: Keys(desk.session().id, "x" * 40)),
    ("GetDelegatedAccessToken", "no `TradeInToken`"): ({}, ALICE),
    ("GetDelegatedAccessToken", "any token"): ({"TradeInToken": "x"}, ALICE),
    ("GetFederationToken", "`Name` of one character"): ({"Name": "c"}, ALICE),
    ("GetFederationToken", "a user who may not"): ({"Name": "carol"}, CARL),
    ("GetFederationToken", "temporary keys"): ({"Name": "carol"}, Desk.session),
    ("GetScopedCredentials", "neither `Policy` nor `DurationSeconds`"): ({}, Desk.session),
    ("GetScopedCredentials", "`Policy` that is no policy"): ({"Policy": "{}"}, Desk.session),
    ("GetScopedCredentials", "`DurationSeconds` beyond the session's end"): ({"DurationSeconds": 7200}, Desk.session),
    ("GetScopedCredentials", "a fourth policy"): ({"Policy": allowing("sts:*")}, thrice),
    ("GetScopedCredentials", "keys that do not expire"): ({"DurationSeconds": 60}, ALICE),
    ("GetSessionToken", "`DurationSeconds` below 900"): ({"DurationSeconds": 899}, ALICE),
    ("GetSessionToken", "temporary keys"): ({}, Desk.session),
    ("GetWebIdentityToken", "no `Audience`"): ({"SigningAlgorithm": "RS256"}, ALICE),
    ("GetWebIdentityToken", "`SigningAlgorithm` of another name"): (TOKEN | {"SigningAlgorithm": "HS256"}, ALICE),
    ("GetWebIdentityToken", "`DurationSeconds` beyond the session's end"): (TOKEN | {"DurationSeconds": 3600}, lambda desk: desk.session(DurationSeconds=900)),
    ("GetWebIdentityToken", "`SubjectMode` `OriginIdentity` of a session that a user began"): (TOKEN | {"SubjectMode": "OriginIdentity"}, Desk.session),
    ("GetWebIdentityToken", "claims beyond 4,096 bytes"): (TOKEN | {"Tags": TAGS}, ALICE),
    ("GetWebIdentityToken", "a user who may not"): (TOKEN, CARL),
    ("GetWebIdentityToken", "an account without `outbound_web_identity`"): (TOKEN, BOB),
}  # fmt: skip


def documented() -> dict[tuple[str, str], tuple[str, int]]:
    """The table of bad inputs in docs/sts.md: code and status of each."""
    text = (Path(__file__).resolve().parents[2] / "docs/sts.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| `(\w+)` \| (\d{3}) \|$", text, re.MULTILINE)
    return {(action, what.strip()): (code, int(status)) for action, what, code, status in rows}


def test_the_documentation_names_what_is_tried():
    """What docs/sts.md says of bad inputs is neither more nor less than what these tests hold."""
    assert set(documented()) == set(BAD)
    assert {action for action, _ in BAD} == set(ACTIONS)


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_bad_input_gets_the_documented_error(desk: Desk, case: tuple[str, str]):
    """A program can tell from code and status what was wrong, as it is used to from AWS."""
    parameters, keys = BAD[case]
    asked = parameters(desk) if callable(parameters) else parameters
    with pytest.raises(Refused) as caught:
        bare_sts.ask(desk.gateway.sts, case[0], asked, keys(desk) if callable(keys) else keys)
    assert (caught.value.code, caught.value.status) == documented()[case], caught.value.message


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ([("Action", "Nonsense"), ("Version", "2011-06-15")], "InvalidAction", 400),
        ([("Action", "GetCallerIdentity"), ("Version", "2011-06-14")], "InvalidAction", 400),
        ([("Version", "2011-06-15")], "MissingAction", 400),
        ([("Action", "GetCallerIdentity"), ("Version", "2011-06-15"), ("Version", "2011-06-15")], "InvalidQueryParameter", 400),
    ],
)
def test_what_is_no_request_of_sts_is_told_so(desk: Desk, fields: list, code: str, status: int):
    """A mistake in the protocol itself is told apart from one in its values."""
    with pytest.raises(Refused) as caught:
        bare_sts.ask(desk.gateway.sts, "", {}, ALICE, fields)
    assert (caught.value.code, caught.value.status) == (code, status)
