"""LemonLDAP::NG (Debian): a portal that is a SAML identity provider, and not ours, served by Starman."""

import html
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from .certificates import KeyPair, key_pair
from .chromium import Browser
from .html_forms import Form, form_with
from .processes import Process, free_port, running

PASSWORD = "correct horse battery staple"
#: user name to columns; `; ` parts the values of an attribute
PEOPLE = {
    "alice": {"mail": "alice@example.org", "cn": "Alice Liddell", "groups": "developers; family"},
    "bob": {"mail": "bob@example.org", "cn": "Bob Builder", "groups": "auditors"},
}
SHARE = Path("/usr/share/lemonldap-ng/portal")
SERVICE_PROVIDER = "sallyport"


@dataclass
class LemonLDAP:
    """A running portal. Browsers know it as `localhost`, another site than 127.0.0.1."""

    port: int
    state: Path
    process: Process
    configuration: dict
    number: int = 1

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def entity_id(self) -> str:
        return f"{self.base}/saml/metadata"

    @property
    def metadata_url(self) -> str:
        return f"{self.base}/saml/metadata"

    @property
    def slo_url(self) -> str:
        return f"{self.base}/saml/singleLogout"

    def metadata(self) -> str:
        page = requests.get(self.metadata_url, timeout=20)
        assert page.status_code == 200, page.text[:2000]
        return page.text

    def know(self, service_provider: str, **options: object) -> None:
        """Takes the metadata of a service provider, with options such as `EncryptionMode="assertion"`."""
        given = {
            "NameIDFormat": "email", "SignSSOMessage": 1, "SignSLOMessage": 1, "CheckSSOMessageSignature": 1,
            "CheckSLOMessageSignature": 1, "EncryptionMode": "none", "EnableIDPInitiatedURL": 1,
            "SignatureMethod": "RSA_SHA256", "SessionNotOnOrAfterTimeout": 72000, "NotOnOrAfterTimeout": 72000,
            **options,
        }  # fmt: skip
        basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
        self.change(
            samlSPMetaDataXML={SERVICE_PROVIDER: {"samlSPMetaDataXML": service_provider}},
            samlSPMetaDataOptions={SERVICE_PROVIDER: {f"samlSPMetaDataOptions{name}": value for name, value in given.items()}},
            samlSPMetaDataExportedAttributes={
                SERVICE_PROVIDER: {
                    "mail": f"1;mail;{basic};", "cn": f"1;cn;{basic};", "uid": f"1;uid;{basic};",
                    "groups": f"0;groups;{basic};",
                }
            },
        )  # fmt: skip

    def change(self, **settings: object) -> None:
        """Writes the next configuration file and waits until the portal has it."""
        self.configuration.update(settings)
        self.number += 1
        self.configuration["cfgNum"] = self.number
        _write(self.state, self.number, self.configuration)
        # Each worker looks once a second; nothing tells which configuration one has.
        time.sleep(2.2)

    def change_key(self) -> KeyPair:
        """Another key at once; this provider publishes one only."""
        pair = key_pair(self.state, f"saml-{self.number}")
        self.change(**_signing(pair))
        return pair

    def initiated_url(self) -> str:
        """Where a person starts at the provider, without a request of the service provider."""
        return f"{self.base}/saml/singleSignOn?IDPInitiated=1&spConfKey={SERVICE_PROVIDER}"

    def sign_in(self, session: requests.Session, request: requests.Response, person: str) -> Form:
        """What the login page does for a person; the form that posts the answer on, not sent."""
        return form_with(self.enter(session, request, person), "SAMLResponse")

    def enter(self, session: requests.Session, request: requests.Response, person: str) -> requests.Response:
        """The page after the login page: an answer to post on, or an error."""
        return form_with(request, "user", "password").send(session, user=person, password=PASSWORD)

    def sign_in_by_browser(self, browser: Browser, person: str) -> None:
        """The same by hand, on the portal's own page."""
        browser.find("input[name=user]").send_keys(person)
        browser.find("input[name=password]").send_keys(PASSWORD)
        browser.click("button[type=submit]")


def error_of(page: requests.Response) -> int | None:
    """The number of the error that a page of the portal shows: 57 is a signature that does not verify."""
    found = re.search(r'trmsg="(\d+)"', html.unescape(page.text))
    return int(found[1]) if found else None


