import Essentials

/// A text with `*` (any run, also none) and `?` (exactly one character), as IAM policies write them.
///
/// Compared scalar by scalar without any normalisation; time is bounded by the product of both lengths.
struct WildcardPattern: Sendable, Hashable {
    /// The pattern as it was written.
    let text: ExactString
    private let pattern: [UInt32]
    private let ignoresCase: Bool

    /// A pattern; `ignoringCase` folds ASCII letters only, so that no other letter passes for one of them.
    init(_ text: String, ignoringCase: Bool = false) {
        self.text = ExactString(text)
        ignoresCase = ignoringCase
        pattern = WildcardPattern.scalars(of: text, ignoringCase: ignoringCase).map { value in
            switch value {
            case 0x2A: WildcardPattern.anyRun
            case 0x3F: WildcardPattern.anyOne
            default: value
            }
        }
    }

    /// True where the whole text fits.
    func matches(_ text: String) -> Bool {
        let subject = WildcardPattern.scalars(of: text, ignoringCase: ignoresCase)
        var position = 0
        var index = 0
        var star: (pattern: Int, position: Int)?
        while position < subject.count {
            if index < pattern.count, pattern[index] == WildcardPattern.anyRun {
                star = (index + 1, position)
                index += 1
            } else if index < pattern.count,
                pattern[index] == WildcardPattern.anyOne || pattern[index] == subject[position]
            {
                index += 1
                position += 1
            } else if let last = star {
                // The last `*` takes one character more; earlier ones need never be revisited.
                index = last.pattern
                position = last.position + 1
                star = (last.pattern, position)
            } else {
                return false
            }
        }
        while index < pattern.count, pattern[index] == WildcardPattern.anyRun { index += 1 }
        return index == pattern.count
    }

    // A subject's own `*` and `?` are plain characters; the pattern's stand outside Unicode so that they differ.
    private static let anyRun: UInt32 = 0xFFFF_FFFF
    private static let anyOne: UInt32 = 0xFFFF_FFFE

    private static func scalars(of text: String, ignoringCase: Bool) -> [UInt32] {
        text.unicodeScalars.map { ignoringCase ? lower($0.value) : $0.value }
    }

    private static func lower(_ value: UInt32) -> UInt32 { (0x41...0x5A).contains(value) ? value | 0x20 : value }
}
