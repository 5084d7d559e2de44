"""Writes others.json: generated documents and the canonical forms that other implementations give them."""

import json
import random
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from lxml import etree

NAMESPACES = ["urn:a", "urn:b", "http://example.org/c", "urn:oasis:names:tc:SAML:2.0:assertion"]
PREFIXES = ["", "a", "b", "saml", "z"]
TEXTS = ["x", " ", "\n", "\t", "&#13;", "&#10;", "&#9;", "&lt;", "&gt;", "&amp;", "é", "\U0001f600", "<![CDATA[<&>]]>"]
VALUES = ["x", " ", "&#13;", "&#10;", "&#9;", "&lt;", "&amp;", "&quot;", "'", "é", ">"]


def element(rng: random.Random, depth: int, outer: dict[str, str]) -> str:
    scope = dict(outer)
    parts = {}
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        prefix = rng.choice(PREFIXES)
        scope[prefix] = "" if prefix == "" and rng.random() < 0.3 else rng.choice(NAMESPACES)
        parts["xmlns" + (":" + prefix if prefix else "")] = scope[prefix]
    bound = sorted(prefix for prefix in scope if prefix)
    taken = set()
    for _ in range(rng.choice([0, 1, 2, 4])):
        prefix = rng.choice(["", *bound])
        name = rng.choice(["x", "y", "ID", "B"])
        space = scope[prefix] if prefix else ""
        if (space, name) not in taken:
            taken.add((space, name))
            parts[(prefix + ":" if prefix else "") + name] = "".join(rng.choices(VALUES, k=rng.randrange(4)))
    listed = list(parts.items())
    rng.shuffle(listed)
    prefix = rng.choice(["", *bound])
    name = (prefix + ":" if prefix else "") + rng.choice(["e", "f"])
    content = ""
    for _ in range(rng.choice([0, 1, 2, 3])):
        kind = rng.randrange(6)
        if kind < 3 and depth < 6:
            content += element(rng, depth + 1, scope)
        elif kind == 3:
            content += "<!-- a comment -->"
        else:
            content += "".join(rng.choices(TEXTS, k=rng.randrange(1, 4)))
    tag = name + "".join(f' {key}="{value}"' for key, value in listed)
    return f"<{tag}>{content}</{name}>"


def path_of(node: etree._Element) -> list[int]:
    path = []
    while (parent := node.getparent()) is not None:
        path.insert(0, [child for child in parent if isinstance(child.tag, str)].index(node))
        node = parent
    return path


def cases(seed: int) -> list[dict]:
    rng = random.Random(seed)
    document = element(rng, 1, {})
    root = etree.fromstring(document)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    made = []
    for _ in range(2):
        node = rng.choice(nodes)
        comments = rng.random() < 0.5
        prefixes = rng.choice([[], [], ["a"], ["#default", "saml"], ["b", "z", "none"]])
        text = etree.tostring(
            node, method="c14n", exclusive=True, with_comments=comments, with_tail=False,
            inclusive_ns_prefixes=["" if name == "#default" else name for name in prefixes] or None,
        )
        made.append(case(document, path_of(node), "exclusive", comments, prefixes, text))
    comments = rng.random() < 0.5
    text = etree.tostring(root, method="c14n", exclusive=True, with_comments=comments)
    agreed = ElementTree.canonicalize(document, with_comments=comments).encode() == text
    made.append(case(document, [], "exclusive", comments, [], text) | {"agreed": agreed})
    text = etree.tostring(root, method="c14n", exclusive=False, with_comments=comments)
    made.append(case(document, [], "inclusive", comments, [], text))
    return made


def case(document: str, path: list[int], form: str, comments: bool, prefixes: list[str], text: bytes) -> dict:
    return {
        "document": document, "path": path, "form": form, "comments": comments, "prefixes": prefixes,
        "expected": text.decode(),
    }


def main() -> None:
    made = [case for seed in range(100) for case in cases(seed)]
    print(len(made), "cases;", sum(case.get("agreed", False) for case in made), "of 100 agreed")
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in made)
    (Path(__file__).parent / "others.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


main()
