"""Makes the fixtures of this folder: messages by pysaml2 and xmlsec1, which nobody here wrote.

In a fresh environment: `pip install pysaml2==7.5.5`, with `xmlsec1` on the path; then `python generate.py`. Keys are made
once and kept. `expectations.json` says of each file what must come of it, and at which instant.
"""

import datetime
import functools
import json
import subprocess
import time
import urllib.parse
from pathlib import Path

import saml2.entity
import saml2.sigver
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_ARTIFACT, BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP, saml, samlp
from saml2.client import Saml2Client
from saml2.config import IdPConfig, SPConfig
from saml2.s_utils import sid
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512, SIG_RSA_SHA1, SIG_RSA_SHA256, SIG_RSA_SHA512

HERE = Path(__file__).resolve().parent
IDP = "https://idp.example.org/saml"
SSO = "https://idp.example.org/sso"
IDP_SLO = "https://idp.example.org/slo"
ARTIFACTS = "https://idp.example.org/artifacts"
SP = "https://gateway.example.net/saml/corp/metadata"
ACS = "https://gateway.example.net/saml/corp/acs"
SLO = "https://gateway.example.net/saml/corp/slo"
REQUEST = "_0123456789abcdef0123456789abcdef01234567"
IDENTITY = {"mail": ["alice@example.org"], "displayName": ["Alicé Ñandú"], "eduPersonEntitlement": ["urn:a", "urn:b"]}
SESSION = "session-42"


def make_key(name: str, key) -> None:
    """A key with a certificate of its own, unless they are there."""
    path = HERE / "keys" / f"{name}.key"
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} of the fixtures")])
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2026, 1, 1)).not_valid_after(datetime.datetime(2046, 1, 1))
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    path.with_suffix(".crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def party(name: str) -> dict:
    """What both sides of pysaml2 are configured with."""
    key = str(HERE / "keys" / f"{name}.key")
    certificate = str(HERE / "keys" / f"{name}.crt")
    return {
        "key_file": key, "cert_file": certificate,
        "encryption_keypairs": [{"key_file": key, "cert_file": certificate}],
        "xmlsec_binary": "/usr/bin/xmlsec1", "allow_unknown_attributes": True,
        "signing_algorithm": SIG_RSA_SHA256,
    }


def configurations() -> tuple[dict, dict]:
    """The provider and the service provider, without each other's metadata."""
    provider = party("idp") | {
        "entityid": IDP,
        "service": {
            "idp": {
                "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                "endpoints": {
                    "single_sign_on_service": [(SSO, BINDING_HTTP_REDIRECT), (SSO, BINDING_HTTP_POST)],
                    "single_logout_service": [
                        (IDP_SLO, BINDING_HTTP_REDIRECT), (IDP_SLO, BINDING_HTTP_POST), (IDP_SLO, BINDING_SOAP)],
                    "artifact_resolution_service": [(ARTIFACTS, BINDING_SOAP)],
                },
                "policy": {"default": {"lifetime": {"minutes": 15}, "attribute_restrictions": None}},
                "sign_response": False, "sign_assertion": False,
            }
        },
    }  # fmt: skip
    gateway = party("sp") | {
        "entityid": SP,
        "service": {
            "sp": {
                "endpoints": {
                    "assertion_consumer_service": [(ACS, BINDING_HTTP_POST), (ACS, BINDING_HTTP_ARTIFACT)],
                    "single_logout_service": [
                        (SLO, BINDING_HTTP_REDIRECT), (SLO, BINDING_HTTP_POST), (SLO, BINDING_SOAP)],
                },
                "authn_requests_signed": True, "want_response_signed": False, "want_assertions_signed": False,
            }
        },
    }  # fmt: skip
    return provider, gateway


def sides() -> tuple[Server, Saml2Client]:
    """A provider and a service provider that know each other."""
    from saml2.metadata import entity_descriptor

    provider, gateway = configurations()
    known = {
        "idp": str(entity_descriptor(IdPConfig().load(provider))),
        "sp": str(entity_descriptor(SPConfig().load(gateway))),
    }
    server = Server(config=IdPConfig().load(provider | {"metadata": {"inline": [known["sp"]]}}))
    client = Saml2Client(config=SPConfig().load(gateway | {"metadata": {"inline": [known["idp"]]}}))
    return server, client


