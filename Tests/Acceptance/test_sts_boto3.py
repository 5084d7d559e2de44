"""The embedded issuer, asked by the clients people already have: boto3 and the AWS command line."""

import json
import re
import time
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError
from joserfc.jwk import ECKey, RSAKey

from peers import aws
from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

DEVELOPER = "arn:aws:iam::000000000001:role/Developer"
DEPLOY = "arn:aws:iam::000000000001:role/deploy"
ASSUMED = "arn:aws:sts::000000000001:assumed-role"


@pytest.fixture(scope="module")
def gateway(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sallyport]:
    """`serve` with workloads that may take one role by their subject."""
    folder = tmp_path_factory.mktemp("serve")
    (folder / "secret").write_text("not used by workloads\n")
    lines = f"""
providers:
  workloads:
    preset: generic-oidc
    issuer: {workloads.url}
    connect: {workloads.url}
    client_id: sallyport
    client_secret: file:secret
accounts:
  local: {{id: 000000000001, issuer: embedded}}
roles:
  local: [{{name: deploy, max_duration: 1h}}]
rules:
  - {{when: {{sub: "workload-*"}}, grant: local/deploy}}
"""
    with serve(folder, free_port(), lines) as running:
        yield running


def assume(gateway: Sallyport, token: str, **changes: object) -> dict:
    request = {"RoleArn": DEPLOY, "RoleSessionName": "job-7", "WebIdentityToken": token} | changes
    return aws.anonymous_sts(gateway.sts).assume_role_with_web_identity(**request)


def refusal(gateway: Sallyport, token: str, **changes: object) -> tuple[str, int]:
    """The error code and HTTP status that boto3 makes of a refusal."""
    with pytest.raises(ClientError) as caught:
        assume(gateway, token, **changes)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_a_token_file_is_all_that_an_sdk_needs(dev: Sallyport, monkeypatch: pytest.MonkeyPatch):
    """A workload with a token file and three variables calls AWS with no line of code about credentials."""
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(dev.state / "ada.token"))
    monkeypatch.setenv("AWS_ROLE_ARN", DEVELOPER)
    monkeypatch.setenv("AWS_ROLE_SESSION_NAME", "ada")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", dev.sts)
    session = boto3.Session()
    assert session.client("sts").get_caller_identity()["Arn"] == f"{ASSUMED}/Developer/ada"
    assert session.get_credentials().method == "assume-role-with-web-identity"


def test_the_line_that_dev_prints_works_as_it_stands(dev: Sallyport):
    """A newcomer copies the one line that development mode prints and has keys in the AWS command line."""
    line = dev.process.wait_for_line(r"^\s*((?:\w+=\S+ )*aws sts assume-role-with-web-identity .*)$")[1]
    answer = aws.aws(line)
    assert answer.returncode == 0, answer.stderr
    keys = json.loads(answer.stdout)["Credentials"]
    who = aws.aws(
        f"aws sts get-caller-identity --endpoint-url {dev.sts} --query Arn --output text",
        AWS_ACCESS_KEY_ID=keys["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"],
        AWS_SESSION_TOKEN=keys["SessionToken"],
    )
    assert who.stdout.strip() == f"{ASSUMED}/Developer/ada", who.stderr


def test_the_answer_has_every_member_that_aws_gives(gateway: Sallyport, workloads: TokenIssuer):
    """A program that reads more than the keys (role id, subject, audience, expiry) finds what AWS would give."""
    before = time.time()
    answer = assume(gateway, workloads.token(), DurationSeconds=900)
    keys = answer["Credentials"]
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", keys["AccessKeyId"])
    assert len(keys["SecretAccessKey"]) == 40
    assert 890 <= keys["Expiration"].timestamp() - before <= 910
    assert answer["AssumedRoleUser"]["Arn"] == f"{ASSUMED}/deploy/job-7"
    assert re.fullmatch(r"AROA[A-Z0-9]{8,28}:job-7", answer["AssumedRoleUser"]["AssumedRoleId"])
    assert answer["SubjectFromWebIdentityToken"] == "workload-1"
    assert answer["Audience"] == "sallyport"
    assert re.fullmatch(r"[0-9a-f-]{36}", answer["ResponseMetadata"]["RequestId"])


def test_the_caller_is_who_assumed_the_role(gateway: Sallyport, workloads: TokenIssuer):
    """A service asks who it is and learns account, role and session, which is how people check their keys."""
    answer = assume(gateway, workloads.token())
    who = aws.sts_with(gateway.sts, answer["Credentials"]).get_caller_identity()
    assert who["Arn"] == f"{ASSUMED}/deploy/job-7"
    assert who["Account"] == "000000000001"
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


@pytest.mark.parametrize("key", ["rsa-ps256", "p256", "p384", "p521", "ed25519"])
def test_keys_of_every_usual_kind_are_taken(gateway: Sallyport, workloads: TokenIssuer, key: str):
    """A team whose provider signs with any of the usual algorithms needs no setting for it."""
    from joserfc.jwk import OKPKey

    made = {
        "rsa-ps256": lambda: RSAKey.generate_key(2048, {"kid": key, "alg": "PS256", "use": "sig"}),
        "p256": lambda: ECKey.generate_key("P-256", {"kid": key, "alg": "ES256", "use": "sig"}),
        "p384": lambda: ECKey.generate_key("P-384", {"kid": key, "alg": "ES384", "use": "sig"}),
        "p521": lambda: ECKey.generate_key("P-521", {"kid": key, "alg": "ES512", "use": "sig"}),
        "ed25519": lambda: OKPKey.generate_key("Ed25519", {"kid": key, "alg": "EdDSA", "use": "sig"}),
    }[key]()
    workloads.published = [workloads.key, *(other for other in workloads.published if other.kid != "first"), made]
    # A key that appears later is found by its unknown id; the cooldown of that refetch may need a moment.
    end = time.monotonic() + 60
    while True:
        try:
            answer = assume(gateway, workloads.token(made))
            break
        except ClientError:
            if time.monotonic() > end:
                raise
            time.sleep(1)
    assert answer["AssumedRoleUser"]["Arn"] == f"{ASSUMED}/deploy/job-7"


