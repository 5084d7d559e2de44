"""An OpenID provider for people at a site of its own: a page with one button, and the answer by query or posted form."""

import html
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from .token_issuer import TokenIssuer

CLIENT = "sallyport"


class PeopleProvider(TokenIssuer):
    """Lets everybody in as `alice`; remembers which attempt a code belongs to."""

    def __init__(self, port: int):
        super().__init__(f"http://127.0.0.1:{port}")
        self.codes: dict[str, dict[str, str]] = {}
        self.modes: list[str] = []

    def discovery(self) -> dict:
        return super().discovery() | {"response_modes_supported": ["query", "form_post"]}

    def page(self, asked: dict[str, str]) -> str:
        """The button; what was asked for goes along in hidden fields."""
        return form("/go", asked, '<button id="go">Continue as Alice</button>')

    def answer(self, asked: dict[str, str]) -> tuple[str, dict[str, str]]:
        """How the browser is sent back, and with what."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        mode = asked.get("response_mode", "query")
        self.modes.append(mode)
        return mode, {"code": code, "state": asked["state"]}

    def exchange(self, code: str) -> dict:
        asked = self.codes.pop(code)
        token = self.token(sub="alice", aud=CLIENT, nonce=asked["nonce"])
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token, "expires_in": 600}


def form(action: str, fields: dict[str, str], inner: str) -> str:
    hidden = "".join(f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(v)}">' for n, v in fields.items())
    return f'<!doctype html><title>Provider</title><form method="post" action="{html.escape(action)}">{hidden}{inner}</form>'


@contextmanager
def people_provider() -> Iterator[PeopleProvider]:
    """The provider on a free port of loopback, which to a browser is a site of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/authorize":
                return self.send(provider.page(single(url.query)), "text/html")
            documents = {"/.well-known/openid-configuration": provider.discovery, "/jwks": provider.jwks}
            return self.send(json.dumps(documents[url.path]()), "application/json") if url.path in documents else self.gone()

        def do_POST(self) -> None:
            fields = single(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if self.path == "/token":
                return self.send(json.dumps(provider.exchange(fields["code"])), "application/json")
            mode, answer = provider.answer(fields)
            back = fields["redirect_uri"]
            if mode == "form_post":
                return self.send(form(back, answer, "") + "<script>document.forms[0].submit()</script>", "text/html")
            self.send_response(303)
            self.send_header("Location", f"{back}?{urlencode(answer)}")
            self.send_header("Content-Length", "0")
            return self.end_headers()

        def send(self, text: str, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def gone(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing: what matters shows in the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = PeopleProvider(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
