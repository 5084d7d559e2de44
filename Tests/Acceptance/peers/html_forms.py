"""Forms of plain HTML pages, read and sent as a browser without scripts does."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


@dataclass
class Form:
    """A form of a page with what its fields hold."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)

    def send(self, session: requests.Session, **changes: str) -> requests.Response:
        """Submits it, redirects followed."""
        values = {**self.fields, **changes}
        if self.method == "post":
            return session.post(self.action, data=values, timeout=30)
        return session.get(self.action, params=values, timeout=30)


    def message(self, name: str) -> str:
        """A field that holds XML in base64, as XML."""
        return base64.b64decode(self.fields[name]).decode()

    def with_message(self, name: str, change: Callable[[str], str]) -> "Form":
        """The form with another message in that field; fails where nothing changed."""
        changed = change(self.message(name))
        assert changed != self.message(name), "nothing changed"
        return Form(self.action, self.method, {**self.fields, name: base64.b64encode(changed.encode()).decode()})


class _Reader(HTMLParser):
    def __init__(self, address: str):
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            # An action of a bare fragment, as LemonLDAP::NG writes it, is the page itself.
            action = urljoin(self.address, given.get("action", "").split("#")[0])
            self.forms.append(Form(action, given.get("method", "get").lower()))
            self.inside = True
        elif tag == "input" and self.inside and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def forms(text: str, address: str) -> list[Form]:
    """All forms of a page that came from this address."""
    reader = _Reader(address)
    reader.feed(text)
    return reader.forms


def form_with(page: requests.Response, *names: str) -> Form:
    """The form that has these fields."""
    for form in forms(page.text, page.url):
        if all(name in form.fields for name in names):
            return form
    raise AssertionError(f"no form with {names} at {page.url} ({page.status_code}):\n{page.text[:3000]}")
