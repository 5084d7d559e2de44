"""Ten thousand requests that botocore signed, each taken as it is and refused with one thing altered."""

import http.client
import json
import random
import sqlite3
import string
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from peers import aws
from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.token_issuer import TokenIssuer

SEED = 20261128
#: In all, of the three services in turn.
REQUESTS = 10_000
LETTERS = "abcXYZ019-._~ =&:;,@!*'()+$é漢😀"
API_RULES = """service: execute-api
rules:
  - {method: [GET, DELETE, HEAD], path: "/{path...}", further_query: [a, b, c], action: "execute-api:Invoke", resource: "arn:aws:execute-api:us-east-1:000000000001:x/{path}"}
"""


@dataclass(frozen=True)
class Signed:
    """A request as it goes out, without its connection."""

    service: str
    is_presigned: bool
    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def with_header(self, name: str, value: str) -> "Signed":
        return replace(self, headers={**self.headers, name: value})

    def with_parameter(self, name: str, change: Callable[[str], str]) -> "Signed":
        path, _, query = self.target.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&")]
        changed = "&".join(f"{key}={change(value) if key == name else value}" for key, _, value in pairs)
        return replace(self, target=f"{path}?{changed}")


class Sender:
    """One connection to the gateway, kept."""

    def __init__(self, gateway: Sallyport):
        self.place = urllib.parse.urlsplit(gateway.url).netloc
        self.connection = http.client.HTTPConnection(self.place, timeout=30)
        #: The body of the last answer.
        self.words = b""

    def status(self, signed: Signed) -> int:
        target = signed.target if signed.service == "sts" else "/authz" + signed.target
        self.connection.putrequest(signed.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in signed.headers.items():
            self.connection.putheader(name, value.encode())
        if signed.body:
            self.connection.putheader("Content-Length", str(len(signed.body)))
        self.connection.endheaders(signed.body.encode() or None)
        answer = self.connection.getresponse()
        self.words = answer.read()
        return answer.status


class Signer:
    """Makes requests and has botocore sign them."""

    def __init__(self, keys: dict, place: str):
        self.random = random.Random(SEED)
        self.credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        self.hosts = {"s3": "files.example.org", "execute-api": "api.example.org", "sts": place}

    def word(self, low: int, high: int) -> str:
        return "".join(self.random.choice(LETTERS) for _ in range(self.random.randint(low, high)))

    def segment(self) -> str:
        found = self.word(1, 8)
        return found if found.strip(".") else "x"

    def request(self, number: int) -> Signed:
        service = ["s3", "execute-api", "sts"][number % 3]
        is_presigned = self.random.random() < 0.5
        method = self.random.choice({"s3": ["GET", "HEAD", "PUT", "DELETE"], "execute-api": ["GET", "HEAD", "DELETE"], "sts": ["GET", "POST"]}[service])
        path, pairs, body = "/sts", [], ""
        if service == "sts":
            call = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
            is_presigned = is_presigned and method == "GET"
            if method == "GET":
                pairs = list(call.items())
            else:
                body = urllib.parse.urlencode(call)
        else:
            segments = ["bucket", *(self.segment() for _ in range(self.random.randint(1, 4)))]
            path = "/" + "/".join(urllib.parse.quote(segment, safe="") for segment in segments)
            names = ["response-content-type", "response-expires", "x-id"] if service == "s3" else ["a", "b", "c"]
            pairs = [(name, self.word(0, 8)) for name in names if self.random.random() < 0.5]
        query = urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote)
        host = self.hosts[service]
        headers = {"Host": host}
        if not is_presigned:
            headers["X-Amz-Meta-Note"] = self.random.choice(["one", "  two   words  ", "a,b"])
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        request = AWSRequest(method=method, url=f"http://{host}{path}{'?' + query if query else ''}", data=body.encode(), headers=headers)
        if service == "s3":
            request.context["payload_signing_enabled"] = self.random.choice([True, False])
        if is_presigned:
            kind = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
            kind(self.credentials, service, aws.REGION, expires=self.random.choice([900, 3600, 604800])).add_auth(request)
        else:
            (S3SigV4Auth if service == "s3" else SigV4Auth)(self.credentials, service, aws.REGION).add_auth(request)
        sent = {name: str(value) for name, value in request.headers.items()}
        return Signed(service, is_presigned, method, request.url.split(host, 1)[1], {"Host": host, **sent}, body)

    def other(self, text: str, letters: str = string.hexdigits.lower()[:16]) -> str:
        """The same with one character another one."""
        place = self.random.randrange(len(text))
        return text[:place] + self.random.choice([letter for letter in letters if letter != text[place]]) + text[place + 1 :]

    def altered(self, signed: Signed) -> tuple[str, Signed]:
        """The same request with one thing altered, and what that is."""
        ways: dict[str, Callable[[], Signed]] = {
            "method": lambda: replace(signed, method="DELETE" if signed.method != "DELETE" else "GET"),
            "host": lambda: signed.with_header("Host", "b." + signed.headers["Host"]),
            "further parameter": lambda: replace(signed, target=signed.target + ("&" if "?" in signed.target else "?") + "x-id=q"),
            "unsigned field": lambda: signed.with_header("X-Amz-Acl", "public-read"),
        }
        if signed.service != "sts":
            ways["path"] = lambda: replace(signed, target=signed.target.replace("/bucket/", "/bucket/q", 1))
            ways["path cut"] = lambda: replace(signed, target=signed.target.replace("/bucket/", "/", 1))
        if signed.body:
            ways["body"] = lambda: replace(signed, body=signed.body.replace("2011-06-15", "2011-06-15&x=1"))
        if signed.is_presigned:
            one = signed.with_parameter
            ways |= {
                "signature": lambda: one("X-Amz-Signature", self.other),
                "signature cut": lambda: one("X-Amz-Signature", lambda value: value[:-1]),
                "date": lambda: one("X-Amz-Date", lambda value: value[:-2] + self.other(value[-2], string.digits) + "Z"),
                "lifetime": lambda: one("X-Amz-Expires", lambda value: str(int(value) - 1)),
                "token": lambda: one("X-Amz-Security-Token", lambda value: self.other(value[:100], string.ascii_letters) + value[100:]),
                "key": lambda: one("X-Amz-Credential", lambda value: "ASIA" + self.other(value[4:20], "ABCDEFGHIJ") + value[20:]),
                "region": lambda: one("X-Amz-Credential", lambda value: value.replace("us-east-1", "us-east-2")),
                "signed names": lambda: one("X-Amz-SignedHeaders", lambda value: value + "%3Bx-amz-date"),
            }
        else:
            line = signed.headers["Authorization"]
            head, _, signature = line.rpartition("=")
            ways |= {
                "signature": lambda: signed.with_header("Authorization", f"{head}={self.other(signature)}"),
                "signature cut": lambda: signed.with_header("Authorization", line[:-1]),
                "date": lambda: signed.with_header("X-Amz-Date", signed.headers["X-Amz-Date"][:-2] + self.other(signed.headers["X-Amz-Date"][-2], string.digits) + "Z"),
                "token": lambda: signed.with_header("X-Amz-Security-Token", self.other(signed.headers["X-Amz-Security-Token"], string.ascii_letters)),
                "region": lambda: signed.with_header("Authorization", line.replace("us-east-1", "us-east-2")),
                "signed names": lambda: signed.with_header("Authorization", line.replace("SignedHeaders=", "SignedHeaders=accept;")),
                "field": lambda: signed.with_header("X-Amz-Meta-Note", "three"),
            }
            if "X-Amz-Content-SHA256" in signed.headers:
                ways["payload"] = lambda: signed.with_header("X-Amz-Content-SHA256", "0" * 64)
        what = self.random.choice(sorted(ways))
        return what, ways[what]()


