"""Our own binary, as a user has it: started, called, ended."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import Process, free_port, running

BINARY = Path(os.environ.get("SALLYPORT", ".build/release/sallyport")).resolve()


@dataclass
class Sallyport:
    """A running gateway."""

    url: str
    state: Path
    process: Process

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


@contextmanager
def serve(folder: Path, port: int, body: str, environment: dict[str, str] | None = None) -> Iterator[Sallyport]:
    """`sallyport serve` with a file of these lines after the three that say where it listens."""
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state"
    file = configuration(folder, port, body)
    with running("sallyport", [str(BINARY), "serve", "--config", str(file)], environment) as process:
        ready = process.wait_for_line(r"^ready (http://\S+)$")
        yield Sallyport(ready[1], state, process)


def configuration(folder: Path, port: int, body: str) -> Path:
    """The configuration file in that folder."""
    file = folder / "sallyport.yaml"
    head = f"url: http://127.0.0.1:{port}\nlisten: 127.0.0.1:{port}\nstate: {folder / 'state'}\n"
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
