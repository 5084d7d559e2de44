"""A bare OpenID provider for workload tokens: discovery, keys, and tokens signed by joserfc as a test wants them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class TokenIssuer:
    """Keys and the tokens they sign. What it publishes is `published`, so that a test can withhold a key."""

    def __init__(self, url: str):
        self.url = url
        self.key = RSAKey.generate_key(2048, {"kid": "first", "alg": "RS256", "use": "sig"})
        self.published = [self.key]

    def claims(self, **changes: object) -> dict:
        """Claims of a good token; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {"iss": self.url, "sub": "workload-1", "aud": "sallyport", "iat": now, "exp": now + 600} | changes
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, key: RSAKey | ECKey | OctKey | None = None, header: dict | None = None, **changes: object) -> str:
        """A signed token; `changes` go to the claims."""
        key = key or self.key
        head = {"alg": key.alg or "RS256", "kid": key.kid, "typ": "JWT"} | (header or {})
        return jwt.encode(head, self.claims(**changes), key, algorithms=[*ALGORITHMS, "HS256", "none"])

    def jwks(self) -> dict:
        return KeySet(self.published).as_dict(private=False)

    def discovery(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }


@contextmanager
def token_issuer() -> Iterator[TokenIssuer]:
    """The issuer, serving its two documents on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            documents = {"/.well-known/openid-configuration": issuer.discovery, "/jwks": issuer.jwks}
            document = documents.get(self.path)
            body = json.dumps(document() if document else {}).encode()
            self.send_response(200 if document else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: what matters shows in the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = TokenIssuer(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
