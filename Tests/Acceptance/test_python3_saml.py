"""python3-saml and signxml, two more readings of SAML and of XML signatures: what is made here they take, and the reverse."""

import base64
import datetime
import importlib.util
import json
import random
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from peers import python3_saml
from peers.certificates import KeyPair, key_pair
from peers.harness import answers
from peers.mutations import breaking
from peers.saml_documents import Documents
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLSigner, XMLVerifier
from signxml.exceptions import InvalidSignature

FIXTURES = Path(__file__).resolve().parents[1] / "Fixtures"
MINTED, ATTACKS = FIXTURES / "saml" / "minted", FIXTURES / "saml-attacks"
EXPECTATIONS = json.loads((ATTACKS / "expectations.json").read_text())
#: When the fixtures are good.
NOW = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
SEED = 20262
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"

_specification = importlib.util.spec_from_file_location("saml_fixtures", FIXTURES / "saml" / "generate.py")
world = importlib.util.module_from_spec(_specification)
_specification.loader.exec_module(world)


def fixture_settings(signed: str) -> OneLogin_Saml2_Settings:
    keys = FIXTURES / "saml" / "keys"
    return python3_saml.settings(
        {"entity": world.IDP, "certificate": (keys / "idp.crt").read_text()}, world.SP, world.ACS, signed=signed,
        key=(keys / "sp.key").read_text(), certificate=(keys / "sp.crt").read_text(),
    )  # fmt: skip


def minted(name: str) -> str:
    return base64.b64encode((MINTED / name).read_bytes()).decode()


@pytest.mark.parametrize(
    ("file", "signed"),
    [
        ("signed-assertion.xml", "assertion"), ("signed-response.xml", "response"), ("signed-both.xml", "both"),
        ("encrypted-assertion.xml", "both"), ("encrypted-name.xml", "assertion"),
    ],
)  # fmt: skip
def test_it_takes_the_responses_that_are_made_here(file: str, signed: str):
    """Whoever trusts Sallyport as their identity provider reads the same person, whichever library they chose."""
    with python3_saml.at(NOW):
        answer = python3_saml.read(fixture_settings(signed), minted(file), request=world.REQUEST)
    assert answer.get_nameid() == "älice"
    assert answer.get_attributes()["https://aws.amazon.com/SAML/Attributes/Role"] == [
        "arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:saml-provider/p"
    ]
    assert answer.get_session_index() == "_s"


def test_it_notices_what_was_altered():
    """Its verdicts above are verdicts: a letter more, and it refuses."""
    altered = base64.b64encode((MINTED / "signed-assertion.xml").read_bytes().replace("älice".encode(), b"blice")).decode()
    with python3_saml.at(NOW), pytest.raises(Exception, match="(?i)signature"):
        python3_saml.read(fixture_settings("assertion"), altered, request=world.REQUEST)


GOOD = [one for one in EXPECTATIONS["messages"] if one["verdict"] == "accepted" and not one.get("options")]
#: What it does not take though it is good: it counts spaces around an audience, and tries the first encrypted key only.
OTHERWISE = {"good-audience-space": "audience", "good-encrypted-keys": "decrypt"}


def judged(message: dict) -> OneLogin_Saml2_Response:
    """What it reads of a message of the attackers' fixtures."""
    provider = {"entity": "https://idp.example.org/saml", "certificate": (ATTACKS / "keys" / "provider.crt").read_text()}
    known = python3_saml.settings(
        provider, EXPECTATIONS["audience"], EXPECTATIONS["acs_url"], signed="either",
        key=(ATTACKS / "keys" / "gateway.key").read_text(), certificate=(ATTACKS / "keys" / "gateway.crt").read_text(),
    )  # fmt: skip
    response = base64.b64encode((ATTACKS / message["file"]).read_bytes()).decode()
    with python3_saml.at(datetime.datetime.fromisoformat(EXPECTATIONS["at"])):
        return python3_saml.read(known, response, request=EXPECTATIONS["request_id"])


@pytest.mark.parametrize("message", GOOD, ids=[one["name"] for one in GOOD])
def test_good_messages_are_good_to_it_too(message: dict):
    """What is taken here is not taken out of credulity: a strict reader of another make takes it as well."""
    if why := OTHERWISE.get(message["name"]):
        with pytest.raises(Exception, match=why):
            judged(message)
        return
    answer = judged(message)
    assert answer.get_nameid() == "mallory@example.org"
    assert answer.get_attributes() == {"groups": ["developers"]}


