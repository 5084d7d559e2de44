#!/usr/bin/env python3
"""Writes requests.json: requests signed by botocore, for the tests of our own signing and verification.

    python3 -m venv venv && venv/bin/pip install botocore==1.44.8
    venv/bin/python sign_with_botocore.py > requests.json

The random parts come from a fixed seed; the time is fixed, so that a run writes the same file again.
"""
import datetime
import json
import random
import urllib.parse

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SEED = 20260312
NOW = datetime.datetime(2026, 3, 12, 13, 40, 7, tzinfo=datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *_, **__: NOW.replace(tzinfo=None)

ALPHABET = "abcXYZ019-._~ /+=&%:;,@!*'()éß漢😀"


def word(rng, low, high):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(low, high)))


def signed(rng, number):
    method = rng.choice(["GET", "POST", "POST"])
    segments = [urllib.parse.quote(word(rng, 1, 6), safe="") for _ in range(rng.randint(0, 3))]
    path = "/" + "/".join(segments) + (rng.choice(["", "/"]) if segments else "")
    query = urllib.parse.urlencode(
        [(word(rng, 1, 4), word(rng, 0, 8)) for _ in range(rng.randint(0, 4))], quote_via=urllib.parse.quote)
    body = ""
    headers = {"User-Agent": "botocore", "X-Amz-Meta": "  two   words  "}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        body = urllib.parse.urlencode(
            [("Action", "GetCallerIdentity"), ("Version", "2011-06-15"), ("Word", word(rng, 0, 12))])
    host = rng.choice(["sts.example.org", "127.0.0.1:8400", "sts.eu-west-1.amazonaws.com"])
    region = rng.choice(["us-east-1", "eu-central-1", "local"])
    token = rng.choice([None, "FwoGZXIvYXdzEXAMPLE//+token=="])
    key, secret = "ASIAEXAMPLE%09d" % number, "wJalrXUtnFEMI/K7MDENG+bPxRfiCY%010d" % number
    url = "https://%s%s%s" % (host, path, "?" + query if query else "")
    request = AWSRequest(method=method, url=url, data=body, headers=headers)
    botocore.auth.SigV4Auth(Credentials(key, secret, token), "sts", region).add_auth(request)
    sent = [["Host", host]] + [[name, str(value)] for name, value in request.headers.items()]
    return {
        "method": method, "target": path + ("?" + query if query else ""), "headers": sent, "body": body,
        "accessKeyID": key, "secret": secret, "token": token, "region": region,
    }


def main():
    rng = random.Random(SEED)
    requests = [signed(rng, number) for number in range(200)]
    print(json.dumps({"botocore": botocore.__version__, "seed": SEED, "at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
                      "requests": requests}, indent=1, ensure_ascii=False))


main()
