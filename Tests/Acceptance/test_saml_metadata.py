"""Our own SAML metadata before foreign eyes: the OASIS schemas, xmlsec1, and pysaml2.

The files under Tests/Fixtures/saml/metadata/written are what the writer writes, byte for byte: a unit test holds the
writer to them, and these tests hold them to everybody else.
"""

import subprocess
from pathlib import Path

import pytest
from saml2 import BINDING_HTTP_ARTIFACT, BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP
from saml2.attribute_converter import ac_factory
from saml2.config import Config
from saml2.mdstore import InMemoryMetaData, MetadataStore

FIXTURES = Path(__file__).parents[1] / "Fixtures" / "saml" / "metadata"
WRITTEN = FIXTURES / "written"
OURS = "https://sallyport.example.com/saml/metadata"
ENTITY = "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor"

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="{tooling}/xml.xsd"/>
<xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="{tooling}/xmldsig-core-schema.xsd"/>
<xs:import namespace="http://www.w3.org/2001/04/xmlenc#" schemaLocation="{tooling}/xenc-schema.xsd"/>
<xs:import namespace="urn:oasis:names:tc:SAML:2.0:assertion" schemaLocation="{saml}/saml-schema-assertion-2.0.xsd"/>
<xs:import namespace="urn:oasis:names:tc:SAML:2.0:metadata" schemaLocation="{saml}/saml-schema-metadata-2.0.xsd"/>
<xs:import namespace="urn:oasis:names:tc:SAML:metadata:ui"
  schemaLocation="{saml}/sstc-saml-metadata-ui-v1.0.xsd"/>
</xs:schema>
""".format(tooling="/usr/share/xml/xmltooling", saml="/usr/share/xml/opensaml")


def judged_by_the_schemas(document: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    schema = folder / "all.xsd"
    schema.write_text(SCHEMA)
    return subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", schema, document], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["sp.xml", "sp-signed.xml", "idp-signed.xml"])
def test_it_is_what_the_schemas_of_oasis_have(name: str, tmp_path: Path):
    """A provider that validates what it imports takes our metadata."""
    verdict = judged_by_the_schemas(WRITTEN / name, tmp_path)
    assert verdict.returncode == 0, verdict.stderr


def test_the_schemas_would_have_refused_another_order(tmp_path: Path):
    """The verdict above is one that could have been otherwise."""
    text = (WRITTEN / "sp.xml").read_text()
    role, organization = text.index("<md:SPSSODescriptor"), text.index("<md:Organization>")
    end = text.index("</md:EntityDescriptor>")
    swapped = tmp_path / "swapped.xml"
    swapped.write_text(text[:role] + text[organization:end] + text[role:organization] + text[end:])
    assert judged_by_the_schemas(swapped, tmp_path).returncode != 0


def verified_by_xmlsec1(document: Path) -> bool:
    return subprocess.run(
        ["xmlsec1", "--verify", "--pubkey-cert-pem", FIXTURES / "own.pem", "--enabled-key-data", "rsa", "--id-attr:ID",
         ENTITY, document], capture_output=True).returncode == 0


@pytest.mark.parametrize("name", ["sp-signed.xml", "idp-signed.xml"])
def test_its_signature_is_one_for_xmlsec1(name: str, tmp_path: Path):
    """A provider that pins our certificate takes our metadata, and takes nothing that was altered."""
    assert verified_by_xmlsec1(WRITTEN / name)
    altered = tmp_path / name
    text = (WRITTEN / name).read_text()
    altered.write_text(text.replace("sallyport.example.com/saml/", "sallyport.example.org/saml/"))
    assert not verified_by_xmlsec1(altered)


def read_by_pysaml2(name: str) -> InMemoryMetaData:
    metadata = InMemoryMetaData(ac_factory(), (WRITTEN / name).read_text())
    metadata.load()
    return metadata


def test_pysaml2_reads_the_service_provider():
    """Another implementation finds the places and keys that we mean, those of a rollover among them."""
    metadata = read_by_pysaml2("sp-signed.xml")
    places = lambda service, binding: [
        place["location"] for place in metadata.service(OURS, "spsso_descriptor", service, binding)]
    assert places("assertion_consumer_service", BINDING_HTTP_POST) == ["https://sallyport.example.com/saml/acs/okta"]
    assert places("assertion_consumer_service", BINDING_HTTP_ARTIFACT) == [
        "https://sallyport.example.com/saml/artifact/okta"]
    for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST, BINDING_SOAP):
        assert places("single_logout_service", binding) == ["https://sallyport.example.com/saml/slo/okta?a=1&b=2"]
    own, following = (
        "".join((FIXTURES / f"{name}.pem").read_text().splitlines()[1:-1]) for name in ("own", "own-next"))
    certificates = lambda use: ["".join(found.split()) for _, found in metadata.certs(OURS, "spsso", use)]
    assert certificates("signing") == [own, following]
    assert certificates("encryption") == [following, own]
    role = metadata[OURS]["spsso_descriptor"][0]
    assert role["authn_requests_signed"] == "true" and role["want_assertions_signed"] == "true"
    methods = [method["algorithm"] for method in role["key_descriptor"][-1]["encryption_method"]]
    assert methods == [
        "http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep"]


def test_pysaml2_reads_the_identity_provider():
    """The issuer that a broker stands before finds where to send people and which key signs."""
    metadata = read_by_pysaml2("idp-signed.xml")
    for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST):
        (place,) = metadata.service(OURS, "idpsso_descriptor", "single_sign_on_service", binding)
        assert place["location"] == "https://sallyport.example.com/saml/idp/sso"
    (place,) = metadata.service(OURS, "idpsso_descriptor", "artifact_resolution_service", BINDING_SOAP)
    assert (place["index"], place["is_default"]) == ("3", "true")
    assert len(metadata.certs(OURS, "idpsso", "signing")) == 2


def test_pysaml2_verifies_the_signature_of_the_file():
    """The same, by the way in which pysaml2 is configured to pin a certificate."""
    store = MetadataStore(ac_factory(), Config().load({"xmlsec_binary": "/usr/bin/xmlsec1"}))
    store.load("local", str(WRITTEN / "sp-signed.xml"), cert=str(FIXTURES / "own.pem"))
    assert OURS in store.keys()


SHAPES = ["okta", "google", "keycloak", "shibboleth", "simplesamlphp", "lemonldap", "federation"]


@pytest.mark.parametrize("name", SHAPES)
def test_the_fixtures_are_metadata(name: str, tmp_path: Path):
    """What our reader is tried with has the form that the standard gives it."""
    verdict = judged_by_the_schemas(FIXTURES / f"{name}.xml", tmp_path)
    assert verdict.returncode == 0, verdict.stderr


@pytest.mark.parametrize("name", ["entra", "adfs"])
def test_the_fixtures_with_other_roles_differ_by_those_only(name: str, tmp_path: Path):
    """The roles of WS-Federation are of types that no schema of SAML has; all else is as the standard has it."""
    verdict = judged_by_the_schemas(FIXTURES / f"{name}.xml", tmp_path)
    errors = [line for line in verdict.stderr.splitlines() if "validity error" in line]
    assert errors and all("RoleDescriptor" in line and ("type" in line) for line in errors), verdict.stderr
