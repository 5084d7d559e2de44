#!/usr/bin/env python3
"""Writes tokens.json: keys and tokens made by joserfc, a second opinion on what our verifier accepts
and on what our signer writes.

    python3 -m venv venv && venv/bin/pip install joserfc==1.8.0 && venv/bin/python make_tokens.py

Keys are fresh at each run. ECDSA and RSA-PSS signatures differ each time they are made; RS*, EdDSA and HS*
do not, so our signer must write the same bytes.
"""
import json
import pathlib

from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

ISSUED = 1767225600  # 2026-01-01T00:00:00Z
CLAIMS = {
    "iss": "https://idp.example",
    "sub": "248289761001",
    "aud": "client-1",
    "nonce": "n-0S6_WzA2Mj",
    "iat": ISSUED,
    "nbf": ISSUED,
    "exp": ISSUED + 3600,
    "name": "Zoë 王 😀",
}
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
              "HS256", "HS384", "HS512"]
# joserfc asks to be told that these may be used.
REGISTRY = jws.JWSRegistry(algorithms=ALGORITHMS)


def main():
    rsa = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
    keys = {
        "RS": rsa,
        "PS": rsa,
        "ES256": ECKey.generate_key("P-256", {"kid": "p256", "use": "sig"}),
        "ES384": ECKey.generate_key("P-384", {"kid": "p384", "use": "sig"}),
        "ES512": ECKey.generate_key("P-521", {"kid": "p521", "use": "sig"}),
        "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"}),
        "HS": OctKey.generate_key(512, {"kid": "secret", "use": "sig"}),
    }
    payload = json.dumps(CLAIMS, separators=(",", ":"), ensure_ascii=False).encode()
    tokens = []
    for algorithm in ALGORITHMS:
        key = keys.get(algorithm) or keys[algorithm[:2]]
        header = {"alg": algorithm, "typ": "JWT", "kid": key.kid}
        tokens.append({
            "algorithm": algorithm,
            "kid": key.kid,
            "token": jws.serialize_compact(header, payload, key, registry=REGISTRY),
        })
    public = [key for name, key in keys.items() if name not in ("PS", "HS")]
    document = {
        "made-by": "joserfc 1.8.0",
        "claims": CLAIMS,
        "public": {"keys": [key.as_dict(private=False) for key in public]},
        "secret": {"keys": [keys["HS"].as_dict(private=True)]},
        "pem": {key.kid: key.as_pem(private=True).decode() for key in public},
        "thumbprints": {key.kid: key.thumbprint() for key in public},
        "tokens": tokens,
    }
    target = pathlib.Path(__file__).with_name("tokens.json")
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


main()
