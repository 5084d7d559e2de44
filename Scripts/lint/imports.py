"""Imports: a room imports what its line in Package.swift names, and of the toolchain only little."""

import re
from pathlib import Path

from finding import Finding, swift_files
from house import Target
from swift_text import code_only

#: What shipping code may import from the toolchain. Foundation is not among it: it costs 49 MB of binary.
TOOLCHAIN = {"Swift", "Glibc", "Synchronization", "Dispatch", "FoundationEssentials", "_Concurrency", "Observation"}
#: What tests, and the tools that only run during the build, may import besides.
TOOLS = TOOLCHAIN | {"Foundation", "FoundationNetworking", "Testing", "PackagePlugin"}

_IMPORT = re.compile(
    r"^[ \t]*(?P<attributes>(?:@\w+(?:\([^)]*\))?\s+)*)"
    r"(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(?P<module>\w+)",
    re.MULTILINE,
)


def check_imports(root: Path, targets: list[Target]) -> list[Finding]:
    """Every import of every target's files, held against the manifest."""
    findings = []
    for target in targets:
        if target.is_c_library:
            continue
        allowed = set(target.dependencies) | (TOOLCHAIN if target.is_room else TOOLS)
        for path in swift_files(root, target.path):
            findings += _check_file(path, str(path.relative_to(root)), target, allowed)
    return findings


def _check_file(path: Path, name: str, target: Target, allowed: set[str]) -> list[Finding]:
    findings = []
    code = code_only(path.read_text(encoding="utf-8"))
    for match in _IMPORT.finditer(code):
        line = code.count("\n", 0, match.start("module")) + 1
        module = match["module"]
        if "@_exported" in match["attributes"]:
            findings.append(Finding(name, line, "imports", f"`@_exported` hands `{module}` on to rooms that never named it"))
        if module in allowed or module == target.name:
            continue
        if module in ("Foundation", "FoundationNetworking") and target.is_room:
            message = f"`import {module}` must not ship; use FoundationEssentials, or Glibc"
        else:
            message = f"`{target.name}` imports `{module}`, which its line in Package.swift does not name"
        findings.append(Finding(name, line, "imports", message))
    return findings
