"""Users of the embedded issuer, by boto3: roles assumed, sessions begun, codes of a device, and STS's own model."""

import base64
import gzip
import hashlib
import hmac
import json
import re
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import botocore
import pytest
from botocore.exceptions import ClientError

from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

ONE, TWO = "000000000001", "000000000002"
TARGET = f"arn:aws:iam::{ONE}:role/target"
CHAINED = f"arn:aws:iam::{ONE}:role/chained"
ALICE, BOB = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), ("AKIAI44QH8DHBEXAMPLE", "b" * 40)
DEVICE = f"arn:aws:iam::{ONE}:mfa/alice"
KEY = base64.b32encode(b"12345678901234567890").decode()


def statement(**members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": members})


@pytest.fixture(scope="module")
def gateway(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sallyport]:
    """`serve` with two accounts, a user in each, and roles that trust them."""
    folder = tmp_path_factory.mktemp("serve")
    files = {
        "secret": "not used\n", "alice.key": ALICE[1], "bob.key": BOB[1], "device": KEY,
        "sts.json": statement(Effect="Allow", Action="sts:*", Resource="*"),
        "target.json": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": [f"arn:aws:iam::{ONE}:user/alice"]}, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]},
                    {"Effect": "Allow", "Principal": {"AWS": TWO}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "12345"}}},
                ],
            }
        ),
        "chained.json": statement(
            Effect="Allow", Principal={"AWS": TARGET}, Action=["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}},
        ),
        "present.json": statement(
            Effect="Allow", Principal={"AWS": ONE}, Action="sts:AssumeRole", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        ),
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    lines = f"""
providers:
  workloads: {{preset: generic-oidc, issuer: {workloads.url}, connect: {workloads.url}, client_id: sallyport, client_secret: file:secret}}
accounts:
  one: {{id: "{ONE}", issuer: embedded}}
  two: {{id: "{TWO}", issuer: embedded}}
roles:
  one:
    - {{name: target, trust: file:target.json, policy: file:sts.json, max_duration: 2h}}
    - {{name: chained, trust: file:chained.json, max_duration: 2h}}
    - {{name: present, trust: file:present.json}}
users:
  one: [{{name: alice, access_keys: [{{id: {ALICE[0]}, secret: file:alice.key}}], policy: file:sts.json, mfa: {{secret: file:device}}}}]
  two: [{{name: bob, access_keys: [{{id: {BOB[0]}, secret: file:bob.key}}], policy: file:sts.json}}]
rules:
  - {{when: {{sub: nobody}}, grant: [one/target, one/chained, one/present]}}
"""
    with serve(folder, free_port(), lines) as running:
        yield running


def sts(gateway: Sallyport, key: tuple[str, str] | dict):
    """A client with a user's keys, or with what a call handed out."""
    if isinstance(key, dict):
        parts = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"], "aws_session_token": key["SessionToken"]}
    else:
        parts = {"aws_access_key_id": key[0], "aws_secret_access_key": key[1]}
    return boto3.client("sts", region_name="us-east-1", endpoint_url=gateway.sts, **parts)


def refused(call: Callable, **arguments: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def code(later: int = 0) -> str:
    """RFC 6238, as any application shows it."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    mac = hmac.new(b"12345678901234567890", counter, hashlib.sha1).digest()
    number = struct.unpack(">I", mac[mac[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_user_assumes_a_role_that_names_it(gateway: Sallyport):
    """A program with a user's keys takes a role, as at AWS."""
    alice = sts(gateway, ALICE)
    assert alice.get_caller_identity()["Arn"] == f"arn:aws:iam::{ONE}:user/alice"
    made = alice.assume_role(RoleArn=TARGET, RoleSessionName="work", SourceIdentity="alice", Tags=[{"Key": "team", "Value": "red"}])
    assert made["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ONE}:assumed-role/target/work"
    assert made["SourceIdentity"] == "alice" and made["PackedPolicySize"] > 0
    assert sts(gateway, made["Credentials"]).get_caller_identity()["Arn"] == made["AssumedRoleUser"]["Arn"]


def test_another_account_needs_both_sides_and_the_external_id(gateway: Sallyport):
    """A foreign account gets in only as the owner agreed with it."""
    bob = sts(gateway, BOB)
    assert bob.assume_role(RoleArn=TARGET, RoleSessionName="work", ExternalId="12345")["Credentials"]
    words = f"User: arn:aws:iam::{TWO}:user/bob is not authorized to perform: sts:AssumeRole on resource: {TARGET}"
    assert refused(bob.assume_role, RoleArn=TARGET, RoleSessionName="work") == ("AccessDenied", words)
    assert refused(bob.assume_role, RoleArn=TARGET, RoleSessionName="work", ExternalId="54321")[0] == "AccessDenied"


def test_a_chain_hands_on_transitive_tags_for_an_hour(gateway: Sallyport):
    """Roles behind roles still see who began."""
    tags = [{"Key": "team", "Value": "red"}]
    first = sts(gateway, ALICE).assume_role(RoleArn=TARGET, RoleSessionName="work", Tags=tags, TransitiveTagKeys=["team"], SourceIdentity="alice")
    middle = sts(gateway, first["Credentials"])
    second = middle.assume_role(RoleArn=CHAINED, RoleSessionName="more")
    assert second["SourceIdentity"] == "alice"
    assert "1 hour" in refused(middle.assume_role, RoleArn=CHAINED, RoleSessionName="more", DurationSeconds=3601)[1]
    assert refused(middle.assume_role, RoleArn=CHAINED, RoleSessionName="more", Tags=tags)[0] == "ValidationError"
    assert refused(middle.assume_role, RoleArn=CHAINED, RoleSessionName="more", SourceIdentity="bob")[0] == "AccessDenied"
    untagged = sts(gateway, sts(gateway, ALICE).assume_role(RoleArn=TARGET, RoleSessionName="work")["Credentials"])
    assert refused(untagged.assume_role, RoleArn=CHAINED, RoleSessionName="more")[0] == "AccessDenied"


def test_presence_is_proved_by_the_code_of_a_device(gateway: Sallyport):
    """A role that wants presence takes a session begun with a code, and no other."""
    alice = sts(gateway, ALICE)
    plain = sts(gateway, alice.get_session_token()["Credentials"])
    role = {"RoleArn": f"arn:aws:iam::{ONE}:role/present", "RoleSessionName": "work"}
    assert refused(plain.assume_role, **role)[0] == "AccessDenied"
    assert refused(alice.get_session_token, SerialNumber=DEVICE, TokenCode="000000")[0] == "AccessDenied"
    shown = code()
    proved = sts(gateway, alice.get_session_token(SerialNumber=DEVICE, TokenCode=shown)["Credentials"])
    assert proved.assume_role(**role)["Credentials"]
    words = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    assert words in refused(alice.get_session_token, SerialNumber=DEVICE, TokenCode=shown)[1]
    assert alice.assume_role(**role, SerialNumber=DEVICE, TokenCode=code(1))["Credentials"]


def test_who_may_call_what(gateway: Sallyport):
    """Each kind of credentials can do with STS what AWS documents for it, and no more."""
    alice = sts(gateway, ALICE)
    policy = statement(Effect="Allow", Action="*", Resource="*")
    federated = alice.get_federation_token(Name="carol", Policy=policy, DurationSeconds=900)
    assert federated["FederatedUser"] == {"FederatedUserId": f"{ONE}:carol", "Arn": f"arn:aws:sts::{ONE}:federated-user/carol"}
    carol, session = sts(gateway, federated["Credentials"]), sts(gateway, alice.get_session_token()["Credentials"])
    role = sts(gateway, alice.assume_role(RoleArn=TARGET, RoleSessionName="work")["Credentials"])
    assert carol.get_caller_identity()["UserId"] == f"{ONE}:carol"
    assert alice.get_access_key_info(AccessKeyId=BOB[0])["Account"] == TWO
    assert role.get_access_key_info(AccessKeyId=ALICE[0])["Account"] == ONE
    for caller in (carol, session, role):
        assert refused(caller.get_session_token)[0] == "AccessDenied"
        assert refused(caller.get_federation_token, Name="dave")[0] == "AccessDenied"
    for caller in (carol, session):
        assert refused(caller.get_access_key_info, AccessKeyId=ALICE[0])[0] == "AccessDenied"
    assert refused(carol.assume_role, RoleArn=TARGET, RoleSessionName="work")[0] == "AccessDenied"
    assert refused(role.get_session_token)[1] == "Cannot call GetSessionToken with session credentials"
    assert refused(alice.decode_authorization_message, EncodedMessage="x")[0] == "InvalidAuthorizationMessageException"
    assert refused(sts(gateway, (BOB[0], ALICE[1])).get_caller_identity)[0] == "SignatureDoesNotMatch"
    assert refused(sts(gateway, ("AKIAUNKNOWNUNKNOWNUN", "x" * 40)).get_caller_identity)[0] == "InvalidClientTokenId"


def test_limits_are_those_of_the_services_model():
    """What AWS's own clients send within their limits is taken: the table has botocore's names, limits and patterns."""
    folder = Path(botocore.__file__).parent / "data/sts/2011-06-15"
    model = json.loads(gzip.decompress((folder / "service-2.json.gz").read_bytes()))
    wire = Path(__file__).resolve().parents[2] / "Sources/SecurityTokens/Wire"
    written = "".join((wire / name).read_text() for name in ("STSParameterRule.swift", "STSParameterRule+signed.swift"))
    rules = re.findall(r'STSParameterRule\(\s*"(\w+)", \.(text|integer)\(([\d_]+)\.\.\.([\d_]+)', written)
    known = {(name, int(low.replace("_", "")), int(high.replace("_", ""))) for name, _, low, high in rules}
    for operation in model["operations"].values():
        for name, member in model["shapes"][operation["input"]["shape"]].get("members", {}).items():
            shape = model["shapes"][member["shape"]]
            if shape["type"] not in ("string", "integer") or "max" not in shape:
                continue
            low = shape.get("min", 0)
            assert (name, low, shape["max"]) in known, f"{operation['name']}: {name} {low}...{shape['max']}"
    # The classes of characters are STS's and IAM's together; `+` and `*` differ in the empty text, which lengths judge.
    administration = json.loads(gzip.decompress((folder.parents[1] / "iam/2010-05-08/service-2.json.gz").read_bytes()))
    shapes = [*model["shapes"].values(), *administration["shapes"].values()]
    patterns = {shape["pattern"].removesuffix("+").removesuffix("*") for shape in shapes if "pattern" in shape}
    for line in re.findall(r'case \w+ =\s+"(.*)"', written):
        assert line.replace("\\\\", "\\").removesuffix("+").removesuffix("*") in patterns, line
