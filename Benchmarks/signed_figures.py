"""Signed requests a second, beside nginx's fixed body and moto's server in the same run."""

import hashlib
import hmac
import re
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from figures import MANY, ROUNDS, SECONDS, Result, loading, processor_seconds, wrk
from policy_figures import PYTHON, ROOT
from servers import USER_KEY, USER_SECRET, Stage, free_port, wait_for_port

REGION = "us-east-1"
CALLER = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
ASSUMING = {
    "Action": "AssumeRole",
    "Version": "2011-06-15",
    "RoleArn": "arn:aws:iam::000000000001:role/Trusting",
    "RoleSessionName": "bench",
}
#: Keys for moto, which judges none.
NOBODY = ("AKIAIOSFODNN7EXAMPLE", "secret", None)
OBJECT = "/reports/2026/sales.txt"


def signature(method: str, url: str, service: str, keys: tuple[str, str, str | None], body: str = "") -> dict[str, str]:
    """The header fields of Signature Version 4 over the host, the time and the body."""
    key, secret, token = keys
    parts, moment = urlsplit(url), time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    digest = hashlib.sha256(body.encode()).hexdigest()
    fields = {"Host": parts.netloc, "X-Amz-Content-Sha256": digest, "X-Amz-Date": moment}
    if token:
        fields["X-Amz-Security-Token"] = token
    names = ";".join(name.lower() for name in fields)
    lines = "".join(f"{name.lower()}:{value}\n" for name, value in fields.items())
    canonical = f"{method}\n{parts.path}\n{parts.query}\n{lines}\n{names}\n{digest}"
    scope = f"{moment[:8]}/{REGION}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    step = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        step = hmac.digest(step, part.encode(), "sha256")
    proof = hmac.digest(step, text.encode(), "sha256").hex()
    fields["Authorization"] = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={proof}"
    del fields["Host"]
    return fields


def session(stage: Stage) -> tuple[str, str, str]:
    """Keys of a session of the role that reads."""
    form = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": "arn:aws:iam::000000000001:role/Bench",
        "RoleSessionName": "bench",
        "WebIdentityToken": stage.issuer.token(),
    }
    answer = urllib.request.urlopen(f"{stage.gateway[0]}/sts", urlencode(form).encode(), timeout=30).read().decode()
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    return tuple(re.search(rf"<{name}>([^<]+)<", answer)[1] for name in names)


class Moto:
    """A moto server while it is measured."""

    def __enter__(self) -> str:
        if not PYTHON.exists():
            subprocess.run(["bash", str(ROOT / "Scripts/python-environment")], check=True, cwd=ROOT)
        port = free_port()
        command = [str(PYTHON), "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path("/")
        )
        wait_for_port(port, self.process, 60)
        url = f"http://127.0.0.1:{port}"
        # What is read from it must be there.
        for path in (f"/{OBJECT.split('/')[1]}", OBJECT):
            fields = signature("PUT", url + path, "s3", NOBODY)
            urllib.request.urlopen(urllib.request.Request(url + path, b"", fields, method="PUT"), timeout=30).read()
        return url

    def __exit__(self, *_: object) -> None:
        Stage.end(self.process)


def sequential(url: str, form: str, fields: dict[str, str]) -> float:
    """Requests a second of a server that closes every connection, which the load generator takes for errors."""
    done, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        urllib.request.urlopen(urllib.request.Request(url, form.encode() or None, fields), timeout=30).read()
        done += 1
    return done / SECONDS


def figure(
    name: str, what: str, ask: Callable[[Stage], tuple[str, str | None, dict[str, str]]], service: str
) -> Callable[[Stage], Result]:
    """Signed requests of one kind."""

    def measured(stage: Stage) -> Result:
        rounds = []
        with Moto() as moto:
            for _ in range(ROUNDS):
                url, form, fields = ask(stage)
                began = processor_seconds(stage.gateway[1])
                ours = wrk(url, form, MANY, fields)
                work = (processor_seconds(stage.gateway[1]) - began) / (ours * SECONDS)
                theirs = wrk(f"{stage.nginx[0]}/healthz", None, MANY)
                foreign = f"{moto}{OBJECT}" if form is None else f"{moto}/"
                signed = signature("GET" if form is None else "POST", foreign, service, NOBODY, form or "")
                rounds.append((ours, work, theirs, sequential(foreign, form or "", signed)))
        ours, work, nginx, moto_rate = (statistics.median(values) for values in zip(*rounds, strict=True))
        method = (
            f"{what} ({work * 1e6:.0f} µs of processor time each); {loading(MANY)}. moto's server, asked the same one by one: "
            f"{moto_rate:,.0f}/s, of which this is {ours / moto_rate:,.0f} times"
        )
        return Result(name, ours, "requests/s", "nginx, fixed body", nginx, method)

    return measured


def caller(stage: Stage) -> tuple[str, str, dict[str, str]]:
    url, form = f"{stage.gateway[0]}/sts", urlencode(CALLER)
    return url, form, signature("POST", url, "sts", session(stage), form)


def assuming(stage: Stage) -> tuple[str, str, dict[str, str]]:
    url, form = f"{stage.gateway[0]}/sts", urlencode(ASSUMING)
    return url, form, signature("POST", url, "sts", (USER_KEY, USER_SECRET, None), form)


def reading(stage: Stage) -> tuple[str, None, dict[str, str]]:
    fields = signature("GET", f"{stage.gateway[0]}{OBJECT}", "s3", session(stage))
    return f"{stage.gateway[0]}/authz{OBJECT}", None, fields


SIGNED_FIGURES: dict[str, Callable[[Stage], Result]] = {
    "get-caller-identity": figure("get-caller-identity", "POST /sts with the keys of a role's session", caller, "sts"),
    "assume-role": figure("assume-role", "POST /sts with a user's key, audit durable before the answer", assuming, "sts"),
    "authz": figure("authz", "GET /authz for an object of S3 with the keys of a role's session", reading, "s3"),
}
