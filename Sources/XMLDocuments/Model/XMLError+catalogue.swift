import Essentials

extension XMLError {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { error, meaning in
        (error.reason, error.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(XMLError, String)] = [
        (.tooLarge(bytes: 0, limit: 0), "the document has more bytes than are read"),
        (.tooDeep(limit: 0), "the document nests deeper than is read"),
        (.tooMany(limit: 0), "the document holds more elements than are read"),
        (.tagTooLong(limit: 0), "a tag has more bytes than are read"),
        (.tooManyAttributes(limit: 0), "an element has more attributes than are read"),
        (.tooManyAttributesInAll(limit: 0), "the elements of the document have more attributes than are read"),
        (.tooManyNamespaces(limit: 0), "an element has more namespace declarations in scope than are read"),
        (.nameTooLong(limit: 0), "a name has more bytes than are read"),
        (.tooMuchText(limit: 0), "the document holds more text than is read"),
        (.tooMuchMemory(limit: 0), "the document's tree takes more memory than it may"),
        (.outOfMemory, "there was no memory to read the document"),
        (.notUTF8, "the document is not in UTF-8"),
        (.declarationRefused, "the document has a document type or an entity declaration"),
        (.instructionRefused, "the document holds a processing instruction"),
        (.relativeNamespace(""), "a namespace is not an absolute URI"),
        (.duplicateIdentifier(""), "one ID stands at two elements"),
        (.emptyIdentifier, "an ID is empty"),
        (.contentRefused(""), "the document holds a kind of content that is not taken"),
        (.malformed(line: 0, ""), "the document is not well-formed XML"),
        (.severalElements(""), "there are several elements where at most one belongs"),
        (.elementInText(""), "an element stands where only text belongs"),
        (.commentInText(""), "a text is broken by a comment"),
        (.sectionInText(""), "a text is broken by a CDATA section"),
        (.notOneElement, "what stands in the place of an element is not exactly one element"),
        (.nodeOfAnotherDocument, "an element belongs to another document"),
        (.canonicalisationFailed(""), "the canonical form cannot be made"),
    ]
}
