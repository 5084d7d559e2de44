"""Our own binary, as a user has it: started, called, ended."""

import json
import os
import re
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from .processes import Process, free_port, running

BINARY = Path(os.environ.get("SALLYPORT", ".build/release/sallyport")).resolve()


@dataclass
class Sallyport:
    """A running gateway."""

    url: str
    state: Path
    process: Process
    file: Path | None = None

    @property
    def sts(self) -> str:
        """The endpoint of the embedded issuer."""
        return f"{self.url}/sts"


@contextmanager
def development_mode(state: Path) -> Iterator[Sallyport]:
    """`sallyport dev` on a free port, once it says that it is ready."""
    port = free_port()
    command = [str(BINARY), "dev", "--port", str(port), "--state", str(state)]
    with running("sallyport", command) as process:
        ready = process.wait_for_line(r"^ready (http://127\.0\.0\.1:\d+)$")
        assert ready[1] == f"http://127.0.0.1:{port}"
        yield Sallyport(ready[1], state, process)
        holds_no_thread(ready[1])


def holds_no_thread(url: str) -> None:
    """No handler of the gateway held an HTTP thread for 20 ms, by work or by waiting, in all that was asked of it."""
    try:
        with warnings.catch_warnings():
            # The certificate is the test's own; what is asked is no secret.
            warnings.simplefilter("ignore")
            metrics = requests.get(f"{url}/metrics", timeout=10, verify=False)
    except requests.ConnectionError:
        # The test has ended it.
        return
    held = re.search(r"^sallyport_http_thread_long_holds_total (\d+)$", metrics.text, re.MULTILINE)
    assert metrics.status_code == 200
    assert held is None, f"HTTP threads were held {held[1]} times: see the gateway's log"


@contextmanager
def serve(
    folder: Path, port: int, body: str, environment: dict[str, str] | None = None, state: Path | None = None
) -> Iterator[Sallyport]:
    """`sallyport serve` with a file of these lines after the three that say where it listens; its state in a folder of its
    own unless another is named."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "sallyport" if state is None else f"sallyport-{folder.name}"
    state = state or folder / "state"
    file = configuration(folder, port, body, state)
    with running(name, [str(BINARY), "serve", "--config", str(file)], environment) as process:
        ready = process.wait_for_line(r"^ready (http://\S+)$")
        yield Sallyport(ready[1], state, process, file)
        holds_no_thread(ready[1])


def configuration(folder: Path, port: int, body: str, state: Path | None = None) -> Path:
    """The configuration file in that folder."""
    file = folder / "sallyport.yaml"
    head = f"url: http://127.0.0.1:{port}\nlisten: 127.0.0.1:{port}\nstate: {state or folder / 'state'}\n"
    file.write_text(head + body)
    return file


@dataclass
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        """The one JSON object that it printed."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict]:
        """The JSON objects that it printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]


def call(*arguments: str | Path, folder: Path | None = None, environment: dict[str, str] | None = None) -> Answer:
    """Runs one command to its end, without a terminal and with nothing to read."""
    finished = subprocess.run(
        [str(BINARY), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env=None if environment is None else {**os.environ, **environment},
    )
    return Answer(finished.returncode, finished.stdout, finished.stderr)
