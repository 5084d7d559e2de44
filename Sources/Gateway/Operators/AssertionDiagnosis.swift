import Cryptography
import Essentials
import Federation
import HTTP
import Pages
import SAML

/// What a sign-in at a provider would make of a response, now or at another instant. It takes no assertion and starts
/// no session.
struct AssertionDiagnosis: Sendable {
    let services: GatewayServices
    let saml: SAMLProvider

    /// Judges a response as the assertion consumer service does, on a thread that nobody waits for.
    ///
    /// - Parameters:
    ///   - request: the request that it must answer; `nil`: not judged.
    ///   - at: the instant to judge by; `nil`: now.
    /// - Throws: what keys and threads fail with; metadata that cannot be had is a result.
    func result(on xml: [UInt8], request: ExactString?, at: Instant?) async throws -> InspectionPage.Result {
        let provider = try await saml.serviceProvider()
        do {
            let metadata = try await saml.metadata.current()
            var expected = try provider.expectations(by: .post, attempt: nil, metadata)
            expected.take(saml.settings)
            expected.request = request.map { .exactly($0) } ?? .notJudged
            if let at { expected.at = at }
            let against = expected
            return try await services.aside {
                let report = ResponseVerifier.report(on: xml, metadata: metadata, expecting: against)
                return Self.result(of: report, metadata, wasRequestJudged: request != nil)
            }
        } catch let refusal as MetadataRefusal {
            return InspectionPage.Result(
                isAccepted: false, reason: refusal.reason, detail: refusal.detail, remedy: refusal.remedy,
                clause: refusal.clause, wasRequestJudged: request != nil, signatures: [], facts: [], attributes: [],
                checks: [])
        }
    }

    private static func result(
        of report: ResponseReport, _ metadata: IdentityProviderMetadata, wasRequestJudged: Bool
    ) -> InspectionPage.Result {
        let isAccepted = report.assertion != nil
        let refusal: ResponseRefusal? = isAccepted ? nil : report.refusal ?? .nothingSigned
        return InspectionPage.Result(
            isAccepted: isAccepted, reason: refusal?.reason ?? "verified",
            detail: refusal?.detail ?? "the assertion is genuine, for this service, and current",
            remedy: refusal?.remedy, clause: refusal?.clause, wasRequestJudged: wasRequestJudged,
            signatures: report.signatures.map { signature in
                InspectionPage.Signature(
                    covers: signature.cover.rawValue, id: signature.coveredID.text, algorithm: signature.algorithm,
                    key: signature.keyFingerprint, keyName: subject(of: signature.keyFingerprint, metadata))
            },
            facts: report.facts.map(facts) ?? [], attributes: report.facts.map(attributes) ?? [],
            checks: report.entries.map { check($0, wasRequestJudged) })
    }

    /// What the certificate of a key calls its subject.
    private static func subject(of fingerprint: String, _ metadata: IdentityProviderMetadata) -> String? {
        metadata.signingKeys.lazy.compactMap(\.certificate).first { certificate in
            (try? certificate.fingerprint()).map { Hexadecimal.encode($0).isExactly(fingerprint) } ?? false
        }?.subject
    }

    private static func check(_ entry: ResponseReport.Entry, _ wasRequestJudged: Bool) -> InspectionPage.Check {
        let (outcome, found): (InspectionPage.Outcome, String?) =
            switch entry.outcome {
            case .passed: (entry.check == .request && !wasRequestJudged ? .notJudged : .pass, nil)
            case .notJudged: (.notJudged, nil)
            case .failed(let refusal): (.fail, refusal.detail)
            }
        return InspectionPage.Check(
            meaning: entry.check.meaning, outcome: outcome, found: found, clause: entry.check.clause)
    }

    private static func facts(_ facts: AssertionFacts) -> [(label: InspectionPage.Fact, value: String)] {
        var shown: [(label: InspectionPage.Fact, value: String)] = [
            (.subject, Masked.name(facts.nameID.value.text)), (.format, facts.nameID.format.text),
        ]
        // Whoever knows it could ask for the session's end in the provider's name, had they its key.
        if let session = facts.sessionIndex { shown.append((.session, Masked.name(session.text))) }
        if facts.issueInstant != .epoch { shown.append((.made, facts.issueInstant.rfc3339)) }
        if facts.notOnOrAfter != .epoch { shown.append((.ends, facts.notOnOrAfter.rfc3339)) }
        if !facts.audiences.isEmpty { shown.append((.audience, facts.audiences.map(\.text).joined(separator: ", "))) }
        if !facts.recipient.text.isEmpty { shown.append((.recipient, facts.recipient.text)) }
        if let request = facts.inResponseTo { shown.append((.request, request.text)) }
        return shown
    }

    private static func attributes(_ facts: AssertionFacts) -> [(name: String, values: String)] {
        facts.attributes.map { attribute in
            (
                attribute.name.text,
                Masked.isSecret(attribute.name.text) ? Masked.whole : attribute.values.joined(separator: ", ")
            )
        }
    }
}

/// Texts of assertions as operators see them: enough to know one again, not enough to use it.
enum Masked {
    /// What stands for a text that is not shown at all.
    static let whole = "••••"

    private static let words = [
        "password", "passwd", "secret", "token", "credential", "apikey", "api_key", "privatekey",
    ]

    /// The beginning and the end of a name; of a short one only its beginning.
    static func name(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count >= 12 else { return String(String.UnicodeScalarView(scalars.prefix(2))) + "…" }
        return String(String.UnicodeScalarView(scalars.prefix(4))) + "…"
            + String(String.UnicodeScalarView(scalars.suffix(4)))
    }

    /// True where an attribute's name says that its value opens something.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return words.contains { name.contains($0) }
    }
}
