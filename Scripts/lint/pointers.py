"""Pointer types in public declarations: memory stays behind the room that owns it."""

import re
from pathlib import Path

from finding import Finding, swift_files
from swift_text import code_only

_POINTER = re.compile(r"\b(?:Autoreleasing)?Unsafe\w*Pointer\b|\bOpaquePointer\b|\bCVaListPointer\b|\bUnmanaged\b")
# `open` is a word for functions, too: as a modifier it stands before a declaration.
_PUBLIC = re.compile(
    r"\bpublic\b(?!\s*\(\s*set\s*\))(?!\s+import\b)|\bopen\s+(?=(?:class|func|var|subscript|override|final)\b)"
)
_KIND = re.compile(r"\b(enum|protocol|extension|struct|class|actor|func|init|subscript|var|let|case|typealias|macro)\b")
_CONTINUES = re.compile(r"\s*(?:->|where\b|throws\b|async\b|rethrows\b|[:&,.?=])")
_HIDDEN = re.compile(r"\b(?:private|fileprivate|internal|package)\b(?!\s*\(\s*set\s*\))")


def check_pointers(root: Path) -> list[Finding]:
    """Every public declaration of Sources/: its signature, and what is public by standing inside it."""
    findings = []
    for path in swift_files(root, "Sources"):
        code = code_only(path.read_text(encoding="utf-8"))
        lines = set()
        for match in _PUBLIC.finditer(code):
            for start, text in _visible_parts(code, match.start()):
                for pointer in _POINTER.finditer(text):
                    lines.add((code.count("\n", 0, start + pointer.start()) + 1, pointer[0]))
        name = str(path.relative_to(root))
        findings += [
            Finding(name, line, "pointers", f"`{pointer}` in a public declaration; wrap what it points to")
            for line, pointer in sorted(lines)
        ]
    return findings


def _visible_parts(code: str, start: int) -> list[tuple[int, str]]:
    """(offset, text) of the declaration's head, and of the members that are as visible as it is."""
    end = _head_end(code, start)
    parts = [(start, code[start:end])]
    kind = _KIND.search(code, start, end)
    if kind is None or not code.startswith("{", end):
        return parts
    if kind[1] in ("enum", "protocol", "extension"):
        for offset, member in _members(code, end):
            inherits = kind[1] != "enum" or re.match(r"\s*(?:indirect\s+)?case\b", member)
            if inherits and not _HIDDEN.search(member):
                parts.append((offset, member))
    return parts


def _head_end(code: str, start: int) -> int:
    """Where the head of the declaration ends: at its `{`, or at the line end that concludes it."""
    depth = 0
    for index in range(start, len(code)):
        character = code[index]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
            if depth < 0:
                return index
        elif depth == 0 and character in "{}":
            return index
        elif depth == 0 and character == "\n" and not _is_continued(code, start, index):
            return index
    return len(code)


def _is_continued(code: str, start: int, index: int) -> bool:
    before = code[start:index].rstrip()
    if before.endswith((",", "->", ":", "=", "&", ".")) or not _KIND.search(before):
        return True
    return _CONTINUES.match(code, index) is not None


def _members(code: str, opening: int) -> list[tuple[int, str]]:
    """(offset, head) of each declaration directly inside the braces that open at `opening`."""
    members = []
    index = opening + 1
    while index < len(code):
        if code[index] == "}":
            break
        if code[index].isspace() or code[index] == ";":
            index += 1
            continue
        end = max(_head_end(code, index), index + 1)
        members.append((index, code[index:end]))
        index = _past_body(code, end) if code.startswith("{", end) else end
    return members


def _past_body(code: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index], 0)
        if depth == 0:
            return index + 1
    return len(code)
