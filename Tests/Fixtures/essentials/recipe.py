#!/usr/bin/env python3
"""Makes the tables beside this file with Python's own library: `python3 recipe.py` (3.11 or newer).

times.json   instants and dates, by datetime
json.json    verdicts on thousands of damaged JSON texts, by json with its leniencies taken out
base64.json  texts and their encodings, by base64

The random numbers have a fixed seed, so that a second run gives the same files.
"""
import base64
import datetime
import json
import pathlib
import random
import unicodedata

here = pathlib.Path(__file__).parent
dice = random.Random(20260312)
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def write(name, value):
    (here / name).write_text(json.dumps(value, indent=0, separators=(",", ":")) + "\n")


# ---- times
first = int((datetime.datetime(1, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
last = int((datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - EPOCH).total_seconds())
seconds = [first, last, -1, 0, 1, 951782399, 951782400, 951868799, 951868800, 2**31 - 1, 2**31, -(2**31), 4107542400]
for year in (1, 4, 99, 100, 400, 1600, 1700, 1900, 1999, 2000, 2024, 2100, 2400, 9999):
    for month, day in ((1, 1), (2, 28), (3, 1), (12, 31)):
        seconds.append(int((datetime.datetime(year, month, day, tzinfo=UTC) - EPOCH).total_seconds()))
seconds += [dice.randint(first, last) for _ in range(400)]
instants = []
for value in seconds:
    moment = EPOCH + datetime.timedelta(seconds=value)
    instants.append([value, f"{moment.year:04}" + moment.strftime("-%m-%dT%H:%M:%SZ"),
                     f"{moment.year:04}" + moment.strftime("%m%dT%H%M%SZ")])
offsets = []
for _ in range(200):
    moment = EPOCH + datetime.timedelta(seconds=dice.randint(0, 2**32), microseconds=dice.randint(0, 999_999))
    minutes = dice.randint(-23 * 60 - 59, 23 * 60 + 59)
    text = moment.astimezone(datetime.timezone(datetime.timedelta(minutes=minutes))).isoformat()
    assert datetime.datetime.fromisoformat(text) == moment
    delta = moment - EPOCH
    offsets.append([text, delta.days * 86400 + delta.seconds, delta.microseconds * 1000])
days = []
for year in (1900, 2000, 2023, 2024, 2100):
    for month in range(0, 14):
        for day in range(0, 33):
            try:
                datetime.date(year, month, day)
                days.append([year, month, day, True])
            except ValueError:
                days.append([year, month, day, False])
write("times.json", {"instants": instants, "offsets": offsets, "days": days})


# ---- JSON
class Number(str):
    pass


def refuse(_):
    raise ValueError("not RFC 8259")


def unique(pairs):
    names = [unicodedata.normalize("NFD", name) for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("duplicate")
    return dict(pairs)


def compact(value):
    """JSON without space; quotes, backslash, line feed escaped short, other controls and DEL as \\u00xx."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        out = ""
        for character in value:
            code = ord(character)
            if character in '"\\':
                out += "\\" + character
            elif character == "\n":
                out += "\\n"
            elif code < 0x20 or code == 0x7F:
                out += f"\\u{code:04x}"
            else:
                out += character
        return '"' + out + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(compact(name) + ":" + compact(inner) for name, inner in value.items()) + "}"
    return {True: "true", False: "false", None: "null"}[value]


def judge(text):
    try:
        decoded = text.decode("utf-8")
        value = json.loads(decoded, parse_int=Number, parse_float=Number, parse_constant=refuse,
                           object_pairs_hook=unique)
        compacted = compact(value).encode("utf-8")  # lone surrogates fail here
        return compacted.decode()
    except (ValueError, RecursionError):
        return None


seeds = [
    b'{"iss":"https://id.example.org","aud":["a","b"],"exp":1800000000,"nbf":-1.5e+3,"ok":true,"no":null}',
    '{"é":"\\u00e9\\ud83d\\ude00 ü","e\u0301x":[false,{},[],""],"\\"":"\\\\\\/\\b\\f\\n\\r\\t"}'.encode(),
    b' [ 0 , -0 , 1.0 , 12e-7 , 1E9 , { "a" : { "b" : [ ] } } ]\r\n\t',
    '"\\u0041\\uD834\\uDD1E\u007f\u2028"'.encode(), b"-12.5e10", b"true",
    '{"a":1,"b":2,"\u00e9":3,"e\u0301":4}'.encode(), b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}',
]
alphabet = [bytes([b]) for b in b'{}[]:,"\\/u0189abefntr-+.eE \t\n\r\x00\x1f\x7f\x80\xc3\xa9\xed\xff'] + [
    b"\\u", b"\\ud800", b"\\udc00", b"00", b"1.", b".5", b"NaN", b"Infinity", b"\xef\xbb\xbf", b"//", b"'", b"nul", b"//x\n"]
cases = {}
for seed in seeds:
    cases[seed] = judge(seed)
while len(cases) < 3000:
    text = bytearray(dice.choice(seeds))
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        at = dice.randint(0, len(text))
        match dice.randint(0, 3):
            case 0: text[at:at] = dice.choice(alphabet)
            case 1: del text[at:at + dice.randint(1, 3)]
            case 2: text[at:at + 1] = dice.choice(alphabet)
            case 3: text[at:at] = text[dice.randint(0, len(text)):][:dice.randint(1, 12)]
    cases[bytes(text)] = judge(bytes(text))
write("json.json", [[text.hex(), verdict] for text, verdict in cases.items()])

# ---- base64
pairs = []
for length in list(range(0, 40)) + [255, 256, 257, 1000]:
    raw = dice.randbytes(length)
    pairs.append([raw.hex(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")])
write("base64.json", pairs)
