"""A person at the gateway without a screen: cookies as a browser keeps them on loopback, forms sent by hand."""

from dataclasses import dataclass, field
from http.cookiejar import Cookie

import requests
from requests.cookies import RequestsCookieJar

from .html_forms import Form, forms


class _LoopbackCookies(RequestsCookieJar):
    """Browsers send `Secure` cookies to loopback over http as well, and know `localhost` as a domain; this library
    does neither."""

    def set_cookie(self, cookie: Cookie, *rest: object, **more: object) -> None:
        cookie.secure = False
        if cookie.domain.lstrip(".") == "localhost":
            cookie.domain, cookie.domain_specified, cookie.domain_initial_dot = "localhost.local", False, False
        super().set_cookie(cookie, *rest, **more)


def _session() -> requests.Session:
    session = requests.Session()
    session.cookies = _LoopbackCookies()
    return session


@dataclass
class Visitor:
    """One browser at one gateway."""

    url: str
    session: requests.Session = field(default_factory=_session)

    def leave_for(self, provider: str) -> requests.Response:
        """Begins to sign in; the provider's page."""
        return self.session.get(f"{self.url}/login/{provider}", timeout=30)

    def bring(self, answer: Form) -> requests.Response:
        """Posts the provider's answer, and follows to where the gateway leads."""
        return answer.send(self.session)

    def sign_out(self) -> requests.Response:
        """Presses the button, and follows to where gateway and provider lead."""
        page = self.session.get(f"{self.url}/", timeout=30)
        (form,) = (form for form in forms(page.text, page.url) if form.action.endswith("/logout"))
        return self.session.post(form.action, data=form.fields, headers={"Origin": self.url}, timeout=30)

    @property
    def is_signed_in(self) -> bool:
        page = self.session.get(f"{self.url}/", timeout=30)
        return "<h1>Your roles</h1>" in page.text
