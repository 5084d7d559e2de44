"""Signing a browser in with keys: at the embedded issuer's console, and at one that speaks as AWS's does."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import boto3
import pytest
import requests

from peers import demo
from peers.chromium import Browser
from peers.console_signin import console_sign_in
from peers.html_forms import forms
from peers.moto import Moto
from peers.people_provider import CLIENT, people_provider
from peers.portal import Portal
from peers.processes import free_port
from peers.sallyport import Sallyport, serve
from peers.visitor import Visitor

ACCOUNT = "000000000001"
ALICE = ("AKIAIOSFODNN7EXAMPLE", "a" * 40)
ROLE, NEXT = f"arn:aws:iam::{ACCOUNT}:role/target", f"arn:aws:iam::{ACCOUNT}:role/next"
PLACE = "https://app.example.org/start"


def statement(**members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": members})


def lines(folder: Path) -> str:
    """A gateway with a user, who may take a role and hand on keys of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "alice").write_text(ALICE[1])
    (folder / "all.json").write_text(statement(Effect="Allow", Action="sts:*", Resource="*"))
    (folder / "trust.json").write_text(statement(Effect="Allow", Principal={"AWS": ACCOUNT}, Action="sts:AssumeRole"))
    return f"""
providers:
  nobody: {{preset: generic-oidc, issuer: "http://127.0.0.1:9", connect: "http://127.0.0.1:9", client_id: x, client_secret: file:alice}}
issuers:
  embedded: {{console: {{destinations: ["{PLACE}"]}}}}
accounts:
  local: {{id: "{ACCOUNT}", name: Local, issuer: embedded}}
roles:
  local:
    - {{name: target, trust: file:trust.json, policy: file:all.json, max_duration: 2h}}
    - {{name: next, trust: file:trust.json}}
users:
  local: [{{name: alice, access_keys: [{{id: {ALICE[0]}, secret: file:alice}}], policy: file:all.json}}]
rules:
  - {{when: {{sub: nobody}}, grant: [local/target, local/next]}}
"""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sallyport]:
    folder = tmp_path_factory.mktemp("serve")
    with serve(folder, free_port(), lines(folder)) as running:
        yield running


