"""Glewlwyd (Debian): an OpenID provider that is not ours, with users, a client, and keys that rotate."""

import gzip
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from joserfc.jwk import ECKey, KeySet, RSAKey

from .chromium import Browser
from .processes import Process, free_port, running

SCHEMA = Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
WEBAPP = Path("/usr/share/glewlwyd/webapp")
CLIENT = "sallyport"
# Unreserved characters only: Glewlwyd reads HTTP Basic without the decoding that RFC 6749 §2.3.1 asks for.
CLIENT_SECRET = "VGhlIGNsaWVudCBzZWNyZXQ-of_sallyport"
PASSWORD = "correct horse battery staple"
#: user name to (full name, groups)
PEOPLE = {"alice": ("Alice Liddell", ["developers", "family"]), "bob": ("Bob Builder", [])}


@dataclass
class Glewlwyd:
    """A running provider. Browsers know it as `localhost`, another site than 127.0.0.1."""

    port: int
    process: Process
    keys: list[RSAKey | ECKey] = field(default_factory=list)
    admin: requests.Session = field(default_factory=requests.Session)

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def connect(self) -> str:
        """Where a server reaches it: the same listener, by number."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.site}/api/oidc"

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        """One call of the administration API; any refusal fails the test."""
        answer = self.admin.request(method, f"{self.connect}/api/{path}", json=body, timeout=20)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def rotate_keys(self, kind: str = "EC") -> str:
        """A new signing key goes to the front; the old ones stay published. The new key id."""
        self.keys.insert(0, _new_key(kind))
        self.call("PUT", "mod/plugin/oidc", _plugin(self.site, self.keys))
        self.call("PUT", "mod/plugin/oidc/reset")
        return self.keys[0].kid

    def forget_old_keys(self) -> None:
        """Only the newest key stays published."""
        del self.keys[1:]
        self.call("PUT", "mod/plugin/oidc", _plugin(self.site, self.keys))
        self.call("PUT", "mod/plugin/oidc/reset")

    def published_key_ids(self) -> list[str]:
        return [key["kid"] for key in requests.get(f"{self.connect}/api/oidc/jwks", timeout=10).json()["keys"]]

    def sign_in(self, browser: requests.Session, authorization_url: str, person: str, scope: str) -> str:
        """What the login page does for a person; the redirect to the client, not followed."""
        page = browser.get(authorization_url, timeout=20)
        assert urlsplit(page.url).path == "/login.html", f"not the login page: {page.url} {page.status_code} {page.text[:300]}"
        query = parse_qs(urlsplit(page.url).query)
        callback = query["callback_url"][0]
        credentials = {"username": person, "password": PASSWORD}
        entered = browser.post(f"{self.site}/api/auth/", json=credentials, timeout=20)
        assert entered.status_code == 200, entered.text
        granted = browser.put(f"{self.site}/api/auth/grant/{CLIENT}", json={"scope": scope}, timeout=20)
        assert granted.status_code == 200, granted.text
        redirect = browser.get(callback + "&g_continue", allow_redirects=False, timeout=20)
        assert redirect.status_code == 302, f"{redirect.status_code} {redirect.text[:300]}"
        return urljoin(self.site, redirect.headers["Location"])

    def sign_in_by_browser(self, browser: Browser, person: str) -> None:
        """The same by hand, on Debian's own pages: password, the first time the three scopes, on to the client."""
        browser.find("#username").send_keys(person)
        browser.find("#password").send_keys(PASSWORD)
        browser.click("#loginbut")
        if "requires access" in browser.find(".glwd-container", "continue").text:
            for scope in ("profile", "email", "groups"):
                box = browser.find(f"#grant-{scope}")
                if not box.is_selected():
                    box.click()
            browser.click("button", "Grant access")
        browser.find("button.btn-success:not([disabled])", "Continue").click()

    def sign_out_by_browser(self, browser: Browser) -> None:
        """Confirms on the provider's page that its own session may end."""
        browser.wait_for_url(f"{self.site}/login.html")
        browser.click("button.btn-danger", "logout")


@contextmanager
def glewlwyd(state: Path, redirect_uri: str, post_logout_uri: str | None = None) -> Iterator[Glewlwyd]:
    """A fresh provider with the people above and one confidential client."""
    port = free_port()
    state.mkdir(parents=True, exist_ok=True)
    (state / "user_middleware").mkdir()
    _copy_pages(state / "webapp")
    (state / "glewlwyd.conf").write_text(_configuration(port, state))
    _seed_database(state / "glewlwyd.db")
    with running("glewlwyd", ["glewlwyd", f"--config-file={state}/glewlwyd.conf"], folder=state) as process:
        process.wait_for_port(port)
        peer = Glewlwyd(port, process, [_new_key("RSA")])
        peer.call("POST", "auth/", {"username": "admin", "password": "password"})
        for scope in ("profile", "email", "groups"):
            peer.call("POST", "scope/", {"name": scope, "display_name": scope, "password_required": False})
        for name, (full_name, groups) in PEOPLE.items():
            peer.call("POST", "user/", _user(name, full_name, groups))
        peer.call("POST", "mod/plugin/", _plugin(peer.site, peer.keys))
        peer.call("POST", "client/", _client(redirect_uri, post_logout_uri))
        yield peer


