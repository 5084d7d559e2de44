"""Chromium (Debian) by Selenium: pages as people see them, with pictures kept for whoever looks later."""

import base64
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from .processes import ARTEFACTS


class Browser:
    """One browser with one profile; tabs share its cookies, as a person's do."""

    def __init__(self, driver: WebDriver):
        self.driver = driver

    def open(self, url: str) -> None:
        self.driver.get(url)

    @property
    def url(self) -> str:
        return self.driver.current_url

    @property
    def text(self) -> str:
        """What the page says, as far as it is visible."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def find(self, selector: str, containing: str = "", seconds: float = 15) -> WebElement:
        """The first visible element of a CSS selector whose text or label contains the words."""

        def look(driver: WebDriver) -> WebElement | None:
            try:
                for element in driver.find_elements(By.CSS_SELECTOR, selector):
                    label, value = element.get_attribute("aria-label") or "", element.get_attribute("value") or ""
                    if element.is_displayed() and containing.lower() in f"{element.text} {label} {value}".lower():
                        return element
            except WebDriverException as error:
                # The page went away while it was looked at; the next look sees the next page.
                if "does not belong to the document" not in str(error) and "stale" not in str(error):
                    raise
            return None

        wait = WebDriverWait(self.driver, seconds)
        try:
            return wait.until(look)
        except Exception as error:
            self.picture("not-found")
            raise AssertionError(f"no `{selector}` with `{containing}` at {self.url}:\n{self.text[:3000]}") from error

    def click(self, selector: str, containing: str = "") -> None:
        self.find(selector, containing).click()

    def wait_for_url(self, beginning: str, seconds: float = 15) -> None:
        try:
            WebDriverWait(self.driver, seconds).until(lambda driver: driver.current_url.startswith(beginning))
        except Exception as error:
            self.picture("not-arrived")
            raise AssertionError(f"at {self.url}, not at {beginning}:\n{self.text[:3000]}") from error

    def new_tab(self) -> str:
        """A further tab, and the handle to come back to it by `switch`."""
        self.driver.switch_to.new_window("tab")
        return self.driver.current_window_handle

    @property
    def tab(self) -> str:
        return self.driver.current_window_handle

    def switch(self, tab: str) -> None:
        self.driver.switch_to.window(tab)

    def picture(self, name: str) -> None:
        """A screenshot of the whole page under .artefacts/screenshots."""
        folder = ARTEFACTS / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        whole = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        (folder / f"{name}.png").write_bytes(base64.b64decode(whole["data"]))

    def complaints(self) -> list[str]:
        """What the console says of refused content, scripts and errors, since the last time it was asked."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def accessibility_violations(self) -> list[str]:
        """axe-core's verdict on the page, WCAG 2.2 AA and best practice; the script enters beside the page's policy."""
        script = (resources.files("axe_playwright_python") / "axe.min.js").read_text()
        self.driver.execute_script(script)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = self.driver.execute_async_script(
            "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(done, e => done({error: String(e)}))",
            tags,
        )
        assert "error" not in result, result
        return [f"{found['id']}: {json.dumps([node['html'][:200] for node in found['nodes']])}" for found in result["violations"]]


@contextmanager
def chromium(*, prefers_dark: bool = False, arguments: Sequence[str] = ()) -> Iterator[Browser]:
    """A headless browser with an empty profile; `arguments` go to its command line."""
    profile = tempfile.mkdtemp(prefix="chromium-")
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--no-default-browser-check",
        "--window-size=1280,800", "--lang=en", f"--user-data-dir={profile}", *arguments,
    ):  # fmt: skip
        options.add_argument(argument)
    if prefers_dark:
        options.add_argument("--force-dark-mode")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_page_load_timeout(40)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)
