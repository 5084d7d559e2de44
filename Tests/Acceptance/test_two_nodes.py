"""Two gateways over one state folder: what is done at one is known at the other, revocations within a second."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from peers import aws
from peers.processes import free_port
from peers.sallyport import Sallyport, call, serve
from peers.token_issuer import TokenIssuer

ACCOUNT = "000000000001"
ADMIN = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/deploy"
NEXT = f"arn:aws:iam::{ACCOUNT}:role/next"


def document(**members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow"} | members})


def lines(workloads: TokenIssuer) -> str:
    return f"""
providers:
  workloads: {{preset: generic-oidc, issuer: {workloads.url}, connect: {workloads.url}, client_id: sallyport, client_secret: env:SECRET}}
issuers:
  embedded: {{iam: true, revocations: one}}
accounts:
  one: {{id: "{ACCOUNT}", issuer: embedded}}
roles:
  one:
    - {{name: deploy, policy: file:all.json}}
    - {{name: next, trust: file:next.json}}
users:
  one: [{{name: admin, access_keys: [{{id: {ADMIN[0]}, secret: file:admin.key}}], policy: file:all.json}}]
rules:
  - {{when: {{sub: "workload-*"}}, grant: one/deploy}}
  - {{when: {{sub: nobody}}, grant: one/next}}
"""


def prepared(folder: Path) -> Path:
    """A node's own folder, with the files that its configuration names."""
    folder.mkdir()
    for name, text in {
        "admin.key": ADMIN[1], "all.json": document(Action="*", Resource="*"),
        "next.json": document(Principal={"AWS": DEPLOY}, Action="sts:AssumeRole"),
    }.items():  # fmt: skip
        (folder / name).write_text(text)
    return folder


Nodes = tuple[Sallyport, Sallyport]


