#!/usr/bin/env python3
"""Makes vault.json: a store's wrapped keys and texts sealed under them, by the `cryptography` package.

Run it as `python3 recipe.py > vault.json` (cryptography 41 or newer). Nothing in it is random, so a second
run gives the same file. The forms are those of Sources/Vault/Vault.swift and KeyTable.swift.
"""
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def fixed(label: str) -> bytes:
    return hashlib.sha256(label.encode()).digest()


def envelope(key: bytes, salt: bytes, info: str, associated: bytes, plaintext: bytes) -> bytes:
    once = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info.encode()).derive(key)
    return salt + AESGCM(once).encrypt(bytes(12), plaintext, associated)


def wrap(root: bytes, name: str, seals_from: int, key: bytes) -> bytes:
    return b"\x01" + envelope(
        root, fixed("wrap salt " + name), "sallyport/vault/wrap/1", b"\x01" + name.encode(),
        struct.pack(">q", seals_from) + key)


def seal(key: bytes, key_id: int, salt: bytes, purpose: str, context: bytes, plaintext: bytes) -> bytes:
    head = b"\x01" + struct.pack(">I", key_id)
    associated = head + bytes([len(purpose)]) + purpose.encode() + context
    return head + envelope(key, salt, "sallyport/vault/seal/1/" + purpose, associated, plaintext)


root = fixed("root key")
keys = {"sealing-1": (0, fixed("sealing 1")), "sealing-258": (1_700_000_000, fixed("sealing 258")),
        "sealing-4294967295": (1_900_000_000, fixed("sealing 4294967295")), "derivation-1": (0, fixed("derivation 1"))}
texts = []
for key_id in (1, 258, 4294967295):
    for purpose, context, plaintext in (
        ("login-attempt", b"provider\x00/return", b'{"state":"s"}'), ("session", b"", b""),
        ("session-token", "ASIAEXAMPLEé".encode(), bytes(range(256)) * 5), ("csrf", b"\x00", b"\x00")):
        salt = fixed(f"salt {key_id} {purpose}")
        texts.append({
            "key": key_id, "purpose": purpose, "context": context.hex(), "salt": salt.hex(),
            "plaintext": plaintext.hex(),
            "sealed": seal(keys[f"sealing-{key_id}"][1], key_id, salt, purpose, context, plaintext).hex()})
derived = []
for label, text in (("secret-access-key", b"ASIAEXAMPLE"), ("", b""), ("x" * 255, b"\xff" * 100)):
    message = bytes([len(label)]) + label.encode() + text
    derived.append({"label": label, "input": text.hex(),
                    "output": hmac.new(keys["derivation-1"][1], message, hashlib.sha256).hexdigest()})
print(json.dumps({
    "rootKey": root.hex(), "now": 1_800_000_000,
    "wrapped": [{"name": name, "value": wrap(root, name, *pair).hex()} for name, pair in keys.items()],
    "texts": texts, "derived": derived}, indent=1))
