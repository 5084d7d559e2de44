"""Resources behind nginx: boto3's S3 client reads what its role allows, and is told why it may not."""

import datetime
import http.client
import random
import sqlite3
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import botocore.auth
import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from peers import aws
from peers.nginx_store import EXAMPLE, nginx_store
from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

ROLE = "arn:aws:iam::000000000001:role/reports"
OBJECTS = {
    "reports/2026/sales.txt": b"up\n",
    "reports/drafts/plan.txt": b"secret\n",
    "reports/a b+c%d.txt": b"odd\n",
    "reports/drafts/index.html": b"secret\n",
    "reports/2026/index.html": b"the folder's\n",
    "index.html": b"the store's\n",
    "other/x.txt": b"other\n",
}


@dataclass
class Guarded:
    """A store behind nginx, and the gateway that guards it."""

    gateway: Sallyport
    endpoint: str
    keys: dict

    def s3(self, **changes: str) -> BaseClient:
        """boto3's S3 client with the session's keys."""
        keys = self.keys | changes
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=aws.REGION,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            # For links botocore still takes the old algorithm where nothing is said.
            config=Config(retries={"total_max_attempts": 1}, signature_version="s3v4"),
        )

    def refusal(self, key: str, bucket: str = "reports", client: BaseClient | None = None) -> tuple[str, int]:
        """The code and status that boto3 reads when an object is refused."""
        with pytest.raises(ClientError) as caught:
            (client or self.s3()).get_object(Bucket=bucket, Key=key)
        answer = caught.value.response
        return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture(scope="module")
def guarded(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """The shipped example, with the tests' own issuer of tokens."""
    folder = tmp_path_factory.mktemp("authz")
    gateway_port, port = free_port(), free_port()
    lines = (EXAMPLE / "sallyport.yaml").read_text()
    body = "".join(line for line in lines.splitlines(True) if not line.startswith(("url:", "listen:", "#")))
    body = body.replace("github-actions:", "workloads:").replace(
        "issuer: https://token.actions.githubusercontent.com", f"issuer: {workloads.url}\n    connect: {workloads.url}"
    )
    body = body.replace("client_id: files.example.org", "client_id: sallyport")
    body = body.replace('{repository_id: 260064828, ref: refs/heads/main}', '{sub: "workload-*"}')
    body = body.replace("127.0.0.1:9000", f"127.0.0.1:{port}")
    gateway_folder = folder / "gateway"
    gateway_folder.mkdir()
    for name in ("reports-policy.json", "objects.yaml"):
        (gateway_folder / name).write_text((EXAMPLE / name).read_text())
    with serve(gateway_folder, gateway_port, body) as gateway:
        with nginx_store(folder / "nginx", port, gateway_port, OBJECTS) as endpoint:
            answer = aws.anonymous_sts(gateway.sts).assume_role_with_web_identity(
                RoleArn=ROLE, RoleSessionName="reader", WebIdentityToken=workloads.token()
            )
            yield Guarded(gateway, endpoint, answer["Credentials"])


def test_an_s3_client_reads_what_its_role_allows(guarded: Guarded):
    """Plain files behind nginx become a store that every S3 client reads with short-lived keys."""
    s3 = guarded.s3()
    assert s3.get_object(Bucket="reports", Key="2026/sales.txt")["Body"].read() == b"up\n"
    assert s3.get_object(Bucket="reports", Key="a b+c%d.txt")["Body"].read() == b"odd\n"
    assert s3.head_object(Bucket="reports", Key="2026/sales.txt")["ContentLength"] == 3


def test_a_link_with_a_signature_is_good_until_it_says(guarded: Guarded):
    """A link may be handed on: it opens one object, for a time."""
    link = guarded.s3().generate_presigned_url("get_object", {"Bucket": "reports", "Key": "2026/sales.txt"}, ExpiresIn=2)
    assert requests.get(link, timeout=10).text == "up\n"
    altered = requests.get(link.replace("sales", "other"), timeout=10)
    assert altered.status_code == 403 and "<Code>SignatureDoesNotMatch</Code>" in altered.text
    end = time.monotonic() + 20
    while (answer := requests.get(link, timeout=10)).status_code == 200 and time.monotonic() < end:
        time.sleep(0.2)
    assert answer.status_code == 403 and "Request has expired" in answer.text, answer.text


@pytest.mark.parametrize(
    ("bucket", "key", "code"),
    [
        ("reports", "drafts/plan.txt", "AccessDenied"),
        ("other", "x.txt", "AccessDenied"),
        ("reports", "no such file", "AccessDenied"),
    ],
)
def test_everything_else_is_refused(guarded: Guarded, bucket: str, key: str, code: str):
    """What the policy does not allow, or denies, is not served."""
    if key == "no such file":
        # Allowed, and not there: the store's own answer comes through.
        assert guarded.refusal(key, bucket)[1] == 404
    else:
        assert guarded.refusal(key, bucket) == (code, 403)


def test_boto3_reads_the_codes_of_s3(guarded: Guarded, monkeypatch: pytest.MonkeyPatch):
    """A client learns what was wrong by the codes it knows: a wrong secret, a wrong clock, foreign keys."""
    secret = guarded.keys["SecretAccessKey"]
    wrong = ("A" if secret[0] != "A" else "B") + secret[1:]
    key = "2026/sales.txt"
    assert guarded.refusal(key, client=guarded.s3(SecretAccessKey=wrong)) == ("SignatureDoesNotMatch", 403)
    assert guarded.refusal(key, client=guarded.s3(SessionToken="x" * 300)) == ("InvalidToken", 403)
    assert guarded.refusal(key, client=guarded.s3(AccessKeyId="AKIAIOSFODNN7EXAMPLE")) == ("InvalidAccessKeyId", 403)
    real = botocore.auth.get_current_datetime
    an_hour = datetime.timedelta(hours=1)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *a, **k: real(*a, **k) - an_hour)
    assert guarded.refusal(key) == ("RequestTimeTooSkewed", 403)