NAME = NameID(format=NAMEID_FORMAT_PERSISTENT, sp_name_qualifier=SP, name_qualifier=IDP, text="alice-7f3k")


def write(name: str, text) -> None:
    (HERE / "messages" / name).write_bytes(text if isinstance(text, bytes) else str(text).encode())


def encrypt_by(server: Server, algorithm: str, session_key: str) -> None:
    """pysaml2 knows only triple DES by itself; xmlsec1, which does the work, knows more."""
    saml2.entity.pre_encryption_part = functools.partial(saml2.sigver.pre_encryption_part, msg_enc=algorithm)
    plain = type(server.sec.crypto).encrypt_assertion
    server.sec.encrypt_assertion = lambda statement, key, template, *_, node_xpath=None, **__: plain(
        server.sec.crypto, statement, key, template, session_key, node_xpath)


def responses(server: Server) -> list[dict]:
    """Responses signed and encrypted in each way that pysaml2 knows."""
    ways = {
        "signed-assertion": {"sign_assertion": True},
        "signed-response": {"sign_response": True},
        "signed-both": {"sign_assertion": True, "sign_response": True},
        "signed-sha1": {"sign_assertion": True, "sign_alg": SIG_RSA_SHA1, "digest_alg": DIGEST_SHA1},
        "signed-sha512": {"sign_assertion": True, "sign_alg": SIG_RSA_SHA512, "digest_alg": DIGEST_SHA512},
        "encrypted-cbc": {"sign_assertion": True, "sign_response": True, "encrypt_assertion": True},
        "encrypted-cbc-unsigned-response": {"sign_assertion": True, "encrypt_assertion": True},
        "encrypted-gcm": {"sign_assertion": True, "encrypt_assertion": True},
        "unsigned": {},
    }
    verdicts = {"signed-sha1": "signature-sha1-refused", "unsigned": "saml-nothing-signed", "encrypted-cbc-unsigned-response": "encryption-cbc-refused"}
    cases = []
    for name, way in ways.items():
        if "gcm" in name:
            encrypt_by(server, "http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128")
        else:
            encrypt_by(server, "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "aes-256")
        response = server.create_authn_response(
            IDENTITY, REQUEST, ACS, sp_entity_id=SP, name_id=NAME, session_not_on_or_after=None,
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
                   "authn_auth": IDP}, **({"sign_alg": SIG_RSA_SHA256, "digest_alg": DIGEST_SHA256} | way))
        write(f"{name}.xml", response)
        cases.append({"file": f"messages/{name}.xml", "refused": verdicts.get(name)})
    status = server.create_error_response(
        REQUEST, ACS, (samlp.STATUS_NO_PASSIVE, "the person must be asked"), sign=True, sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256)
    write("error.xml", status)
    cases.append({"file": "messages/error.xml", "refused": "saml-status-no-passive"})
    return cases


def logouts(server: Server) -> list[dict]:
    """Logout messages of the provider, by each binding."""
    cases = []
    for binding, name in [(BINDING_HTTP_REDIRECT, "redirect"), (BINDING_HTTP_POST, "post"), (BINDING_SOAP, "soap")]:
        _, request = server.create_logout_request(
            SLO, SP, name_id=NAME, session_indexes=[SESSION], expire=None, sign=binding != BINDING_HTTP_REDIRECT,
            sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256)
        response = server.create_logout_response(
            samlp.LogoutRequest(id=REQUEST, issuer=saml.Issuer(text=SP)), [binding],
            sign=binding != BINDING_HTTP_REDIRECT, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256)
        for kind, message in [("request", request), ("response", response)]:
            file = f"messages/logout-{kind}-{name}"
            if binding == BINDING_HTTP_REDIRECT:
                info = server.apply_binding(
                    binding, str(message), SLO, relay_state="state-1", response=kind == "response", sign=True,
                    sigalg=SIG_RSA_SHA256)
                write(f"logout-{kind}-{name}.txt", dict(info["headers"])["Location"].split("?", 1)[1])
                cases.append({"file": file + ".txt", "kind": kind, "binding": name})
            elif binding == BINDING_HTTP_POST:
                write(f"logout-{kind}-{name}.xml", message)
                cases.append({"file": file + ".xml", "kind": kind, "binding": name})
            else:
                write(f"logout-{kind}-{name}.xml", server.apply_binding(binding, str(message), SLO)["data"])
                cases.append({"file": file + ".xml", "kind": kind, "binding": name})
    return cases


