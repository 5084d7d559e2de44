"""The embedded issuer's IAM, by boto3: users, keys, roles and policies made, used and taken away, on two nodes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

ACCOUNT = "000000000001"
ADMIN = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def document(effect: str = "Allow", **members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": effect, **members}})


def allowing(*actions: str, resource: str = "*", effect: str = "Allow") -> str:
    return document(effect, Action=list(actions), Resource=resource)


def trusting(principal: str) -> str:
    return document(Principal={"AWS": principal}, Action="sts:AssumeRole")


def lines(workloads: TokenIssuer) -> str:
    return f"""
providers:
  workloads: {{preset: generic-oidc, issuer: {workloads.url}, connect: {workloads.url}, client_id: sallyport, client_secret: file:secret}}
issuers:
  embedded: {{iam: true}}
accounts:
  one: {{id: "{ACCOUNT}", issuer: embedded}}
policies:
  one: [{{name: most, policy: file:most.json}}]
roles:
  one: [{{name: configured, attach: most}}]
users:
  one: [{{name: admin, access_keys: [{{id: {ADMIN[0]}, secret: file:admin.key}}], policy: file:all.json}}]
rules:
  - {{when: {{sub: nobody}}, grant: one/configured}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("iam")
    for name, text in {
        "secret": "not used\n", "admin.key": ADMIN[1], "all.json": allowing("*"), "most.json": allowing("sts:GetCallerIdentity"),
    }.items():  # fmt: skip
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def gateway(workloads: TokenIssuer, folder: Path) -> Iterator[Sallyport]:
    with serve(folder, free_port(), lines(workloads)) as running:
        yield running


def client(gateway: Sallyport, service: str, key: tuple[str, str] | dict = ADMIN):
    """A client with a user's keys, or with what a call handed out."""
    if isinstance(key, dict):
        parts = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"], "aws_session_token": key.get("SessionToken")}
    else:
        parts = {"aws_access_key_id": key[0], "aws_secret_access_key": key[1]}
    url = gateway.sts if service == "sts" else gateway.sts.removesuffix("/sts") + "/iam"
    return boto3.client(service, region_name="us-east-1", endpoint_url=url, **parts)


def refused(call: Callable, **parameters: object) -> tuple[str, int]:
    with pytest.raises(ClientError) as error:
        call(**parameters)
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_role_and_a_user_from_birth_to_death(gateway: Sallyport) -> None:
    """Somebody who manages AWS with boto3 makes a user and a role here by the same calls, and takes them away again."""
    iam = client(gateway, "iam")
    user = iam.create_user(UserName="bob", Path="/team/", Tags=[{"Key": "team", "Value": "red"}])["User"]
    assert user["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/bob"
    assert user["UserId"].startswith("AIDA")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    assert client(gateway, "sts", key).get_caller_identity()["Arn"] == user["Arn"]
    role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trusting(user["Arn"]), MaxSessionDuration=7200)["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(trusting(user["Arn"]))
    assert iam.get_role(RoleName="deploy")["Role"]["MaxSessionDuration"] == 7200
    iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=allowing("sts:AssumeRole"))
    assert iam.get_user_policy(UserName="bob", PolicyName="own")["PolicyDocument"] == json.loads(allowing("sts:AssumeRole"))
    assume = client(gateway, "sts", key).assume_role
    session = assume(RoleArn=role["Arn"], RoleSessionName="work")["Credentials"]
    who = client(gateway, "sts", session).get_caller_identity
    assert who()["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/work"

    deny = iam.create_policy(PolicyName="deny", PolicyDocument=allowing("sts:AssumeRole", effect="Deny"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="bob", PolicyArn=deny)
    assert refused(assume, RoleArn=role["Arn"], RoleSessionName="work") == ("AccessDenied", 403)
    assert iam.list_attached_user_policies(UserName="bob")["AttachedPolicies"] == [{"PolicyName": "deny", "PolicyArn": deny}]
    assert refused(iam.delete_policy, PolicyArn=deny) == ("DeleteConflict", 409)
    assert refused(iam.delete_user, UserName="bob") == ("DeleteConflict", 409)

    iam.delete_role(RoleName="deploy")
    assert refused(who)[0] == "InvalidClientTokenId"
    iam.detach_user_policy(UserName="bob", PolicyArn=deny)
    iam.delete_policy(PolicyArn=deny)
    iam.delete_user_policy(UserName="bob", PolicyName="own")
    iam.delete_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="bob")
    assert refused(client(gateway, "sts", key).get_caller_identity)[0] == "InvalidClientTokenId"
    assert refused(iam.get_user, UserName="bob") == ("NoSuchEntity", 404)


def test_what_stands_in_the_file_is_read_and_not_changed(gateway: Sallyport) -> None:
    """An operator sees the file's roles and policies beside the others, and nobody changes them from outside."""
    iam = client(gateway, "iam")
    assert iam.list_attached_role_policies(RoleName="configured")["AttachedPolicies"][0]["PolicyName"] == "most"
    assert iam.get_user()["User"]["UserName"] == "admin"
    arn = f"arn:aws:iam::{ACCOUNT}:policy/most"
    version = iam.get_policy_version(PolicyArn=arn, VersionId=iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"])
    assert version["PolicyVersion"]["Document"] == json.loads(allowing("sts:GetCallerIdentity"))
    for call, parameters in [
        (iam.delete_role, {"RoleName": "configured"}), (iam.create_access_key, {"UserName": "admin"}),
        (iam.put_user_policy, {"UserName": "admin", "PolicyName": "p", "PolicyDocument": allowing("*")}),
        (iam.delete_policy, {"PolicyArn": arn}),
    ]:  # fmt: skip
        assert refused(call, **parameters) == ("UnmodifiableEntity", 400)
    providers = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=providers[0]["Arn"])["ClientIDList"] == ["sallyport"]


def test_nothing_is_there_unless_the_file_says_so(workloads: TokenIssuer, folder: Path, tmp_path: Path) -> None:
    """Who does not ask for the API does not have it."""
    for file in folder.glob("*"):
        if file.suffix in (".json", ".key") or file.name == "secret":
            (tmp_path / file.name).write_text(file.read_text())
    with serve(tmp_path, free_port(), lines(workloads).replace("{iam: true}", "{iam: false}")) as off:
        for method in (requests.get, requests.post):
            assert method(f"{off.url}/iam?Action=ListUsers&Version=2010-05-08", timeout=10).status_code == 404


def test_a_query_may_be_presigned(gateway: Sallyport) -> None:
    """A link with a signature in its query reads what its maker may, and no other action."""
    url = client(gateway, "iam").generate_presigned_url("get_user", HttpMethod="GET")
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200 and "<UserName>admin</UserName>" in answer.text
    assert "SignatureDoesNotMatch" in requests.get(url.replace("GetUser", "ListUsers"), timeout=10).text


def test_boto3_pages_through_lists(gateway: Sallyport) -> None:
    """boto3's paginator sees every user once."""
    iam = client(gateway, "iam")
    names = [f"page-{number:02}" for number in range(7)]
    for name in names:
        iam.create_user(UserName=name, Path="/pages/")
    pages = iam.get_paginator("list_users").paginate(PathPrefix="/pages/", PaginationConfig={"PageSize": 3})
    assert [user["UserName"] for page in pages for user in page["Users"]] == names
    for name in names:
        iam.delete_user(UserName=name)


def test_a_delegate_cannot_pass_the_boundary(gateway: Sallyport) -> None:
    """A team may make its own users, none of whom gets more than the boundary allows."""
    iam = client(gateway, "iam")
    most = f"arn:aws:iam::{ACCOUNT}:policy/most"
    iam.create_user(UserName="lead")
    policy = document(
        Action=["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"], Resource=f"arn:aws:iam::{ACCOUNT}:user/team/*",
        Condition={"StringEqualsIfExists": {"iam:PermissionsBoundary": most}, "Null": {"iam:PermissionsBoundary": "false"}},
    )  # fmt: skip
    iam.put_user_policy(UserName="lead", PolicyName="delegate", PolicyDocument=policy)
    lead = client(gateway, "iam", iam.create_access_key(UserName="lead")["AccessKey"])
    assert refused(lead.create_user, UserName="dev", Path="/team/") == ("AccessDenied", 403)
    assert refused(lead.create_user, UserName="dev", PermissionsBoundary=most) == ("AccessDenied", 403)
    lead.create_user(UserName="dev", Path="/team/", PermissionsBoundary=most)
    lead.put_user_policy(UserName="dev", PolicyName="all", PolicyDocument=allowing("*"))
    dev = client(gateway, "iam", lead.create_access_key(UserName="dev")["AccessKey"])
    assert refused(dev.create_user, UserName="more") == ("AccessDenied", 403)
    assert refused(lead.delete_user_permissions_boundary, UserName="dev") == ("AccessDenied", 403)
    assert refused(lead.put_user_policy, UserName="lead", PolicyName="all", PolicyDocument=allowing("*")) == ("AccessDenied", 403)
