"""SimpleSAMLphp (Debian): a SAML identity provider that is not ours, under an Apache of the test's own."""

import grp
import json
import os
import pwd
import shutil
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
AWS = "https://aws.amazon.com/SAML/Attributes"
#: user name to attributes; their names are sent as written
PEOPLE = {
    "alice": {"uid": ["alice"], "mail": ["alice@example.org"], "cn": ["Alice Liddell"], "groups": ["developers", "family"]},
    "bob": {"uid": ["bob"], "mail": ["bob@example.org"], "cn": ["Bob Builder"], "groups": ["auditors"]},
    # Who has what AWS asks for, as a company's application for AWS sends it.
    "carol": {
        "uid": ["carol"], "mail": ["carol@example.org"], "cn": ["Carol Danvers"], "groups": ["developers"],
        f"{AWS}/Role": ["arn:aws:iam::000000000001:role/Developer,arn:aws:iam::000000000001:saml-provider/corp"],
        f"{AWS}/RoleSessionName": ["carol@example.org"], f"{AWS}/SessionDuration": ["900"], f"{AWS}/PrincipalTag:Team": ["red"],
    },
}
SHARE = Path("/usr/share/simplesamlphp")


@dataclass
class SimpleSAMLphp:
    """A running identity provider. Browsers know it as `localhost`, another site than 127.0.0.1."""

    port: int
    state: Path
    process: Process
    keys: KeyPair

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}/simplesaml"

    @property
    def entity_id(self) -> str:
        return f"http://localhost:{self.port}/simplesaml/saml2/idp/metadata.php"

    @property
    def metadata_url(self) -> str:
        return self.entity_id

    @property
    def sso_url(self) -> str:
        return f"{self.base}/saml2/idp/SSOService.php"

    @property
    def slo_url(self) -> str:
        return f"{self.base}/saml2/idp/SingleLogoutService.php"

    def metadata(self) -> str:
        page = requests.get(self.metadata_url, timeout=20)
        assert page.status_code == 200, page.text[:2000]
        return page.text

    def know(self, *service_providers: str) -> None:
        """Takes the metadata of service providers, in place of those from before."""
        for number, text in enumerate(service_providers):
            _hand_over(self.state / f"sp-{number}.xml", text)

    def switch(self, *, idp: dict | None = None, sp: dict | None = None) -> None:
        """Settings over the usual ones, until the next switch: of the provider, and of the service provider."""
        _hand_over(self.state / "switches.json", json.dumps({"idp": idp or {}, "sp": sp or {}}))

    def begin_key_change(self) -> KeyPair:
        """A second signing certificate is published; the old key still signs."""
        fresh = key_pair(self.state / "cert", "next")
        os.chown(fresh.key, *_www_data())
        self.switch(idp={"new_privatekey": "next.key", "new_certificate": "next.crt"})
        return fresh

    def end_key_change(self) -> None:
        """The new key signs and is the only one published."""
        self.switch(idp={"privatekey": "next.key", "certificate": "next.crt"})

    def initiated_url(self, sp_entity_id: str, relay_state: str = "") -> str:
        """Where a person starts at the provider, without a request of the service provider."""
        query = {"spentityid": sp_entity_id, **({"RelayState": relay_state} if relay_state else {})}
        return requests.Request("GET", self.sso_url, params=query).prepare().url

    @property
    def sign_out_url(self) -> str:
        """Where a person ends the provider's session, and with it all that hang on it."""
        return f"{self.slo_url}?ReturnTo={self.base}/logout.php"

    def sign_in(self, session: requests.Session, request: requests.Response, person: str) -> Form:
        """What the login page does for a person; the form that posts the answer on, not sent."""
        page = form_with(request, "AuthState", "username").send(session, username=person, password=PASSWORD)
        return form_with(page, "SAMLResponse")

    def sign_in_by_browser(self, browser: Browser, person: str) -> None:
        """The same by hand, on the provider's own page."""
        browser.find("#username").send_keys(person)
        browser.find("#password").send_keys(PASSWORD)
        browser.click("#submit_button, button[type=submit], input[type=submit]")


@contextmanager
def simplesamlphp(state: Path) -> Iterator[SimpleSAMLphp]:
    """A fresh provider with the people above, which knows no service provider yet."""
    port = free_port()
    keys = _lay_out(state, port)
    environment = {"SIMPLESAMLPHP_CONFIG_DIR": str(state / "config")}
    command = ["/usr/sbin/apache2", "-d", str(state), "-f", str(state / "apache.conf"), "-D", "FOREGROUND"]
    with running("simplesamlphp", command, environment) as process:
        process.wait_for_port(port)
        peer = SimpleSAMLphp(port, state, process, keys)
        assert "IDPSSODescriptor" in peer.metadata()
        yield peer


def _www_data() -> tuple[int, int]:
    """Whom Apache's workers run as: Debian's www-data, or ourselves where we may not become anybody."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    return pwd.getpwnam("www-data").pw_uid, grp.getgrnam("www-data").gr_gid


def _hand_over(file: Path, text: str) -> None:
    """Puts a file in place at once, readable for Apache."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text)
    fresh.chmod(0o644)
    fresh.replace(file)


