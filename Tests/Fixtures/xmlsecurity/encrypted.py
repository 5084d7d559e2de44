"""Encrypted elements, honest and made to annoy. Each yields a document and what opening it gives.

`verdict` is `opened`, or the reason of the refusal. The keys are in keys/: sp.key.pem opens, other-sp.key.pem does not.
"""

import base64
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from templates import DS, KEYS, SAML, assertion, response

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
KEY = bytes(range(32))
VECTOR = bytes(range(16))
HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
DIGESTS = {
    "sha1": DS + "sha1", "sha256": XENC + "sha256", "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": XENC + "sha512",
}  # fmt: skip


@dataclass
class Case:
    """One file."""

    name: str
    what: str
    document: str
    verdict: str
    text: str | None = None
    switches: list[str] = field(default_factory=list)


PLAIN = assertion("_a", "alice")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def wrap(
    key: bytes, digest: str = "sha1", mask: str = "sha1", label: bytes | None = None, recipient: str = "sp"
) -> bytes:
    """A key under a recipient's RSA key."""
    public = serialization.load_pem_public_key((KEYS / f"{recipient}.pub.pem").read_bytes())
    return public.encrypt(key, padding.OAEP(padding.MGF1(HASHES[mask]), HASHES[digest], label))


def gcm(plain: str | bytes, key: bytes) -> bytes:
    data = plain.encode() if isinstance(plain, str) else plain
    return VECTOR[:12] + AESGCM(key).encrypt(VECTOR[:12], data, None)


def cbc(plain: str | bytes, key: bytes, pad: bytes | None = None) -> bytes:
    data = plain.encode() if isinstance(plain, str) else plain
    count = 16 - len(data) % 16
    data += bytes(count - 1) + bytes([count]) if pad is None else pad
    encryptor = Cipher(algorithms.AES(key), modes.CBC(VECTOR)).encryptor()
    return VECTOR + encryptor.update(data) + encryptor.finalize()


def cipher_data(data: bytes) -> str:
    return f"<xenc:CipherData><xenc:CipherValue>{b64(data)}</xenc:CipherValue></xenc:CipherData>"


def encrypted_key(
    wrapped: bytes, uri: str = XENC + "rsa-oaep-mgf1p", parameters: str = "", attributes: str = "", behind: str = ""
) -> str:
    return (
        f'<xenc:EncryptedKey xmlns:xenc="{XENC}"{attributes}><xenc:EncryptionMethod Algorithm="{uri}">{parameters}'
        f"</xenc:EncryptionMethod>{cipher_data(wrapped)}{behind}</xenc:EncryptedKey>"
    )


def digest_method(name: str) -> str:
    return f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="{DIGESTS[name]}"/>'


def mask_method(name: str) -> str:
    return f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{XENC11}mgf1{name}"/>'


def encrypted(
    data: bytes,
    key_info: str | None,
    uri: str = XENC11 + "aes256-gcm",
    beside: str = "",
    kind: str = f' Type="{XENC}Element"',
    cipher: str | None = None,
    behind: str = "",
) -> str:
    info = "" if key_info is None else f'<ds:KeyInfo xmlns:ds="{DS}">{key_info}</ds:KeyInfo>'
    return (
        f'<saml:EncryptedAssertion xmlns:saml="{SAML}"><xenc:EncryptedData xmlns:xenc="{XENC}"{kind}>'
        f'<xenc:EncryptionMethod Algorithm="{uri}"/>{info}{cipher or cipher_data(data)}{behind}</xenc:EncryptedData>'
        f"{beside}</saml:EncryptedAssertion>"
    )


def in_response(element: str) -> str:
    return response("_r", element)


def all_cases() -> Iterator[Case]:
    for family in (honest, by_xmlsec1, ciphers, keys, structure, content):
        for case in family():
            case.document = in_response(case.document)
            yield case


