"""What the tests share: a folder each, peers that end with them, and an AWS SDK that asks nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from peers import aws
from peers.chromium import Browser, chromium
from peers.moto import Moto, moto
from peers.sallyport import Sallyport, development_mode
from peers.token_issuer import TokenIssuer, token_issuer


@pytest.fixture(autouse=True)
def no_aws_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither files nor variables of whoever runs the tests reach the SDK."""
    for name, value in aws.ALONE.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sallyport]:
    """Development mode, one for all tests of a file."""
    with development_mode(tmp_path_factory.mktemp("dev")) as gateway:
        yield gateway


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser with an empty profile."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def foreign_sts() -> Iterator[Moto]:
    """A moto server."""
    with moto() as server:
        yield server


@pytest.fixture(scope="module")
def workloads() -> Iterator[TokenIssuer]:
    """An issuer of workload tokens."""
    with token_issuer() as issuer:
        yield issuer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of the test."""
    return tmp_path