def _copy_pages(to: Path) -> None:
    """Debian's login pages, made whole: Glewlwyd serves no file that a link leads to, and they are full of
    links; and their config.json is a folder there, at which the provider hangs when it is asked for."""
    shutil.copytree(WEBAPP, to)
    configuration = to / "config.json"
    if configuration.is_dir():
        text = (configuration / "config.json").read_text()
        shutil.rmtree(configuration)
        configuration.write_text(text)


def _new_key(kind: str) -> RSAKey | ECKey:
    name = f"{kind.lower()}-{time.monotonic_ns()}"
    if kind == "RSA":
        return RSAKey.generate_key(2048, {"kid": name, "alg": "RS256", "use": "sig"})
    return ECKey.generate_key("P-256", {"kid": name, "alg": "ES256", "use": "sig"})


def _configuration(port: int, state: Path) -> str:
    return f"""
port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
static_files_path="{state}/webapp"
static_files_mime_types = (
  {{ extension = ".html" mime_type = "text/html" compress = 0 }},
  {{ extension = ".css" mime_type = "text/css" compress = 0 }},
  {{ extension = ".js" mime_type = "application/javascript" compress = 0 }},
  {{ extension = ".json" mime_type = "application/json" compress = 0 }},
  {{ extension = "*" mime_type = "application/octet-stream" compress = 0 }}
)
cookie_secure=0
session_key="GLEWLWYD"
admin_scope="g_admin"
profile_scope="g_profile"
hash_algorithm="SHA512"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="{state}/user_middleware"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
log_mode="file"
log_level="WARNING"
log_file="{state}/glewlwyd.log"
database = {{ type="sqlite3" path="{state}/glewlwyd.db" }};
"""


def _seed_database(path: Path) -> None:
    """The stock schema, with the further properties of people and clients declared: others are dropped."""
    database = sqlite3.connect(path)
    database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
    people = {"groups": True, "given_name": False, "family_name": False, "email_verified": False}
    clients = {"sign_kid": False, "post_logout_redirect_uris": True}
    for table, prefix, properties in (
        ("g_user_module_instance", "gumi", people),
        ("g_client_module_instance", "gcmi", clients),
    ):
        (text,) = database.execute(f"SELECT {prefix}_parameters FROM {table}").fetchone()
        parameters = json.loads(text)
        for name, multiple in properties.items():
            parameters["data-format"][name] = {"multiple": multiple, "read": True, "write": True}
        database.execute(f"UPDATE {table} SET {prefix}_parameters = ?", (json.dumps(parameters),))
    database.commit()
    database.close()


def _user(name: str, full_name: str, groups: list[str]) -> dict:
    return {
        "username": name,
        "password": PASSWORD,
        "name": full_name,
        "email": f"{name}@example.org",
        "email_verified": "true",
        "enabled": True,
        "scope": ["openid", "profile", "email", "groups"],
        "groups": groups,
    }


def _client(redirect_uri: str, post_logout_uri: str | None) -> dict:
    return {
        "client_id": CLIENT,
        "name": "Sallyport",
        "confidential": True,
        "client_secret": CLIENT_SECRET,
        "enabled": True,
        "redirect_uri": [redirect_uri],
        "authorization_type": ["code", "refresh_token"],
        "scope": ["openid", "profile", "email", "groups"],
        "token_endpoint_auth_method": ["client_secret_basic"],
        "post_logout_redirect_uris": [post_logout_uri] if post_logout_uri else [],
    }


def _plugin(site: str, keys: list[RSAKey | ECKey]) -> dict:
    private = KeySet(keys).as_dict(private=True)
    truth = {"type": "boolean", "boolean-value-true": "true", "boolean-value-false": "false"}
    claims = [
        {"name": "groups", "user-property": "groups", "type": "string", "mandatory": True},
        {"name": "email_verified", "user-property": "email_verified", "mandatory": True, **truth},
    ]
    parameters = {
        "iss": f"{site}/api/oidc",
        "jwks-private": json.dumps(private),
        "default-kid": keys[0].kid,
        "client-sign_kid-parameter": "sign_kid",
        "jwt-type": "rsa",
        "jwt-key-size": "256",
        "access-token-duration": 3600,
        "refresh-token-duration": 86400,
        "code-duration": 600,
        "refresh-token-rolling": True,
        "allow-non-oidc": False,
        "auth-type-code-enabled": True,
        "auth-type-refresh-enabled": True,
        "allowed-scope": ["openid", "profile", "email", "groups"],
        "pkce-allowed": True,
        "pkce-method-plain-allowed": False,
        "oauth-as-iss-id": True,
        "subject-type": "public",
        "session-management-allowed": True,
        "front-channel-logout-allowed": True,
        "back-channel-logout-allowed": True,
        "session-cookie-name": "GLEWLWYD_OIDC_SID",
        "session-cookie-expiration": 3600,
        "name-claim": "mandatory",
        "email-claim": "mandatory",
        "claims": claims,
    }
    return {"module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "enabled": True, "parameters": parameters}