def sts(gateway: Sallyport, keys: dict | None = None):
    parts = ALICE if keys is None else (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return boto3.Session(*parts, region_name="us-east-1").client("sts", endpoint_url=gateway.sts)


def role_keys(gateway: Sallyport) -> dict:
    return sts(gateway).assume_role(RoleArn=ROLE, RoleSessionName="work")["Credentials"]


def ask(gateway: Sallyport, keys: dict, how: str = "POST", **more: str) -> requests.Response:
    session = {"sessionId": keys["AccessKeyId"], "sessionKey": keys["SecretAccessKey"], "sessionToken": keys["SessionToken"]}
    fields = {"Action": "getSigninToken", "Session": json.dumps(session), "SessionType": "json"} | more
    if how == "GET":
        return requests.get(f"{gateway.url}/federation", params=fields, timeout=20)
    return requests.post(f"{gateway.url}/federation", data=fields, timeout=20)


def link(gateway: Sallyport, token: str, destination: str | None = None) -> str:
    fields = {"Action": "login", "Issuer": "broker.example.org", "Destination": destination or f"{gateway.url}/console", "SigninToken": token}
    return f"{gateway.url}/federation?{urlencode(fields)}"


@pytest.mark.parametrize("how", ["POST", "GET"])
def test_the_script_that_signs_in_at_aws_signs_in_here(gateway: Sallyport, how: str):
    """A broker that an organisation has written for AWS's console serves for the issuer, once its host is changed."""
    answer = ask(gateway, role_keys(gateway), how)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    token = answer.json()["SigninToken"]
    visitor = Visitor(gateway.url).session
    page = visitor.get(link(gateway, token), timeout=20)
    assert page.url == f"{gateway.url}/console"
    for words in ("target", "Local", f"arn:aws:sts::{ACCOUNT}:assumed-role/target/work", "broker.example.org"):
        assert words in page.text, words
    again = requests.get(link(gateway, token), timeout=20)
    assert again.status_code == 400 and "console-token-refused" in again.text
    left = visitor.get(f"{gateway.url}/federation?Action=logout", timeout=20)
    assert "Signed out" in left.text
    assert visitor.get(f"{gateway.url}/console", timeout=20).status_code == 401


def test_nothing_is_logged_of_what_stands_in_a_url(gateway: Sallyport):
    """Whoever reads the gateway's log can sign in as nobody."""
    keys = role_keys(gateway)
    token = ask(gateway, keys, "GET").json()["SigninToken"]
    requests.get(link(gateway, token), timeout=20)
    requests.get(link(gateway, token, "https://evil.example/"), timeout=20)
    for secret in (token, keys["SecretAccessKey"], keys["SessionToken"]):
        assert secret not in gateway.process.text


def test_a_sign_in_leads_to_registered_places_only(gateway: Sallyport):
    """A link that names somebody else's page sends nobody there, and costs no token."""
    token = ask(gateway, role_keys(gateway)).json()["SigninToken"]
    refused = requests.get(link(gateway, token, "https://evil.example/"), timeout=20, allow_redirects=False)
    assert refused.status_code == 400 and "Location" not in refused.headers
    led = requests.get(link(gateway, token, PLACE + "?tab=1"), timeout=20, allow_redirects=False)
    assert (led.status_code, led.headers["Location"]) == (303, PLACE + "?tab=1")


def test_which_keys_may_say_how_long(gateway: Sallyport):
    """A console session is as long as AWS would let it be for such keys."""
    keys = role_keys(gateway)
    assert ask(gateway, keys, SessionDuration="7200").status_code == 200
    refusals = [
        (ask(gateway, keys, SessionDuration="7201"), "console-duration-not-taken"),
        (ask(gateway, sts(gateway, keys).assume_role(RoleArn=NEXT, RoleSessionName="more")["Credentials"], SessionDuration="900"), "console-duration-not-taken"),
        (ask(gateway, sts(gateway).get_federation_token(Name="carol")["Credentials"], SessionDuration="900"), "console-duration-not-taken"),
        (ask(gateway, sts(gateway).get_session_token()["Credentials"]), "console-keys-of-another-kind"),
        (ask(gateway, keys | {"SecretAccessKey": "x" * 40}), "console-keys-refused"),
    ]
    for answer, reason in refusals:
        problem = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert problem["reason"] == reason, problem
        assert problem["reference"].startswith("sp-")
    chained = sts(gateway, keys).assume_role(RoleArn=NEXT, RoleSessionName="more")["Credentials"]
    assert ask(gateway, chained).status_code == 200
    assert ask(gateway, sts(gateway).get_federation_token(Name="carol")["Credentials"]).status_code == 200


def test_tokens_and_sign_ins_outlast_a_restart(folder: Path):
    """Nobody is signed out by an update, and a token that was used stays used."""
    port = free_port()
    with serve(folder, port, lines(folder)) as before:
        used, fresh = (ask(before, role_keys(before)).json()["SigninToken"] for _ in range(2))
        visitor = Visitor(before.url).session
        assert visitor.get(link(before, used), timeout=20).status_code == 200
        then = time.monotonic()
    with serve(folder, port, lines(folder)) as after:
        assert visitor.get(f"{after.url}/console", timeout=20).status_code == 200
        assert requests.get(link(after, used), timeout=20).status_code == 400
        assert time.monotonic() - then < 50, "too slow to tell"
        assert requests.get(link(after, fresh), timeout=20, allow_redirects=False).status_code == 303


def test_a_person_goes_to_the_console_by_one_click(dev: Sallyport, browser: Browser):
    """From the tile of a role straight to the page that says who one is now, and out again."""
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    portal.choose_provider("demo")
    demo.sign_in_as(browser, "ada")
    portal.arrive_at_roles()
    browser.click("button[aria-label$='Developer'][formaction*='/to-console/']")
    browser.find("h1", "developer")
    browser.wait_for_url(f"{dev.url}/console")
    browser.picture("console")
    assert f"arn:aws:sts::{ACCOUNT}:assumed-role/Developer/ada@example.org" in browser.text
    assert browser.accessibility_violations() == []
    browser.click("header button", "sign out")
    browser.find("h1", "signed out")
    browser.open(f"{dev.url}/console")
    browser.find("h1", "not signed in")
    browser.picture("console-ended")
    # The portal is another sign-in.
    browser.open(f"{dev.url}/")
    portal.arrive_at_roles()


def test_the_portal_leads_to_a_console_elsewhere(browser: Browser, foreign_sts: Moto, folder: Path):
    """People of a team with an STS of its own get to the console behind it, whatever the role's maximum is there."""
    port = free_port()
    with people_provider() as provider, console_sign_in(foreign_sts.endpoint) as console:
        rest = f"""
providers:
  people: {{preset: generic-oidc, issuer: "{provider.url}", connect: "{provider.url}", client_id: {CLIENT}, client_secret: env:SECRET}}
issuers:
  moto: {{endpoint: "{foreign_sts.endpoint}", console: {{sign_in: "{console.origin}/federation", page: "{console.origin}/console/home"}}}}
accounts:
  main: {{id: 111122223333, issuer: moto}}
roles:
  main: [{{name: Developer, max_duration: 8h}}]
rules:
  - {{when: {{sub: alice}}, grant: main/Developer}}
"""
        with serve(folder, port, rest, {"SECRET": "x"}) as gateway:
            portal = Portal(browser, gateway.url)
            portal.open_sign_in()
            portal.choose_provider("people")
            browser.click("#go")
            portal.arrive_at_roles()
            browser.click("button[formaction*='/to-console/']")
            browser.find("h1", "console")
            browser.wait_for_url(f"{console.origin}/console/home")
            assert "assumed-role/Developer" in browser.text
            assert [asked.get("SessionDuration") for asked in console.asked] == ["28800"]
            # The role allows an hour only: asked again without.
            console.maximum = 3600
            browser.open(f"{gateway.url}/")
            browser.click("button[formaction*='/to-console/']")
            browser.find("h1", "console")
            assert [asked.get("SessionDuration") for asked in console.asked[1:]] == ["28800", None]
            assert not any(session in target for target in console.targets for session in ("sessionKey", "sessionToken"))
            visitor = Visitor(gateway.url)
            page = visitor.leave_for("people")
            roles = forms(page.text, page.url)[0].send(visitor.session)
            assert "form-action 'self'" in roles.headers["Content-Security-Policy"] and console.origin in roles.headers["Content-Security-Policy"]
            for token in (asked["Session"] for asked in console.asked):
                assert json.loads(token)["sessionKey"] not in gateway.process.text
