"""One attack with its verdicts, and the signed messages that the attacks start from.

A verdict is a reason of refusal, or `verified`; an element is named by its ID. `parse` names why the document is not
read at all. Nothing that says `mallory` may ever stand inside a verified element.
"""

import base64
import hashlib
from dataclasses import dataclass, field

from templates import (
    ENVELOPED,
    EXCLUSIVE,
    assertion,
    method,
    prefix_list,
    reference,
    response,
    sign,
    template,
)


@dataclass
class Attack:
    """One file."""

    name: str
    what: str
    document: str
    elements: dict[str, str] = field(default_factory=dict)
    parse: str | None = None
    switches: list[str] = field(default_factory=list)


def signed_response(**parts: str) -> str:
    """A response that is signed, around an assertion that is not."""
    return sign(response("_r", assertion("_a", "alice"), template(reference("#_r"), **parts)))


def signed_assertion(**parts: str) -> str:
    """An assertion that is signed."""
    return sign(assertion("_a", "alice", template(reference("#_a"), **parts)))


def response_with(signature: str, name: str = "alice") -> str:
    """A response with any signature, filled by xmlsec1."""
    return sign(response("_r", assertion("_a", name), signature))


def unfilled(references: str, **parts: str) -> str:
    """A response with a signature whose values are some: it is refused before they are looked at."""
    some = base64.b64encode(hashlib.sha256(b"some").digest()).decode()
    signature = template(references, **parts).replace("<ds:DigestValue>", f"<ds:DigestValue>{some}")
    return response(
        "_r",
        assertion("_a", "alice"),
        signature.replace("<ds:SignatureValue>", f"<ds:SignatureValue>{some * 4}".replace("=", "")),
    )


def prefixes(count: int) -> str:
    """Transforms with a list of this many prefixes."""
    names = " ".join(f"p{number}" for number in range(count))
    return (
        "<ds:Transforms>"
        + method("Transform", ENVELOPED)
        + method("Transform", EXCLUSIVE, prefix_list(names))
        + "</ds:Transforms>"
    )
