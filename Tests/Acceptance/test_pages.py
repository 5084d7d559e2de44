"""Every page with usual, long and hostile content, as a browser shows it: wide and narrow, light and dark."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from peers.chromium import Browser, chromium
from peers.processes import ARTEFACTS

PAGES = ARTEFACTS / "pages"
TEMPLATES = Path(__file__).resolve().parents[2] / "Templates"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Handler(SimpleHTTPRequestHandler):
    """The pages that the unit tests wrote, under the product's policy; assets from the templates' folder."""

    def do_GET(self) -> None:
        # A page that goes on by itself is looked at before it does.
        if self.path.startswith("/assets/post.js"):
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        return super().do_GET()

    def translate_path(self, path: str) -> str:
        name = Path(path.split("?")[0]).name
        return str((TEMPLATES if path.startswith("/assets/") else PAGES) / name)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Requests are of no interest."""


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    assert sorted(PAGES.glob("*.html")), f"the unit tests write the pages to {PAGES}: run `make check` first"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module", params=[False, True], ids=["light", "dark"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    with chromium() as opened:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if request.param else "light"}
        opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        yield opened


def width(browser: Browser, pixels: int) -> None:
    browser.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )


@pytest.mark.parametrize("pixels", [360, 1440])
@pytest.mark.timeout(300)
def test_everybody_can_use_every_page(browser: Browser, place: str, pixels: int):
    """Who uses a screen reader, a keyboard or a telephone can sign in and take keys like anybody else."""
    width(browser, pixels)
    found = {}
    for page in sorted(PAGES.glob("*.html")):
        browser.open(f"{place}/{page.name}")
        found[page.stem] = browser.accessibility_violations() + browser.complaints()
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.timeout(200)
def test_no_page_scrolls_sideways(browser: Browser, place: str):
    """At 320 pixels, or at four times the size of type, nobody has to scroll in two directions to read."""
    width(browser, 320)
    wide = {}
    for page in sorted(PAGES.glob("*.html")):
        browser.open(f"{place}/{page.name}")
        over = browser.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if over > 0:
            wide[page.stem] = over
    assert wide == {}


def test_hidden_values_are_copied_whole(browser: Browser, place: str):
    """Keys are hidden from onlookers, yet what is copied is what opens the role."""
    width(browser, 1440)
    browser.open(f"{place}/{first('credentials')}")
    browser.driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": place},
    )
    wanted = browser.driver.execute_script("return document.getElementById('c-bash').textContent.trim()")
    assert "AWS_SECRET_ACCESS_KEY=" in wanted
    browser.click(".p-bash button", "Copy")
    browser.find(".p-bash button", "Copied")
    copied = browser.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))")
    assert copied == wanted


def test_without_script_everything_but_copying_works(browser: Browser, place: str):
    """A browser that runs no script shows every form of the keys, and no button that would do nothing."""
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(f"{place}/{first('credentials')}")
        assert [button.text for button in shown(browser, "[data-copy]")] == []
        browser.click(".seg label", "JSON")
        assert [panel.get_attribute("class") for panel in shown(browser, ".panel")] == ["panel p-json"]
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def first(kind: str) -> str:
    """The usual page of a kind."""
    return next(page.name for page in sorted(PAGES.glob(f"*{kind}.html")) if not page.name.startswith(("hostile", "long")))


def shown(browser: Browser, selector: str) -> list:
    return [element for element in browser.driver.find_elements("css selector", selector) if element.is_displayed()]
