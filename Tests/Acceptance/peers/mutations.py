"""Changes to signed documents: those that no canonical form shows, those that every one shows, and those of chance."""

import random
import re

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_SIGNATURE = re.compile(r"<(?:\w+:)?Signature[ >].*?</(?:\w+:)?Signature>", re.DOTALL)
_DECLARATION = re.compile(r"""xmlns(?::\w+)?=("[^"]*"|'[^']*')""")
_HIDDEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def neutral(text: str, chance: random.Random) -> str:
    """The same document, written otherwise."""
    hidden = _spans(_HIDDEN, text)
    tags = [span for span in _spans(_TAG, text) if not _inside(span[0], hidden)]
    for start, end in sorted(chance.sample(tags, min(len(tags), 4)), reverse=True):
        tag = text[start:end]
        name = re.match(r"<([\w:.-]+)", tag)[1]
        if tag.endswith("/>"):
            tag = chance.choice([f"{tag[:-2]} />", f"{tag[:-2]}></{name}>", tag])
        else:
            tag = chance.choice([f"{tag[:-1]} >", f"{tag[:-1]}\n>", tag])
        text = text[:start] + tag + text[end:]
    if chance.random() < 0.3:
        # Every line end is read as one line feed (XML 1.0 §2.11), also within base64.
        text = text.replace("\n", chance.choice(["\r\n", "\r"]))
    return chance.choice(["", '<?xml version="1.0"?>\n', "<?xml version='1.0' encoding='utf-8'?>"]) + text


def breaking(text: str, start: int, end: int, chance: random.Random) -> str:
    """The document with something else in what is signed, which stands between these positions."""
    body = text[start:end]
    # A declaration that no name uses is in no exclusive form.
    outside = _spans(_SIGNATURE, body) + _spans(_HIDDEN, body) + _spans(_DECLARATION, body)
    letters = [
        position
        for position, character in enumerate(body)
        if character.isascii() and character.isalnum() and not _inside(position, outside)
        and not _in_reference(body, position)
    ]  # fmt: skip
    kind = chance.randint(0, 5)
    if kind <= 2:
        position = chance.choice(letters)
        other = {"z": "a", "Z": "A", "9": "0"}.get(body[position]) or chr(ord(body[position]) + 1)
        body = body[:position] + other + body[position + 1 :]
    elif kind == 3:
        signature = _SIGNATURE.search(body)
        values = list(re.finditer(r"Value>([A-Za-z0-9+/]{16})", signature[0]))
        place = signature.start() + chance.choice(values).start(1) + chance.randint(0, 15)
        body = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
    else:
        tags = [span for span in _spans(_TAG, body) if not _inside(span[0], outside)]
        begin, finish = chance.choice(tags)
        tag = body[begin:finish]
        is_empty = tag.endswith("/>")
        if kind == 4:
            tag = f'{tag[:-2]} added="1"/>' if is_empty else f'{tag[:-1]} added="1">'
        else:
            tag += "text" if is_empty else "<added/>"
        body = body[:begin] + tag + body[finish:]
    return text[:start] + body + text[end:]


def _in_reference(body: str, position: int) -> bool:
    """Whether it stands in a character reference, where another letter may mean the same or nothing."""
    ampersand = body.rfind("&", max(0, position - 9), position)
    return ampersand >= 0 and ";" not in body[ampersand:position]


def chaotic(data: bytes, chance: random.Random) -> bytes:
    """The document with any byte taken away, doubled, or made another."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 2)):
        position = chance.randrange(len(out))
        kind = chance.randint(0, 2)
        if kind == 0:
            del out[position]
        elif kind == 1:
            out.insert(position, chance.choice(b" <>/&\"'=a\x00\xff:#"))
        else:
            out[position] ^= 1 << chance.randint(0, 7)
    return bytes(out)
