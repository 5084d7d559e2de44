internal import Essentials
internal import XMLDocuments

extension AssertionReader {
    /// Audiences of one assertion that are read.
    static let maximumAudiences = 64

    /// SAML Core §2.5.1: it holds now, and each condition is one that is understood.
    func readConditions(into facts: inout AssertionFacts) throws(ResponseRefusal) {
        guard let conditions = try only("Conditions") else { throw .conditionsMissing }
        let from = try AssertionClock.instant("NotBefore", of: conditions)
        let end = try AssertionClock.instant("NotOnOrAfter", of: conditions)
        facts.notBefore = from
        facts.conditionsEnd = end
        if let from, let end, from >= end { throw .conditionsNeverHold }
        if let from, clock.isAhead(from) { throw .notYetValid(from: from, judgedAt: clock.now, skew: clock.skew) }
        if let end, clock.isOver(end) { throw .expired(at: end, judgedAt: clock.now, skew: clock.skew) }
        var proxies = 0
        for condition in conditions.children {
            switch condition.qualifiedName {
            case .saml("AudienceRestriction"): continue
            case .saml("OneTimeUse"):
                guard !facts.isOneTimeUse else { throw .conditionRepeated("OneTimeUse") }
                facts.isOneTimeUse = true
            // It binds whoever makes further assertions of this one. Broker mode makes its own from what it knows.
            case .saml("ProxyRestriction"):
                proxies += 1
                guard proxies == 1 else { throw .conditionRepeated("ProxyRestriction") }
            default: throw .conditionUnknown(condition.name.text)
            }
        }
    }

    /// SAML Core §2.5.1.4: of several restrictions each must hold, and in each one audience must be this service.
    func readAudiences(into facts: inout AssertionFacts) throws(ResponseRefusal) {
        guard let conditions = try only("Conditions") else { throw .conditionsMissing }
        let restrictions = conditions.all(.saml("AudienceRestriction"))
        guard !restrictions.isEmpty else { throw .audienceMissing }
        var all: [ExactString] = []
        var unmet: [ExactString]?
        for restriction in restrictions {
            var audiences: [ExactString] = []
            for audience in restriction.children {
                guard audience.is(.saml("Audience")) else { throw .conditionUnknown(audience.name.text) }
                audiences.append(ExactString(try ResponseHead.text(audience).collapsed))
                guard all.count + audiences.count <= AssertionReader.maximumAudiences else {
                    throw .tooMany("audiences", limit: AssertionReader.maximumAudiences)
                }
            }
            all += audiences
            if unmet == nil, !expectations.isAudience(audiences) { unmet = audiences }
        }
        facts.audiences = all
        if let unmet {
            throw .audienceMismatch(expected: expectations.audience.text, found: unmet.map(\.text))
        }
    }
}
