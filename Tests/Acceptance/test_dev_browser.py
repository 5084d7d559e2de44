"""Development mode in a real browser: sign in, take a role, use its keys, leave."""

import json

import requests
from selenium.webdriver.common.by import By

from peers import aws, demo
from peers.chromium import Browser, chromium
from peers.portal import Portal
from peers.sallyport import Sallyport

ASSUMED = "arn:aws:sts::000000000001:assumed-role"


def signed_in(browser: Browser, dev: Sallyport, person: str) -> Portal:
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    portal.choose_provider("demo")
    demo.sign_in_as(browser, person)
    portal.arrive_at_roles()
    return portal


def test_a_person_signs_in_and_uses_the_keys_of_a_role(dev: Sallyport, browser: Browser):
    """A newcomer opens the one URL, signs in, takes a role by one click, and the keys work in boto3."""
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    browser.picture("1-sign-in")
    portal.choose_provider("demo")
    browser.picture("2-demo-provider")
    demo.sign_in_as(browser, "ada")
    portal.arrive_at_roles()
    assert "Ada Arkwright" in browser.find("header").text
    assert "Developer" in "".join(portal.roles())
    browser.picture("3-roles")
    keys = portal.take_keys("Developer")
    browser.picture("4-keys")
    assert keys["Version"] == 1
    arn = aws.caller(dev.sts, keys)
    assert arn.startswith(f"{ASSUMED}/Developer/ada"), arn


def test_the_same_people_come_by_saml(dev: Sallyport, browser: Browser):
    """Whoever wants to see SAML before connecting a company's provider needs nothing but the same one command."""
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    portal.choose_provider("demo-saml")
    browser.picture("7-demo-saml")
    assert browser.url.startswith(dev.url.replace("127.0.0.1", "localhost"))
    assert browser.accessibility_violations() == []
    demo.sign_in_as(browser, "ada")
    portal.arrive_at_roles()
    assert "Ada Arkwright" in browser.find("header").text
    keys = portal.take_keys("Developer")
    arn = aws.caller(dev.sts, keys)
    assert arn == f"{ASSUMED}/Developer/ada@example.org"
    browser.open(dev.url)
    portal.sign_out()
    browser.find("h1", "signed out")
    browser.wait_for_url(f"{dev.url}/signed-out")
    portal.open_sign_in()
    portal.choose_provider("demo-saml")
    browser.find("button[name=person]")


def test_people_of_other_groups_see_other_roles(dev: Sallyport):
    """Each person sees exactly the roles that the rules give, so that nobody asks for what would be refused."""
    seen = {}
    for person in ("ada", "ben", "cleo"):
        with chromium() as browser:
            seen[person] = frozenset(signed_in(browser, dev, person).roles())
    assert all(seen.values()), seen
    assert len(set(seen.values())) == 3, seen


def test_signing_out_ends_the_session_here(dev: Sallyport, browser: Browser):
    """On a shared machine the next person at the browser does not find the last one's roles."""
    portal = signed_in(browser, dev, "ben")
    portal.sign_out()
    browser.find("h1", "signed out")
    browser.picture("5-signed-out")
    portal.open_sign_in()
    assert portal.roles() == []


def test_two_tabs_that_sign_in_at_once_both_end_well(dev: Sallyport, browser: Browser):
    """Somebody who opened the sign-in twice and finishes both is never told that a sign-in got lost."""
    portal = Portal(browser, dev.url)
    first = browser.tab
    portal.open_sign_in()
    portal.choose_provider("demo")
    browser.find("button[name=person]")
    second = browser.new_tab()
    portal.open_sign_in()
    portal.choose_provider("demo")
    demo.sign_in_as(browser, "ben")
    portal.arrive_at_roles()
    browser.switch(first)
    demo.sign_in_as(browser, "ben")
    portal.arrive_at_roles()
    browser.switch(second)
    browser.driver.refresh()
    portal.arrive_at_roles()


def test_somebody_else_can_sign_in_afterwards(dev: Sallyport, browser: Browser):
    """Two people at one machine change places by signing out and in, without clearing the browser."""
    portal = signed_in(browser, dev, "ada")
    portal.sign_out()
    browser.find("h1", "signed out")
    signed_in(browser, dev, "cleo")
    assert "Cleo Chandler" in browser.find("header").text
    assert "Ada" not in browser.text