def honest() -> Iterator[Case]:
    inside = encrypted_key(wrap(KEY))
    short = encrypted_key(wrap(KEY[:16]))
    yield Case("honest", "AES-256-GCM, the key inside", encrypted(gcm(PLAIN, KEY), inside), "opened", PLAIN)
    yield Case(
        "honest-128", "AES-128-GCM", encrypted(gcm(PLAIN, KEY[:16]), short, XENC11 + "aes128-gcm"), "opened", PLAIN
    )
    yield Case(
        "honest-beside",
        "the key beside, nothing names it",
        encrypted(gcm(PLAIN, KEY), None, beside=inside),
        "opened",
        PLAIN,
    )
    named = f'<ds:RetrievalMethod URI="#_k" Type="{XENC}EncryptedKey"/>'
    beside = encrypted_key(wrap(KEY), attributes=' Id="_k" Recipient="https://sp.example"')
    yield Case(
        "honest-retrieval", "the key beside, named", encrypted(gcm(PLAIN, KEY), named, beside=beside), "opened", PLAIN
    )
    yield Case("honest-untyped", "no type", encrypted(gcm(PLAIN, KEY), inside, kind=""), "opened", PLAIN)
    for digest, mask in (("sha256", "sha256"), ("sha256", "sha1"), ("sha1", "sha256"), ("sha512", "sha512")):
        key = encrypted_key(wrap(KEY, digest, mask), XENC11 + "rsa-oaep", digest_method(digest) + mask_method(mask))
        yield Case(
            f"oaep-{digest}-{mask}",
            f"RSA-OAEP with {digest} and the mask by {mask}",
            encrypted(gcm(PLAIN, KEY), key),
            "opened",
            PLAIN,
        )
    key = encrypted_key(wrap(KEY, "sha256", "sha1"), parameters=digest_method("sha256"))
    yield Case("mgf1p-sha256", "RSA-OAEP of XML-Enc 1.0 with SHA-256", encrypted(gcm(PLAIN, KEY), key), "opened", PLAIN)
    label = encrypted_key(wrap(KEY, label=b"label"), parameters=f"<xenc:OAEPparams>{b64(b'label')}</xenc:OAEPparams>")
    yield Case("oaep-label", "RSA-OAEP with a label", encrypted(gcm(PLAIN, KEY), label), "opened", PLAIN)
    others = encrypted_key(wrap(KEY, recipient="other-sp")) + inside
    yield Case(
        "two-recipients", "a key for another recipient first", encrypted(gcm(PLAIN, KEY), others), "opened", PLAIN
    )
    foreign = encrypted_key(bytes(256), XENC + "rsa-1_5") + inside
    yield Case(
        "another-transport-beside",
        "a key by PKCS #1 1.5 beside a good one",
        encrypted(gcm(PLAIN, KEY), foreign),
        "opened",
        PLAIN,
    )


def by_xmlsec1() -> Iterator[Case]:
    for name, uri, key in (
        ("aes128-gcm", XENC11 + "aes128-gcm", "aes-128"), ("aes256-gcm", XENC11 + "aes256-gcm", "aes-256"),
        ("aes128-cbc", XENC + "aes128-cbc", "aes-128"), ("aes256-cbc", XENC + "aes256-cbc", "aes-256"),
    ):  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            out, plain, form = Path(folder, "out.xml"), Path(folder, "plain.xml"), Path(folder, "template.xml")
            plain.write_text(PLAIN)
            empty = "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData>"
            form.write_text(
                f'<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{uri}"/>'
                f'<ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"/>'
                f"<ds:KeyInfo><ds:KeyName/></ds:KeyInfo>{empty}</xenc:EncryptedKey></ds:KeyInfo>{empty}</xenc:EncryptedData>"
            )
            subprocess.run(
                ["xmlsec1", "--encrypt", "--pubkey-pem", str(KEYS / "sp.pub.pem"), "--session-key", key, "--xml-data",
                 str(plain), "--output", str(out), str(form)], check=True, capture_output=True)  # fmt: skip
            data = out.read_text().removeprefix('<?xml version="1.0"?>\n').strip()
        wrapped = f'<saml:EncryptedAssertion xmlns:saml="{SAML}">{data}</saml:EncryptedAssertion>'
        if "cbc" in name:
            yield Case(
                f"xmlsec1-{name}", f"xmlsec1's, {name}, not covered by a signature", wrapped, "encryption-cbc-refused"
            )
            yield Case(
                f"xmlsec1-{name}-allowed",
                f"xmlsec1's, {name}, where the switch allows it",
                wrapped,
                "opened",
                PLAIN,
                ["cbc"],
            )
        else:
            yield Case(f"xmlsec1-{name}", f"xmlsec1's, {name}", wrapped, "opened", PLAIN)