@pytest.mark.parametrize("path", ["/reports/x/../drafts/plan.txt", "/reports//drafts/plan.txt", "/reports/%2e%2e/other/x.txt", "/reports%2fdrafts/plan.txt", "/reports/2026/sales.txt#", "/reports/drafts/plan.txt#", "/reports/drafts/plan.txt#.html", "/reports/drafts/..#x"])
def test_no_second_reading_of_a_path(guarded: Guarded, path: str):
    """A path that the store could read as another object is refused, rightly signed or not."""
    keys = Credentials(guarded.keys["AccessKeyId"], guarded.keys["SecretAccessKey"], guarded.keys["SessionToken"])
    request = AWSRequest("GET", guarded.endpoint + path.replace("#", "%23"))
    S3SigV4Auth(keys, "s3", aws.REGION).add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(guarded.endpoint).netloc, timeout=10)
    connection.putrequest("GET", path)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status in (400, 403), answer.read()
    assert b"secret" not in answer.read()


def test_nobody_but_the_proxy_speaks_for_others(guarded: Guarded, workloads: TokenIssuer):
    """Fields that name another request are overwritten by the proxy: a client that sends them gains nothing."""
    headers = {"X-Original-Method": "GET", "X-Original-URI": "/reports/2026/sales.txt", "X-Original-Host": "x"}
    answer = requests.get(f"{guarded.endpoint}/reports/drafts/plan.txt", headers=headers, timeout=10)
    assert answer.status_code == 401
    assert "<Code>AccessDenied</Code>" in answer.text and "secret" not in answer.text


