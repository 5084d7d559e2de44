"""The figures: what each measures, how, and beside what."""

import os
import re
import resource
import socket
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from servers import TOOLS, Stage, processor_seconds, resident_mebibytes

CONNECTIONS = 64
MANY = 192
SECONDS = 4
ROUNDS = 3


@dataclass
class Result:
    """One line of results.json."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    method: str

    def entry(self) -> dict:
        return {
            "name": self.name,
            "value": round(self.value, 2),
            "unit": self.unit,
            "baseline": self.baseline,
            "baseline_value": round(self.baseline_value, 2),
            "ratio": round(self.value / self.baseline_value, 3),
            "method": self.method,
        }


def start_to_ready(stage: Stage) -> Result:
    """From exec to the `ready` line, from the second start on: the first makes keys."""
    ours, theirs = [], []
    for number in range(6):
        process, _, seconds = stage.start_gateway()
        stage.end(process)
        if number > 0:
            ours.append(seconds * 1000)
        process, _, seconds = stage.start_nginx("ok")
        stage.end(process)
        theirs.append(seconds * 1000)
    method = "median of 5 starts of `serve`, SQLite state and keys there; nginx until it accepts"
    return Result("start-to-ready", statistics.median(ours), "ms", "nginx", statistics.median(theirs), method)


def resident_idle(stage: Stage) -> Result:
    """Memory of a gateway that nobody has asked anything."""
    process, _, _ = stage.start_gateway()
    other, _, _ = stage.start_nginx("ok")
    time.sleep(2)
    ours, theirs = resident_mebibytes(process.pid), resident_mebibytes(other.pid)
    stage.end(process)
    stage.end(other)
    return Result("resident-idle", ours, "MiB", "nginx", theirs, "VmRSS 2 s after ready; nginx with its workers")


def fixed_body(stage: Stage) -> Result:
    """The floor under every answer: a body that never changes."""
    ours, theirs = alternating(
        lambda: wrk(f"{stage.gateway[0]}/healthz"), lambda: wrk(f"{stage.nginx[0]}/healthz")
    )
    return Result("fixed-body", ours, "requests/s", "nginx, same body", theirs, f"GET /healthz; {loading()}")


def fixed_body_work(stage: Stage) -> Result:
    """The same in work instead of time, which neither the load generator's share nor a busy machine distorts."""
    ours, theirs = alternating(
        lambda: answers_per_processor_second(*stage.gateway), lambda: answers_per_processor_second(*stage.nginx)
    )
    method = f"GET /healthz, answers by user and system time of the server; {loading()}"
    return Result("fixed-body-work", ours, "requests/CPU s", "nginx, same body", theirs, method)


def verification(algorithm: str, size: int, command: str, row: str) -> Callable[[Stage], Result]:
    """Tokens verified on one core, whole (read, key found, signature and claims judged), beside the bare signature."""

    def figure(_: Stage) -> Result:
        pairs, length = [], size
        for _ in range(5):
            run = subprocess.run(
                [str(TOOLS / "verification"), algorithm, str(size), "1"], check=True, capture_output=True, text=True
            )
            rate, length = run.stdout.split()
            pairs.append((float(rate), bare_verifications(command, row)))
        ours, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
        method = (
            f"{algorithm} tokens of {length} bytes, one thread, by its processor time; beside `openssl speed {command}`'s "
            "verify, by its own; median of 5 rounds of 1 s, taking turns"
        )
        return Result(f"verify-{algorithm.lower()}-{size}", ours, "tokens/s", f"openssl {command}", theirs, method)

    return figure


def assume_role(stage: Stage) -> Result:
    """Verification, policy, audit on disk, keys: the whole of AssumeRoleWithWebIdentity."""
    token = stage.issuer.token()
    form = urlencode(
        {
            "Action": "AssumeRoleWithWebIdentity",
            "Version": "2011-06-15",
            "RoleArn": "arn:aws:iam::000000000001:role/Bench",
            "RoleSessionName": "bench",
            "WebIdentityToken": token,
        }
    )
    rounds = []
    for _ in range(ROUNDS):
        began = processor_seconds(stage.gateway[1])
        audited = wrk(f"{stage.gateway[0]}/sts", form, MANY)
        work = (processor_seconds(stage.gateway[1]) - began) / (audited * SECONDS)
        rounds.append(
            (
                audited,
                work,
                wrk(f"{stage.unaudited[0]}/sts", form, MANY),
                wrk(f"{stage.nginx[0]}/healthz", None, MANY),
                bare_verifications("rsa2048", "rsa 2048 bits"),
            )
        )
    ours, work, bare, nginx, verifications = (statistics.median(values) for values in zip(*rounds, strict=True))
    cores = os.cpu_count() or 1
    bound = 1 / (1 / nginx + 1 / verifications / cores)
    method = (
        f"POST /sts with an RS256 token of {len(token)} bytes, audit durable before the answer ({work * 1e6:.0f} µs of "
        f"processor time each); {loading(MANY)}. Without audit {bare:,.0f}/s. "
        f"Bound: 1 / (1/R + t/{cores}) with nginx's fixed body R = {nginx:,.0f}/s and "
        f"t = 1/{verifications:,.0f} s of `openssl speed rsa2048`'s verify, all in the same rounds"
    )
    return Result("assume-role-with-web-identity", ours, "requests/s", "nginx and bare verification", bound, method)


