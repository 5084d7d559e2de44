"""XML signatures and encryption held against xmlsec1 over documents of chance: what one makes the other takes, and what
was altered neither does."""

import base64
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from peers import xmlsec1
from peers.harness import answers
from peers.mutations import breaking, chaotic, neutral
from peers.saml_documents import DS, Documents, Profile

#: Another seed gives other documents: SALLYPORT_SEED=7 make acceptance ARGS="-k xml_security"
SEED = int(os.environ.get("SALLYPORT_SEED", "20261"))
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
#: What is told of a document that the other implementation takes and this one does not even look into.
STRICTER = {
    "signature-malformed", "signature-element-refused", "signature-transform-refused", "signature-of-another-element",
    "signature-canonicalisation-refused", "signature-several-references", "signed-element-without-id",
}  # fmt: skip


@dataclass
class Keys:
    """A folder with the keys that both sides use."""

    folder: Path

    def private(self, is_elliptic: bool) -> Path:
        return self.folder / ("ec.key.pem" if is_elliptic else "rsa.key.pem")

    def public(self, is_elliptic: bool) -> Path:
        return self.folder / ("ec.pub.pem" if is_elliptic else "rsa.pub.pem")


@dataclass
class Signed:
    """A file, how it is signed, and the ID of the element whose signature is looked at."""

    path: Path
    profile: Profile
    node: str
    identifier: str


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    made = {"rsa": rsa.generate_private_key(65537, 2048), "ec": ec.generate_private_key(ec.SECP256R1())}
    pem = serialization.Encoding.PEM
    for name, key in made.items():
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{name}.key.pem").write_bytes(private)
        public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
        (folder / f"{name}.pub.pem").write_bytes(public)
    return Keys(folder)