def test_it_is_not_deceived_by_the_forgeries_either():
    """The expected verdicts are no opinion of one program's: nobody becomes the administrator by another one's reading."""
    refused = 0
    for message in EXPECTATIONS["messages"]:
        if message["verdict"] == "accepted":
            continue
        try:
            answer = judged(message)
            said = answer.get_nameid(), answer.get_attributes().get("groups")
        except Exception:  # Whatever it thinks of it: it has one kind of exception, and those of its libraries.
            refused += 1
            continue
        assert said[0] != "admin@example.org" and said[1] != ["admins"], message["name"]
    assert refused > 150


def test_what_signxml_signs_is_verified(tmp_path: Path):
    """Providers written in Python sign by a library of their own, which shares no line with libxmlsec1."""
    documents, chance = Documents(SEED), random.Random(SEED)
    pair = keys(tmp_path)
    tasks, altered = [], []
    for number in range(200):
        text, response, assertion = documents.document(None)
        target = chance.choice([response, assertion])
        (element,) = etree.fromstring(text.encode()).xpath("//*[@ID = $id]", id=target)
        # A document of its own: what signxml signs inside of another, it may spoil when it puts it back.
        alone = etree.fromstring(etree.tostring(element, with_tail=False))
        alone.insert(0, etree.Element("{http://www.w3.org/2000/09/xmldsig#}Signature", Id="placeholder"))
        method, digest = chance.choice([
            (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256), (SignatureMethod.RSA_SHA512, DigestAlgorithm.SHA512),
            (SignatureMethod.SHA256_RSA_MGF1, DigestAlgorithm.SHA256), (SignatureMethod.SHA512_RSA_MGF1, DigestAlgorithm.SHA384),
        ])  # fmt: skip
        signer = XMLSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=C14N)
        signed = signer.sign(alone, key=pair.key.read_bytes(), cert=pair.certificate.read_text(), reference_uri=f"#{target}", id_attribute="ID")
        path, other = tmp_path / f"{number}.xml", tmp_path / f"{number}-altered.xml"
        path.write_bytes(etree.tostring(signed))
        text = path.read_text(encoding="utf-8")
        other.write_text(breaking(text, 0, len(text), chance), encoding="utf-8", newline="")
        tasks.append(("verify", str(path), target))
        altered.append(("verify", str(other), target))
    said = answers(tmp_path, tasks)
    wrong = [(Path(task[1]).read_text(), verdict) for task, verdict in zip(tasks, said, strict=True) if verdict != "verified"]
    assert not wrong, f"{len(wrong)} of {len(tasks)}, seed {SEED}: {wrong[0]}"
    taken = [Path(task[1]).read_text() for task, verdict in zip(altered, answers(tmp_path, altered), strict=True) if verdict == "verified"]
    assert not taken, f"{len(taken)} of {len(tasks)} altered ones verify, seed {SEED}: {taken[0]}"


def test_what_is_signed_here_is_verified_by_signxml(tmp_path: Path):
    """Peers written in Python verify what Sallyport signs, and notice a letter more in it."""
    documents, chance = Documents(SEED + 1), random.Random(SEED + 1)
    pair = keys(tmp_path)
    schemes = [f"{kind}-sha{size}" for kind in ("rsa", "pss") for size in (256, 384, 512)]
    tasks = []
    for number in range(200):
        text, response, assertion = documents.document(None)
        path = tmp_path / f"{number}.xml"
        path.write_text(text, encoding="utf-8", newline="")
        target = chance.choice([response, assertion])
        tasks.append(("sign", str(path), target, chance.choice(schemes), "", str(tmp_path / f"{number}-signed.xml")))
    assert answers(tmp_path, tasks) == ["signed"] * len(tasks)
    expected = SignatureConfiguration(location="./")
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    for task in tasks:
        tree = etree.parse(task[5]).getroot()
        (element,) = tree.xpath("//*[@ID = $id]", id=task[2])
        alone = etree.fromstring(etree.tostring(element, with_tail=False))
        verified = XMLVerifier().verify(alone, x509_cert=certificate, id_attribute="ID", expect_config=expected)
        assert verified.signed_xml.get("ID") == task[2]
    alone.set("Consent", "urn:other")
    with pytest.raises(InvalidSignature):
        XMLVerifier().verify(alone, x509_cert=certificate, id_attribute="ID", expect_config=expected)


def keys(folder: Path) -> KeyPair:
    """A key with its certificate, and both keys that the harness looks for."""
    pair = key_pair(folder, "signer")
    (folder / "rsa.key.pem").write_bytes(pair.key.read_bytes())
    elliptic = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    (folder / "ec.key.pem").write_bytes(elliptic.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return pair