def resident_with_idle(stage: Stage) -> Result:
    """Memory with three thousand connections that were served once and now wait."""
    wanted = 3000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    figures = []
    for process, url, _ in (stage.start_gateway(), stage.start_nginx("ok")):
        idle = [keep_alive(url, number) for number in range(wanted)]
        time.sleep(1)
        figures.append(resident_mebibytes(process.pid))
        # Each still answers, so that none was closed behind our back.
        alive = sum(1 for connection in (idle[0], idle[-1]) if asked(connection, url))
        for connection in idle:
            connection.close()
        stage.end(process)
        if alive != 2:
            raise RuntimeError(f"{url} closed idle connections before their time")
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    method = f"VmRSS with {wanted} connections from 127.0.0.1/8, each served one GET /healthz and then idle; nginx likewise"
    return Result("resident-3000-idle", figures[0], "MiB", "nginx", figures[1], method)


def keep_alive(url: str, number: int) -> socket.socket:
    """A connection from an address of its own hundred, served once."""
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), 10, (f"127.0.{1 + number // 50}.1", 0))
    if not asked(connection, url):
        raise RuntimeError(f"{url} did not answer connection {number}")
    return connection


def asked(connection: socket.socket, url: str) -> bool:
    connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\n\r\n".encode())
    return connection.recv(4096).startswith(b"HTTP/1.1 200")


FIGURES: dict[str, Callable[[Stage], Result]] = {
    "start-to-ready": start_to_ready,
    "resident-idle": resident_idle,
    "resident-3000-idle": resident_with_idle,
    "verify-rs256-600": verification("RS256", 600, "rsa2048", "rsa 2048 bits"),
    "verify-rs256-1800": verification("RS256", 1800, "rsa2048", "rsa 2048 bits"),
    "verify-es256-600": verification("ES256", 600, "ecdsap256", "256 bits ecdsa (nistp256)"),
    "fixed-body": fixed_body,
    "fixed-body-work": fixed_body_work,
    "assume-role-with-web-identity": assume_role,
}


def loading(connections: int = CONNECTIONS) -> str:
    return f"wrk, {connections} connections on the same {os.cpu_count()} cores, median of {ROUNDS} rounds of {SECONDS} s, taking turns"


def alternating(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """Medians of both, measured in turns so that the machine's moods meet both alike."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def wrk(url: str, form: str | None = None, connections: int = CONNECTIONS, fields: dict[str, str] | None = None) -> float:
    """Requests a second; any refusal or broken connection makes the figure void."""
    command = ["wrk", "--threads", "2", "--connections", str(connections), "--duration", f"{SECONDS}s"]
    if form is not None or fields:
        command += ["--script", str(Path(__file__).with_name("request.lua"))]
    lines = "".join(f"{name}: {value}\n" for name, value in (fields or {}).items())
    environment = {**os.environ, "FORM": form or "", "FIELDS": lines}
    run = subprocess.run([*command, url], check=True, capture_output=True, text=True, env=environment)
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise RuntimeError(f"{url} refused some requests:\n{run.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1])


def answers_per_processor_second(url: str, pid: int) -> float:
    """Answers divided by the time that the server's own threads ran for them."""
    before = processor_seconds(pid)
    rate = wrk(f"{url}/healthz")
    return rate * SECONDS / (processor_seconds(pid) - before)


def bare_verifications(command: str, row: str) -> float:
    """Signatures verified a second of one core's time, by OpenSSL's own measure."""
    run = subprocess.run(["openssl", "speed", "-seconds", "1", command], check=True, capture_output=True, text=True)
    return float(re.search(re.escape(row) + r"\s+\S+s\s+\S+s\s+[\d.]+\s+([\d.]+)", run.stdout)[1])
