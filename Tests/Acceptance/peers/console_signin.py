"""A federation endpoint as AWS's is: keys by POST for a token, the token for a browser that is signed in, and a console."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import aws


class ConsoleSignIn:
    """Believes keys that an STS knows; what it was asked stays at hand."""

    def __init__(self, port: int, sts: str):
        self.origin = f"http://127.0.0.1:{port}"
        self.sts = sts
        self.asked: list[dict[str, str]] = []
        self.targets: list[str] = []
        self.tokens: dict[str, str] = {}
        #: Seconds that the role allows; AWS answers 400 to more.
        self.maximum = 43_200

    def token(self, fields: dict[str, str]) -> dict[str, str] | None:
        self.asked.append(fields)
        if int(fields.get("SessionDuration", "900")) > self.maximum:
            return None
        session = json.loads(fields["Session"])
        keys = {"AccessKeyId": session["sessionId"], "SecretAccessKey": session["sessionKey"], "SessionToken": session["sessionToken"]}
        token = secrets.token_urlsafe(1000)
        self.tokens[token] = aws.caller(self.sts, keys)
        return {"SigninToken": token}


@contextmanager
def console_sign_in(sts: str) -> Iterator[ConsoleSignIn]:
    """The endpoint and its console on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            peer.targets.append(self.path)
            url = urlsplit(self.path)
            fields = single(url.query)
            if url.path == "/federation" and fields.get("Action") == "login":
                who = peer.tokens.pop(fields["SigninToken"], None)
                return self.send(400, "token used") if who is None else self.lead(fields["Destination"], who)
            if url.path == "/console/home":
                return self.send(200, f"<h1>Console</h1><p id='who'>{self.headers.get('Cookie', '')}</p>")
            return self.send(404, "nothing here")

        def do_POST(self) -> None:
            peer.targets.append(self.path)
            fields = single(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = peer.token(fields) if fields.get("Action") == "getSigninToken" else None
            return self.send(400, "no") if answer is None else self.send(200, json.dumps(answer), "application/json")

        def lead(self, place: str, who: str) -> None:
            self.send_response(302)
            self.send_header("Location", place)
            self.send_header("Set-Cookie", f"who={who}; Path=/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def send(self, status: int, text: str, kind: str = "text/html") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: what matters shows in the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer = ConsoleSignIn(server.server_port, sts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


def single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
