import Essentials
import HTTP
import IAM

/// One call that assumes a role by a proof, whichever kind of proof that is: what is sent, but for the duration,
/// which a second try may shorten.
struct STSCall: Sendable {
    let action: STSAction
    let roleARN: ARN
    /// The session's name where the caller chooses it; an assertion carries its own.
    let sessionName: RoleSessionName?
    /// The token or assertion; cut out of whatever the issuer says about it.
    let proof: Secret
    let duration: Duration
    private let fields: [(String, String)]

    /// The call of `AssumeRoleWithWebIdentity`.
    ///
    /// - Throws: `IssuerRefusal.validation` where the token is not text.
    init(_ request: WebIdentityRequest) throws(IssuerRefusal) {
        guard let token = request.token.revealText() else { throw .validation("the token is not text") }
        action = .assumeRoleWithWebIdentity
        roleARN = request.roleARN
        sessionName = request.sessionName
        proof = request.token
        duration = request.duration
        fields =
            [("RoleSessionName", request.sessionName.text), ("WebIdentityToken", token)]
            + (request.sessionPolicy.map { [("Policy", $0)] } ?? [])
    }

    /// The call of `AssumeRoleWithSAML`.
    ///
    /// - Throws: `IssuerRefusal.validation` where the assertion is not text.
    init(_ request: AssertionRequest) throws(IssuerRefusal) {
        guard let assertion = request.assertion.revealText() else { throw .validation("the assertion is not text") }
        action = .assumeRoleWithSAML
        roleARN = request.roleARN
        sessionName = nil
        proof = request.assertion
        duration = request.duration
        fields =
            [("PrincipalArn", request.principalARN.description), ("SAMLAssertion", assertion)]
            + (request.sessionPolicy.map { [("Policy", $0)] } ?? [])
    }

    /// The form to send, held to the limits that the service's model gives.
    ///
    /// - Throws: `IssuerRefusal.validation`: what the service would refuse is not sent.
    func form(duration: Duration) throws(IssuerRefusal) -> [(String, String)] {
        let form =
            [
                ("Action", action.rawValue), ("Version", STSRequest.version), ("RoleArn", roleARN.description),
                ("DurationSeconds", String(duration.wholeSeconds)),
            ] + fields
        do throws(STSError) { try STSRequest(FormFields(form)).validate() } catch { throw .validation(error.message) }
        return form
    }
}
