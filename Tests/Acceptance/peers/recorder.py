"""A listener that passes every request on to another server, and keeps the forms that were posted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import requests


@dataclass
class Recorder:
    """The place to send to, and what was sent there."""

    endpoint: str
    forms: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def recorder(target: str) -> Iterator[Recorder]:
    """One in front of the server at `target`."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.forms.append(dict(parse_qsl(body.decode())))
            passed = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
            answer = requests.post(target + self.path, data=body, headers=passed, timeout=30)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/xml"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    kept = Recorder(f"http://127.0.0.1:{listener.server_address[1]}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()
