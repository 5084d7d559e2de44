"""Messages of the full size that are made to cost their reader time, and variations of them."""

import random
from dataclasses import dataclass, field, replace

#: As many bytes as a message may have.
SIZE = 524_288


@dataclass(frozen=True)
class Recipe:
    """A root with what it declares, elements nested in it, and a unit in the midst again and again."""

    declared: int = 0
    uri: int = 8
    depth: int = 0
    #: attributes of each nested element, each under another of the declared prefixes
    nested_attributes: int = 0
    #: `xml:` attributes of each nested element, which an inclusive form inherits
    inherited: int = 0
    #: namespaces that each unit declares for itself, under the names of the prefix list
    own: int = 0
    attributes: int = 0
    #: how many prefixes the attributes of a unit take in turn; none: no prefix
    prefixes: int = 0
    name: int = 1
    value: str = ""
    text: str = ""
    #: default namespaces that units set and take away in turn
    toggles: bool = False
    #: signed elements: `ID` on elements where SAML's schemas have it
    identified: bool = False
    count: int = 9_900

    def document(self) -> str:
        declared = "".join(f' xmlns:p{number}="u:{"x" * self.uri}{number}"' for number in range(self.declared))
        nested = "".join(f" p{self.declared - 1 - number % max(1, self.declared)}:a{number}=''" for number in range(self.nested_attributes if self.declared else 0))
        inherited = "".join(f" xml:a{number}=''" for number in range(self.inherited))
        head = f'<r{declared}>' + f"<d{nested}{inherited}>" * self.depth
        tail = "</d>" * self.depth + "</r>"
        return head + self._units(SIZE - len(head.encode()) - len(tail.encode())) + tail

    def _units(self, room: int) -> str:
        first = self._unit(0)
        fits = min(self.count, room // len(first.encode()))
        if not self.identified and not self.toggles:
            return first * fits
        units, used = [], 0
        for number in range(fits):
            unit = self._unit(number)
            used += len(unit.encode())
            if used > room:
                break
            units.append(unit)
        return "".join(units)

    def _unit(self, number: int) -> str:
        own = "".join(f' xmlns:q{index}="u:{"y" * self.uri}{index}"' for index in range(self.own))
        name = "n" * self.name
        listed = "".join(
            f" {f'p{self.declared - 1 - index % self.prefixes}:' if self.prefixes and self.declared else ''}{name}{index}='{self.value}'"
            for index in range(self.attributes)
        )
        toggle = (' xmlns="u:a"' if number % 2 else ' xmlns=""') if self.toggles else ""
        if self.identified:
            return f'<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="i{number}"{own}{listed}>{self.text}</Assertion>'
        if self == replace(self, own=0, attributes=0, toggles=False) and self.text:
            return self.text
        return f"<e{toggle}{own}{listed}>{self.text}</e>"

    def varied(self, chance: random.Random) -> "Recipe":
        """Another recipe, by one or two of its parts."""
        changed = self
        for _ in range(chance.randint(1, 2)):
            part, choices = chance.choice(list(CHOICES.items()))
            changed = replace(changed, **{part: chance.choice(choices)})
        return changed


CHOICES = {
    "declared": [0, 2, 16, 30, 32], "uri": [1, 8, 100, 480], "depth": [0, 10, 40, 61], "nested_attributes": [0, 1, 10, 30],
    "inherited": [0, 1, 20, 60], "own": [0, 1, 4, 16, 30], "attributes": [0, 1, 2, 8, 30, 60], "prefixes": [0, 1, 2, 30],
    "name": [1, 20, 200], "value": ["", "a", "&amp;", "&#9;" * 30, "é" * 40],
    "text": ["", "x", "&lt;", "&#13;", "<a/>", "<!-- -->", "x<![CDATA[>]]>", "<a/>x", "é" * 20, ">" * 100], "toggles": [False, True],
    "identified": [False, True], "count": [500, 3_000, 5_000, 9_900, 100_000],
}  # fmt: skip

FAMILIES = [
    Recipe(), Recipe(depth=61), Recipe(declared=32, depth=61, nested_attributes=30), Recipe(depth=61, inherited=60),
    Recipe(own=1, uri=480), Recipe(own=16), Recipe(own=30), Recipe(attributes=60), Recipe(attributes=60, name=200),
    Recipe(declared=32, attributes=30, prefixes=30, uri=480), Recipe(declared=32, attributes=2, prefixes=2, depth=61),
    Recipe(attributes=1, value="&amp;"), Recipe(attributes=1, value="&#9;" * 30), Recipe(toggles=True), Recipe(identified=True),
    Recipe(identified=True, own=16), *(Recipe(text=text, count=100_000) for text in CHOICES["text"] if text),
]  # fmt: skip
