#!/usr/bin/env python3
"""Makes the files of signatures/ and encryption/ with their verdicts. Needs xmlsec1 and Python's `cryptography`.

usage: make.py

The keys in keys/ are kept, so that signatures come out the same; what is random (ECDSA, PSS, encryption) does not.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import encrypted
import placement
import rules
from attack import Attack

HERE = Path(__file__).parent


def signatures() -> Iterator[Attack]:
    for family in (
        placement.honest,
        placement.wrapping,
        placement.identity,
        placement.elsewhere,
        placement.references,
        rules.transform,
        rules.algorithms,
        rules.structure,
        rules.key_info,
        rules.altered,
    ):
        yield from family()


def main() -> int:
    for folder, entries in (("signatures", list(signatures())), ("encryption", list(encrypted.all_cases()))):
        target = HERE / folder
        target.mkdir(exist_ok=True)
        for old in target.iterdir():
            old.unlink()
        names = [entry.name for entry in entries]
        assert len(names) == len(set(names)), "a name stands twice"
        verdicts = []
        for entry in entries:
            (target / f"{entry.name}.xml").write_text(entry.document, encoding="utf-8")
            verdicts.append({key: value for key, value in vars(entry).items() if key != "document"})
        (target / "verdicts.json").write_text(
            json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        print(f"{folder}: {len(entries)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
