"""The figures: what each measures, how, and beside what."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from servers import Stage, processor_seconds, resident_mebibytes

CONNECTIONS = 64
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


def assume_role(stage: Stage) -> Result:
    """Verification, policy, audit on disk, keys: the whole of AssumeRoleWithWebIdentity."""
    token = stage.issuer.token()
    form = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": "arn:aws:iam::000000000001:role/Bench",
        "RoleSessionName": "bench",
        "WebIdentityToken": token,
    }
    verifications = rsa_verifications()
    ours, nginx = alternating(
        lambda: wrk(f"{stage.gateway[0]}/sts", urlencode(form)), lambda: wrk(f"{stage.nginx[0]}/healthz")
    )
    cores = os.cpu_count() or 1
    bound = 1 / (1 / nginx + 1 / verifications / cores)
    method = (
        f"POST /sts with an RS256 token of {len(token)} bytes, durable audit included; {loading()}. "
        f"Bound: 1 / (1/R + t/{cores}) with nginx's fixed body R = {nginx:,.0f}/s and "
        f"t = 1/{verifications:,.0f} s of `openssl speed rsa2048`'s verify"
    )
    return Result("assume-role-with-web-identity", ours, "requests/s", "nginx and bare verification", bound, method)


FIGURES: dict[str, Callable[[Stage], Result]] = {
    "start-to-ready": start_to_ready,
    "resident-idle": resident_idle,
    "fixed-body": fixed_body,
    "fixed-body-work": fixed_body_work,
    "assume-role-with-web-identity": assume_role,
}


def loading() -> str:
    return f"wrk, {CONNECTIONS} connections on the same {os.cpu_count()} cores, median of {ROUNDS} rounds of {SECONDS} s, taking turns"


def alternating(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """Medians of both, measured in turns so that the machine's moods meet both alike."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def wrk(url: str, form: str | None = None) -> float:
    """Requests a second; any refusal or broken connection makes the figure void."""
    command = ["wrk", "--threads", "2", "--connections", str(CONNECTIONS), "--duration", f"{SECONDS}s"]
    if form is not None:
        command += ["--script", str(Path(__file__).with_name("post.lua"))]
    run = subprocess.run([*command, url], check=True, capture_output=True, text=True, env={**os.environ, "FORM": form or ""})
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise RuntimeError(f"{url} refused some requests:\n{run.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1])


def answers_per_processor_second(url: str, pid: int) -> float:
    """Answers divided by the time that the server's own threads ran for them."""
    before = processor_seconds(pid)
    rate = wrk(f"{url}/healthz")
    return rate * SECONDS / (processor_seconds(pid) - before)


def rsa_verifications() -> float:
    """RSA-2048 verifications a second on one core."""
    run = subprocess.run(["openssl", "speed", "-seconds", "2", "rsa2048"], check=True, capture_output=True, text=True)
    return float(re.search(r"rsa 2048 bits\s+\S+\s+\S+\s+[\d.]+\s+([\d.]+)", run.stdout)[1])
