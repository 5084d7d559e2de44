import Essentials

/// One value of a condition, read once when the policy is.
enum ConditionValue: Sendable, Hashable {
    /// Whether a value of the request fits.
    enum Fit: Sendable, Equatable {
        case yes
        case no
        /// The request's value is not of the kind that is compared.
        case otherKind
        /// A variable of the policy has no value in this request.
        case unresolved
    }

    case text(CompiledText)
    case arn(CompiledText)
    case foldedText([UInt8])
    case foldedTemplate(PolicyText)
    case number(DecimalNumber, ConditionOperator.Ordering)
    case date(Instant, ConditionOperator.Ordering)
    case truth(Bool)
    case truthTemplate(PolicyText)
    case bytes([UInt8])
    case addresses(AddressRange)

    /// Reads a value for an operator; `nil` where it is not one of that kind.
    ///
    /// - Throws: `VariableFault` where a variable is not understood.
    init?(
        _ text: String, for family: ConditionOperator.Family, variables: Bool
    ) throws(VariableFault) {
        switch family {
        case .string(ignoresCase: false):
            self = .text(CompiledText(try PolicyText(text, wildcards: false, variables: variables), .plain))
        case .string(ignoresCase: true):
            let parsed = try PolicyText(text, wildcards: false, variables: variables)
            self =
                parsed.hasVariables
                ? .foldedTemplate(parsed)
                : .foldedText((parsed.tokens(.plain, RequestContext()) ?? []).map { UInt8($0).asciiLowercased })
        case .like: self = .text(CompiledText(try PolicyText(text, wildcards: true, variables: variables), .plain))
        case .arn:
            let parsed = try PolicyText(text, wildcards: true, variables: variables)
            // `*` alone is any ARN; what has fewer than six fields and could match none is a mistake.
            guard parsed.colons >= 5 || parsed.pieces == [.anyRun] || parsed.hasVariables else { return nil }
            self = .arn(CompiledText(parsed, parsed.pieces == [.anyRun] ? .plain : .fields))
        case .numeric(let ordering):
            guard let number = DecimalNumber(text) else { return nil }
            self = .number(number, ordering)
        case .date(let ordering):
            guard let date = ConditionDate.read(text) else { return nil }
            self = .date(date, ordering)
        case .bool:
            let parsed = try PolicyText(text, wildcards: false, variables: variables)
            if parsed.hasVariables {
                self = .truthTemplate(parsed)
                return
            }
            guard let truth = ConditionValue.truth(text) else { return nil }
            self = .truth(truth)
        case .null:
            guard let truth = ConditionValue.truth(text) else { return nil }
            self = .truth(truth)
        case .binary:
            guard let bytes = Base64.decode(text) else { return nil }
            self = .bytes(bytes)
        case .address:
            guard let range = AddressRange(text) else { return nil }
            self = .addresses(range)
        }
    }

    /// Whether a value of the request fits.
    func fits(_ requested: String, _ context: RequestContext) -> Fit {
        switch self {
        case .text(let expected):
            return Fit(requested.withBytes { expected.matches($0, context) }, otherwise: .unresolved)
        case .arn(let expected):
            return requested.withBytes { requested in
                guard requested.isARN else { return .otherKind }
                return Fit(expected.matches(requested, context), otherwise: .unresolved)
            }
        case .foldedText(let expected):
            return Fit(
                requested.withBytes { requested in
                    expected.withUnsafeBufferPointer { requested.isFolded($0) }
                }, otherwise: .no)
        case .foldedTemplate(let text):
            guard let tokens = text.tokens(.plain, context) else { return .unresolved }
            let expected = tokens.map { UInt8($0).asciiLowercased }
            return requested.utf8.map(\.asciiLowercased) == expected ? .yes : .no
        case .number(let expected, let ordering):
            return Fit(DecimalNumber(requested).map { ordering.holds($0, expected) }, otherwise: .otherKind)
        case .date(let expected, let ordering):
            return Fit(ConditionDate.read(requested).map { ordering.holds($0, expected) }, otherwise: .otherKind)
        case .truth(let expected):
            return Fit(ConditionValue.truth(requested).map { $0 == expected }, otherwise: .otherKind)
        case .truthTemplate(let text):
            guard let tokens = text.tokens(.plain, context),
                let expected = ConditionValue.truth(String(decoding: tokens.map { UInt8($0) }, as: UTF8.self))
            else { return .unresolved }
            return Fit(ConditionValue.truth(requested).map { $0 == expected }, otherwise: .otherKind)
        case .bytes(let expected):
            // A request's value in JSON is Base64 as well; one that cannot be is taken as the bytes themselves.
            return (Base64.decode(requested) ?? requested.bytes) == expected ? .yes : .no
        case .addresses(let expected):
            guard let address = AddressRange(requested), address.isSingle else { return .otherKind }
            return expected.contains(address) ? .yes : .no
        }
    }

    private static func truth(_ text: String) -> Bool? {
        switch ExactString(text.asciiLowercased) {
        case "true": true
        case "false": false
        default: nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Six fields, of which the first is `arn`.
    fileprivate var isARN: Bool {
        guard count > 4, self[0] == UInt8(ascii: "a"), self[1] == UInt8(ascii: "r"), self[2] == UInt8(ascii: "n"),
            self[3] == UInt8(ascii: ":")
        else { return false }
        return self.count { $0 == UInt8(ascii: ":") } >= 5
    }
}

extension ConditionValue.Fit {
    fileprivate init(_ holds: Bool?, otherwise: ConditionValue.Fit) {
        self = holds.map { $0 ? .yes : .no } ?? otherwise
    }
}
