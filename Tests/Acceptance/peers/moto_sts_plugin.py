"""A pytest plugin under which moto's own tests of STS ask a gateway: nothing is mocked, and no clock stands still.

Loaded with `-p peers.moto_sts_plugin` before moto's tests are imported; `GATEWAY` names the gateway, `GATEWAY_SECRET` the
secret of the key that moto's tests believe they use.
"""

import os
import sys
import types
from collections.abc import Callable
from typing import Any

import boto3
import pytest

URL = os.environ["GATEWAY"]
#: Who asks where a test names no keys: the user `moto` of the gateway.
OWN = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": os.environ["GATEWAY_SECRET"]}
PATHS = {"sts": "/sts", "iam": "/iam"}


def unchanged(*arguments: Any, **_: Any) -> Any:
    """A decorator, with or without arguments, that leaves what it decorates as it is."""
    if len(arguments) == 1 and callable(arguments[0]):
        return arguments[0]
    return lambda decorated: decorated


def pointed(make: Callable[..., Any]) -> Callable[..., Any]:
    """`boto3.client` that leads to the gateway."""

    def client(service: str, *arguments: Any, **named: Any) -> Any:
        if service not in PATHS:
            pytest.fail(f"the gateway has no {service}")
        if "aws_access_key_id" not in named:
            named |= OWN
        return make(service, *arguments, endpoint_url=URL + PATHS[service], **named)

    return client


sys.modules["freezegun"] = types.SimpleNamespace(freeze_time=unchanged)  # type: ignore[assignment]
real = boto3.client
boto3.client = pointed(real)

import moto  # noqa: E402
from moto import settings  # noqa: E402

moto.mock_aws = unchanged  # type: ignore[assignment]
# Where moto's tests know that they ask a server, they do not hold the clock to an instant.
settings.TEST_SERVER_MODE = True


@pytest.fixture(autouse=True)
def nothing_is_left_of_other_tests() -> None:
    """What the last test made is taken away: moto begins anew for each."""
    iam = real("iam", region_name="us-east-1", endpoint_url=URL + "/iam", **OWN)
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"] != "unused":
            iam.delete_role(RoleName=role["RoleName"])
    for user in iam.list_users()["Users"]:
        if user["UserName"] == "moto":
            continue
        for key in iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"]:
            iam.delete_access_key(UserName=user["UserName"], AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=user["UserName"])
