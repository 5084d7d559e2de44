"""A gateway whose people come from one SAML provider, and the acquaintance of the two."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import requests

from .processes import free_port
from .sallyport import Sallyport, serve

#: What follows the providers in each file.
ROLES = """
accounts:
  local: {id: 000000000001, issuer: embedded}
roles:
  local: [{name: Developer, max_duration: 1h}, {name: Auditor, max_duration: 1h}]
rules:
  - {when: {group: developers}, grant: local/Developer}
  - {when: {group: auditors}, grant: local/Auditor}
"""


class Peer(Protocol):
    """An identity provider of the tests."""

    port: int

    @property
    def metadata_url(self) -> str: ...


@contextmanager
def saml_gateway(folder: Path, peer: Peer, providers: dict[str, str]) -> Iterator[Sallyport]:
    """A gateway that knows the peer under these ids, each with lines of its own."""
    port = free_port()
    entries = "".join(
        f"""
  {name}:
    preset: generic-saml
    name: {name.title()}
    metadata: "{peer.metadata_url}"
    connect: "http://127.0.0.1:{peer.port}"
{"".join(f"    {line.strip()}" + chr(10) for line in lines.splitlines() if line.strip())}"""
        for name, lines in providers.items()
    )
    with serve(folder, port, f"providers:{entries}{ROLES}") as gateway:
        yield gateway


def metadata_of(gateway: Sallyport, provider: str) -> str:
    """What the gateway tells a provider of itself."""
    page = requests.get(f"{gateway.url}/saml/{provider}/metadata", timeout=20)
    assert page.status_code == 200, page.text[:2000]
    return page.text
