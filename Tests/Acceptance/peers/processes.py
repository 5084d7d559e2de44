"""Processes that end with the test, and ports that are free."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ARTEFACTS = Path(__file__).resolve().parents[3] / ".artefacts"


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """A started program with its output in a file, which the failure messages quote."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str] | None, folder: Path | None):
        self.name = name
        self.log = log
        self.output = log.open("wb")
        self.started = subprocess.Popen(
            # If pytest itself is killed, its peers end with it.
            ["setpriv", "--pdeathsig", "TERM", *command],
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else {**os.environ, **environment},
            cwd=folder,
            start_new_session=True,
        )

    @property
    def text(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, condition: Callable[[], object], what: str, seconds: float = 20) -> object:
        """Asks until `condition` gives something; fails with the program's own words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := condition():
                return found
            if self.started.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.started.returncode} before {what}:\n{self.text[-4000:]}")
            time.sleep(0.02)
        raise AssertionError(f"{self.name}: no {what} within {seconds} s:\n{self.text[-4000:]}")

    def wait_for_line(self, pattern: str, seconds: float = 20) -> re.Match[str]:
        """The first printed text that matches."""
        return self.wait_for(lambda: re.search(pattern, self.text, re.MULTILINE), f"line `{pattern}`", seconds)

    def wait_for_port(self, port: int, seconds: float = 20) -> None:
        """Returns once somebody accepts connections there."""

        def accepts() -> bool:
            with socket.socket() as client:
                client.settimeout(1)
                return client.connect_ex(("127.0.0.1", port)) == 0

        self.wait_for(accepts, f"listener on port {port}", seconds)

    def end(self, seconds: float = 15) -> int:
        """SIGTERM, then after the time given SIGKILL; the exit code."""
        if self.started.poll() is None:
            self.started.send_signal(signal.SIGTERM)
            try:
                self.started.wait(seconds)
            except subprocess.TimeoutExpired:
                self.started.kill()
                self.started.wait()
        self.output.close()
        return self.started.returncode


@contextmanager
def running(
    name: str, command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None
) -> Iterator[Process]:
    """The program while the block runs; its output stays under .artefacts/logs."""
    logs = ARTEFACTS / "logs" / "peers"
    logs.mkdir(parents=True, exist_ok=True)
    test = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "session").split("::")[-1].split(" ")[0]).strip("-")
    process = Process(name, command, logs / f"{test}-{name}.log", environment, folder)
    try:
        yield process
    finally:
        process.end()
