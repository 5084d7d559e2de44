"""The room XMLSecurity as a program: what it answers to a list of tasks."""

import os
import subprocess
from pathlib import Path

_BINARY = Path(os.environ.get("SALLYPORT", ".build/release/sallyport")).with_name("xmlsecurity-harness")


def answers(keys: Path, tasks: list[tuple[str, ...]], *switches: str) -> list[str]:
    """One answer a task; Tests/Harness/xmlsecurity says which there are."""
    text = "".join("\t".join(map(str, task)) + "\n" for task in tasks)
    done = subprocess.run(
        [str(_BINARY), str(keys), *switches], input=text, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(tasks), done.stderr
    return lines
