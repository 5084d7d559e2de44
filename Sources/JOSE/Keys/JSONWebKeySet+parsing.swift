internal import Essentials

extension JSONWebKeySet {
    /// The most keys that a set may have.
    public static let maximumKeys = 100

    /// Reads a set of keys (RFC 7517 §5). A key that may not be used is left out and named; its siblings stay.
    ///
    /// - Throws: `KeySetError` for malformed JSON, duplicate members, more than 100 keys, or a symmetric key
    ///   in a set from an address.
    public init(parsing bytes: [UInt8], from source: Source) throws(KeySetError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(parsing: bytes, limits: .document)
        } catch { throw .notJSON(error) }
        guard let member = object["keys"] else { throw .keysMissing }
        guard case .array(let elements) = member else { throw .keysMalformed(member.kind) }
        guard elements.count <= JSONWebKeySet.maximumKeys else { throw .tooManyKeys(elements.count) }

        if source == .fetched, let index = elements.firstIndex(where: { JSONWebKeySet.isSymmetric($0) }) {
            throw .symmetricKey(index: index)
        }
        // Beside public keys a secret invites the verifier to take one for the other (RFC 8725 §2.1).
        let isMixed =
            elements.contains { JSONWebKeySet.isSymmetric($0) }
            && !elements.allSatisfy { JSONWebKeySet.isSymmetric($0) }

        var usable: [(index: Int, key: JSONWebKey)] = []
        var omitted: [OmittedKey] = []
        for (index, element) in elements.enumerated() {
            do throws(KeyDefect) {
                guard case .object(let members) = element else { throw .notAnObject(element.kind) }
                if isMixed, JSONWebKeySet.isSymmetric(element) { throw .symmetricBesidePublic }
                usable.append((index, try JSONWebKey(parsing: members)))
            } catch {
                let keyID = element.object?["kid"]?.string.map { ExactString($0) }
                omitted.append(OmittedKey(index: index, keyID: keyID, why: error))
            }
        }
        self.init(usable, omitted: omitted)
    }

    private static func isSymmetric(_ element: JSONValue) -> Bool {
        element.object?["kty"]?.string?.isExactly(SymmetricFamily.keyType) ?? false
    }
}