@pytest.fixture(scope="module")
def nodes(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Two of them, started at once over a folder that nobody has used yet."""
    folder = tmp_path_factory.mktemp("nodes")
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        contexts = [
            serve(prepared(folder / name), free_port(), lines(workloads), {"SECRET": "x"}, state=folder / "state")
            for name in ("a", "b")
        ]
        started = list(pool.map(lambda context: context.__enter__(), contexts))
        for context in contexts:
            stack.push(context)
        yield started[0], started[1]


def sts(node: Sallyport, keys: dict):
    return aws.sts_with(node.sts, keys)


def take(node: Sallyport, workloads: TokenIssuer, **claims: object) -> dict:
    """Keys for a token, of `role/deploy`."""
    answer = aws.anonymous_sts(node.sts).assume_role_with_web_identity(
        RoleArn=DEPLOY, RoleSessionName="run", WebIdentityToken=workloads.token(**claims)
    )
    return answer["Credentials"]


def code(ask: Callable, **parameters: object) -> str:
    """The code of the refusal; empty where there is none."""
    try:
        ask(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def ends_within_a_second(node: Sallyport, keys: dict) -> float:
    """Asks until the keys are refused; how long that took."""
    begun = time.monotonic()
    while code(sts(node, keys).get_caller_identity) != "ExpiredToken":
        assert time.monotonic() - begun < 1.0, "the other node still takes the keys after a second"
    return time.monotonic() - begun


def signed(node: Sallyport, method: str, body: dict | None = None, *, key: tuple[str, str] = ADMIN) -> requests.Response:
    """A call of `/admin/revocations`, signed as AWS's own clients sign."""
    data = json.dumps(body) if body is not None else ""
    request = AWSRequest(method, f"{node.url}/admin/revocations", data=data, headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials(*key), "sallyport", aws.REGION).add_auth(request)
    return requests.request(method, request.url, data=data, headers=dict(request.headers), timeout=10)


def command(node: Sallyport, *arguments: str):
    """`sallyport revoke` with the node's configuration."""
    return call("revoke", *arguments, "--config", node.file, "--json", environment={"SECRET": "x"})


def test_keys_of_one_node_serve_at_the_other(nodes: Nodes, workloads: TokenIssuer) -> None:
    """Behind a load balancer it does not matter which of two gateways answers, from the first start on."""
    for one, other in (nodes, reversed(nodes)):
        keys = take(one, workloads)
        assert sts(other, keys).get_caller_identity()["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run"


def test_a_session_that_is_revoked_here_is_refused_there(nodes: Nodes, workloads: TokenIssuer, record_property: Callable) -> None:
    """An operator ends one leaked session by a signed call, with all that was made from it, and nobody else's."""
    here, there = nodes
    leaked, innocent = take(there, workloads), take(there, workloads)
    child = sts(there, leaked).assume_role(RoleArn=NEXT, RoleSessionName="more")["Credentials"]
    made = signed(here, "POST", {"session": leaked["AccessKeyId"], "why": "leaked"})
    assert made.status_code == 201, made.text
    seconds = ends_within_a_second(there, leaked)
    record_property("seconds", seconds)
    print(f"refused at the other node after {seconds * 1000:.0f} ms")
    for node in nodes:
        assert code(sts(node, child).get_caller_identity) == "ExpiredToken"
        assert code(sts(node, leaked).assume_role, RoleArn=NEXT, RoleSessionName="again") == "ExpiredToken"
        assert code(sts(node, innocent).get_caller_identity) == ""
    listed = signed(there, "GET").json()["revocations"]
    assert made.json() in listed


def test_commands_revoke_roles_people_and_providers(nodes: Nodes, workloads: TokenIssuer) -> None:
    """Beside running gateways a command ends what began until now; whoever signs in afterwards has new keys."""
    for arguments in (
        ["role", DEPLOY], ["person", "workloads", "workload-1"], ["provider", "workloads"], ["account", ACCOUNT],
    ):  # fmt: skip
        old = workloads.token()
        keys = [take(node, workloads) for node in nodes]
        answer = command(nodes[0], *arguments, "--why", "an exercise")
        assert answer.code == 0, answer
        assert answer.json["by"] == "command line"
        for node, key in zip(nodes, keys, strict=True):
            ends_within_a_second(node, key)
        proof = aws.anonymous_sts(nodes[1].sts).assume_role_with_web_identity
        if arguments[0] in ("person", "provider"):
            assert code(proof, RoleArn=DEPLOY, RoleSessionName="run", WebIdentityToken=old) == "AccessDenied"
        # Sessions and tokens tell whole seconds.
        time.sleep(1.1)
        assert code(sts(nodes[1], take(nodes[1], workloads)).get_caller_identity) == ""
    listed = command(nodes[1], "--list")
    assert [line.get("why") for line in listed.lines].count("an exercise") == 4


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "option-required"), (["everything"], "revocation-kind-unknown"), (["role", "deploy"], "revocation-subject-malformed"),
        (["provider", "workload"], "revocation-provider-unknown"), (["person", "workloads"], "revocation-names-wrong"),
        (["role", DEPLOY, "--before", "2099-01-01T00:00:00Z"], "revocation-time-to-come"),
        (["role", DEPLOY, "--before", "noon"], "revocation-time-malformed"),
        (["role", DEPLOY.replace("deploy", "Deploy")], "revocation-principal-unknown"),
        (["role", DEPLOY.replace("role/", "role/x/")], "revocation-principal-unknown"),
        (["role", DEPLOY.replace("aws:", "aws-cn:")], "revocation-principal-unknown"),
        (["user", DEPLOY.replace("role/deploy", "user/nobody")], "revocation-principal-unknown"),
        (["role", DEPLOY, "--why", "a\u202eb"], "revocation-reason-hidden"),
        (["--list", "role", DEPLOY], "argument-unexpected"),
    ],
)  # fmt: skip
def test_a_command_that_makes_no_sense_is_refused(nodes: Nodes, arguments: list[str], reason: str) -> None:
    """A mistyped name is said, in place of a revocation that ends nothing."""
    answer = command(nodes[0], *arguments)
    assert (answer.code, answer.json["error"]) == (2, reason)


def test_only_who_may_revokes(nodes: Nodes, workloads: TokenIssuer) -> None:
    """Revoking is a permission like any other, and unsigned calls get nowhere."""
    iam = boto3.client("iam", region_name=aws.REGION, endpoint_url=f"{nodes[0].url}/iam", aws_access_key_id=ADMIN[0], aws_secret_access_key=ADMIN[1])
    iam.create_user(UserName="helper")
    key = iam.create_access_key(UserName="helper")["AccessKey"]
    pair = (key["AccessKeyId"], key["SecretAccessKey"])
    assert signed(nodes[0], "POST", {"provider": "workloads"}, key=pair).status_code == 403
    iam.put_user_policy(UserName="helper", PolicyName="p", PolicyDocument=document(Action="sallyport:ListRevocations", Resource="*"))
    assert signed(nodes[0], "GET", key=pair).status_code == 200
    refusal = signed(nodes[0], "POST", {"provider": "workloads"}, key=pair)
    assert refusal.headers["Content-Type"] == "application/problem+json"
    assert (refusal.status_code, refusal.json()["title"]) == (403, "AccessDenied")
    assert requests.post(f"{nodes[0].url}/admin/revocations", json={"provider": "workloads"}, timeout=10).status_code == 403


