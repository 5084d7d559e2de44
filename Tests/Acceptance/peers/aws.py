"""The AWS SDK and command line, kept from the machine's own settings and from the network."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.config import Config

REGION = "us-east-1"
#: No file and no metadata service may lend credentials, and nothing is asked twice.
ALONE = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_MAX_ATTEMPTS": "1",
}


def anonymous_sts(endpoint: str) -> BaseClient:
    """An STS client without credentials, for calls whose token is the credential."""
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    return boto3.client("sts", endpoint_url=endpoint, region_name=REGION, config=config)


def sts_with(endpoint: str, keys: dict) -> BaseClient:
    """An STS client with these keys, in the form of `Credentials` or of `credential_process`."""
    return boto3.client(
        "sts",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        config=Config(retries={"total_max_attempts": 1}),
    )


def caller(endpoint: str, keys: dict) -> str:
    """The ARN that the issuer names for these keys."""
    return sts_with(endpoint, keys).get_caller_identity()["Arn"]


def aws(command: str, **environment: str) -> subprocess.CompletedProcess:
    """The AWS command line of the test environment, run with this line."""
    words = shlex.split(command)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    assert words[0] == "aws", command
    program = Path(sys.executable).with_name("aws")
    # What the tests themselves run under must not decide for the program under test.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, str(program), *words[1:]],
        env={**kept, **ALONE, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
