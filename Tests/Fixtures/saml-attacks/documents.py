"""What is not wrong with a signature but with the XML: two readers see two things, or one reader never ends."""

from messages import SAML, assertion, by_id, evil, parse, place, response, sign, signature, signed_assertion, text
from world import ADMIN, MALLORY, Case

#: MALLORY may be told apart from this by a reader that stops at the comment
SPLIT = f"{ADMIN}<!---->.attacker.example"


def doctype(declaration: str, message: str) -> str:
    return f"<!DOCTYPE {declaration}>{message}"


def comment_added_later() -> str:
    """C14N without comments does not see the comment, so that the signature over the whole name still verifies."""
    honest = signed_assertion(name_id=f"{ADMIN}.attacker.example")
    return honest.replace(f"{ADMIN}.attacker.example", SPLIT)


def attribute_defaults() -> str:
    """The signed assertion loses its `ID`, and the forged one is given it by the document type."""
    forged = evil("_assertion-1").replace(' ID="_assertion-1"', "", 1)
    return doctype('samlp:Response [<!ATTLIST saml:Assertion ID CDATA "_assertion-1">]', response(forged))


def entities() -> str:
    levels = "".join(f'<!ENTITY e{level} "{"".join([f"&e{level - 1};"] * 10)}">' for level in range(1, 10))
    message = response(assertion(name_id="NAME")).replace("NAME", "&e9;")
    return doctype(f'samlp:Response [<!ENTITY e0 "ha">{levels}]', message)


def entity_in_name() -> str:
    """Parser differential of the ruby-saml kind (CVE-2025-25291): one reader resolves the entity, one drops it."""
    message = signed_assertion(name_id=f"{ADMIN}.attacker.example").replace(".attacker.example", "&drop;", 1)
    return doctype('samlp:Response [<!ENTITY drop ".attacker.example">]', message)


def external_entity(identifier: str) -> str:
    message = response(assertion(name_id="NAME")).replace("NAME", "&file;")
    return doctype(f"samlp:Response [<!ENTITY file {identifier}>]", message)


def relative_namespace() -> str:
    """libxml2's C14N fails for a relative namespace; who digests the nothing that comes back has a digest for all."""
    nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    forged = parse(response(evil("_assertion-1").replace("<saml:Subject>", '<saml:Subject xmlns:n="1">', 1)))
    place(by_id(forged, "_assertion-1"), signature(by_id(forged, "_assertion-1"), digest_value=nothing))
    return text(forged)


def relative_default_namespace() -> str:
    return signed_assertion().replace("<samlp:Status>", '<samlp:Status xmlns="../relative">', 1)


def redefined_prefix() -> str:
    """The `saml` prefix means something else from the subject on, for readers that look at prefixes."""
    forged = assertion(name_id=ADMIN).replace("<saml:Subject>", '<saml:Subject xmlns:saml="urn:example:other">', 1)
    return sign(response(forged))


def foreign_assertion() -> str:
    """The forged assertion is of another namespace than the signed one behind it."""
    forged = evil().replace(SAML, "urn:oasis:names:tc:SAML:1.0:assertion", 1)
    return signed_assertion().replace("<saml:Assertion", forged + "<saml:Assertion", 1)


def foreign_signature() -> str:
    """The signature is of a namespace that looks like the right one."""
    return signed_assertion().replace("2000/09/xmldsig#", "2000/09/xmldsig")


def foreign_root() -> str:
    """A SAML 1.1 response around a signed SAML 2.0 assertion."""
    return signed_assertion().replace("urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:1.0:protocol")


def deep() -> str:
    nested = '<x:a xmlns:x="urn:example:x">' + "<x:a>" * 80 + "</x:a>" * 80 + "</x:a>"
    return response(assertion(), extensions=nested)


def wide() -> str:
    attributes = " ".join(f'a{number}="1"' for number in range(40_000))
    return response(assertion(), extensions=f'<x:a xmlns:x="urn:example:x" {attributes}/>')


def many_attributes() -> str:
    attributes = " ".join(f'a{number}="1"' for number in range(100))
    return response(assertion(), extensions=f'<x:a xmlns:x="urn:example:x" {attributes}/>')


def many_attributes_in_all() -> str:
    attributes = " ".join(f'a{number}="{"x" * 9}"' for number in range(63))
    return response(assertion(), extensions='<x:a xmlns:x="urn:example:x">' + f"<x:b {attributes}/>" * 330 + "</x:a>")


def many_namespaces() -> str:
    opened = "".join(f'<x:a xmlns:x="urn:example:x" xmlns:n{level}="urn:example:{level}">' for level in range(50))
    return response(assertion(), extensions=opened + "</x:a>" * 50)


def many_elements() -> str:
    return response(assertion(), extensions='<x:a xmlns:x="urn:example:x">' + "<x:b/>" * 12_000 + "</x:a>")