@contextmanager
def lemonldap(state: Path) -> Iterator[LemonLDAP]:
    """A fresh portal with the people above, which knows no service provider yet."""
    port = free_port()
    for folder in ("conf", "cache", "sessions/lock", "persistent/lock", "saml/lock"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    configuration = _configuration(state, port)
    _write(state, 1, configuration)
    (state / "lemonldap-ng.ini").write_text(_ini(state))
    (state / "app.psgi").write_text(_application())
    _people(state / "people.sq3")
    environment = {"LLNG_DEFAULTCONFFILE": f"{state}/lemonldap-ng.ini"}
    command = ["starman", "--listen", f"127.0.0.1:{port}", "--workers", "2", "--preload-app", f"{state}/app.psgi"]
    with running("lemonldap", command, environment, folder=state) as process:
        process.wait_for_port(port, seconds=40)
        peer = LemonLDAP(port, state, process, configuration)
        assert "IDPSSODescriptor" in peer.metadata()
        yield peer


def _write(state: Path, number: int, configuration: dict) -> None:
    fresh = state / "fresh.json"
    fresh.write_text(json.dumps(configuration))
    fresh.replace(state / "conf" / f"lmConf-{number}.json")


def _signing(pair: KeyPair) -> dict:
    key, certificate = pair.key.read_text(), pair.certificate.read_text()
    return {
        "samlServicePrivateKeySig": key, "samlServicePublicKeySig": certificate,
        "samlServicePrivateKeyEnc": key, "samlServicePublicKeyEnc": certificate,
        "samlServiceUseCertificateInResponse": 1, "samlServiceSignatureMethod": "RSA_SHA256",
    }  # fmt: skip


def _configuration(state: Path, port: int) -> dict:
    def files(name: str) -> dict:
        return {"Directory": f"{state}/{name}", "LockDirectory": f"{state}/{name}/lock"}

    storage = "Apache::Session::File"
    return {
        "cfgNum": 1, "cfgAuthor": "tests", "cfgDate": 1,
        "portal": f"http://localhost:{port}/", "domain": "localhost", "cookieName": "lemonldap", "securedCookie": 0,
        "key": "0123456789abcdef0123456789abcdef", "whatToTrace": "_whatToTrace",
        "authentication": "DBI", "userDB": "Same", "passwordDB": "Null", "registerDB": "Null",
        "dbiAuthChain": f"dbi:SQLite:dbname={state}/people.sq3", "dbiAuthUser": "", "dbiAuthPassword": "",
        "dbiAuthTable": "people", "dbiAuthLoginCol": "uid", "dbiAuthPasswordCol": "password",
        "dbiUserTable": "people", "userPivot": "uid",
        "dbiExportedVars": {"uid": "uid", "mail": "mail", "cn": "cn", "groups": "groups"},
        "exportedVars": {}, "macros": {"_whatToTrace": "$uid"}, "groups": {},
        "globalStorage": storage, "globalStorageOptions": files("sessions"),
        "persistentStorage": storage, "persistentStorageOptions": files("persistent"),
        "samlStorage": storage, "samlStorageOptions": files("saml"),
        "locationRules": {"localhost": {"default": "accept"}}, "exportedHeaders": {},
        "skipRenewConfirmation": 1, "portalCheckLogins": 0, "portalDisplayLogout": 1, "captcha_login_enabled": 0,
        "issuerDBSAMLActivation": 1, "issuerDBSAMLPath": "^/saml/", "issuerDBSAMLRule": 1,
        "samlEntityID": "#PORTAL#/saml/metadata", "samlOrganizationName": "tests",
        "samlOrganizationDisplayName": "tests", "samlOrganizationURL": f"http://localhost:{port}/",
        "samlNameIDFormatMapEmail": "mail",
        "samlIDPSSODescriptorWantAuthnRequestsSigned": 1,
        **_signing(key_pair(state, "saml-0")),
    }  # fmt: skip


def _ini(state: Path) -> str:
    return f"""[all]
checkTime = 1
logLevel = notice

[configuration]
type = File
dirName = {state}/conf
localStorage = Cache::FileCache
localStorageOptions = {{ 'namespace' => 'lemonldap-ng-config', 'default_expires_in' => 600, 'directory_umask' => '007', 'cache_root' => '{state}/cache', 'cache_depth' => 3 }}

[portal]
staticPrefix = /static
templateDir = {SHARE}/templates
languages = en
"""


def _application() -> str:
    return f"""use strict;
use warnings;
use Plack::Builder;
use Lemonldap::NG::Portal::Main;

my $portal = Lemonldap::NG::Portal::Main->run({{}});
builder {{
    enable 'Static', path => sub {{ s!^/static/!! }}, root => '{SHARE}/htdocs/static/';
    enable 'Static', path => sub {{ s!^/javascript/!! }}, root => '/usr/share/javascript/';
    sub {{
        my $env = shift;
        $env->{{REQUEST_URI}} ||= $env->{{PATH_INFO}};
        $portal->($env);
    }};
}};
"""


def _people(file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE people (uid TEXT PRIMARY KEY, password TEXT, mail TEXT, cn TEXT, groups TEXT)")
    for name, given in PEOPLE.items():
        row = (name, PASSWORD, given["mail"], given["cn"], given["groups"])
        database.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?)", row)
    database.commit()
    database.close()