@pytest.fixture(scope="module")
def guarded(workloads: TokenIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sallyport, dict]]:
    """A gateway that guards S3 and an API by a role that may do everything, and keys of that role."""
    folder = tmp_path_factory.mktemp("differential")
    (folder / "all.json").write_text('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')
    (folder / "api.yaml").write_text(API_RULES)
    lines = f"""
providers:
  workloads: {{preset: generic-oidc, issuer: "{workloads.url}", connect: "{workloads.url}", client_id: sallyport, client_authentication: none}}
accounts:
  local: {{id: 000000000001, issuer: embedded}}
roles:
  local: [{{name: all, policy: file:all.json, max_duration: 1h}}]
resources:
  s3: {{hosts: [files.example.org, b.files.example.org], account: local, payloads: [digest, unsigned]}}
  api: {{rules: file:api.yaml, hosts: [api.example.org, b.api.example.org], account: local}}
rules:
  - {{when: {{sub: "workload-*"}}, grant: local/all}}
"""
    with serve(folder, free_port(), lines) as gateway:
        answer = aws.anonymous_sts(gateway.sts).assume_role_with_web_identity(
            RoleArn="arn:aws:iam::000000000001:role/all", RoleSessionName="many", WebIdentityToken=workloads.token()
        )
        yield gateway, answer["Credentials"]


def test_what_botocore_signs_is_taken_and_what_is_altered_is_not(guarded: tuple[Sallyport, dict]):
    """One request in ten thousand that is judged otherwise than its signer meant it is one too many."""
    gateway, keys = guarded
    sender = Sender(gateway)
    signer = Signer(keys, sender.place)
    refused: list[tuple[int, bytes, Signed]] = []
    passed: list[tuple[str, int, Signed]] = []
    ways: dict[tuple[str, bool, str], int] = {}
    for number in range(REQUESTS):
        signed = signer.request(number)
        if sender.status(signed) != 200:
            refused.append((number, sender.words, signed))
        what, altered = signer.altered(signed)
        ways[signed.service, signed.is_presigned, what] = ways.get((signed.service, signed.is_presigned, what), 0) + 1
        if not 400 <= (status := sender.status(altered)) < 500:
            passed.append((what, status, altered))
        if len(refused) + len(passed) > 5:
            break
    assert not refused, refused[:3]
    assert not passed, passed[:3]
    # Every way was tried on every kind of request.
    assert len(ways) > 50 and min(ways.values()) > 10, ways
    # Ended at once, it has written down every yes nevertheless.
    assert gateway.process.end() == 0
    with sqlite3.connect(gateway.state / "sallyport.db") as store:
        fields = [row[0] for row in store.execute("select fields from audit where cast(action as text) = 'authz'")]
    allowed = sum(json.loads(line)["result"] == "allowed" for line in fields)
    assert allowed == sum(number % 3 != 2 for number in range(REQUESTS))
