"""The gateway as an operator runs it: it says when it is ready, answers probes, reloads and ends well."""

import re
import signal
import socket
from pathlib import Path

import pytest
import requests
from botocore.exceptions import ClientError

from peers import aws
from peers.processes import free_port
from peers.sallyport import call, configuration, serve
from peers.token_issuer import TokenIssuer

LINES = """
providers:
  workloads: {{preset: generic-oidc, issuer: "{0}", connect: "{0}", client_id: sallyport, client_secret: env:SECRET}}
accounts:
  local: {{id: 000000000001, issuer: embedded}}
roles:
  local: [{{name: deploy}}]
rules:
  - {{when: {{sub: workload-1}}, grant: local/deploy}}
"""


def test_probes_answer(workloads: TokenIssuer, folder: Path):
    """An orchestrator learns from /healthz and /readyz whether the process lives and whether to send people."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        assert requests.get(f"{gateway.url}/healthz", timeout=10).status_code == 200
        assert requests.get(f"{gateway.url}/readyz", timeout=10).status_code == 200


def test_metrics_are_there_for_a_scraper_on_this_machine(workloads: TokenIssuer, folder: Path):
    """An operator points Prometheus at /metrics and sees requests counted by route, never by what a stranger typed."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        requests.get(f"{gateway.url}/made-up-by-a-stranger", timeout=10)
        metrics = requests.get(f"{gateway.url}/metrics", timeout=10)
        assert metrics.status_code == 200
        assert metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert re.search(r"^# TYPE sallyport_\w+ (counter|gauge|histogram)$", metrics.text, re.MULTILINE)
        assert "made-up-by-a-stranger" not in metrics.text


def test_the_state_is_for_the_operator_only(workloads: TokenIssuer, folder: Path):
    """Another user of the machine cannot read sessions or keys out of the state folder."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        files = [path for path in gateway.state.rglob("*") if path.is_file()]
        assert files
        assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_a_term_signal_drops_nothing_that_was_accepted(workloads: TokenIssuer, folder: Path):
    """During an upgrade nobody sees a broken page: what was begun is answered, then the process ends with 0."""
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    head = (
        "POST /sts HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        host = gateway.url.removeprefix("http://")
        address = ("127.0.0.1", int(host.split(":")[1]))
        begun = [socket.create_connection(address, timeout=20) for _ in range(8)]
        for connection in begun:
            connection.sendall(head.format(host=host, length=len(body)).encode() + body[:10])
        # An answer to a later request shows that the earlier connections have been taken in.
        assert requests.get(f"{gateway.url}/healthz", timeout=10).status_code == 200
        gateway.process.started.send_signal(signal.SIGTERM)
        gateway.process.wait_for_line("stopping")
        for connection in begun:
            connection.sendall(body[10:])
            with connection, connection.makefile("rb") as answer:
                assert answer.read().startswith(b"HTTP/1.1 403 "), "a request under way was dropped"
        assert gateway.process.started.wait(20) == 0, gateway.process.text[-2000:]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=5)


def test_a_hang_up_signal_reads_the_file_again(workloads: TokenIssuer, folder: Path):
    """An operator grants a role to one more workload without a restart, and a mistyped file changes nothing."""
    lines = LINES.format(workloads.url)

    def is_granted(subject: str) -> bool:
        sts = aws.anonymous_sts(gateway.sts)
        token = workloads.token(sub=subject)
        role = "arn:aws:iam::000000000001:role/deploy"
        try:
            sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="job", WebIdentityToken=token)
        except ClientError as refusal:
            assert refusal.response["Error"]["Code"] == "AccessDenied"
            return False
        return True

    port = free_port()
    with serve(folder, port, lines, {"SECRET": "x"}) as gateway:
        assert is_granted("workload-1") and not is_granted("workload-2")
        configuration(folder, port, lines.replace("workload-1", "workload-2"))
        gateway.process.started.send_signal(signal.SIGHUP)
        gateway.process.wait_for(lambda: is_granted("workload-2"), "grant of the new file")
        assert not is_granted("workload-1")
        configuration(folder, port, lines.replace("rules:", "rulez:"))
        gateway.process.started.send_signal(signal.SIGHUP)
        gateway.process.wait_for_line("rulez")
        assert is_granted("workload-2")


def test_a_port_that_is_taken_is_said_in_words(workloads: TokenIssuer, folder: Path):
    """An operator whose port is taken reads which one, at once, and no half-started gateway stays behind."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = configuration(folder, port, LINES.format(workloads.url))
        answer = call("serve", "--config", file, environment={"SECRET": "x"})
    assert answer.code in (2, 3)
    assert str(port) in answer.err
    assert "ready" not in answer.out


def test_a_broken_file_never_starts(folder: Path):
    """A typing mistake in the file is found before anything listens, with its line."""
    file = configuration(folder, free_port(), "providers: [\n")
    answer = call("serve", "--config", file)
    assert answer.code == 2
    assert f"{file}:" in answer.err + answer.out
    assert "ready" not in answer.out
