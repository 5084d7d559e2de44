#!/usr/bin/env python3
"""The gates that swift-format does not keep: floors, imports, pointers, words, file lengths.

usage: lint.py [ROOT]

Prints one line a finding. Exit 0: none; 1: some; 2: the package could not be read.
"""

import subprocess
import sys
from pathlib import Path

from finding import Finding
from house import Target, check_floors, read_targets
from imports import check_imports
from pointers import check_pointers
from words import check_lengths, check_words


def check(root: Path, targets: list[Target]) -> list[Finding]:
    """Every finding of every gate, in the order of files and lines."""
    return sorted(
        check_floors(targets)
        + check_imports(root, targets)
        + check_pointers(root)
        + check_words(root)
        + check_lengths(root)
    )


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    try:
        targets = read_targets(root)
    except subprocess.CalledProcessError as error:
        print(f"lint: Package.swift cannot be read: {error.stderr.strip()}", file=sys.stderr)
        return 2
    findings = check(root, targets)
    for finding in findings:
        print(finding)
    print(f"lint: {len(findings)} finding(s) in {len(targets)} targets", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
