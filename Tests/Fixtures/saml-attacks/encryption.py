"""Encrypted assertions: anybody can encrypt for the service provider, so that encryption proves nothing."""

import base64
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from messages import DS, EMAIL, SAML, assertion, by_id, evil, parse, response, sign, signed_assertion, text
from world import ADMIN, ATTACKER, MALLORY, SP, Case, Key

XENC = "http://www.w3.org/2001/04/xmlenc#"
GCM_128 = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
GCM_256 = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
CBC_128 = f"{XENC}aes128-cbc"
CBC_256 = f"{XENC}aes256-cbc"
TRIPLE_DES = f"{XENC}tripledes-cbc"
OAEP = f"{XENC}rsa-oaep-mgf1p"
PKCS1 = f"{XENC}rsa-1_5"


def drawn(label: str, count: int) -> bytes:
    """Bytes that are the same at each run."""
    return hashlib.shake_256(f"saml-attacks {label}".encode()).digest(count)


def oaep(key: Key, content_key: bytes, label: str) -> bytes:
    """RSA-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017 §7.1.1), its seed given, so that the fixtures come out the same."""
    numbers = key.key.public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8

    def mask(seed: bytes, count: int) -> bytes:
        blocks = (hashlib.sha1(seed + number.to_bytes(4, "big")).digest() for number in range(-(-count // 20)))
        return b"".join(blocks)[:count]

    def mixed(left: bytes, right: bytes) -> bytes:
        return bytes(a ^ b for a, b in zip(left, right, strict=True))

    block = hashlib.sha1(b"").digest() + bytes(size - len(content_key) - 42) + b"\x01" + content_key
    seed = drawn(f"{label} seed", 20)
    masked = mixed(block, mask(seed, len(block)))
    whole = b"\x00" + mixed(seed, mask(masked, 20)) + masked
    return pow(int.from_bytes(whole, "big"), numbers.e, numbers.n).to_bytes(size, "big")


def pkcs1(key: Key, content_key: bytes, label: str) -> bytes:
    numbers = key.key.public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    filling = bytes(byte or 1 for byte in drawn(f"{label} filling", size - len(content_key) - 3))
    return pow(int.from_bytes(b"\x00\x02" + filling + b"\x00" + content_key, "big"), numbers.e, numbers.n).to_bytes(size, "big")


def encrypt(
    plain: str, *, label: str, method: str = GCM_256, transport: str = OAEP, key: Key = SP, wrapper: str = "EncryptedAssertion",
    tamper: bool = False, cipher_data: str | None = None, key_info: str | None = None, more: str = "",
) -> str:  # fmt: skip
    """`saml:EncryptedAssertion` around this text."""
    bits = 128 if "128" in method else 192 if "tripledes" in method else 256
    content_key = drawn(f"{label} key", bits // 8)
    if "gcm" in method:
        nonce = drawn(f"{label} nonce", 12)
        sealed = nonce + AESGCM(content_key).encrypt(nonce, plain.encode(), None)
    else:
        block = 8 if "tripledes" in method else 16
        iv = drawn(f"{label} iv", block)
        bytes_ = plain.encode()
        filling = block - len(bytes_) % block
        padded = bytes_ + bytes(filling - 1) + bytes([filling])
        # The algorithm of Triple DES is refused by its name, so that what is inside need not be it.
        cipher = Cipher(algorithms.AES(content_key), modes.CBC(drawn(f"{label} iv", 16))) if block == 16 else None
        sealed = iv + (cipher.encryptor().update(padded) if cipher else padded)
    if tamper:
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    wrapped = (pkcs1 if transport == PKCS1 else oaep)(key, content_key, label)
    if cipher_data is None:
        cipher_data = f"<xenc:CipherValue>{base64.b64encode(sealed).decode()}</xenc:CipherValue>"
    if key_info is None:
        key_info = (
            f'<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{transport}"/>'
            f"<xenc:CipherData><xenc:CipherValue>{base64.b64encode(wrapped).decode()}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"
        )
    return (
        f'<saml:{wrapper} xmlns:saml="{SAML}"><xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{method}"/><ds:KeyInfo xmlns:ds="{DS}">{key_info}</ds:KeyInfo>'
        f"<xenc:CipherData>{cipher_data}</xenc:CipherData>{more}</xenc:EncryptedData></saml:{wrapper}>"
    )


def good_assertion() -> str:
    """The provider's signed assertion, taken out of its response."""
    return text(by_id(parse(signed_assertion()), "_assertion-1"))


def unsigned_around(plain: str, label: str, **how: object) -> str:
    return response(encrypt(plain, label=label, **how))


def signed_around(plain: str, label: str, **how: object) -> str:
    return sign(response(encrypt(plain, label=label, **how)), "_response-1")


def without_declaration(element: str) -> str:
    """The element, whose prefix must be declared around it."""
    assert element.count(f' xmlns:saml="{SAML}"') == 1
    return element.replace(f' xmlns:saml="{SAML}"', "")


def named(encrypted_name: str, *, beside: bool = False, name_id: str = MALLORY) -> str:
    """The provider's assertion with an encrypted name, in the place of the one in clear or beside it."""
    text_ = assertion(name_id=name_id)
    start, end = text_.index("<saml:NameID"), text_.index("</saml:NameID>") + len("</saml:NameID>")
    return text_[: end if beside else start] + encrypted_name + text_[end:]


def name(value: str) -> str:
    return f'<saml:NameID xmlns:saml="{SAML}" Format="{EMAIL}">{value}</saml:NameID>'


def with_attribute(plain: str, label: str, **changes: object) -> str:
    """The provider's assertion with one more attribute, encrypted."""
    hidden = encrypt(plain, label=label, wrapper="EncryptedAttribute")
    return sign(response(assertion(**changes).replace("</saml:AttributeStatement>", hidden + "</saml:AttributeStatement>", 1)))


def several_keys(plain: str, label: str, count: int) -> str:
    """A good encrypted assertion with keys of the attacker's before its own, for the same recipient."""
    whole = unsigned_around(plain, label)
    start = whole.index("<xenc:EncryptedKey>")
    other = encrypt("x", label=f"{label} other")
    key = other[other.index("<xenc:EncryptedKey>") : other.index("</xenc:EncryptedKey>") + len("</xenc:EncryptedKey>")]
    return whole[:start] + key * count + whole[start:]


def cases() -> list[Case]:
    def case(name: str, message: str, reason: str | None, why: str, **options: object) -> Case:
        return Case(name, "encryption" if reason else "good", why, message.encode(), reason, dict(options))

    failed = "decryption-failed"
    good, bare = good_assertion(), assertion()
    twin = evil("_response-1")
    signed_twin = text(by_id(parse(sign(response(evil("_assertion-1")), key=ATTACKER)), "_assertion-1"))
    return [
        case("encrypted-by-attacker", unsigned_around(evil(), "forged"), "saml-nothing-signed", "an assertion that the attacker encrypted for the service provider"),
        case("encrypted-attacker-signed", unsigned_around(signed_twin, "attacker"), "signature-wrong", "the attacker signed and encrypted it"),
        case("encrypted-beside-signed", response(good, encrypt(evil(), label="beside")), "saml-several-assertions", "an encrypted forged assertion beside a signed one"),
        case("encrypted-before-signed", response(encrypt(evil(), label="before"), good), "saml-several-assertions", "an encrypted forged assertion before a signed one"),
        case("encrypted-two-inside", unsigned_around(good + evil(), "two"), "xml-not-one-element", "two assertions in one ciphertext"),
        case("encrypted-text-inside", unsigned_around(f"text{good}", "text"), "xml-not-one-element", "text beside the assertion in the ciphertext"),
        case("encrypted-doctype", unsigned_around(f"<!DOCTYPE a>{good}", "doctype"), "xml-document-type-refused", "a document type inside the ciphertext"),
        case("encrypted-entity", unsigned_around(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>{good}', "entity"), "xml-document-type-refused", "an entity inside the ciphertext"),
        case("encrypted-closes-wrapper", unsigned_around(f"{good}</saml:EncryptedAssertion>{evil()}<saml:EncryptedAssertion>", "closes"), "xml-malformed", "the plaintext closes the element that it stands in"),
        case("encrypted-other-element", unsigned_around('<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">admin@example.org</saml:NameID>', "other"), "saml-decrypted-element-refused", "something else than an assertion is inside"),
        case("encrypted-duplicate-id", signed_around(twin, "twin"), "xml-duplicate-id", "the decrypted assertion has the response's ID"),
        case("encrypted-response", unsigned_around(text(parse(signed_assertion())).replace('"_response-1"', '"_response-2"'), "response"), "saml-decrypted-element-refused", "a whole response is inside"),
        case("encrypted-tampered", unsigned_around(good, "tampered", tamper=True), failed, "one bit of the ciphertext is another"),
        case("encrypted-for-another", unsigned_around(good, "another", key=ATTACKER), failed, "it is encrypted for another key"),
        case("encrypted-cbc", unsigned_around(good, "cbc", method=CBC_128), "encryption-cbc-refused", "CBC that no signature covers: a padding oracle"),
        case("encrypted-cbc-tampered", unsigned_around(good, "cbc-tampered", method=CBC_128, tamper=True), failed, "CBC with another last byte, where the switch allows CBC", cbc_inside_unsigned_response=True),
        case("encrypted-cbc-forged", unsigned_around(evil(), "cbc-forged", method=CBC_128), failed, "an unsigned assertion in CBC tells no more than a wrong padding", cbc_inside_unsigned_response=True),
        case("encrypted-cbc-doctype", unsigned_around(f"<!DOCTYPE a>{good}", "cbc-doctype", method=CBC_128), failed, "what is wrong inside of CBC is not told, so that nothing can be read by asking", cbc_inside_unsigned_response=True),
        case("encrypted-cbc-other-element", unsigned_around(f"<a>{good}</a>", "cbc-other", method=CBC_128), failed, "nor which element it is", cbc_inside_unsigned_response=True),
        case("encrypted-triple-des", unsigned_around(good, "des", method=TRIPLE_DES), "encryption-algorithm-refused", "blocks of 64 bits"),
        case("encrypted-rsa-1-5", unsigned_around(good, "pkcs1", transport=PKCS1), "encryption-key-transport-refused", "the padding of Bleichenbacher's oracle"),
        case("encrypted-reference", unsigned_around(good, "reference", cipher_data='<xenc:CipherReference URI="http://169.254.169.254/latest/meta-data/"/>'), "encryption-element-refused", "the ciphertext would be fetched"),
        case("encrypted-key-fetched", unsigned_around(good, "retrieval", key_info='<ds:RetrievalMethod URI="https://attacker.example/key.xml"/>'), "encryption-malformed", "the key would be fetched"),
        case("encrypted-without-key", unsigned_around(good, "keyless", key_info="<ds:KeyName>gateway</ds:KeyName>"), "encryption-without-key", "no key comes with it"),
        case("encrypted-altered-in-signed", signed_around(good, "moved").replace("Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"", f'Algorithm="{CBC_256}"', 1), "signature-digest-wrong", "the algorithm under the response's signature was changed to one that leaks"),
        case("encrypted-content-type", unsigned_around(good, "content-type").replace(f'Type="{XENC}Element"', f'Type="{XENC}Content"', 1), "encryption-malformed", "what is inside would be content, not an element"),
        case("encrypted-nonce-only", unsigned_around(good, "nonce", cipher_data="<xenc:CipherValue>AAECAwQFBgcICQoL</xenc:CipherValue>"), failed, "a ciphertext that ends with its nonce"),
        case("encrypted-keys-many", several_keys(good, "many-keys", 4), "encryption-too-many-keys", "five keys, each of which costs an operation with a private key"),
        case("encrypted-name-exchanged", sign(response(assertion())).replace(f'<saml:NameID Format="{EMAIL}">{MALLORY}</saml:NameID>', encrypt(name(ADMIN), label="exchanged", wrapper="EncryptedID"), 1), "signature-digest-wrong", "an encrypted name of the attacker's in the place of the signed one"),
        case("encrypted-name-beside", sign(response(named(encrypt(name(ADMIN), label="name-beside", wrapper="EncryptedID"), beside=True))), "xml-several-elements", "the provider names somebody in clear and somebody else encrypted"),
        case("encrypted-name-with-comment", sign(response(named(encrypt(name(f"{ADMIN}<!---->.attacker.example"), label="name-comment", wrapper="EncryptedID")))), "xml-comment-in-text", "a comment cuts an encrypted name short"),
        case("encrypted-attribute-is-assertion", with_attribute(evil(), "attribute"), "saml-decrypted-element-refused", "an assertion where an attribute was encrypted"),
        case("cdata-beside-encrypted", with_attribute(f'<saml:Attribute xmlns:saml="{SAML}" Name="x"/>', "cdata-beside", name_id=f"<![CDATA[{ADMIN}]]>.attacker.example"), "xml-cdata-in-text", "a CDATA section in a name that is read only after an attribute was decrypted"),
        case("good-encrypted-name", sign(response(named(encrypt(name(MALLORY), label="good-name", wrapper="EncryptedID")))), None, "an encrypted name under the assertion's signature"),
        case("good-encrypted-in-context", unsigned_around(without_declaration(good), "context"), None, "a signed assertion whose prefix only the element around its ciphertext declares"),
        case("good-encrypted-keys", several_keys(good, "several-keys", 1), None, "a key of somebody else's choice before the one that fits"),
        case("good-gcm-256", unsigned_around(good, "good-256"), None, "a signed assertion in AES-256-GCM"),
        case("good-gcm-128", unsigned_around(good, "good-128", method=GCM_128), None, "a signed assertion in AES-128-GCM"),
        case("good-cbc-under-signature", signed_around(bare, "good-cbc", method=CBC_128), None, "CBC under a verified signature of the response"),
        case("good-cbc-allowed", unsigned_around(good, "good-cbc-allowed", method=CBC_256), None, "CBC that no signature covers, where the switch allows it", cbc_inside_unsigned_response=True),
    ]  # fmt: skip