def ciphers() -> Iterator[Case]:
    """Ciphertexts that were altered. They are refused alike."""
    inside, sealed = encrypted_key(wrap(KEY)), gcm(PLAIN, KEY)
    for name, what, data in (
        ("altered", "a byte of the ciphertext is another", sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]),
        ("altered-tag", "a byte of the tag is another", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("altered-nonce", "a byte of the nonce is another", bytes([sealed[0] ^ 1]) + sealed[1:]),
        ("cut", "the last byte is missing", sealed[:-1]),
        ("only-nonce", "nothing but a nonce", sealed[:12]), ("one-byte", "one byte", b"a"), ("no-byte", "no byte", b""),
    ):  # fmt: skip
        yield Case(f"gcm-{name}", what, encrypted(data, inside), "decryption-failed")
    short, uri, plain = encrypted_key(wrap(KEY[:16])), XENC + "aes128-cbc", cbc(PLAIN, KEY[:16])
    for name, what, data in (
        ("padding-zero", "a padding of no byte", cbc(b"a" * 15, KEY[:16], b"\0")),
        ("padding-long", "a padding longer than a block", cbc(b"a" * 31, KEY[:16], b"\x11")),
        ("part-block", "not whole blocks", plain[:-1]), ("only-vector", "nothing but a vector", plain[:16]),
        ("altered", "an altered block", plain[:-17] + bytes([plain[-17] ^ 0xF0]) + plain[-16:]),
        ("first-block", "an altered vector: what was `<` is something else", bytes([plain[0] ^ 1]) + plain[1:]),
    ):  # fmt: skip
        yield Case(f"cbc-{name}", what, encrypted(data, short, uri), "decryption-failed", switches=["cbc"])
    yield Case(
        "cbc-padding-of-anything",
        "a padding of bytes that are anything",
        encrypted(cbc(PLAIN, KEY[:16]), short, uri),
        "opened",
        PLAIN,
        ["cbc"],
    )
    des = encrypted(bytes(32), encrypted_key(wrap(KEY[:24])), XENC + "tripledes-cbc")
    yield Case("tripledes", "Triple DES", des, "encryption-algorithm-refused", switches=["cbc"])
    yield Case(
        "aes192",
        "AES-192-GCM",
        encrypted(gcm(PLAIN, KEY), inside, XENC11 + "aes192-gcm"),
        "encryption-algorithm-refused",
    )


def keys() -> Iterator[Case]:
    """Keys that do not open. They are refused alike with what does not open by them."""
    sealed = gcm(PLAIN, KEY)
    wrapped = wrap(KEY)
    for name, what, data in (
        ("of-another", "for another recipient", wrap(KEY, recipient="other-sp")),
        ("altered", "altered", wrapped[:-1] + bytes([wrapped[-1] ^ 1])), ("short", "a byte short", wrapped[:-1]),
        ("empty", "nothing", b""), ("zero", "zeros", bytes(256)), ("ones", "more than the modulus", b"\xff" * 256),
        ("of-another-length", "16 bytes for AES-256", wrap(KEY[:16])), ("of-no-length", "no bytes", wrap(b"")),
        ("of-another-hash", "RSA-OAEP by another hash than it says", wrap(KEY, "sha256", "sha1")),
        ("wrong-key", "another key than the content's", wrap(KEY[::-1])),
    ):  # fmt: skip
        yield Case(f"key-{name}", what, encrypted(sealed, encrypted_key(data)), "decryption-failed")
    pkcs1 = serialization.load_pem_public_key((KEYS / "sp.pub.pem").read_bytes()).encrypt(KEY, padding.PKCS1v15())
    refused = "encryption-key-transport-refused"
    yield Case(
        "key-pkcs1",
        "PKCS #1 1.5, for the right recipient",
        encrypted(sealed, encrypted_key(pkcs1, XENC + "rsa-1_5")),
        refused,
    )
    yield Case("key-wrap", "AES key wrap", encrypted(sealed, encrypted_key(bytes(40), XENC + "kw-aes256")), refused)
    md5 = f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="http://www.w3.org/2001/04/xmldsig-more#md5"/>'
    yield Case("key-md5", "RSA-OAEP by MD5", encrypted(sealed, encrypted_key(wrapped, parameters=md5)), refused)
    five = encrypted_key(wrapped) * 5
    yield Case("keys-five", "more keys than are tried", encrypted(sealed, five), "encryption-too-many-keys")
    yield Case("key-absent", "no key", encrypted(sealed, None), "encryption-without-key")
    agreement = f'<xenc:AgreementMethod xmlns:xenc="{XENC}" Algorithm="{XENC11}ECDH-ES"/>'
    yield Case("key-agreement", "a key to be agreed on", encrypted(sealed, agreement), "encryption-element-refused")
    named = f'<ds:RetrievalMethod URI="#_other" Type="{XENC}EncryptedKey"/>'
    beside = encrypted_key(wrapped, attributes=' Id="_k"')
    yield Case(
        "key-named-otherwise",
        "the key beside is not the one named",
        encrypted(sealed, named, beside=beside),
        "encryption-without-key",
    )
    fetched = f'<ds:RetrievalMethod URI="http://127.0.0.1:1/key" Type="{XENC}EncryptedKey"/>'
    yield Case("key-fetched", "a key to be fetched", encrypted(sealed, fetched, beside=beside), "encryption-malformed")
    transformed = named.replace("/>", "><ds:Transforms/></ds:RetrievalMethod>").replace("_other", "_k")
    yield Case(
        "key-transformed",
        "a key behind a transform",
        encrypted(sealed, transformed, beside=beside),
        "encryption-element-refused",
    )


