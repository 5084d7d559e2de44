"""The demo provider's page: one button a person."""

from .chromium import Browser


def sign_in_as(browser: Browser, person: str) -> None:
    """Presses the person's button; `person` is the short name, such as `ada`."""
    browser.find(f"button[name=person][value={person}]").click()
