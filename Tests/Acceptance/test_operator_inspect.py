"""The operators' page that tells what a sign-in makes of a SAML response, in a real browser."""

import re
from base64 import b64decode, b64encode

import requests
from selenium.webdriver.common.by import By

from peers import demo
from peers.chromium import Browser, chromium
from peers.html_forms import Form, forms
from peers.portal import Portal
from peers.sallyport import Sallyport
from peers.visitor import Visitor


def response_of(dev: Sallyport, person: str) -> Form:
    """What the demo SAML provider sends by the browser, held back before it arrives."""
    visitor = Visitor(dev.url)
    page = visitor.leave_for("demo-saml")
    (choice,) = (form for form in forms(page.text, page.url) if "sign-in" in form.action)
    page = visitor.session.post(choice.action, data=choice.fields | {"person": person}, timeout=30)
    (answer,) = (form for form in forms(page.text, page.url) if form.action.endswith("/acs"))
    return answer


def operator(browser: Browser, dev: Sallyport, person: str = "ada") -> None:
    portal = Portal(browser, dev.url)
    portal.open_sign_in()
    portal.choose_provider("demo")
    demo.sign_in_as(browser, person)
    portal.arrive_at_roles()
    browser.click("nav a", "diagnosis")
    browser.find("h1", "inspect a saml response")


def paste(browser: Browser, text: str, **fields: str) -> None:
    browser.driver.execute_script("document.getElementById('response').value = arguments[0]", text)
    for name, value in fields.items():
        field = browser.find(f"input[name={name}]")
        field.clear()
        field.send_keys(value)
    browser.click("main button", "check")


def outcomes(browser: Browser) -> dict[str, str]:
    """Each check of the table with its result."""
    rows = browser.driver.find_elements(By.CSS_SELECTOR, "tbody tr")
    return {row.find_element(By.TAG_NAME, "th").text: row.find_element(By.CSS_SELECTOR, "td .tag").text for row in rows}


def test_an_operator_sees_why_a_response_is_taken_or_not(dev: Sallyport, browser: Browser):
    """Whoever is asked "why can I not sign in" pastes the response and reads which check fails, not a stack of XML."""
    sent = response_of(dev, "ada").fields["SAMLResponse"]
    xml = b64decode(sent).decode()
    request = re.search(r'InResponseTo="([^"]+)"', xml)[1]
    operator(browser, dev)
    assert browser.accessibility_violations() == []
    browser.picture("8-inspect")
    paste(browser, sent, request=request)
    browser.find("h2", "accepted")
    assert browser.driver.switch_to.active_element.text.startswith("Accepted")
    seen = outcomes(browser)
    assert len(seen) > 15 and set(seen.values()) == {"Pass", "Not judged"}, seen
    text = browser.text
    assert "http://www.w3.org/2001/04/xmldsig-more#" in text, "by which algorithm"
    assert re.search(r"\b[0-9a-f]{64}\b", text), "by which key"
    assert "developers" in text
    assert not re.search(r"demo-[0-9a-f]{8}", text), "the person's name is masked"
    assert browser.accessibility_violations() == []
    browser.picture("9-inspect-accepted")
    # What was pasted stands nowhere on the page.
    assert sent[100:160] not in browser.driver.page_source
    assert browser.find("textarea").get_attribute("value") == ""
    # As XML, altered behind the signature, an hour later, for another request.
    paste(browser, xml.replace("developers", "admins"), request="_other", at="2040-01-01T00:00:00Z")
    browser.find("h2", "rejected")
    failed = {check for check, outcome in outcomes(browser).items() if outcome == "Fail"}
    assert any("signature over the assertion" in check for check in failed), failed
    assert any("answers the request" in check for check in failed), failed
    assert browser.accessibility_violations() == []
    browser.picture("10-inspect-rejected")
    paste(browser, b64encode(xml.encode()).decode(), request="", at="tomorrow")
    browser.find("[role=alert]", "the time must be written")
    assert [line for line in browser.complaints() if "400" not in line] == []


def test_looking_at_a_response_does_not_use_it_up(dev: Sallyport, browser: Browser):
    """An operator who looks does not lock the person out, nor sign in as them."""
    visitor = Visitor(dev.url)
    page = visitor.leave_for("demo-saml")
    (choice,) = (form for form in forms(page.text, page.url) if "sign-in" in form.action)
    page = visitor.session.post(choice.action, data=choice.fields | {"person": "ben"}, timeout=30)
    (answer,) = (form for form in forms(page.text, page.url) if form.action.endswith("/acs"))
    operator(browser, dev)
    paste(browser, answer.fields["SAMLResponse"])
    browser.find("h2", "accepted")
    assert "none was named" in browser.text
    assert visitor.bring(answer).ok and visitor.is_signed_in


def test_the_form_alone_is_not_enough(dev: Sallyport, browser: Browser):
    """A page elsewhere cannot make an operator's browser look at what it brings, and a stranger cannot look at all."""
    operator(browser, dev)
    session = {cookie["name"]: cookie["value"] for cookie in browser.driver.get_cookies()}
    fields = {"provider": "demo-saml", "response": "PHg+"}
    place = f"{dev.url}/operator/inspect"
    bare = requests.post(place, data=fields, cookies=session, headers={"Origin": dev.url}, timeout=10)
    assert bare.status_code == 403
    stranger = requests.post(place, data=fields, headers={"Origin": dev.url}, timeout=10, allow_redirects=False)
    assert stranger.status_code == 303 and "/login" in stranger.headers["Location"]


def test_the_page_works_without_script(dev: Sallyport):
    """An operator behind a browser without script reads the same verdict."""
    sent = response_of(dev, "ada").fields["SAMLResponse"]
    with chromium() as browser:
        operator(browser, dev)
        browser.driver.execute_script("document.getElementById('response').value = arguments[0]", sent)
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        browser.click("main button", "check")
        browser.find("h2", "accepted")
