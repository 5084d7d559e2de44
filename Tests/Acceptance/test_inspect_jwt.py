"""`sallyport inspect jwt` beside joserfc: what it signs we accept, and each fault has its own name."""

import base64
import hmac
import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from peers.sallyport import Answer, call

ISSUER = "https://id.example.org"
KEYS = {
    "RS256": RSAKey.generate_key(2048, {"kid": "r256", "alg": "RS256"}),
    "RS384": RSAKey.generate_key(2048, {"kid": "r384", "alg": "RS384"}),
    "RS512": RSAKey.generate_key(3072, {"kid": "r512", "alg": "RS512"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "p256", "alg": "PS256"}),
    "PS384": RSAKey.generate_key(2048, {"kid": "p384", "alg": "PS384"}),
    "PS512": RSAKey.generate_key(2048, {"kid": "p512", "alg": "PS512"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "e256", "alg": "ES256"}),
    "ES384": ECKey.generate_key("P-384", {"kid": "e384", "alg": "ES384"}),
    "ES512": ECKey.generate_key("P-521", {"kid": "e512", "alg": "ES512"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed", "alg": "EdDSA"}),
}


@dataclass
class Desk:
    """A folder with a key set, where tokens are laid down to be judged."""

    folder: Path

    def judge(self, token: str, *options: str, audience: str = "app") -> Answer:
        file = self.folder / "token.jwt"
        file.write_text(token)
        command = ("inspect", "jwt", "--jwks", self.folder / "jwks.json", "--issuer", ISSUER, "--audience", audience)
        return call(*command, "--json", *options, file)


@pytest.fixture
def desk(folder: Path) -> Desk:
    (folder / "jwks.json").write_text(json.dumps(KeySet(list(KEYS.values())).as_dict(private=False)))
    return Desk(folder)


def claims(**changes: object) -> dict:
    now = int(time.time())
    made = {"iss": ISSUER, "sub": "1", "aud": "app", "iat": now, "exp": now + 300} | changes
    return {name: value for name, value in made.items() if value is not None}


def signed(algorithm: str = "RS256", payload: bytes | None = None, header: dict | None = None, **changes: object) -> str:
    key = KEYS[algorithm]
    body = payload if payload is not None else json.dumps(claims(**changes)).encode()
    head = {"alg": algorithm, "kid": key.kid} | (header or {})
    registry = jws.JWSRegistry(algorithms=list(KEYS), strict_check_header=False)
    return jws.serialize_compact(head, body, key, registry=registry)


def reasons() -> set[str]:
    answer = call("inspect", "reasons", "--json")
    assert answer.code == 0
    try:
        listed = answer.json
        listed = listed if isinstance(listed, list) else next(value for value in listed.values() if isinstance(value, list))
    except json.JSONDecodeError:
        listed = answer.lines
    assert all(entry["reason"] and entry["meaning"] and "clause" in entry for entry in listed)
    return {entry["reason"] for entry in listed}


@pytest.mark.parametrize("algorithm", KEYS)
def test_what_an_independent_library_signs_is_accepted(desk: Desk, algorithm: str):
    """A token of any usual provider is judged good, with its claims to read."""
    answer = desk.judge(signed(algorithm, groups=["a"]))
    assert answer.code == 0, answer
    assert answer.json["verdict"] == "accept"
    assert answer.json["header"]["alg"] == algorithm
    assert answer.json["claims"]["groups"] == ["a"]


def b64(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


FAULTS = {
    "expired": lambda: signed(exp=int(time.time()) - 3600, iat=int(time.time()) - 7200),
    "no-expiry": lambda: signed(exp=None),
    "not-yet": lambda: signed(nbf=int(time.time()) + 3600),
    "issued-in-the-future": lambda: signed(iat=int(time.time()) + 3600, exp=int(time.time()) + 7200),
    "issuer": lambda: signed(iss="https://id.example.org/"),
    "issuer-missing": lambda: signed(iss=None),
    "audience": lambda: signed(aud="other"),
    "audience-missing": lambda: signed(aud=None),
    "critical": lambda: signed_by_hand({"crit": ["exp"], "exp": 1}),
    "key-in-header": lambda: signed_by_hand({"jwk": {"kty": "oct", "k": "AAAA"}}),
    "key-by-url": lambda: signed_by_hand({"jku": "https://evil.example/jwks"}),
    "unknown-key": lambda: signed(header={"kid": "nobody"}),
    "changed-claims": lambda: ".".join((signed().split(".")[0], b64(claims(sub="admin")), signed().split(".")[2])),
    "no-signature": lambda: ".".join((b64({"alg": "none"}), b64(claims()), "")),
    "none-with-signature": lambda: ".".join((b64({"alg": "None"}), *signed().split(".")[1:])),
    "public-key-as-secret": lambda: hmac_with_public_key(),
    "padding": lambda: signed() + "=",
    "four-parts": lambda: signed() + ".AAAA",
    "claims-no-object": lambda: signed(payload=b"[1,2]"),
    "claims-twice": lambda: signed(payload=json.dumps(claims()).encode().replace(b'"sub"', b'"sub": "2", "sub"')),
    "no-token": lambda: "hello",
}


def signed_by_hand(header: dict) -> str:
    """RS256 with a header that joserfc would not sign."""
    text = f"{b64({'alg': 'RS256', 'kid': KEYS['RS256'].kid} | header)}.{b64(claims())}"
    signature = KEYS["RS256"].private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{b64(signature)}"


def hmac_with_public_key() -> str:
    """The public key's text as a shared secret: the confusion of RS256 and HS256."""
    text = f"{b64({'alg': 'HS256', 'kid': KEYS['RS256'].kid})}.{b64(claims())}"
    tag = hmac.digest(KEYS["RS256"].as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{b64(tag)}"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_rejected_under_a_name_of_the_catalogue(desk: Desk, fault: str):
    """An engineer who holds a refused token learns which rule it breaks, by a name that will not change."""
    answer = desk.judge(FAULTS[fault]())
    assert answer.code == 1, answer
    assert answer.json["verdict"] == "reject"
    assert answer.json["reason"] in reasons()
    assert answer.json["detail"]


def test_different_faults_have_different_names(desk: Desk):
    """Expired, for somebody else, and forged are told apart."""
    names = {fault: desk.judge(FAULTS[fault]()).json["reason"] for fault in FAULTS}
    for group in (("expired", "not-yet", "issuer", "audience", "changed-claims", "unknown-key", "critical", "no-token"),):
        assert len({names[fault] for fault in group}) == len(group), names


def test_time_and_nonce_are_what_the_call_says(desk: Desk):
    """Yesterday's token can be judged as of yesterday, and a nonce only counts when it was asked for."""
    old = signed(iat=1_700_000_000, exp=1_700_000_300, nonce="n-1")
    assert desk.judge(old).json["verdict"] == "reject"
    assert desk.judge(old, "--at", "2023-11-14T22:15:00Z").json["verdict"] == "accept"
    assert desk.judge(signed(nonce="n-1")).code == 0
    assert desk.judge(signed(nonce="n-1"), "--nonce", "n-1").code == 0
    assert desk.judge(signed(nonce="n-1"), "--nonce", "n-2").code == 1
    assert desk.judge(signed(), "--nonce", "n-1").code == 1


def test_symmetric_keys_only_where_they_are_named(desk: Desk):
    """A shared secret is never taken for a public key: HS256 counts only when the call lists it."""
    secret = OctKey.generate_key(256, {"kid": "s"})
    (desk.folder / "jwks.json").write_text(json.dumps({"keys": [secret.as_dict(private=True)]}))
    token = jws.serialize_compact({"alg": "HS256", "kid": "s"}, json.dumps(claims()).encode(), secret, algorithms=["HS256"])
    assert desk.judge(token).code == 1
    assert desk.judge(token, "--algorithms", "HS256").code == 0
    assert desk.judge(token, "--algorithms", "RS256").code == 1


def test_a_batch_gives_a_result_for_every_line_in_order(desk: Desk):
    """A thousand tokens are judged by one process, and a bad line neither stops it nor shifts the results."""
    common = {"jwks": "jwks.json", "issuer": ISSUER, "audience": "app"}
    lines = [
        json.dumps(common | {"id": "good", "token": signed()}),
        json.dumps(common | {"id": "expired", "token": FAULTS["expired"]()}),
        "this is no JSON",
        json.dumps({"id": "lacking", "token": signed(), "jwks": "jwks.json"}),
        json.dumps(common | {"id": 7, "token": signed(iat=1_700_000_000, exp=1_700_000_300), "at": "2023-11-14T22:15:00Z"}),
        json.dumps(common | {"id": "skewed", "token": signed(exp=int(time.time()) - 90), "skew": 120}),
    ]
    batch = desk.folder / "batch.jsonl"
    batch.write_text("\n".join(lines) + "\n")
    answer = call("inspect", "jwt", "--batch", batch, "--json")
    assert answer.code == 2, answer
    results = answer.lines
    assert [result.get("verdict", "error" if "error" in result else None) for result in results] == [
        "accept", "reject", "error", "error", "accept", "accept",
    ]  # fmt: skip
    assert [result.get("id") for result in results] == ["good", "expired", None, "lacking", 7, "skewed"]
    batch.write_text("\n".join(lines[:2]) + "\n")
    assert call("inspect", "jwt", "--batch", batch, "--json").code == 0
