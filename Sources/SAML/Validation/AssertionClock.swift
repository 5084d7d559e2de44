internal import Essentials
internal import XMLDocuments

/// Judges instants by the one that was given, with the skew that was given.
struct AssertionClock {
    let now: Instant
    let skew: Duration

    init(_ expectations: ResponseExpectations) {
        now = expectations.at
        skew = expectations.skew
    }

    /// True where the instant lies ahead, whatever the clocks' difference.
    func isAhead(_ instant: Instant) -> Bool { instant > now + skew }

    /// True where the instant is reached or passed, whatever the clocks' difference.
    func isOver(_ instant: Instant) -> Bool { instant <= now - skew }

    /// The instant in an attribute; `nil` where there is no such attribute.
    static func instant(_ name: ExactString, of node: XMLNode) throws(ResponseRefusal) -> Instant? {
        guard let text = node.attribute(name) else { return nil }
        guard let instant = SAMLInstant.read(text) else {
            throw .instantMalformed(of: "`\(name)` of `\(node.name)`", found: text)
        }
        return instant
    }

    /// The instant in an attribute that must be there.
    static func requiredInstant(_ name: ExactString, of node: XMLNode) throws(ResponseRefusal) -> Instant {
        guard let instant = try instant(name, of: node) else {
            throw .instantMalformed(of: "`\(name)` of `\(node.name)`", found: nil)
        }
        return instant
    }

    /// Nothing is made later than now.
    @discardableResult
    func requirePast(_ node: XMLNode, _ part: ResponseRefusal.Part) throws(ResponseRefusal) -> Instant {
        let made = try AssertionClock.requiredInstant("IssueInstant", of: node)
        guard !isAhead(made) else { throw .issuedInFuture(part, at: made, judgedAt: now, skew: skew) }
        return made
    }
}
