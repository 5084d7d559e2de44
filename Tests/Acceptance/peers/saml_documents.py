"""Documents as identity providers might write them, and as none would: every choice that canonicalisation must even out."""

import random
from dataclasses import dataclass, field

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
XS = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

_WORDS = ["alice", "Ärzte", "日本語", "a b", " lead", "tail ", "", "0", "x&y", "<tag>", "]]", "\u00a0", "😀", "e\u0301", "tab\there", "two\nlines", 'qu"ote', "apo's", "cr\rhere", "\u2028", "-", "&amp;"]  # fmt: skip


@dataclass
class Profile:
    """How a document is signed."""

    target: str  # "response", "assertion" or "both"
    algorithm: str
    digest: str
    canonical: str
    transform: str
    prefixes: list[str] = field(default_factory=list)
    info_prefixes: list[str] = field(default_factory=list)

    @property
    def is_elliptic(self) -> bool:
        return "ecdsa" in self.algorithm

    @property
    def uses_sha1(self) -> bool:
        return self.algorithm.endswith("sha1") or self.digest.endswith("sha1")

    @property
    def is_inclusive(self) -> bool:
        return INCLUSIVE in (self.canonical.removesuffix("#WithComments"), self.transform.removesuffix("#WithComments"))

    @property
    def refusal(self) -> str | None:
        """Why it is refused where no switch is set; one that has both faults may be refused for either."""
        if self.uses_sha1:
            return "signature-sha1-refused"
        return "signature-inclusive-canonicalisation-refused" if self.is_inclusive else None


