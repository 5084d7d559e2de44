"""xmlsec1, the command of libxmlsec1: the other opinion on signatures and encryption in XML."""

import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"

_IDENTIFIERS = ["--id-attr:ID", f"{SAMLP}:Response", "--id-attr:ID", f"{SAML}:Assertion"]
_DECLARATION = '<?xml version="1.0"?>\n'
#: Where the signature stands: of the outermost element, or of the assertion in it.
_SIGNATURE = "*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']"
NODES = {"response": f"/*/{_SIGNATURE}", "assertion": f"/*/*[local-name()='Assertion']/{_SIGNATURE}"}
_BATCH = 40


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["xmlsec1", *arguments], capture_output=True, timeout=60, check=False)


def sign(files: Sequence[Path], key: Path, node: str) -> None:
    """Fills the signature at this node in each file."""
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    with ThreadPoolExecutor(2) as pool:
        for batch, text in zip(batches, pool.map(lambda batch: _signed(batch, key, node), batches), strict=True):
            parts = text.split(_DECLARATION)[1:]
            assert len(parts) == len(batch), f"xmlsec1 signed {len(parts)} of {len(batch)} files"
            for path, part in zip(batch, parts, strict=True):
                path.write_text(part.removesuffix("\n"), encoding="utf-8", newline="")


def _signed(files: Sequence[Path], key: Path, node: str) -> str:
    done = _run(["--sign", "--privkey-pem", str(key), "--node-xpath", NODES[node], *_IDENTIFIERS, *map(str, files)])
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def verify_all(files: Sequence[Path], key: Path, node: str) -> bool:
    """Whether every one of the files verifies."""
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    with ThreadPoolExecutor(2) as pool:
        return all(pool.map(lambda batch: _verifies(batch, key, node), batches))


def verify_each(files: Iterable[Path], key: Path, node: str) -> list[bool]:
    """Whether each of the files verifies: a process each, since the first that does not ends the command."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda path: _verifies([path], key, node), files))


def _verifies(files: Sequence[Path], key: Path, node: str) -> bool:
    done = _run(["--verify", "--pubkey-pem", str(key), "--node-xpath", NODES[node], *_IDENTIFIERS, *map(str, files)])
    said = done.stderr.decode(errors="replace").splitlines()
    good = done.returncode == 0 and said.count("OK") == len(files)
    assert good or done.returncode != 0, said
    return good


def encrypt(template: Path, plain: Path, key: Path, session: str, out: Path) -> None:
    """Fills a template of `xenc:EncryptedData` with a document."""
    done = _run(
        ["--encrypt", "--pubkey-pem", str(key), "--session-key", session, "--xml-data", str(plain), "--output", str(out),
         str(template)]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


def decrypt(file: Path, key: Path) -> bytes | None:
    """The document with its encrypted element opened; `None` where it does not open."""
    done = _run(["--decrypt", "--privkey-pem", str(key), str(file)])
    return done.stdout if done.returncode == 0 else None
