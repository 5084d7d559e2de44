"""What a gate says: one line a finding, clickable in an editor."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule, with its place. `gate` names the rule, as the tests do."""

    path: str
    line: int
    gate: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.gate}: {self.message}"


def swift_files(root: Path, *folders: str) -> list[Path]:
    """Every Swift file under the folders of `root`, in a stable order."""
    return sorted(path for folder in folders for path in (root / folder).rglob("*.swift"))