def test_an_expired_token_has_its_own_error(gateway: Sallyport, workloads: TokenIssuer):
    """An SDK that sees ExpiredTokenException fetches a fresh token instead of giving up."""
    now = int(time.time())
    token = workloads.token(iat=now - 7200, exp=now - 3600)
    assert refusal(gateway, token) == ("ExpiredTokenException", 400)


@pytest.mark.parametrize(
    "token",
    ["garbage-that-is-no-token", "a.b.c", "e30.e30.e30", "x" * 19000],
    ids=["no-token", "no-json", "no-claims", "too-long"],
)
def test_garbage_is_refused_as_an_invalid_token(gateway: Sallyport, token: str):
    """Whoever sends rubbish learns that the token is invalid, and nothing about the inside."""
    code, status = refusal(gateway, token)
    assert (code, status) in [("InvalidIdentityToken", 400), ("ValidationError", 400)]


def test_a_token_signed_by_somebody_else_is_refused(gateway: Sallyport, workloads: TokenIssuer):
    """A forged token with the right name on it opens nothing."""
    forged = RSAKey.generate_key(2048, {"kid": "first", "alg": "RS256"})
    assert refusal(gateway, workloads.token(forged)) == ("InvalidIdentityToken", 400)


@pytest.mark.parametrize(
    "changes",
    [{"iss": "http://127.0.0.1:1"}, {"aud": "another-application"}, {"exp": None}, {"nbf": int(time.time()) + 3600}],
    ids=["issuer", "audience", "no-expiry", "not-yet"],
)
def test_a_token_for_other_ears_is_refused(gateway: Sallyport, workloads: TokenIssuer, changes: dict):
    """A token made out to another application, or by an issuer nobody registered, is of no use here."""
    code, status = refusal(gateway, workloads.token(**changes))
    assert (code, status) in [("InvalidIdentityToken", 400), ("ExpiredTokenException", 400)]


def test_a_token_without_signature_is_refused(gateway: Sallyport, workloads: TokenIssuer):
    """The oldest trick, `alg: none`, does not work."""
    head, body, _ = workloads.token().split(".")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    assert refusal(gateway, f"{unsigned}.{body}.") == ("InvalidIdentityToken", 400)
    assert refusal(gateway, f"{head}.{body}.AAAA") == ("InvalidIdentityToken", 400)


@pytest.mark.parametrize(
    ("changes", "claims"),
    [
        ({"RoleArn": "arn:aws:iam::000000000001:role/Nobody"}, {}),
        ({"RoleArn": "arn:aws:iam::999999999999:role/deploy"}, {}),
        ({}, {"sub": "somebody-else"}),
    ],
    ids=["unknown-role", "unknown-account", "no-rule"],
)
def test_what_no_rule_grants_is_access_denied(
    gateway: Sallyport, workloads: TokenIssuer, changes: dict, claims: dict
):
    """A role that does not exist and one that is not granted answer alike, so that nobody can list roles."""
    assert refusal(gateway, workloads.token(**claims), **changes) == ("AccessDenied", 403)


@pytest.mark.parametrize(
    "changes",
    [
        {"RoleSessionName": "with space"},
        {"RoleSessionName": "käfer"},
        {"DurationSeconds": 3601},
        {"DurationSeconds": 43201},
    ],
    ids=["space", "umlaut", "over-the-role", "over-all"],
)
def test_what_aws_calls_invalid_is_invalid_here(gateway: Sallyport, workloads: TokenIssuer, changes: dict):
    """A script with a wrong name or duration gets the same ValidationError that AWS would give."""
    assert refusal(gateway, workloads.token(), **changes) == ("ValidationError", 400)


def test_keys_that_were_tampered_with_name_nobody(gateway: Sallyport, workloads: TokenIssuer):
    """Keys with one character changed are refused with AWS's codes, which SDKs explain to their users."""
    keys = assume(gateway, workloads.token())["Credentials"]
    flipped = "A" if keys["SecretAccessKey"][0] != "A" else "B"
    with pytest.raises(ClientError) as wrong_secret:
        aws.caller(gateway.sts, keys | {"SecretAccessKey": flipped + keys["SecretAccessKey"][1:]})
    assert wrong_secret.value.response["Error"]["Code"] == "SignatureDoesNotMatch"
    middle = len(keys["SessionToken"]) // 2
    character = "A" if keys["SessionToken"][middle] != "A" else "B"
    broken = keys["SessionToken"][:middle] + character + keys["SessionToken"][middle + 1 :]
    with pytest.raises(ClientError) as wrong_token:
        aws.caller(gateway.sts, keys | {"SessionToken": broken})
    assert wrong_token.value.response["Error"]["Code"] == "InvalidClientTokenId"
