"""What is measured and what it is measured beside: the gateway, nginx, and an issuer of tokens."""

import base64
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BINARY = Path(os.environ.get("SALLYPORT", Path(__file__).parents[1] / ".build/release/sallyport")).resolve()
TOOLS = Path(os.environ.get("SALLYPORT_BENCH_TOOLS", Path(__file__).parents[1] / ".build/release")).resolve()
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"

#: The key of the gateway's user.
USER_KEY = "AKIABENCHBENCHBENCH7"
USER_SECRET = "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"
#: What its principals may do, and who may assume its role.
POLICIES = {
    "user": {"Effect": "Allow", "Action": ["sts:*", "s3:GetObject"], "Resource": "*"},
    "reader": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/drafts/*"},
    ],
    "trust": {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::000000000001:user/bench"},
        "Action": "sts:AssumeRole",
    },
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def resident_mebibytes(root: int) -> float:
    """VmRSS of a process and its children."""
    children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    pages = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{root}/status").read_text())
    return int(pages[1]) / 1024 + sum(resident_mebibytes(int(child)) for child in children)


def processor_seconds(root: int) -> float:
    """User and system time of a process and its children so far."""
    children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    fields = Path(f"/proc/{root}/stat").read_text().rsplit(")", 1)[1].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for child in children)


def wait_for_port(port: int, process: subprocess.Popen, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        time.sleep(0.001)
    raise RuntimeError(f"{process.args[0]} does not listen on {port}")


class Stage:
    """Everything a benchmark needs, begun on first use and ended with the run."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._issuer: TokenIssuer | None = None
        self._started: list[subprocess.Popen] = []
        self._gateway: tuple[str, int] | None = None
        self._nginx: tuple[str, int] | None = None
        self._unaudited: tuple[str, int] | None = None

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            self.end(process)
        if self._issuer:
            self._issuer.close()

    @staticmethod
    def end(process: subprocess.Popen) -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def issuer(self) -> "TokenIssuer":
        if self._issuer is None:
            self._issuer = TokenIssuer(self.folder)
        return self._issuer

    @property
    def gateway(self) -> tuple[str, int]:
        """URL and process id of one gateway that stays up during the run."""
        if self._gateway is None:
            process, url, _ = self.start_gateway()
            self._started.append(process)
            self._gateway = url, process.pid
        return self._gateway

    @property
    def nginx(self) -> tuple[str, int]:
        """URL and process id of one nginx that stays up during the run and answers as `/healthz` does."""
        if self._nginx is None:
            body = urllib.request.urlopen(f"{self.gateway[0]}/healthz", timeout=10).read().decode()
            process, url, _ = self.start_nginx(body)
            self._started.append(process)
            self._nginx = url, process.pid
        return self._nginx

    @property
    def unaudited(self) -> tuple[str, int]:
        """The same of a gateway that keeps no audit log, a program of the benchmarks."""
        if self._unaudited is None:
            process, url, _ = self.start_gateway("unaudited", [str(TOOLS / "unaudited")])
            self._started.append(process)
            self._unaudited = url, process.pid
        return self._unaudited

    def start_gateway(
        self, name: str = "sallyport", program: list[str] | None = None
    ) -> tuple[subprocess.Popen, str, float]:
        """A gateway on the run's one state folder; process, URL, seconds until it said `ready`."""
        port = free_port()
        file = self.folder / f"{name}.yaml"
        file.write_text(
            f"""url: http://127.0.0.1:{port}
listen: 127.0.0.1:{port}
state: {self.folder}/{name}-state
providers:
  bench: {{preset: generic-oidc, issuer: "{self.issuer.url}", connect: "{self.issuer.url}", client_id: bench, client_secret: env:BENCH_SECRET}}
accounts:
  local: {{id: 000000000001, issuer: embedded}}
users:
  local: [{{name: bench, access_keys: [{{id: {USER_KEY}, secret: env:BENCH_KEY}}], policy: file:user.json}}]
roles:
  local:
    - {{name: Bench, max_duration: 1h, policy: file:reader.json}}
    - {{name: Trusting, max_duration: 1h, trust: file:trust.json}}
resources:
  s3: {{hosts: ["127.0.0.1:{port}"], account: local}}
rules:
  - {{when: {{sub: bench-1}}, grant: [local/Bench, local/Trusting]}}
"""
        )
        for policy, statement in POLICIES.items():
            document = {"Version": "2012-10-17", "Statement": statement}
            (self.folder / f"{policy}.json").write_text(json.dumps(document))
        began = time.monotonic()
        process = subprocess.Popen(
            [*program, str(file)] if program else [str(BINARY), "serve", "--config", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "gateway.log").open("ab"),
            env={**os.environ, "BENCH_SECRET": "bench", "BENCH_KEY": USER_SECRET},
        )
        for line in process.stdout:
            if line.startswith(b"ready "):
                elapsed = time.monotonic() - began
                # What it prints from here on is read away, so that it never waits for us.
                threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
                return process, line.split()[1].decode(), elapsed
        raise RuntimeError(f"the gateway did not start:\n{(self.folder / 'gateway.log').read_text()[-2000:]}")

    def start_nginx(self, body: str) -> tuple[subprocess.Popen, str, float]:
        """nginx with a worker a core, answering one fixed body; process, URL, seconds until it accepted."""
        port = free_port()
        root = self.folder / f"nginx-{port}"
        root.mkdir()
        (root / "nginx.conf").write_text(
            f"""daemon off; worker_processes {os.cpu_count()}; pid {root}/pid; error_log {root}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/fastcgi; uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
  server {{ listen 127.0.0.1:{port} reuseport; location / {{ default_type text/plain; return 200 {json.dumps(body)}; }} }}
}}
"""
        )
        began = time.monotonic()
        process = subprocess.Popen([NGINX, "-c", str(root / "nginx.conf")], stdin=subprocess.DEVNULL)
        wait_for_port(port, process)
        return process, f"http://127.0.0.1:{port}", time.monotonic() - began


class TokenIssuer:
    """An OpenID provider of two documents, and one RS256 token of about 900 bytes; signed by openssl."""

    def __init__(self, folder: Path):
        self.key = folder / "issuer.pem"
        self._openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", str(self.key))
        modulus = self._openssl("rsa", "-in", str(self.key), "-noout", "-modulus").decode().strip().split("=")[1]
        key = {"kty": "RSA", "kid": "bench", "alg": "RS256", "use": "sig", "n": b64(bytes.fromhex(modulus)), "e": "AQAB"}
        documents = {"/jwks": {"keys": [key]}}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(documents.get(self.path, {})).encode()
                self.send_response(200 if self.path in documents else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Nothing: a gateway that is stopped while it starts hangs up."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        documents["/.well-known/openid-configuration"] = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "sub": "bench-1", "aud": "bench", "iat": now, "exp": now + 3600}
        claims["filler"] = secrets.token_hex(125)
        text = f"{b64(json.dumps({'alg': 'RS256', 'kid': 'bench', 'typ': 'JWT'}).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{text}.{b64(self._openssl('dgst', '-sha256', '-sign', str(self.key), input=text.encode()))}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def _openssl(*arguments: str, input: bytes | None = None) -> bytes:
        return subprocess.run(["openssl", *arguments], input=input, check=True, capture_output=True).stdout


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
