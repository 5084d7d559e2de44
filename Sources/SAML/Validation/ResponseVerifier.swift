public import Essentials

/// Verifies responses of the Web Browser SSO profile (SAML Profiles §4.1.4.3), each as a whole.
///
/// ```
/// bytes ─▶ size ─▶ XML ─▶ root ─▶ issuer ─▶ destination ─▶ request ─▶ status
///       ─▶ signature of the response ─▶ decryption ─▶ signature of the assertion
///       ─▶ from the element that is signed: issuer, conditions, audience, subject, confirmation,
///          authentication, session, context, attributes ─▶ VerifiedAssertion
/// ```
///
/// That an assertion is taken once only, and that a `RelayState` is one of ours, is for whoever keeps these.
public enum ResponseVerifier {
    /// The assertion of a response, where every check holds.
    ///
    /// - Parameters:
    ///   - response: the XML, at most 512 KiB.
    ///   - log: hears of SHA-1 where a provider's switch took it.
    /// - Throws: `ResponseRefusal`: the first check that fails.
    public static func verify(
        _ response: [UInt8], metadata: IdentityProviderMetadata, expecting expectations: ResponseExpectations,
        log: any LogSink = NoLog()
    ) throws(ResponseRefusal) -> VerifiedAssertion {
        let judge = ResponseJudge(
            metadata: metadata, expectations: expectations, ledger: CheckLedger(.stopsAtFirst), log: log)
        guard let found = try judge.judge(response), judge.ledger.refusal == nil,
            let assertion = VerifiedAssertion(facts: found.facts, signedBy: found.signatures)
        else { throw judge.ledger.refusal ?? .nothingSigned }
        return assertion
    }

    /// What every check makes of a response: for people who look for the reason. A check that needs what another
    /// failed to give is not judged.
    public static func report(
        on response: [UInt8], metadata: IdentityProviderMetadata, expecting expectations: ResponseExpectations
    ) -> ResponseReport {
        let ledger = CheckLedger(.goesOn)
        let judge = ResponseJudge(metadata: metadata, expectations: expectations, ledger: ledger, log: NoLog())
        // A ledger that goes on throws nothing.
        let found = (try? judge.judge(response)) ?? nil
        let assertion =
            ledger.refusal == nil
            ? found.flatMap { VerifiedAssertion(facts: $0.facts, signedBy: $0.signatures) } : nil
        return ResponseReport(
            entries: ledger.entries, signatures: found?.signatures ?? [], facts: found?.facts, assertion: assertion,
            refusal: ledger.refusal)
    }
}
