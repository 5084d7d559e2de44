"""The gateway as an operator runs it: it says when it is ready, answers probes, reloads and ends well."""

import concurrent.futures
import signal
import socket
from pathlib import Path

import requests

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


def test_probes_and_metrics_answer(workloads: TokenIssuer, folder: Path):
    """An orchestrator learns from /healthz and /readyz whether to send people here, and /metrics feeds its graphs."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        assert requests.get(f"{gateway.url}/healthz", timeout=10).status_code == 200
        assert requests.get(f"{gateway.url}/readyz", timeout=10).status_code == 200
        metrics = requests.get(f"{gateway.url}/metrics", timeout=10)
        assert metrics.status_code == 200 and "# TYPE" in metrics.text


def test_the_state_is_for_the_operator_only(workloads: TokenIssuer, folder: Path):
    """Another user of the machine cannot read sessions or keys out of the state folder."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        files = [path for path in gateway.state.rglob("*") if path.is_file()]
        assert files
        assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_a_term_signal_drops_nothing_that_was_accepted(workloads: TokenIssuer, folder: Path):
    """During an upgrade nobody sees a broken page: what was accepted is answered, then the process ends with 0."""
    with serve(folder, free_port(), LINES.format(workloads.url), {"SECRET": "x"}) as gateway:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:

            def ask(_: int) -> str:
                try:
                    with requests.get(f"{gateway.url}/healthz", timeout=10) as answer:
                        return str(answer.status_code)
                except requests.ConnectionError as error:
                    return "refused" if "refused" in str(error).lower() else f"dropped: {error}"

            asked = [pool.submit(ask, number) for number in range(400)]
            concurrent.futures.wait(asked[:50])
            gateway.process.started.send_signal(signal.SIGTERM)
            answers = {future.result() for future in asked}
        assert gateway.process.started.wait(20) == 0, gateway.process.text[-2000:]
    assert answers <= {"200", "refused"} and "200" in answers, answers


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
