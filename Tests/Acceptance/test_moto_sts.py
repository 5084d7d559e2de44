"""moto's own tests of STS, from its source package on PyPI, asked of the embedded issuer; what differs is on a list."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from peers.processes import free_port
from peers.sallyport import serve

#: moto's source package as it was when the list was written.
VERSION = "5.2.5"
DIGEST = "391857257d5dac144334013c2c10e599def5f0562f553e979160140bd7bd9cf6"
HERE = Path(__file__).parent
DIFFERENCES = HERE / "moto_sts_differences.json"
SECRET = "moto-is-asked-for-its-own-secret-of-forty"


@pytest.fixture(scope="module")
def tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """moto's tests, unpacked. The package is fetched once and kept beside what else PyPI gave."""
    kept = Path(sys.prefix) / "sources"
    package = kept / f"moto-{VERSION}.tar.gz"
    if not package.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", "moto"]
        subprocess.run([*command, "--dest", str(kept), f"moto=={VERSION}"], check=True, timeout=110)
    assert hashlib.sha256(package.read_bytes()).hexdigest() == DIGEST
    folder = tmp_path_factory.mktemp("moto")
    with tarfile.open(package) as archive:
        # Python 3.11 of Debian 12 has no filter for what an archive may hold: plain files of these folders only.
        wanted = [member for member in archive.getmembers() if member.isfile() and ".." not in member.name and member.name.split("/")[1:3] in (["tests", "test_sts"], ["tests", "__init__.py"], ["tests", "conftest.py"])]
        archive.extractall(folder, members=wanted)
    return folder / f"moto-{VERSION}"


def failing(tests: Path, url: str, report: Path) -> tuple[dict[str, str], set[str]]:
    """Which of moto's tests fail, with the first line of why; and which pass."""
    environment = {**os.environ, "GATEWAY": url, "GATEWAY_SECRET": SECRET, "PYTHONPATH": str(HERE), "AWS_MAX_ATTEMPTS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "peers.moto_sts_plugin", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tests), f"--junitxml={report}"]
    # The tests of moto's server ask a process of moto's.
    files = [str(tests / "tests/test_sts" / name) for name in ("test_sts.py", "test_sts_integration.py")]
    done = subprocess.run([*command, *files], env=environment, cwd=tests, capture_output=True, text=True, timeout=110)
    assert done.returncode in (0, 1), done.stdout[-4000:] + done.stderr[-2000:]
    failed: dict[str, str] = {}
    passed: set[str] = set()
    for case in ElementTree.parse(report).iter("testcase"):
        fault = next((child for child in case if child.tag in ("failure", "error")), None)
        if fault is None:
            passed.add(case.attrib["name"])
        else:
            failed[case.attrib["name"]] = fault.attrib.get("message", "").splitlines()[0]
    return failed, passed


def test_what_motos_tests_find_different_is_listed(tests: Path, tmp_path: Path):
    """Whoever tests with moto today can read what will differ once the tests ask the real thing, and why."""
    folder = tmp_path / "gateway"
    folder.mkdir()
    (folder / "secret").write_text(SECRET)
    (folder / "all.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    lines = """
providers:
  nobody: {preset: generic-oidc, issuer: "http://127.0.0.1:9", connect: "http://127.0.0.1:9", client_id: x, client_secret: file:secret}
issuers:
  embedded: {iam: true}
accounts:
  own: {id: "123456789012", issuer: embedded}
users:
  own: [{name: moto, access_keys: [{id: AKIAIOSFODNN7EXAMPLE, secret: file:secret}], policy: file:all.json}]
roles:
  own: [unused]
rules:
  - {when: {sub: nobody}, grant: own/unused}
"""
    with serve(folder, free_port(), lines) as gateway:
        failed, passed = failing(tests, gateway.url, tmp_path / "report.xml")
    listed = json.loads(DIFFERENCES.read_text())
    differing = {name: why for group in listed["differences"] for name in group["tests"] for why in [group["why"]]}
    assert set(failed) == set(differing), json.dumps({name: failed.get(name, "passes") for name in set(failed) ^ set(differing)}, indent=1)
    assert passed == set(listed["same"])
