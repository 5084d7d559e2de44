"""The portal as a person uses it in a browser: sign in, look at the roles, take keys, sign out."""

import json

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from .chromium import Browser


class Portal:
    """The pages of one gateway in one browser."""

    def __init__(self, browser: Browser, url: str):
        self.browser = browser
        self.url = url

    def open_sign_in(self) -> None:
        """The home page of somebody who is not signed in leads to the chooser."""
        self.browser.open(f"{self.url}/")
        self.browser.find("h1", "sign in")

    def choose_provider(self, provider: str) -> None:
        """Follows the provider's link in the chooser; `provider` is its id in the configuration."""
        self.browser.click(f".idp a[href$='/login/{provider}'], .idp a[href*='/login/{provider}?']")

    def arrive_at_roles(self) -> None:
        """Waits until the sign-in has led back to one's roles."""
        self.browser.wait_for_url(f"{self.url}/")
        self.browser.find("h1", "role")

    def roles(self) -> list[str]:
        """The names on the tiles, in the order of the page."""
        headings = self.browser.driver.find_elements(By.CSS_SELECTOR, ".tile h3 bdi")
        return [heading.text.replace(" ", "") for heading in headings]

    def take_keys(self, role: str) -> dict:
        """Takes keys on the role's tile; the keys in the form of `credential_process`."""
        self.keys_form(role).find_element(By.CSS_SELECTOR, "button").click()
        self.browser.find("h1", "keys")
        return self.shown_keys()

    def keys_form(self, role: str) -> WebElement:
        """The form on the role's tile that takes keys."""
        for tile in self.browser.driver.find_elements(By.CSS_SELECTOR, ".tile"):
            if role in tile.find_element(By.CSS_SELECTOR, "h3").text:
                return tile.find_element(By.CSS_SELECTOR, "form[action*='/keys/']")
        raise AssertionError(f"no tile `{role}` among {self.roles()}")

    def shown_keys(self) -> dict:
        """The JSON panel, chosen as a person chooses it and read where it is shown."""
        self.browser.driver.execute_script(
            "for (const label of document.querySelectorAll('.seg label')) if (label.textContent.trim() === 'JSON') label.click()"
        )
        panel = self.browser.find(".p-json pre")
        return json.loads(panel.get_attribute("textContent"))

    def sign_out(self) -> None:
        self.browser.click("header button", "sign out")