def _lay_out(state: Path, port: int) -> KeyPair:
    for folder in ("config", "metadata", "cert", "data", "log", "tmp", "sessions"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    keys = key_pair(state / "cert", "idp")
    (state / "config" / "config.php").write_text(_configuration(state, port))
    (state / "config" / "authsources.php").write_text(_people())
    shutil.copy("/etc/simplesamlphp/acl.php", state / "config" / "acl.php")
    (state / "metadata" / "saml20-idp-hosted.php").write_text(_hosted(state, port))
    (state / "metadata" / "saml20-sp-remote.php").write_text(_service_provider(state))
    (state / "apache.conf").write_text(_apache(state, port))
    owner = _www_data()
    for path in (state, *state.rglob("*")):
        os.chown(path, *owner)
    # The workers have to walk down to here.
    for parent in (state, *state.parents):
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    return keys


def _apache(state: Path, port: int) -> str:
    modules = Path("/usr/lib/apache2/modules")
    php = next(modules.glob("libphp*.so"))
    loaded = ["mpm_prefork", "authz_core", "alias", "dir", "mime", "env", "setenvif"]
    lines = [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in loaded]
    lines.append(f"LoadModule php_module {php}")
    if os.getuid() == 0:
        lines += ["User www-data", "Group www-data"]
    return "\n".join(lines) + f"""
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {state}/apache.pid
DefaultRuntimeDir {state}
ErrorLog {state}/log/apache.log
TypesConfig /etc/mime.types
StartServers 2
MinSpareServers 1
Alias /simplesaml {SHARE}/www
<Directory {SHARE}/www>
  Require all granted
  AcceptPathInfo On
  DirectoryIndex index.php
</Directory>
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
php_admin_value opcache.revalidate_freq 0
SetEnv SIMPLESAMLPHP_CONFIG_DIR {state}/config
"""


def _configuration(state: Path, port: int) -> str:
    return f"""<?php
$config = [
    'baseurlpath' => 'http://localhost:{port}/simplesaml/',
    'certdir' => '{state}/cert/',
    'loggingdir' => '{state}/log/',
    'datadir' => '{state}/data/',
    'tempdir' => '{state}/tmp/',
    'metadatadir' => '{state}/metadata/',
    'attributenamemapdir' => '{SHARE}/config/attributemap/',
    'secretsalt' => 'a salt of the acceptance tests',
    'auth.adminpassword' => 'nobody signs in as administrator here',
    'technicalcontact_email' => 'na@example.org',
    'logging.handler' => 'file',
    'logging.level' => SimpleSAML\\Logger::INFO,
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'store.type' => 'sql',
    'store.sql.dsn' => 'sqlite:{state}/data/store.sq3',
    'session.phpsession.savepath' => '{state}/sessions',
    'session.cookie.secure' => false,
    'session.cookie.samesite' => 'Lax',
    'trusted.url.domains' => ['127.0.0.1', 'localhost', '127.0.0.1:{port}', 'localhost:{port}'],
    'metadata.sources' => [['type' => 'flatfile']],
    'language.default' => 'en',
    'timezone' => 'UTC',
];
"""


def _people() -> str:
    users = [
        f"    '{name}:{PASSWORD}' => ["
        + ", ".join(f"'{attribute}' => [" + ", ".join(f"'{value}'" for value in values) + "]" for attribute, values in given.items())
        + "],"
        for name, given in PEOPLE.items()
    ]
    return "<?php\n$config = ['users' => ['exampleauth:UserPass',\n" + "\n".join(users) + "\n]];\n"


def _hosted(state: Path, port: int) -> str:
    return f"""<?php
$switches = json_decode((string) @file_get_contents('{state}/switches.json'), true) ?: [];
$metadata['http://localhost:{port}/simplesaml/saml2/idp/metadata.php'] = array_merge([
    'host' => '__DEFAULT__',
    'auth' => 'users',
    'privatekey' => 'idp.key',
    'certificate' => 'idp.crt',
    'SingleSignOnServiceBinding' => [
        'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    ],
    'saml20.sign.response' => true,
    'saml20.sign.assertion' => true,
    'sign.logout' => true,
    'validate.logout' => true,
    'NameIDFormat' => [
        'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
        'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    ],
    'authproc' => [
        3 => [
            'class' => 'saml:AttributeNameID', 'attribute' => 'mail',
            'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        ],
        4 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid'],
        5 => ['class' => 'saml:TransientNameID'],
    ],
], $switches['idp'] ?? []);
"""


def _service_provider(state: Path) -> str:
    """Read at every request: metadata may come later, and be changed."""
    return f"""<?php
$switches = json_decode((string) @file_get_contents('{state}/switches.json'), true) ?: [];
foreach (glob('{state}/sp-*.xml') as $file) {{
    foreach (\\SimpleSAML\\Metadata\\SAMLParser::parseDescriptorsString(file_get_contents($file)) as $id => $parsed) {{
        $entry = $parsed->getMetadata20SP();
        unset($entry['entityDescriptor'], $entry['expire'], $entry['saml20.sign.assertion']);
        $metadata[$id] = array_merge($entry, $switches['sp'] ?? []);
    }}
}}
"""