def weak_query(server: Server) -> str:
    """A logout by redirect, signed with SHA-1."""
    _, request = server.create_logout_request(SLO, SP, name_id=NAME, session_indexes=[SESSION], expire=None, sign=False)
    info = server.apply_binding(
        BINDING_HTTP_REDIRECT, str(request), SLO, relay_state="state-1", sign=True, sigalg=SIG_RSA_SHA1)
    write("logout-request-redirect-sha1.txt", dict(info["headers"])["Location"].split("?", 1)[1])
    return "messages/logout-request-redirect-sha1.txt"


def requests(client: Saml2Client) -> list[dict]:
    """AuthnRequests of another service provider, by redirect and POST."""
    cases = []
    for binding, name in [(BINDING_HTTP_REDIRECT, "redirect"), (BINDING_HTTP_POST, "post")]:
        identifier, request = client.create_authn_request(
            SSO, binding=BINDING_HTTP_POST, sign=binding == BINDING_HTTP_POST, message_id=sid(), force_authn="true",
            sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256)
        if binding == BINDING_HTTP_REDIRECT:
            info = client.apply_binding(
                binding, str(request), SSO, relay_state="state-2", sign=True, sigalg=SIG_RSA_SHA256)
            write(f"authn-request-{name}.txt", dict(info["headers"])["Location"].split("?", 1)[1])
            cases.append({"file": f"messages/authn-request-{name}.txt", "binding": name, "id": identifier})
        else:
            write(f"authn-request-{name}.xml", request)
            cases.append({"file": f"messages/authn-request-{name}.xml", "binding": name, "id": identifier})
    return cases


def artifact(server: Server) -> dict:
    """An artifact, and the answer to its resolution."""
    response = server.create_authn_response(
        IDENTITY, REQUEST, ACS, sp_entity_id=SP, name_id=NAME, sign_assertion=True,
        sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256,
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": IDP})
    text = server.use_artifact(saml2.samlp.response_from_string(str(response)), 0)
    resolve = samlp.ArtifactResolve(id=REQUEST, issuer=saml.Issuer(text=SP), artifact=samlp.Artifact(text=text))
    answer = server.create_artifact_response(resolve, text)
    write("artifact-response.xml", server.apply_binding(BINDING_SOAP, str(answer), "")["data"])
    return {"artifact": text, "file": "messages/artifact-response.xml", "resolve_id": REQUEST}


def read_query(file: Path) -> dict[str, str]:
    """The parameters of a query; decoded."""
    return dict(urllib.parse.parse_qsl(file.read_text()))


def verified_by_xmlsec1(file: Path, name: str) -> bool:
    """Whether libxmlsec1 takes the outermost signature of a response as made by a party's key."""
    ids = [f"--id-attr:ID urn:oasis:names:tc:SAML:2.0:{name}".split() for name in ("assertion:Assertion", "protocol:Response")]
    command = ["xmlsec1", "--verify", "--pubkey-cert-pem", str(HERE / "keys" / f"{name}.crt"), *ids[0], *ids[1], str(file)]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0


def main() -> None:
    (HERE / "messages").mkdir(exist_ok=True)
    make_key("idp", rsa.generate_private_key(65537, 2048))
    make_key("sp", rsa.generate_private_key(65537, 2048))
    make_key("stranger", rsa.generate_private_key(65537, 2048))
    make_key("idp-ec", ec.generate_private_key(ec.SECP256R1()))
    server, client = sides()
    expectations = {
        "at": datetime.datetime.fromtimestamp(int(time.time()), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "request_id": REQUEST, "name": {"value": "alice-7f3k", "format": NAMEID_FORMAT_PERSISTENT},
        "session": SESSION, "responses": responses(server), "logouts": logouts(server),
        "authn_requests": requests(client), "artifact": artifact(server),
        "sha1_query": weak_query(server),
    }  # fmt: skip
    (HERE / "expectations.json").write_text(json.dumps(expectations, indent=2) + "\n")


if __name__ == "__main__":
    main()
