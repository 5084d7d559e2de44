"""Words and lengths: what ends a process or marks unfinished work, and files that have grown too long."""

import re
from pathlib import Path

from finding import Finding, swift_files
from swift_text import code_only

MAXIMUM_LINES = 400

_FORBIDDEN = {
    r"\bfatalError\s*\(": "`fatalError(` lets a stranger's input end the process; throw a typed error",
    r"\btry!": "`try!` ends the process on the first error; handle it",
    r"\bas!": "`as!` ends the process on the wrong type; use `as?`",
    r"\bunsafeBitCast\b": "`unsafeBitCast` leaves the type system; convert by value",
}
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def check_words(root: Path) -> list[Finding]:
    """Forbidden forms in all Swift code, and marks of unfinished work in its comments."""
    findings = []
    for path in swift_files(root, "Sources", "Plugins", "Tests"):
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        code = code_only(text)
        for pattern, message in _FORBIDDEN.items():
            for match in re.finditer(pattern, code):
                findings.append(Finding(name, code.count("\n", 0, match.start()) + 1, "words", message))
        for number, line in enumerate(text.split("\n"), 1):
            comment = line.partition("//")[2]
            if mark := _UNFINISHED.search(comment):
                findings.append(Finding(name, number, "words", f"`{mark[0]}` marks unfinished work; finish it or file it"))
    return findings


def check_lengths(root: Path) -> list[Finding]:
    """No Swift or Python file over 400 lines: what does not fit on a few screens has parts of its own."""
    folders = ("Sources", "Tests", "Plugins", "Scripts", "Benchmarks")
    python = [path for folder in folders for path in (root / folder).rglob("*.py")]
    findings = []
    for path in [*swift_files(root, *folders), *sorted(python), *root.glob("*.swift")]:
        lines = path.read_bytes().count(b"\n")
        if lines > MAXIMUM_LINES:
            name = str(path.relative_to(root))
            findings.append(
                Finding(name, MAXIMUM_LINES + 1, "length", f"{lines} lines; over {MAXIMUM_LINES} a file is several files")
            )
    return findings
