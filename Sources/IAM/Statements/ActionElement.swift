import Essentials

/// `Action` or `NotAction`: patterns that match without regard to ASCII case.
struct ActionElement: Sendable {
    private let patterns: [WildcardPattern]
    let isNegated: Bool

    /// The longest action that is read.
    static let maximumLength = 256

    var member: String { isNegated ? "NotAction" : "Action" }

    init(_ texts: [String], isNegated: Bool, kind: PolicyKind, statement: Int) throws(PolicyError) {
        self.isNegated = isNegated
        var patterns: [WildcardPattern] = []
        for text in texts {
            try ActionElement.judge(text, kind, statement)
            patterns.append(WildcardPattern(text, ignoringCase: true))
        }
        self.patterns = patterns
    }

    func contains(_ request: AccessRequest) -> Bool {
        request.foldedAction.withUnsafeBufferPointer { action in
            for pattern in patterns where pattern.matches(action) { return !isNegated }
            return isNegated
        }
    }

    private static func judge(_ text: String, _ kind: PolicyKind, _ statement: Int) throws(PolicyError) {
        func fault(_ fault: PolicyError.ActionFault) -> PolicyError {
            .invalidAction(text, fault, statement: statement)
        }
        guard text.utf8.count <= maximumLength else { throw fault(.name) }
        if kind == .trust {
            guard text.asciiLowercased.startsExactly(with: "sts:") else {
                throw .notAnAssumption(text, statement: statement)
            }
        }
        if text.isExactly("*") { return }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw fault(.noVendor) }
        guard parts.count == 2 else { throw fault(.severalColons) }
        let vendor = parts[0]
        guard !vendor.isEmpty else { throw fault(.noVendor) }
        guard
            vendor.elementsEqual("*".utf8)
                || vendor.allSatisfy({
                    $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                })
        else { throw fault(.vendor) }
        guard !parts[1].isEmpty, parts[1].allSatisfy(isNameByte) else { throw fault(.name) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        NameCharacters.isNameByte(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
            || byte == UInt8(ascii: "/")
    }
}