def structure() -> Iterator[Case]:
    inside, sealed = encrypted_key(wrap(KEY)), gcm(PLAIN, KEY)
    reference_to = '<xenc:CipherData><xenc:CipherReference URI="http://127.0.0.1:1/data"/></xenc:CipherData>'
    refused = "encryption-element-refused"
    yield Case("cipher-reference", "bytes to be fetched", encrypted(sealed, inside, cipher=reference_to), refused)
    yield Case(
        "cipher-data-twice", "two ciphertexts", encrypted(sealed, inside, cipher=cipher_data(sealed) * 2), refused
    )
    yield Case(
        "properties",
        "properties of the encryption",
        encrypted(sealed, inside, behind="<xenc:EncryptionProperties/>"),
        refused,
    )
    whole = encrypted(sealed, inside)
    data = whole[whole.index("<xenc:EncryptedData") : whole.index("</saml:EncryptedAssertion>")]
    twice = whole.replace("</saml:EncryptedAssertion>", data + "</saml:EncryptedAssertion>")
    yield Case("data-twice", "two encrypted elements in one", twice, refused)
    beside = whole.replace("</saml:EncryptedAssertion>", assertion("_b", "mallory") + "</saml:EncryptedAssertion>")
    yield Case("assertion-beside", "an assertion in the clear beside", beside, refused)
    none = f'<saml:EncryptedAssertion xmlns:saml="{SAML}"/>'
    yield Case("data-absent", "nothing encrypted", none, "encryption-malformed")
    kind = f' Type="{XENC}Content"'
    yield Case(
        "content-type", "content rather than an element", encrypted(sealed, inside, kind=kind), "encryption-malformed"
    )
    comment = whole.replace("<xenc:CipherValue>", "<xenc:CipherValue><!-- -->")
    yield Case("cipher-value-comment", "a comment in the ciphertext", comment, "encryption-malformed")
    letters = cipher_data(sealed).replace("<xenc:CipherValue>", "<xenc:CipherValue>*")
    yield Case(
        "cipher-value-letters",
        "a ciphertext that is not base64",
        encrypted(sealed, inside, cipher=letters),
        "encryption-malformed",
    )


def content() -> Iterator[Case]:
    """What was encrypted is not one element. It is refused as if it did not open."""
    for name, what, plain in (
        ("empty", "nothing", ""), ("text", "text", "alice"), ("two", "two elements", PLAIN + assertion("_b", "mallory")),
        ("text-before", "text before an element", "a" + PLAIN), ("text-behind", "text behind an element", PLAIN + "a"),
        ("open", "an element that does not end", PLAIN[:-4]), ("close", "the end of what is around it", "</saml:EncryptedAssertion>"),
        ("escape", "an element, the end of what is around it, and another", PLAIN + "</saml:EncryptedAssertion><saml:EncryptedAssertion>"),
        ("document-type", "a document type", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + PLAIN),
        ("instruction", "a processing instruction", "<?a b?>" + PLAIN), ("undeclared", "an undeclared prefix", "<x:a/>"),
        ("duplicate-id", "an element with an ID that stands in the message", assertion("_r", "mallory")),
        ("relative-namespace", "a relative namespace", '<a xmlns="b"/>'),
    ):  # fmt: skip
        yield Case(f"content-{name}", what, encrypted(gcm(plain, KEY), encrypted_key(wrap(KEY))), "decryption-failed")
    bad = b"<a>\xff</a>"
    yield Case("content-not-utf8", "not UTF-8", encrypted(gcm(bad, KEY), encrypted_key(wrap(KEY))), "decryption-failed")
    context = "<samlp:Extensions/>"
    yield Case(
        "content-in-context",
        "a prefix that is declared around it",
        encrypted(gcm(context, KEY), encrypted_key(wrap(KEY))),
        "opened",
        context,
    )
    nested = encrypted(gcm(PLAIN, KEY), encrypted_key(wrap(KEY)))
    yield Case(
        "content-encrypted",
        "an encrypted assertion again: it is opened once",
        encrypted(gcm(nested, KEY), encrypted_key(wrap(KEY))),
        "opened",
        nested,
    )