class Documents:
    """A stream of documents; the same seed gives the same."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.number = 0

    def profile(self) -> Profile:
        """Any profile that xmlsec1 can sign and that some switch here takes."""
        choose = self.random.choice
        more = "http://www.w3.org/2001/04/xmldsig-more#"
        algorithm = choose(
            [more + "rsa-sha256"] * 3 + [more + "rsa-sha384", more + "rsa-sha512", DS + "rsa-sha1"]
            + [more + f"ecdsa-sha{size}" for size in (256, 384, 512)]
        )  # fmt: skip
        digest = choose(
            ["http://www.w3.org/2001/04/xmlenc#sha256"] * 3
            + [more + "sha384", "http://www.w3.org/2001/04/xmlenc#sha512", DS + "sha1"]
        )
        forms = [EXCLUSIVE] * 5 + [EXCLUSIVE + "WithComments", INCLUSIVE, INCLUSIVE + "#WithComments"]
        some = ["saml", "samlp", "xs", "xsi", "a", "b", "#default", "ds", "nowhere", "xml", "xmlns"]
        return Profile(
            target=choose(["response", "assertion", "both"]),
            algorithm=algorithm,
            digest=digest,
            canonical=choose(forms),
            transform=choose(forms),
            prefixes=self.random.sample(some, self.random.randint(0, 4)) if self.random.random() < 0.4 else [],
            info_prefixes=self.random.sample(some, 2) if self.random.random() < 0.2 else [],
        )

    def document(self, profile: Profile | None) -> tuple[str, str, str]:
        """A document with templates of signatures, and the IDs of its response and its assertion."""
        self.number += 1
        response, assertion = f"_r{self.number}", f"_a{self.number}"
        return _Writer(self.random, profile, response, assertion).response(), response, assertion


class _Writer:
    def __init__(self, chance: random.Random, profile: Profile | None, response: str, assertion: str):
        self.chance = chance
        self.profile = profile
        self.ids = {"response": response, "assertion": assertion}
        # The default namespace serves the protocol, the assertions, or nobody.
        self.protocol = chance.choice(["samlp", "saml2p", "p", ""])
        self.assertion = chance.choice(["saml", "saml2", "a"] + ([""] if self.protocol else []))
        self.declares_all = chance.random() < 0.5

    def response(self) -> str:
        declared = {self.protocol: SAMLP}
        if self.declares_all and self.assertion:
            declared[self.assertion] = SAML
        for prefix, uri in {"xs": XS, "xsi": XSI, "a2": "urn:example:a", "b": "urn:example:b"}.items():
            if self.chance.random() < 0.4:
                declared[prefix] = uri
        status = self.element(self.protocol, "Status", [], self.element(self.protocol, "StatusCode", [("Value", "urn:oasis:names:tc:SAML:2.0:status:Success")], ""))  # fmt: skip
        content = self.issuer(declared) + self.signature("response") + self.space() + status + self.space()
        if self.chance.random() < 0.2:
            content += "<!-- between -->"
        content += self.saml_assertion(declared) + self.space()
        attributes = [
            ("ID", self.ids["response"]),
            ("Version", "2.0"),
            ("Destination", "https://sp.example/acs?a=1&b=2"),
        ]
        if self.chance.random() < 0.2:
            attributes.append(("xml:lang", "de"))
        return self.element(self.protocol, "Response", attributes, content, declared)

    def issuer(self, declared: dict[str, str]) -> str:
        return self.element(self.assertion, "Issuer", [], self.text("https://idp.example"), self.missing(declared))

    def missing(self, declared: dict[str, str]) -> dict[str, str]:
        known = declared.get(self.assertion) == SAML
        return {} if known and self.chance.random() < 0.8 else {self.assertion: SAML}

    def saml_assertion(self, around: dict[str, str]) -> str:
        own = self.missing(around)
        declared = around | own
        name = self.element(
            self.assertion, "NameID", [("Format", "urn:x"), ("SPNameQualifier", 'a"b')], self.text(self.word())
        )
        subject = self.element(self.assertion, "Subject", [], name)
        content = self.issuer(declared) + self.signature("assertion") + self.space() + subject
        values = "".join(self.attribute(declared) for _ in range(self.chance.randint(0, 4)))
        content += self.element(self.assertion, "AttributeStatement", [], values)
        attributes = [("ID", self.ids["assertion"]), ("Version", "2.0")]
        if self.chance.random() < 0.2:
            attributes.append(("xml:space", "preserve"))
        return self.element(self.assertion, "Assertion", attributes, content, own)

    def attribute(self, declared: dict[str, str]) -> str:
        values = "".join(self.value(declared) for _ in range(self.chance.randint(0, 3)))
        return self.element(self.assertion, "Attribute", [("Name", self.word()), ("FriendlyName", self.word())], values)

    def value(self, declared: dict[str, str]) -> str:
        attributes, own = [], {}
        if self.chance.random() < 0.4:
            own = {prefix: uri for prefix, uri in (("xs", XS), ("xsi", XSI)) if declared.get(prefix) != uri}
            attributes.append(("xsi:type", "xs:string"))
        return self.element(self.assertion, "AttributeValue", attributes, self.content(declared | own), own)

    def content(self, declared: dict[str, str]) -> str:
        kind = self.chance.randint(0, 6)
        if kind == 0:
            return f"<![CDATA[{self.word().replace(chr(13), '')}]]>" + self.text(self.word())
        if kind == 1:
            return self.text(self.word()) + "<!-- a comment & more -->" + self.text(self.word())
        if kind == 2:
            return '<x xmlns=""><y xmlns="urn:example:y" z="1"/></x>' if self.assertion else "<x/>"
        if kind == 3:
            return (
                '<b:x xmlns:b="urn:example:b2" b:z="2" a="1" xmlns:a="urn:example:a" a:z="1"><a:y/>'
                '<b:y xmlns:b="urn:example:b"/></b:x>'
            )
        if kind == 4 and declared.get("b"):
            return '<b:x b:y="z"><b:x xmlns:b="urn:example:b"/></b:x>'
        return self.text(self.word())

    def word(self) -> str:
        return self.chance.choice(_WORDS)

    def space(self) -> str:
        return self.chance.choice(["", "", "\n  ", " "])

    def text(self, text: str) -> str:
        out = ""
        for character in text:
            if character == "\r" or (character in "é日😀&<" and self.chance.random() < 0.5):
                out += f"&#{ord(character)};" if self.chance.random() < 0.5 else f"&#x{ord(character):X};"
            else:
                out += {"&": "&amp;", "<": "&lt;", ">": self.chance.choice([">", "&gt;"])}.get(character, character)
        return out.replace("]]>", "]]&gt;")

    def element(
        self,
        prefix: str,
        name: str,
        attributes: list[tuple[str, str]],
        content: str,
        declared: dict[str, str] | None = None,
    ) -> str:
        tag = f"{prefix}:{name}" if prefix else name
        written = [(f"xmlns:{key}" if key else "xmlns", value) for key, value in (declared or {}).items()] + attributes
        self.chance.shuffle(written)
        head = tag
        for key, value in written:
            quote = self.chance.choice("\"'")
            value = (
                value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(quote, f"&#{ord(quote)};")
            )
            value = value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
            head += f"{self.chance.choice([' ', '  ', chr(10)])}{key}={quote}{value}{quote}"
        if not content and self.chance.random() < 0.5:
            return f"<{head}/>"
        return f"<{head}>{content}</{tag}>"

    def signature(self, place: str) -> str:
        profile = self.profile
        if profile is None or profile.target not in (place, "both"):
            return ""
        prefix = self.chance.choice(["ds", "dsig", ""])
        colon = f"{prefix}:" if prefix else ""
        declaration = f'xmlns:{prefix}="{DS}"' if prefix else f'xmlns="{DS}"'
        space = self.space()
        comment = "<!-- counted or not -->" if self.chance.random() < 0.2 else ""

        def named(element: str, uri: str, names: list[str]) -> str:
            inner = f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{" ".join(names)}"/>' if names else ""
            return f'{space}<{colon}{element} Algorithm="{uri}">{inner}</{colon}{element}>'

        own = profile.info_prefixes if profile.canonical.startswith(EXCLUSIVE) else []
        steps = profile.prefixes if profile.transform.startswith(EXCLUSIVE) else []
        enveloped = DS + "enveloped-signature"
        return (
            f"<{colon}Signature {declaration}>{space}<{colon}SignedInfo>"
            f"{named('CanonicalizationMethod', profile.canonical, own)}{comment}{named('SignatureMethod', profile.algorithm, [])}"
            f'<{colon}Reference URI="#{self.ids[place]}">{space}<{colon}Transforms>{named("Transform", enveloped, [])}'
            f"{named('Transform', profile.transform, steps)}</{colon}Transforms>"
            f"{named('DigestMethod', profile.digest, [])}<{colon}DigestValue/></{colon}Reference></{colon}SignedInfo>{space}"
            f"<{colon}SignatureValue/>{space}</{colon}Signature>"
        )
