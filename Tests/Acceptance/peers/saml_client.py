"""pysaml2 (PyPI) as a service provider: a second opinion on what a provider sends, before ours is asked."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import requests
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.response import AuthnResponse
from saml2.saml import NAMEID_FORMAT_EMAILADDRESS
from saml2.samlp import NameIDPolicy, logout_response_from_string

from .certificates import KeyPair, key_pair
from .html_forms import forms
from .redirect_binding import RSA_SHA256, is_signed_by, message

ENTITY = "http://127.0.0.1:1/sp"
ACS = "http://127.0.0.1:1/sp/acs"
SLO = "http://127.0.0.1:1/sp/slo"


@dataclass
class SAMLClient:
    """One service provider; nobody listens at its addresses, since forms are read before they are sent."""

    folder: Path
    keys: KeyPair
    outstanding: dict[str, str] = field(default_factory=dict)
    client: Saml2Client | None = None

    def metadata(self) -> str:
        return str(entity_descriptor(_settings(self.keys, None)))

    def trust(self, provider_metadata: str) -> None:
        """Takes the provider's metadata in place of what it had."""
        file = self.folder / "provider.xml"
        file.write_text(provider_metadata)
        self.client = Saml2Client(config=_settings(self.keys, file))

    @property
    def provider(self) -> str:
        return next(iter(self.client.metadata.identity_providers()))

    def begin(self, session: requests.Session, binding: str = BINDING_HTTP_REDIRECT, *, sign: bool = True) -> requests.Response:
        """Sends the browser to the provider with a request; the page it answers with."""
        request_id, _, sent = self.client.prepare_for_negotiated_authenticate(
            entityid=self.provider, binding=binding, relay_state="the relay state", sign=sign, response_binding=BINDING_HTTP_POST,
            nameid_format=NAMEID_FORMAT_EMAILADDRESS, name_id_policy=NameIDPolicy(format=NAMEID_FORMAT_EMAILADDRESS),
        )  # fmt: skip
        self.outstanding[request_id] = "/"
        if binding == BINDING_HTTP_REDIRECT:
            return session.get(dict(sent["headers"])["Location"], timeout=30)
        return forms(sent["data"], sent["url"])[0].send(session)

    def complete(self, saml_response: str) -> AuthnResponse:
        """Verifies a response; pysaml2 throws what it thinks of a bad one."""
        answer = self.client.parse_authn_request_response(saml_response, BINDING_HTTP_POST, dict(self.outstanding))
        assert answer is not None
        return answer

    def log_out(self, session: requests.Session, answer: AuthnResponse) -> str:
        """Asks the provider to end the session; the status of its verified answer."""
        index = answer.session_info()["session_index"]
        request_id, request = self.client.create_logout_request(
            destination=self._slo(), issuer_entity_id=self.provider, name_id=answer.name_id,
            session_indexes=[index] if index else None,
        )  # fmt: skip
        sent = self.client.apply_binding(BINDING_HTTP_REDIRECT, str(request), self._slo(), "bye", sign=True, sigalg=RSA_SHA256)
        location = dict(sent["headers"])["Location"]
        while not location.startswith(SLO):
            page = session.get(location, allow_redirects=False, timeout=30)
            assert page.is_redirect, f"{page.status_code} {page.text[:2000]}"
            location = urljoin(location, page.headers["Location"])
        assert is_signed_by(location, self._certificates()), location
        name, xml, relay_state = message(location)
        assert (name, relay_state) == ("SAMLResponse", "bye")
        response = logout_response_from_string(xml)
        assert response.in_response_to == request_id
        return response.status.status_code.value

    def _certificates(self) -> list[str]:
        return [certificate for _, certificate in self.client.metadata.certs(self.provider, "idpsso", "signing")]

    def _slo(self) -> str:
        (found,) = (one for one in self.client.metadata.single_logout_service(self.provider, BINDING_HTTP_REDIRECT, "idpsso")[:1])
        return found["location"]


def saml_client(folder: Path) -> SAMLClient:
    """A service provider with fresh keys that trusts nobody yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return SAMLClient(folder, key_pair(folder, "sp"))


def _settings(keys: KeyPair, provider: Path | None) -> SPConfig:
    settings = {
        "entityid": ENTITY, "xmlsec_binary": "/usr/bin/xmlsec1", "key_file": str(keys.key),
        "cert_file": str(keys.certificate), "delete_tmpfiles": True,
        "encryption_keypairs": [{"key_file": str(keys.key), "cert_file": str(keys.certificate)}],
        "metadata": {"local": [str(provider)]} if provider else {},
        "allow_unknown_attributes": True,
        "service": {"sp": {
            "endpoints": {
                "assertion_consumer_service": [(ACS, BINDING_HTTP_POST)],
                "single_logout_service": [(SLO, BINDING_HTTP_REDIRECT)],
            },
            "allow_unsolicited": False, "authn_requests_signed": True, "want_assertions_signed": True,
            "want_response_signed": False, "signing_algorithm": RSA_SHA256,
            "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        }},
    }  # fmt: skip
    return SPConfig().load(settings)
