"""pysaml2 (PyPI) as a SAML identity provider: the one that encrypts with AES-GCM, and signs what it is told to."""

import html
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import get_pem_wrapped_unwrapped, make_temp, pre_encryption_part

from .certificates import KeyPair, key_pair
from .chromium import Browser
from .html_forms import Form, form_with
from .redirect_binding import RSA_SHA256

#: user name to attributes
PEOPLE = {
    "alice": {"mail": ["alice@example.org"], "displayName": ["Alice Liddell"], "groups": ["developers", "family"]},
    "bob": {"mail": ["bob@example.org"], "displayName": ["Bob Builder"], "groups": ["auditors"]},
}
GCM = {128: "http://www.w3.org/2009/xmlenc11#aes128-gcm", 256: "http://www.w3.org/2009/xmlenc11#aes256-gcm"}


class _GCMServer(Server):
    """pysaml2 encrypts with Triple DES unless the template says otherwise; the key is wrapped by RSA-OAEP."""

    bits = 256

    def _encrypt_assertion(self, encrypt_cert, sp_entity_id, response, node_xpath=None):
        certificates = [encrypt_cert] if encrypt_cert else [one for _, one in self.metadata.certs(sp_entity_id, "any", "encryption")]
        wrapped, unwrapped = get_pem_wrapped_unwrapped(certificates[0])
        file = make_temp(wrapped.encode("ascii"), decode=False, delete_tmpfiles=True)
        template = pre_encryption_part(msg_enc=GCM[self.bits], encrypt_cert=unwrapped)
        return self.sec.encrypt_assertion(response, file.name, template, key_type=f"aes-{self.bits}", node_xpath=node_xpath)


def service_provider(entity_id: str, consumer: str) -> str:
    """The least that metadata of a service provider may say: no keys, one place by POST."""
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}"><SPSSODescriptor'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0"'
        f' Binding="{BINDING_HTTP_POST}" Location="{consumer}"/></SPSSODescriptor></EntityDescriptor>'
    )


@dataclass
class Pysaml2Provider:
    """A running identity provider. Browsers know it as `localhost`, another site than 127.0.0.1."""

    port: int
    state: Path
    keys: KeyPair
    #: what the next responses are like; handed to pysaml2's `create_authn_response`
    signs: dict = field(default_factory=lambda: {"sign_response": True, "sign_assertion": True})
    #: the length of the AES-GCM key, or nothing where assertions are not encrypted
    encrypts: int | None = None
    server: _GCMServer | None = None
    known: str = ""
    #: how many requests with a verified signature have come
    verified_requests: int = 0

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def entity_id(self) -> str:
        return f"{self.base}/metadata"

    @property
    def metadata_url(self) -> str:
        return self.entity_id

    def metadata(self) -> str:
        return str(entity_descriptor(self._settings()))

    def know(self, service_provider: str) -> None:
        """Takes the metadata of a service provider."""
        self.known = service_provider
        (self.state / "sp.xml").write_text(service_provider)
        self.server = _GCMServer(config=self._settings())

    def sign_in(self, session: requests.Session, request: requests.Response, person: str) -> Form:
        """What the login page does for a person; the form that posts the answer on, not sent."""
        page = form_with(request, "request").send(session, person=person)
        return form_with(page, "SAMLResponse")

    def sign_in_by_browser(self, browser: Browser, person: str) -> None:
        browser.click(f"button[name=person][value={person}]")

    def read(self, fields: dict[str, str], binding: str) -> tuple[str, str, str]:
        """The id of a request, its consumer URL and its issuer; the signature is demanded."""
        signature = {}
        if binding == BINDING_HTTP_REDIRECT:
            signature = {"sigalg": fields["SigAlg"], "signature": fields["Signature"], "relay_state": fields.get("RelayState")}
        asked = self.server.parse_authn_request(fields["SAMLRequest"], binding, **signature)
        self.verified_requests += 1
        answer = self.server.response_args(asked.message, bindings=[BINDING_HTTP_POST])
        return asked.message.id, answer["destination"], asked.message.issuer.text

    def respond(self, person: str, request_id: str, consumer: str, audience: str) -> str:
        """A response about a person, as XML."""
        self.server.bits = self.encrypts or 256
        name_id = NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"{person}-0001", sp_name_qualifier=audience, name_qualifier=self.entity_id)
        authn = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "authn_auth": self.entity_id}
        response = self.server.create_authn_response(
            PEOPLE[person], request_id, consumer, audience, name_id=name_id, authn=authn, sign_alg=RSA_SHA256,
            digest_alg="http://www.w3.org/2001/04/xmlenc#sha256", encrypt_assertion=self.encrypts is not None, **self.signs,
        )  # fmt: skip
        return str(response)

    def _settings(self) -> IdPConfig:
        settings = {
            "entityid": self.entity_id, "xmlsec_binary": "/usr/bin/xmlsec1", "delete_tmpfiles": True,
            "key_file": str(self.keys.key), "cert_file": str(self.keys.certificate), "allow_unknown_attributes": True,
            "metadata": {"local": [str(self.state / "sp.xml")]} if self.known else {},
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [
                    (f"{self.base}/sso", BINDING_HTTP_REDIRECT), (f"{self.base}/sso", BINDING_HTTP_POST),
                ]},
                "want_authn_requests_signed": True,
                "policy": {"default": {
                    "lifetime": {"minutes": 5}, "attribute_restrictions": None,
                    "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
                }},
            }},
        }  # fmt: skip
        return IdPConfig().load(settings)


@contextmanager
def pysaml2_provider(state: Path) -> Iterator[Pysaml2Provider]:
    """A fresh provider with the people above, which knows no service provider yet."""
    state.mkdir(parents=True, exist_ok=True)
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listener.daemon_threads = True
    peer = Pysaml2Provider(listener.server_address[1], state, key_pair(state, "idp"))
    listener.peer, listener.pending, listener.lock = peer, {}, threading.Lock()
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/metadata":
            return self._page(self.server.peer.metadata(), kind="application/samlmetadata+xml")
        self._sso(_single(place.query), BINDING_HTTP_REDIRECT)

    def do_POST(self) -> None:
        fields = _single(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        if "request" in fields:
            return self._answer(fields)
        self._sso(fields, BINDING_HTTP_POST)

    def _sso(self, fields: dict[str, str], binding: str) -> None:
        with self.server.lock:
            try:
                request = self.server.peer.read(fields, binding)
            except Exception as error:  # Whatever pysaml2 dislikes; the test reads it on the page.
                return self._page(f"<h1>Refused</h1><pre>{html.escape(repr(error))}</pre>", status=400)
            handle = uuid.uuid4().hex
            self.server.pending[handle] = (request, fields.get("RelayState"))
        buttons = "".join(f'<p><button name="person" value="{name}">{name}</button></p>' for name in PEOPLE)
        hidden = f'<input type="hidden" name="request" value="{handle}">'
        self._page(f'<h1>Who are you?</h1><form method="post" action="/sso">{hidden}{buttons}</form>')

    def _answer(self, fields: dict[str, str]) -> None:
        with self.server.lock:
            (request_id, consumer, audience), relay_state = self.server.pending.pop(fields["request"])
            peer = self.server.peer
            response = peer.respond(fields["person"], request_id, consumer, audience)
            binding = peer.server.apply_binding(BINDING_HTTP_POST, response, consumer, relay_state or "", response=True)
        self._page(binding["data"])

    def _page(self, text: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