def cases() -> list[Case]:
    def case(name: str, family: str, message: str | bytes, reason: str, why: str) -> Case:
        return Case(name, family, why, message.encode() if isinstance(message, str) else message, reason)

    good = signed_assertion()
    dtd = "xml-document-type-refused"
    return [
        case("comment-in-name-id", "text", comment_added_later(), "xml-comment-in-text", "a comment cuts the signed name short for who reads the first text only"),
        case("comment-signed-in-name-id", "text", signed_assertion(name_id=SPLIT), "xml-comment-in-text", "the provider itself let a comment into a name"),
        case("cdata-in-name-id", "text", signed_assertion(name_id=f"<![CDATA[{ADMIN}]]>.attacker.example"), "xml-cdata-in-text", "a CDATA section cuts the name short for who reads one node only"),
        case("instruction-in-name-id", "text", signed_assertion(name_id=f"{ADMIN}<?x y?>.attacker.example"), "xml-processing-instruction-refused", "a processing instruction cuts the name short"),
        case("element-in-name-id", "text", signed_assertion(name_id=f"{ADMIN}<saml:b/>.attacker.example"), "xml-element-in-text", "an element cuts the name short"),
        case("comment-in-audience", "text", signed_assertion(audience="https://gateway.example.net/saml/corp/metadata<!---->.attacker.example"), "xml-comment-in-text", "the audience is another service's, but for a comment"),
        case("comment-in-issuer", "text", signed_assertion(issuer="https://idp.example.org/saml<!---->.attacker.example"), "xml-comment-in-text", "the issuer is another provider, but for a comment"),
        case("comment-in-attribute", "text", signed_assertion(groups=("admins<!---->-of-nothing",)), "xml-comment-in-text", "a group is another one, but for a comment"),
        case("doctype", "doctype", doctype("samlp:Response", good), dtd, "a document type by itself"),
        case("doctype-attribute-defaults", "doctype", attribute_defaults(), dtd, "the document type gives the forged assertion the signed one's ID"),
        case("doctype-entities", "doctype", entities(), dtd, "a billion laughs"),
        case("doctype-entity-in-name", "doctype", entity_in_name(), dtd, "an entity in a signed name is resolved by one reader and dropped by another (ruby-saml, CVE-2025-25291)"),
        case("doctype-external-file", "doctype", external_entity('SYSTEM "file:///etc/hostname"'), dtd, "an entity that reads a file of the service provider's"),
        case("doctype-external-url", "doctype", external_entity('SYSTEM "http://169.254.169.254/latest/meta-data/"'), dtd, "an entity that asks the cloud's metadata service"),
        case("doctype-external-subset", "doctype", doctype('samlp:Response SYSTEM "https://attacker.example/x.dtd"', good), dtd, "a document type elsewhere"),
        case("undeclared-entity", "doctype", signed_assertion(name_id="NAME").replace("NAME", "&admin;"), "xml-malformed", "an entity that nobody declared"),
        case("relative-namespace", "canonicalisation", relative_namespace(), "xml-relative-namespace", "C14N fails, and the digest is that of nothing"),
        case("relative-default-namespace", "canonicalisation", relative_default_namespace(), "xml-relative-namespace", "C14N of the response would fail"),
        case("redefined-prefix", "namespace", redefined_prefix(), "saml-structure-refused", "the prefix of SAML means another namespace inside the assertion"),
        case("foreign-assertion", "namespace", foreign_assertion(), "saml-structure-refused", "an assertion of another namespace stands before the signed one"),
        case("foreign-signature", "namespace", foreign_signature(), "saml-nothing-signed", "the signature is of a namespace that only looks right"),
        case("foreign-root", "namespace", foreign_root(), "saml-not-a-response", "the response is of another version's namespace"),
        case("latin-1", "encoding", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + good.replace(MALLORY, "mallor\u00ff@example.org").encode("latin-1"), "xml-not-utf8", "an encoding in which bytes mean other characters"),
        case("utf-16", "encoding", good.encode("utf-16"), "xml-not-utf8", "an encoding that byte filters do not read"),
        case("utf-7", "encoding", b'<?xml version="1.0" encoding="UTF-7"?>' + good.encode(), "xml-not-utf8", "an encoding in which markup can hide"),
        case("nul-character", "encoding", good.replace(MALLORY, f"{ADMIN}&#0;"), "xml-malformed", "a NUL ends the name for a reader written in C"),
        case("several-roots", "encoding", good + good, "xml-malformed", "two documents, of which two readers may take two"),
        case("empty", "encoding", "", "xml-malformed", "nothing"),
        case("xml-1-1", "encoding", '<?xml version="1.1"?>' + good, "xml-content-refused", "another version of XML, with other ends of lines"),
        case("id-empty", "duplicate-id", good.replace('ID="_response-1"', 'ID=""'), "xml-empty-id", "an ID that every empty reference names"),
        case("name-long", "size", response(assertion(), extensions=f'<x:{"a" * 300} xmlns:x="urn:example:x"/>'), "xml-name-too-long", "a name of 300 letters"),
        case("oversize", "size", good + f"<!--{'A' * 530_000}-->", "saml-response-too-large", "more than a response has"),
        case("deeply-nested", "size", deep(), "xml-too-deep", "elements nested until a reader's stack ends"),
        case("attributes-by-thousands", "size", wide(), "xml-too-many-attributes", "40,000 attributes, which are compared with each other"),
        case("tag-long", "size", response(assertion(), extensions=f'<x:a xmlns:x="urn:example:x" a="{"A" * 20_000}"/>'), "xml-tag-too-long", "a tag of 20,000 bytes"),
        case("attributes-by-hundreds", "size", many_attributes(), "xml-too-many-attributes", "100 attributes of one element"),
        case("attributes-in-all", "size", many_attributes_in_all(), "xml-too-many-attributes-in-all", "20,790 attributes, each few to its element"),
        case("namespaces", "size", many_namespaces(), "xml-too-many-namespaces", "50 nested namespace declarations, which C14N sorts again and again"),
        case("elements", "size", many_elements(), "xml-too-many-elements", "12,000 elements"),
    ]  # fmt: skip