def test_verdicts_are_in_the_audit_log(guarded: Guarded):
    """Who read what, and who was refused, is on record without any signature."""
    guarded.s3().get_object(Bucket="reports", Key="2026/sales.txt")
    guarded.refusal("drafts/plan.txt")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with sqlite3.connect(Path(guarded.gateway.state) / "sallyport.db") as store:
            tables = [row[0] for row in store.execute("select name from sqlite_master where type = 'table'")]
            table = next(name for name in tables if "audit" in name)
            text = "\n".join(map(str, store.execute(f"select * from {table}")))
        if "s3:GetObject" in text and "NotTheDrafts" in text:
            break
        time.sleep(0.1)
    assert "s3:GetObject" in text and "NotTheDrafts" in text
    assert guarded.keys["SessionToken"] not in text and "Signature=" not in text


def test_envoys_form_is_answered_too(guarded: Guarded):
    """Envoy asks with the method itself and the path below /authz."""
    keys = Credentials(guarded.keys["AccessKeyId"], guarded.keys["SecretAccessKey"], guarded.keys["SessionToken"])
    host = guarded.endpoint.removeprefix("http://")
    for path, status in [("/reports/2026/sales.txt", 200), ("/reports/drafts/plan.txt", 403)]:
        request = AWSRequest("GET", f"http://{host}{path}", headers={"Host": host})
        S3SigV4Auth(keys, "s3", aws.REGION).add_auth(request)
        answer = requests.get(f"{guarded.gateway.url}/authz{path}", headers=dict(request.headers), timeout=10)
        assert answer.status_code == status, answer.text
        assert answer.headers["x-amz-request-id"]


def test_the_largest_token_passes_nginx_as_it_comes(guarded: Guarded, workloads: TokenIssuer):
    """A session that carries as much as it may still fits into a header, and into a link, behind nginx's defaults."""
    rng = random.Random(1)
    characters = string.ascii_letters + string.digits + "+=._:/@-"

    def token(size: int) -> dict:
        """A session with so many random characters in its tags, and how full it is."""
        values = ["".join(rng.choices(characters, k=min(200, size - start))) for start in range(0, size, 200)]
        tags = {"principal_tags": {f"tag{number}": [value] for number, value in enumerate(values)}}
        return aws.anonymous_sts(guarded.gateway.sts).assume_role_with_web_identity(
            RoleArn=ROLE, RoleSessionName="full", WebIdentityToken=workloads.token(**{"https://aws.amazon.com/tags": tags})
        )

    low, high = 200, 6000
    while high - low > 8:
        middle = (low + high) // 2
        try:
            largest = token(middle)
            low = middle
        except ClientError as refusal:
            assert refusal.response["Error"]["Code"] == "PackedPolicyTooLarge"
            high = middle
    assert largest["PackedPolicySize"] >= 98
    keys = largest["Credentials"]
    assert 4000 <= len(keys["SessionToken"]) <= 4096
    s3 = guarded.s3(**{name: keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")})
    assert s3.get_object(Bucket="reports", Key="2026/sales.txt")["Body"].read() == b"up\n"
    link = s3.generate_presigned_url("get_object", {"Bucket": "reports", "Key": "2026/sales.txt"}, ExpiresIn=60)
    assert requests.get(link, timeout=10).text == "up\n"


@pytest.mark.parametrize("path", ["/", "/reports", "/reports/", "/reports/2026/", "/reports/2026", "/reports/2026/sales.txt?tagging", "/reports/2026/sales.txt?acl", "/reports/?list-type=2"])
def test_nothing_is_served_that_was_judged_as_something_else(guarded: Guarded, path: str):
    """Plain files know objects only: what S3 would answer otherwise, and a folder's index, is not served."""
    keys = Credentials(guarded.keys["AccessKeyId"], guarded.keys["SecretAccessKey"], guarded.keys["SessionToken"])
    request = AWSRequest("GET", guarded.endpoint + path)
    S3SigV4Auth(keys, "s3", aws.REGION).add_auth(request)
    answer = requests.get(guarded.endpoint + path, headers=dict(request.headers), timeout=10, allow_redirects=False)
    assert answer.status_code in (403, 404)
    assert "<Code>" in answer.text or answer.status_code == 404
    assert not {content.decode() for content in OBJECTS.values()} & {answer.text}
