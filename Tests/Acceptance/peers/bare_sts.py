"""A client of STS without any SDK: Signature Version 4 by hand, urllib, and the XML read as it comes."""

import hashlib
import hmac
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from xml.etree import ElementTree


@dataclass
class Keys:
    """What signs; `token` goes with temporary keys."""

    id: str
    secret: str
    token: str | None = None

    @classmethod
    def of(cls, made: dict) -> "Keys":
        """The keys of an answer's `Credentials`."""
        return cls(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


class Refused(Exception):
    """An error as the service answered it."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


def flattened(parameters: dict, prefix: str = "") -> list[tuple[str, str]]:
    """Parameters in the form of the Query protocol: `Tags.member.1.Key`, `TaskPolicyArn.arn`."""
    fields: list[tuple[str, str]] = []
    for name, value in parameters.items():
        if isinstance(value, list):
            members = {f"member.{number}": member for number, member in enumerate(value, 1)}
            fields += flattened(members, f"{prefix}{name}.")
        elif isinstance(value, dict):
            fields += flattened(value, f"{prefix}{name}.")
        else:
            fields.append((prefix + name, str(value)))
    return fields


def ask(endpoint: str, action: str, parameters: dict, keys: Keys | None, fields: list[tuple[str, str]] | None = None) -> dict:
    """What an action answers. `fields` stand in the place of everything that would be sent."""
    if fields is None:
        fields = [("Action", action), ("Version", "2011-06-15"), *flattened(parameters)]
    body = urllib.parse.urlencode(fields).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if keys is not None:
        headers |= signed(endpoint, body, keys)
    request = urllib.request.Request(endpoint, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            root = ElementTree.fromstring(answer.read())
    except urllib.error.HTTPError as refusal:
        error = ElementTree.fromstring(refusal.read())
        parts = {bare(child.tag): child.text or "" for child in error.iter()}
        raise Refused(refusal.code, parts["Code"], parts["Message"]) from None
    result = next(child for child in root if bare(child.tag) == f"{action}Result")
    return read(result)


def signed(endpoint: str, body: bytes, keys: Keys, region: str = "us-east-1") -> dict[str, str]:
    """The header fields that sign a POST of a form (Signature Version 4)."""
    url = urllib.parse.urlsplit(endpoint)
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    covered = {"content-type": "application/x-www-form-urlencoded", "host": url.netloc, "x-amz-date": now}
    if keys.token is not None:
        covered["x-amz-security-token"] = keys.token
    names = ";".join(sorted(covered))
    lines = "".join(f"{name}:{covered[name]}\n" for name in sorted(covered))
    canonical = f"POST\n{url.path or '/'}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{now[:8]}/{region}/sts/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{keys.secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    fields = {"X-Amz-Date": now, "Authorization": f"AWS4-HMAC-SHA256 Credential={keys.id}/{scope}, SignedHeaders={names}, Signature={signature}"}
    return fields if keys.token is None else fields | {"X-Amz-Security-Token": keys.token}


def bare(tag: str) -> str:
    """A name without its namespace, which must be that of STS."""
    namespace, _, name = tag.rpartition("}")
    assert namespace == "{https://sts.amazonaws.com/doc/2011-06-15/", tag
    return name


def read(element: ElementTree.Element) -> dict:
    """An element's children by name; texts at the leaves."""
    return {bare(child.tag): read(child) if len(child) else child.text or "" for child in element}
