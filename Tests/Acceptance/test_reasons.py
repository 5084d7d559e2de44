"""`sallyport inspect reasons`: programs hold on to the codes, so that none may be missing from the list."""

import re
from pathlib import Path

import pytest

from peers.sallyport import call

SOURCES = Path(__file__).resolve().parents[2] / "Sources"
#: The rooms whose refusals `inspect` tells.
ROOMS = ["JOSE", "SAML", "XMLDocuments", "XMLSecurity"]
KEBAB = r"[a-z0-9]+(?:-[a-z0-9]+)+"


def reason_blocks(text: str) -> list[str]:
    """The bodies of `var reason` and the like."""
    found = []
    for match in re.finditer(r"(?:var reason: String|var facts: \(reason: String, clause: String\?\)) \{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append(text[match.end() : end])
    return found


def codes_in(text: str) -> set[str]:
    """Every code that a source file can give as a reason."""
    codes = set()
    for body in reason_blocks(text):
        codes |= set(re.findall(rf'"({KEBAB})"', body))
    for owner, body in re.findall(r"enum (\w+): String, (?:ReasonCode|Sendable, Hashable, CaseIterable) \{(.*?)\n(?:\}|    \})", text, re.S):
        if owner in {"Code", "Kind"}:
            codes |= set(re.findall(rf'case \w+ = "({KEBAB})"', body))
    return codes


@pytest.mark.parametrize("room", ROOMS)
def test_no_reason_is_missing(room: str):
    """Whoever looks a code up that a refusal carries finds it, with its clause and its meaning."""
    listed = {entry["reason"]: entry for entry in call("inspect", "reasons", "--json").json["reasons"]}
    assert len(listed) > 150
    known = set()
    for file in sorted((SOURCES / room).rglob("*.swift")):
        known |= codes_in(file.read_text())
    assert len(known) > 15, f"the scan found only {sorted(known)}"
    assert known - set(listed) == set()
    for entry in listed.values():
        assert re.fullmatch(KEBAB, entry["reason"]), entry
        assert entry["clause"] and entry["meaning"][0].islower() and not entry["meaning"].endswith("."), entry


def test_the_scan_finds_a_code_that_was_forgotten():
    """A scan that finds nothing would let everything pass."""
    text = 'enum NewRefusal: Reportable {\n    public var reason: String {\n        switch self {\n        case .odd: "a-new-code"\n        }\n    }\n}\n'
    assert codes_in(text) == {"a-new-code"}
    text = 'enum Code: String, ReasonCode {\n        case odd = "another-code"\n\n    var clause: String { "" }\n    }\n'
    assert codes_in(text) == {"another-code"}
