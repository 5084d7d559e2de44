"""moto (PyPI): an STS that is not ours. It takes any web identity token and answers with keys of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from .processes import Process, free_port, running


@dataclass
class Moto:
    """A running moto server."""

    port: int
    process: Process

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def requests_seen(self) -> list[str]:
        """The request lines that it has logged."""
        return [line for line in self.process.text.splitlines() if '"POST /' in line or '"GET /' in line]


@contextmanager
def moto() -> Iterator[Moto]:
    """A fresh moto server on loopback."""
    port = free_port()
    command = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)]
    with running("moto", command) as process:
        process.wait_for_port(port, seconds=40)
        assert requests.get(f"http://127.0.0.1:{port}/moto-api/", timeout=20).status_code == 200
        yield Moto(port, process)
