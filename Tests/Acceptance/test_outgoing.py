"""How the gateway reaches providers: over HTTP/2 where they offer it, and past a name that does not resolve."""

import shutil
import subprocess
import threading
import time
from pathlib import Path

import requests

from peers import aws
from peers.http2 import http2_issuer
from peers.processes import free_port
from peers.sallyport import serve
from peers.token_issuer import TokenIssuer

REST = """
accounts:
  local: {id: 000000000001, issuer: embedded}
roles:
  local: [{name: deploy}]
rules:
  - {when: {sub: workload-1}, grant: local/deploy}
"""
ROLE = "arn:aws:iam::000000000001:role/deploy"


def taken(endpoint: str, token: str) -> dict:
    """Keys of the role by this token."""
    answer = aws.anonymous_sts(endpoint).assume_role_with_web_identity(
        RoleArn=ROLE, RoleSessionName="acceptance", WebIdentityToken=token
    )
    return answer["Credentials"]


def test_a_provider_that_speaks_http2_is_spoken_to_so(folder: Path):
    """Documents of large providers come over HTTP/2, one connection for both."""
    with http2_issuer(folder / "peer") as issuer:
        lines = (
            f'providers:\n  far: {{preset: generic-oidc, issuer: "{issuer.url}", connect: "{issuer.url}", '
            f'ca: "{issuer.authority}", client_id: sallyport, client_secret: env:SECRET}}\n'
        )
        with serve(folder / "gateway", free_port(), lines + REST, {"SECRET": "x"}) as gateway:
            keys = taken(gateway.sts, issuer.token())
            assert aws.caller(gateway.sts, keys).endswith("assumed-role/deploy/acceptance")
        assert issuer.spoken == {"h2"}
        assert set(issuer.paths) == {"/.well-known/openid-configuration", "/jwks"}


def slow_names(folder: Path) -> dict[str, str]:
    """What makes each look-up of a name under .slow.test hang for a minute."""
    preload = folder / "slow_names.so"
    compiler = shutil.which("clang") or shutil.which("gcc")
    source = Path(__file__).parent / "peers" / "slow_names.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", preload, source], check=True)
    return {"SECRET": "x", "LD_PRELOAD": str(preload)}


def test_look_ups_of_one_host_are_bounded_although_none_of_them_ends(folder: Path):
    """The resolver cannot be stopped: what was given up goes on in a thread, and must not be joined by ever more."""
    slow = "".join(
        f'  slow{number}: {{preset: generic-oidc, issuer: "https://id.slow.test/{number}", '
        "client_id: sallyport, client_secret: env:SECRET}\n"
        for number in range(60)
    )
    with serve(folder, free_port(), f"providers:\n{slow}" + REST, slow_names(folder)) as gateway:
        threads = Path(f"/proc/{gateway.process.started.pid}/task")
        before = len(list(threads.iterdir()))
        most, began = before, time.monotonic()
        asked = [
            threading.Thread(target=lambda n=n: requests.get(f"{gateway.url}/login/slow{n}", timeout=30, allow_redirects=False))
            for n in range(60)
        ]
        for thread in asked:
            thread.start()
        while time.monotonic() - began < 12:
            most = max(most, len(list(threads.iterdir())))
            time.sleep(0.2)
        for thread in asked:
            thread.join()
        # The first of them may have begun before they were counted, with the gateway's own fetching ahead.
        assert most - before <= 16 + 4
        assert most - before >= 4 or before > 16


def test_a_name_that_does_not_resolve_holds_up_nobody_else(workloads: TokenIssuer, folder: Path):
    """While one provider's name server is dead, people of the others sign in, and the gateway still ends at once."""
    slow = "".join(
        f'  slow{number}: {{preset: generic-oidc, issuer: "https://id{number}.slow.test", '
        "client_id: sallyport, client_secret: env:SECRET}\n"
        for number in range(20)
    )
    lines = (
        f'providers:\n  quick: {{preset: generic-oidc, issuer: "{workloads.url}", connect: "{workloads.url}", '
        f"client_id: sallyport, client_secret: env:SECRET}}\n{slow}"
    )
    with serve(folder, free_port(), lines + REST, slow_names(folder)) as gateway:
        asked = [
            threading.Thread(target=lambda n=n: requests.get(f"{gateway.url}/login/slow{n}", timeout=30, allow_redirects=False))
            for n in range(20)
        ]
        for thread in asked:
            thread.start()
        began = time.monotonic()
        keys = taken(gateway.sts, workloads.token())
        assert aws.caller(gateway.sts, keys).endswith("assumed-role/deploy/acceptance")
        assert requests.get(f"{gateway.url}/login/quick", timeout=10, allow_redirects=False).status_code == 303
        assert time.monotonic() - began < 4
        for thread in asked:
            thread.join()
        # Given up at the bound of a connection, though the look-ups themselves still hang.
        assert time.monotonic() - began < 20
        page = requests.get(f"{gateway.url}/login", timeout=10).text
        assert "Does not answer since" in page
        ends = time.monotonic()
        assert gateway.process.end() == 0
        assert time.monotonic() - ends < 10
