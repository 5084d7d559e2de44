"""python3-saml (PyPI, on libxmlsec1): a service provider that is not ours and shares no code with pysaml2."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.parse import urlsplit

from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils


def settings(
    provider: dict | str, audience: str, consumer: str, *, signed: str = "assertion", key: str = "", certificate: str = ""
) -> OneLogin_Saml2_Settings:
    """A strict service provider of this audience at this place. The provider: its metadata, or `entity` and `certificate`."""
    if isinstance(provider, str):
        parsed = OneLogin_Saml2_IdPMetadataParser.parse(provider)
    else:
        sso = {"url": "https://provider.example/sso", "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"}
        parsed = {"idp": {"entityId": provider["entity"], "singleSignOnService": sso, "x509cert": provider["certificate"]}}
    whole = {
        "strict": True,
        "sp": {
            "entityId": audience, "assertionConsumerService": {"url": consumer}, "privateKey": key, "x509cert": certificate,
        },
        "security": {
            "wantAssertionsSigned": signed in ("assertion", "both"), "wantMessagesSigned": signed in ("response", "both"),
            "rejectDeprecatedAlgorithm": True,
        },
    }  # fmt: skip
    whole["idp"] = parsed["idp"]
    return OneLogin_Saml2_Settings(whole, sp_validation_only=False)


def read(known: OneLogin_Saml2_Settings, response: str, *, request: str | None = None) -> OneLogin_Saml2_Response:
    """What a response in base64 says; throws what python3-saml thinks of one that it does not take."""
    place = urlsplit(known.get_sp_data()["assertionConsumerService"]["url"])
    asked = {"https": "on" if place.scheme == "https" else "off", "http_host": place.netloc, "script_name": place.path}
    answer = OneLogin_Saml2_Response(known, response)
    assert answer.is_valid(asked | {"get_data": {}, "post_data": {}}, request_id=request, raise_exceptions=True)
    return answer


@contextmanager
def at(instant: datetime.datetime) -> Iterator[None]:
    """Lets python3-saml judge by another time than today's, for messages that were kept."""
    seconds = int(instant.timestamp())
    with mock.patch.object(OneLogin_Saml2_Utils, "now", staticmethod(lambda: seconds)):
        yield