def known(ask: Callable, **parameters: object) -> object:
    """What a call gives once it succeeds, within a second."""
    end = time.monotonic() + 1
    while True:
        try:
            return ask(**parameters)
        except ClientError:
            if time.monotonic() > end:
                raise


def test_what_iam_makes_at_one_node_is_known_at_the_other(nodes: Nodes) -> None:
    """boto3 makes a user at one gateway; within a second the other knows it, its key, its policy, and that it is gone."""

    def client(node: Sallyport, service: str, key: tuple[str, str] = ADMIN):
        url = f"{node.url}/{service}"
        return boto3.client(service, region_name=aws.REGION, endpoint_url=url, aws_access_key_id=key[0], aws_secret_access_key=key[1])

    here, there = (client(node, "iam") for node in nodes)
    user = here.create_user(UserName="bob")["User"]
    assert known(there.get_user, UserName="bob")["User"]["UserId"] == user["UserId"]
    key = there.create_access_key(UserName="bob")["AccessKey"]
    pair = (key["AccessKeyId"], key["SecretAccessKey"])
    assert known(client(nodes[0], "sts", pair).get_caller_identity)["Arn"] == user["Arn"]
    here.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=document(Action="iam:ListUsers", Resource="*"))
    assert known(client(nodes[1], "iam", pair).list_users)["Users"]
    session = client(nodes[1], "sts", pair).get_session_token()["Credentials"]
    assert code(sts(nodes[0], session).get_caller_identity) == ""
    # Both at once change one account: each has its turn, and nothing is lost.
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: (here, there)[number % 2].create_user(UserName=f"many-{number}"), range(8)))
    many = {f"many-{number}" for number in range(8)}
    end = time.monotonic() + 1
    while not many <= {user["UserName"] for user in here.list_users()["Users"]}:
        assert time.monotonic() < end
    here.delete_user_policy(UserName="bob", PolicyName="own")
    known(here.delete_access_key, UserName="bob", AccessKeyId=key["AccessKeyId"])
    here.delete_user(UserName="bob")
    end = time.monotonic() + 1
    while not code(sts(nodes[1], session).get_caller_identity):
        assert time.monotonic() < end
    assert code(client(nodes[1], "sts", pair).get_caller_identity) == "InvalidClientTokenId"


def test_one_dies_and_comes_again_beside_the_other(workloads: TokenIssuer, folder: Path) -> None:
    """A node that is killed takes nothing with it: the other answers on, and the one that comes again knows all."""
    state = folder / "state"
    with serve(prepared(folder / "a"), free_port(), lines(workloads), {"SECRET": "x"}, state=state) as stays:
        keys = take(stays, workloads)
        other = prepared(folder / "b")
        with serve(other, free_port(), lines(workloads), {"SECRET": "x"}, state=state) as dies:
            assert code(sts(dies, keys).get_caller_identity) == ""
            dies.process.started.send_signal(signal.SIGKILL)
            dies.process.started.wait()
        assert signed(stays, "POST", {"session": keys["AccessKeyId"]}).status_code == 201
        with serve(other, free_port(), lines(workloads), {"SECRET": "x"}, state=state) as again:
            assert code(sts(again, keys).get_caller_identity) == "ExpiredToken"
            assert requests.get(f"{again.url}/readyz", timeout=10).status_code == 200


def test_development_mode_shares_its_folder_with_nobody(workloads: TokenIssuer, folder: Path) -> None:
    """`sallyport dev` over the folder of a running gateway says so and leaves it alone."""
    with serve(prepared(folder / "a"), free_port(), lines(workloads), {"SECRET": "x"}, state=folder / "state"):
        answer = call("dev", "--port", str(free_port()), "--state", folder / "state", "--json")
        assert (answer.code, answer.json["error"]) == (2, "state-in-use")