def test_the_provider_is_made_to_ask_again_for_somebody_else(dev: Sallyport, browser: Browser):
    """One click changes the person although the provider still remembers the last one: it must ask, not guess."""
    signed_in(browser, dev, "ada")
    browser.click("footer a", "someone else")
    if not browser.driver.find_elements(By.CSS_SELECTOR, "button[name=person]"):
        Portal(browser, dev.url).choose_provider("demo")
    demo.sign_in_as(browser, "cleo")
    portal = Portal(browser, dev.url)
    portal.arrive_at_roles()
    assert "Cleo Chandler" in browser.find("header").text
    assert "Administrator" not in "".join(portal.roles())


def test_cancelling_at_the_provider_says_what_to_do(dev: Sallyport, browser: Browser):
    """Whoever cancels at the provider reads what happened and whose turn it is, not a stack of codes."""
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    portal.choose_provider("demo")
    browser.click("button", "cancel")
    browser.find("h1")
    browser.wait_for_url(dev.url)
    text = browser.text
    assert "did not let you in, or you cancelled" in text, text
    assert "access_denied" in browser.driver.page_source
    browser.picture("6-cancelled")


def test_the_pages_keep_their_own_policy_and_anybody_can_use_them(dev: Sallyport, browser: Browser):
    """People with a screen reader or a keyboard can use every page, and no page needs an inline script."""
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    assert browser.accessibility_violations() == []
    portal.choose_provider("demo")
    demo.sign_in_as(browser, "ada")
    portal.arrive_at_roles()
    assert browser.accessibility_violations() == []
    portal.take_keys("Developer")
    assert browser.accessibility_violations() == []
    assert [line for line in browser.complaints() if "favicon" not in line] == []


def test_the_session_is_kept_from_scripts_and_other_sites(dev: Sallyport, browser: Browser):
    """A script smuggled into a page cannot read the session, and another site cannot send it along."""
    portal = signed_in(browser, dev, "ada")
    cookies = browser.driver.get_cookies()
    assert cookies, "signed in without a cookie"
    for cookie in cookies:
        assert cookie["httpOnly"], cookie["name"]
        assert cookie.get("sameSite") in ("Lax", "Strict"), cookie
        assert len(cookie["value"]) <= 64, cookie["name"]
    assert browser.driver.execute_script("return document.cookie") == ""
    page = requests.get(f"{portal.url}/", timeout=10)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Cache-Control"] == "no-store"


def test_a_rebound_name_or_a_foreign_page_cannot_drive_it(dev: Sallyport):
    """A web page that the developer happens to visit cannot reach the development gateway through a trick name."""
    rebound = requests.get(f"{dev.url}/", headers={"Host": "evil.example:8400"}, timeout=10)
    assert rebound.status_code in (400, 403, 421)
    assert "Sign in" not in rebound.text
    foreign = requests.post(f"{dev.url}/logout", headers={"Origin": "https://evil.example"}, timeout=10)
    assert foreign.status_code == 403
    named = requests.get(dev.url.replace("127.0.0.1", "localhost") + "/healthz", timeout=10)
    assert named.status_code == 200


def test_keys_come_only_by_a_click_of_the_person(dev: Sallyport, browser: Browser):
    """A link or form on another page cannot make somebody take keys: the hidden token of the page is missing."""
    portal = signed_in(browser, dev, "ben")
    form = portal.keys_form("Developer")
    action = form.get_property("action")
    session = {cookie["name"]: cookie["value"] for cookie in browser.driver.get_cookies()}
    fields = {
        field.get_attribute("name"): field.get_attribute("value")
        for field in form.find_elements(By.CSS_SELECTOR, "input[type=hidden]")
    }
    assert fields, "the form has no hidden token"
    bare = requests.post(action, data={}, cookies=session, headers={"Origin": dev.url}, timeout=10)
    assert bare.status_code == 403, bare.text[:500]
    assert "SecretAccessKey" not in bare.text
    whole = requests.post(action, data=fields, cookies=session, headers={"Origin": dev.url}, timeout=10)
    assert whole.status_code == 200 and "SecretAccessKey" in whole.text, json.dumps(list(fields))
    assert portal.roles()
