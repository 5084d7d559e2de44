#!/usr/bin/env python3
"""Writes services.json: requests that botocore signed for s3, execute-api and sts, in the header and in the query.

    python3 -m venv venv && venv/bin/pip install botocore==1.44.8
    venv/bin/python sign_for_services.py > services.json

The random parts come from a fixed seed; the time is fixed, so that a run writes the same file again.
"""
import datetime
import json
import random
import urllib.parse

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SEED = 20261124
NOW = datetime.datetime(2026, 3, 12, 13, 40, 7, tzinfo=datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *_, **__: NOW.replace(tzinfo=None)

ALPHABET = "abcXYZ019-._~ /+=&%:;,@!*'()éß漢😀"


def word(rng, low, high):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(low, high)))


def path(rng, service):
    # In a key of S3 a slash, a dot and a doubled slash are what they are; elsewhere the path is normalised.
    pieces = [word(rng, 1, 6) for _ in range(rng.randint(0, 3))]
    if service == "s3":
        pieces += rng.choice([[], ["."], ["..", "x"], ["", "y"]])
    return "/" + "/".join(urllib.parse.quote(piece, safe="/" if service == "s3" else "") for piece in pieces)


def signer(service, place, credentials, region, lifetime):
    if service == "s3":
        kind = botocore.auth.S3SigV4Auth if place == "header" else botocore.auth.S3SigV4QueryAuth
    else:
        kind = botocore.auth.SigV4Auth if place == "header" else botocore.auth.SigV4QueryAuth
    return kind(credentials, service, region) if place == "header" else kind(
        credentials, service, region, expires=lifetime)


def signed(rng, number):
    service = ["s3", "execute-api", "sts"][number % 3]
    place = rng.choice(["header", "query"])
    method = rng.choice(["GET", "PUT", "DELETE", "HEAD"] if service == "s3" else ["GET", "POST"])
    host = {"s3": "s3.example.org", "execute-api": "api.example.org", "sts": "sts.example.org"}[service]
    target = path(rng, service)
    query = urllib.parse.urlencode(
        [(word(rng, 1, 4), word(rng, 0, 8)) for _ in range(rng.randint(0, 3))], quote_via=urllib.parse.quote)
    body = word(rng, 0, 20) if method in ("PUT", "POST") and place == "header" else ""
    headers = {"X-Amz-Meta": "  two   words  "} if place == "header" else {}
    region = rng.choice(["us-east-1", "eu-central-1", "local"])
    token = rng.choice([None, "FwoGZXIvYXdzEXAMPLE//+token=="])
    lifetime = rng.choice([1, 900, 3600, 604800])
    key, secret = "ASIAEXAMPLE%09d" % number, "wJalrXUtnFEMI/K7MDENG+bPxRfiCY%010d" % number
    url = "https://%s%s%s" % (host, target, "?" + query if query else "")
    request = AWSRequest(method=method, url=url, data=body.encode(), headers=headers)
    if service == "s3":
        request.context["client_config"] = None
        request.context["payload_signing_enabled"] = rng.choice([True, False])
    signer(service, place, Credentials(key, secret, token), region, lifetime).add_auth(request)
    parts = urllib.parse.urlsplit(request.url)
    sent = [["Host", host]] + [[name, str(value)] for name, value in request.headers.items()]
    return {
        "service": service, "place": place, "lifetime": lifetime, "method": method,
        "target": request.url[len("https://" + host):], "headers": sent, "body": body,
        "accessKeyID": key, "secret": secret, "token": token, "region": region,
    }


def main():
    rng = random.Random(SEED)
    requests = [signed(rng, number) for number in range(300)]
    print(json.dumps({"botocore": botocore.__version__, "seed": SEED, "at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
                      "requests": requests}, indent=1, ensure_ascii=False))


main()
