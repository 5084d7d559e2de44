public import Essentials

extension JSONWebKey {
    /// Reads one key that may verify signatures (RFC 7517 §4).
    ///
    /// Members that are not understood are ignored, as §4 demands; `x5c` and its relatives are among them.
    ///
    /// - Throws: `KeyDefect`, why the key may not be used.
    public init(parsing object: JSONObject) throws(KeyDefect) {
        let members = KeyMembers(object: object)
        let keyType = try members.text("kty")
        guard let family = KeyFamilies.family(of: keyType) else { throw .typeUnknown(keyType) }
        // A key whose private half is out is nobody's any more.
        if let member = family.privateMembers.first(where: { object[$0] != nil }) { throw .isPrivate(member) }
        try JSONWebKey.checkPurpose(members)
        let material = try family.material(of: members)
        self.init(
            material, keyID: try members.optionalText("kid").map { ExactString($0) },
            algorithm: try JSONWebKey.algorithm(members, material), issuer: try members.optionalText("issuer"))
    }

    /// `use` and `key_ops` (RFC 7517 §4.2, §4.3), where present, must allow verification.
    private static func checkPurpose(_ members: KeyMembers) throws(KeyDefect) {
        if let use = try members.optionalText("use"), !use.isExactly("sig") { throw .otherUse(use) }
        guard let value = members.object["key_ops"] else { return }
        guard case .array(let elements) = value else {
            throw .memberMalformed("key_ops", "\(value.kind) where an array was expected")
        }
        let operations = elements.compactMap(\.string)
        guard operations.count == elements.count else {
            throw .memberMalformed("key_ops", "an element is not a string")
        }
        guard operations.contains(where: { $0.isExactly("verify") }) else { throw .otherOperations(operations) }
    }

    /// `alg` (RFC 7517 §4.4), where present, must be one that we have and that fits the key.
    private static func algorithm(_ members: KeyMembers, _ material: Material) throws(KeyDefect) -> JWSAlgorithm? {
        guard let name = try members.optionalText("alg") else { return nil }
        guard let algorithm = JWSAlgorithm.allCases.first(where: { $0.rawValue.isExactly(name) }) else {
            throw .algorithmUnknown(name)
        }
        guard algorithm.fits(material) else { throw .algorithmDoesNotFit(algorithm) }
        return algorithm
    }
}