@pytest.fixture(scope="module")
def signed(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> list[Signed]:
    """Documents that xmlsec1 signed, each in its own way."""
    print(f"seed {SEED}")
    folder, documents = tmp_path_factory.mktemp("signed"), Documents(SEED)
    made: list[Signed] = []
    for number in range(1200):
        profile = documents.profile()
        text, response, assertion = documents.document(profile)
        path = folder / f"{number}.xml"
        path.write_text(text, encoding="utf-8", newline="")
        if profile.target != "response":
            made.append(Signed(path, profile, "assertion", assertion))
        if profile.target != "assertion":
            made.append(Signed(path, profile, "response", response))
    # What is inside is signed first.
    for node in ("assertion", "response"):
        for is_elliptic in (False, True):
            files = [one.path for one in made if one.node == node and one.profile.is_elliptic == is_elliptic]
            xmlsec1.sign(files, keys.private(is_elliptic), node)
    return made


def verdicts(keys: Keys, signed: list[Signed], paths: list[Path], *switches: str) -> list[str]:
    tasks = [("verify", str(path), one.identifier) for one, path in zip(signed, paths, strict=True)]
    return answers(keys.folder, tasks, *switches)


def others(keys: Keys, signed: list[Signed], paths: list[Path]) -> list[bool]:
    """xmlsec1's verdicts, in the order of the files."""
    found: dict[int, bool] = {}
    for node in ("assertion", "response"):
        for is_elliptic in (False, True):
            chosen = [n for n, one in enumerate(signed) if one.node == node and one.profile.is_elliptic == is_elliptic]
            said = xmlsec1.verify_each([paths[n] for n in chosen], keys.public(is_elliptic), node)
            found |= dict(zip(chosen, said, strict=True))
    return [found[number] for number in range(len(signed))]


def test_what_xmlsec1_signs_is_verified(keys: Keys, signed: list[Signed]):
    """A company's identity provider may sign in any way that SAML allows, however it writes its XML."""
    paths = [one.path for one in signed]
    said = verdicts(keys, signed, paths, "sha1", "inclusive")
    wrong = [
        (one.path.read_text(), verdict) for one, verdict in zip(signed, said, strict=True) if verdict != "verified"
    ]
    assert not wrong, f"{len(wrong)} of {len(signed)}, seed {SEED}: {wrong[0]}"
    strict = verdicts(keys, signed, paths)
    wrong = [
        (one.path.read_text(), one.profile.refusal, verdict)
        for one, verdict in zip(signed, strict, strict=True)
        if verdict != (one.profile.refusal or "verified")
    ]
    assert not wrong, f"{len(wrong)} of {len(signed)} without switches, seed {SEED}: {wrong[0]}"


def test_what_is_written_otherwise_is_verified_by_both(keys: Keys, signed: list[Signed], tmp_path: Path):
    """A message that a proxy or a library wrote anew, with the same meaning, stays signed."""
    chance, chosen, paths = random.Random(SEED + 1), signed[::2], []
    for number, one in enumerate(chosen):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(neutral(one.path.read_text(encoding="utf-8"), chance), encoding="utf-8", newline="")
    said = verdicts(keys, chosen, paths, "sha1", "inclusive")
    wrong = [(path.read_text(), verdict) for path, verdict in zip(paths, said, strict=True) if verdict != "verified"]
    assert not wrong, f"{len(wrong)} of {len(chosen)}, seed {SEED}: {wrong[0]}"
    for node in ("assertion", "response"):
        for is_elliptic in (False, True):
            files = [
                path for one, path in zip(chosen, paths, strict=True)
                if one.node == node and one.profile.is_elliptic == is_elliptic
            ]  # fmt: skip
            assert xmlsec1.verify_all(files, keys.public(is_elliptic), node), f"seed {SEED}"


def test_what_is_altered_is_refused_by_both(keys: Keys, signed: list[Signed], tmp_path: Path):
    """A letter more, less or other in what was signed, and nobody signs in by it."""
    chance, chosen, paths = random.Random(SEED + 2), signed[1::2], []
    for number, one in enumerate(chosen):
        text = one.path.read_text(encoding="utf-8")
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(breaking(text, *span(text, one), chance), encoding="utf-8", newline="")
    said = verdicts(keys, chosen, paths, "sha1", "inclusive")
    taken = [path.read_text() for path, verdict in zip(paths, said, strict=True) if verdict == "verified"]
    assert not taken, f"{len(taken)} of {len(chosen)} verify here, seed {SEED}: {taken[0]}"
    there = [path.read_text() for path, good in zip(paths, others(keys, chosen, paths), strict=True) if good]
    assert not there, f"{len(there)} of {len(chosen)} verify by xmlsec1, seed {SEED}: {there[0]}"


def span(text: str, one: Signed) -> tuple[int, int]:
    """Where the signed element stands."""
    if one.node == "response":
        start = re.search(r"<[\w:]*Response[\s>]", text).start()
        return start, len(text)
    start = re.search(r"<[\w:]*Assertion[\s>]", text).start()
    return start, re.search(r"</[\w:]*Assertion>", text).end()


def test_what_chance_makes_is_never_taken_here_alone(keys: Keys, signed: list[Signed], tmp_path: Path):
    """Whatever bytes arrive, this side is never the more credulous one; and where it is stricter, it says why."""
    chance, chosen, paths = random.Random(SEED + 3), signed[::2], []
    for number, one in enumerate(chosen):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_bytes(chaotic(one.path.read_bytes(), chance))
    said = verdicts(keys, chosen, paths, "sha1", "inclusive")
    for path, verdict, good in zip(paths, said, others(keys, chosen, paths), strict=True):
        if verdict == "verified":
            assert good, f"only this side verifies, seed {SEED}: {path.read_bytes()!r}"
        elif good:
            allowed = verdict in STRICTER or verdict.startswith("xml-") or verdict == "no-such-id"
            assert allowed, f"{verdict} for what xmlsec1 verifies, seed {SEED}: {path.read_bytes()!r}"


def test_what_is_signed_here_is_verified_by_xmlsec1(keys: Keys, tmp_path: Path):
    """Every service provider takes what Sallyport signs, requests, responses and metadata."""
    documents, chance = Documents(SEED + 4), random.Random(SEED + 4)
    schemes = [f"{kind}-sha{size}" for kind in ("rsa", "ecdsa") for size in (256, 384, 512)]
    tasks, nodes = [], []
    for number in range(900):
        text, response, assertion = documents.document(None)
        path, out = tmp_path / f"{number}.xml", tmp_path / f"{number}-signed.xml"
        path.write_text(neutral(text, chance), encoding="utf-8", newline="")
        nodes.append(chance.choice(["response", "assertion"]))
        prefixes = " ".join(chance.sample(["saml", "samlp", "xs", "a", "b", "#default"], chance.randint(0, 3)))
        identifier = response if nodes[-1] == "response" else assertion
        tasks.append(("sign", str(path), identifier, chance.choice(schemes), prefixes, str(out)))
    said = answers(keys.folder, tasks)
    assert said == ["signed"] * len(tasks), f"seed {SEED}: {[one for one in said if one != 'signed'][0]}"
    for node in ("response", "assertion"):
        for is_elliptic in (False, True):
            files = [
                Path(task[5]) for task, place in zip(tasks, nodes, strict=True)
                if place == node and task[3].startswith("ecdsa") == is_elliptic
            ]  # fmt: skip
            assert len(files) > 100
            assert xmlsec1.verify_all(files, keys.public(is_elliptic), node), f"seed {SEED}"


def test_pss_is_verified_by_another(keys: Keys, tmp_path: Path):
    """RSA-PSS, which xmlsec1 of this age does not know: the digest is one it made, the signature is Python's to judge."""
    documents = Documents(SEED + 5)
    public = serialization.load_pem_public_key(keys.public(False).read_bytes())
    for size, function in (("256", hashes.SHA256()), ("384", hashes.SHA384()), ("512", hashes.SHA512())):
        text, response, _ = documents.document(None)
        path, out, known = tmp_path / f"{size}.xml", tmp_path / f"{size}-pss.xml", tmp_path / f"{size}-rsa.xml"
        path.write_text(text, encoding="utf-8", newline="")
        tasks = [
            ("sign", str(path), response, f"{kind}-sha{size}", "", str(to))
            for kind, to in (("pss", out), ("rsa", known))
        ]
        assert answers(keys.folder, [*tasks, ("verify", str(out), response)]) == ["signed", "signed", "verified"]
        assert xmlsec1.verify_all([known], keys.public(False), "response")
        signature = out.read_text(encoding="utf-8")
        assert f"xmldsig-more#sha{size}-rsa-MGF1" in signature
        digest = re.search(r"<ds:DigestValue>.*?</ds:DigestValue>", signature)[0]
        assert digest in known.read_text(encoding="utf-8")
        info = re.search(r"<ds:SignedInfo>.*?</ds:SignedInfo>", signature)[0]
        canonical = info.replace("<ds:SignedInfo>", f'<ds:SignedInfo xmlns:ds="{DS}">')
        value = re.search(r"<ds:SignatureValue>(.*?)</ds:SignatureValue>", signature)[1]
        salted = padding.PSS(padding.MGF1(function), function.digest_size)
        public.verify(base64.b64decode(value), canonical.encode(), salted, function)


def test_what_xmlsec1_encrypts_opens(keys: Keys, tmp_path: Path):
    """An identity provider's encrypted assertion opens, whichever of the ciphers it uses."""
    documents, chance = Documents(SEED + 6), random.Random(SEED + 6)
    plains, tasks = [], []
    for number in range(200):
        name, uri = chance.choice(
            [(f"aes-{size}", f"{XENC11}aes{size}-gcm") for size in (128, 256)]
            + [(f"aes-{size}", f"{XENC}aes{size}-cbc") for size in (128, 256)]
        )
        plain, form, out = (tmp_path / f"{number}-{part}.xml" for part in ("plain", "template", "out"))
        plain.write_text(documents.document(None)[0], encoding="utf-8", newline="")
        form.write_text(encryption_template(uri))
        xmlsec1.encrypt(form, plain, keys.public(False), name, out)
        plains.append(plain)
        tasks.append(("decrypt", str(out), str(tmp_path / f"{number}-opened.xml")))
    assert answers(keys.folder, tasks, "cbc") == ["decrypted"] * len(tasks), f"seed {SEED}"
    for plain, task in zip(plains, tasks, strict=True):
        # xmlsec1 encrypts its own writing of the element.
        assert canonicalize(from_file=task[2]) == canonicalize(from_file=str(plain)), f"seed {SEED}"
    refused = answers(keys.folder, tasks)
    cbc = ["-cbc" in Path(task[1]).read_text() for task in tasks]
    assert refused == ["encryption-cbc-refused" if one else "decrypted" for one in cbc]


def encryption_template(uri: str) -> str:
    empty = "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData>"
    return (
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{uri}"/>'
        f'<ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"/>'
        f"{empty}</xenc:EncryptedKey></ds:KeyInfo>{empty}</xenc:EncryptedData>"
    )


def test_what_is_encrypted_here_opens_by_xmlsec1(keys: Keys, tmp_path: Path):
    """What Sallyport encrypts as an identity provider, a service provider opens."""
    documents, chance, tasks = Documents(SEED + 7), random.Random(SEED + 7), []
    for number in range(200):
        plain, out = tmp_path / f"{number}.xml", tmp_path / f"{number}-out.xml"
        plain.write_text(documents.document(None)[0], encoding="utf-8", newline="")
        content = chance.choice([f"aes{size}-{mode}" for size in (128, 256) for mode in ("gcm", "cbc")])
        tasks.append(("encrypt", str(plain), content, "mgf1p-sha1", "inside", str(out)))
    assert answers(keys.folder, tasks) == ["encrypted"] * len(tasks), f"seed {SEED}"
    for task in tasks:
        opened = xmlsec1.decrypt(Path(task[5]), keys.private(False))
        assert opened is not None, f"seed {SEED}: {task[2]}"
        inside = Path(task[1]).read_text(encoding="utf-8")
        whole = f'<saml:EncryptedAssertion xmlns:saml="{xmlsec1.SAML}">{inside}</saml:EncryptedAssertion>'
        assert canonicalize(opened.decode()) == canonicalize(whole), f"seed {SEED}: {task[2]}"


@pytest.mark.parametrize("place", [0, 1], ids=["key", "content"])
def test_an_altered_ciphertext_opens_for_nobody(place: int, keys: Keys, tmp_path: Path):
    """What was altered on its way does not open, whether it was the key or the content."""
    documents, tasks = Documents(SEED + 8), []
    for number in range(20):
        plain, out = tmp_path / f"{number}.xml", tmp_path / f"{number}-out.xml"
        plain.write_text(documents.document(None)[0], encoding="utf-8", newline="")
        tasks.append(("encrypt", str(plain), f"aes{128 + number % 2 * 128}-gcm", "mgf1p-sha1", "inside", str(out)))
    assert answers(keys.folder, tasks) == ["encrypted"] * len(tasks)
    for task in tasks:
        text = Path(task[5]).read_text(encoding="utf-8")
        start = [match.end() for match in re.finditer("<xenc:CipherValue>", text)][place] + 40
        other = "A" if text[start] != "A" else "B"
        Path(task[5]).write_text(text[:start] + other + text[start + 1 :], encoding="utf-8")
        assert xmlsec1.decrypt(Path(task[5]), keys.private(False)) is None
    said = answers(keys.folder, [("decrypt", task[5], task[5]) for task in tasks])
    assert said == ["decryption-failed"] * len(tasks)
