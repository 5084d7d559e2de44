internal import Essentials
internal import HTTP
internal import XMLDocuments

extension AssertionReader {
    /// Confirmations of one subject that are read.
    static let maximumConfirmations = 8

    /// SAML Core §2.4.1: the name that the assertion is about.
    func readName(into facts: inout AssertionFacts) throws(ResponseRefusal) {
        guard let subject = try only("Subject") else { throw .subjectMissing }
        guard subject.all(.saml("BaseID")).isEmpty else { throw .nameIDRefused("it is a `BaseID`") }
        guard let name = try only("NameID", in: subject) else { throw .nameIDMissing }
        facts.nameID = try NameIDReader.read(name)
    }

    /// SAML Profiles §4.1.4.3: one confirmation by the bearer method holds in everything. Where none does, the first
    /// says why.
    func readConfirmation(into facts: inout AssertionFacts) throws(ResponseRefusal) {
        guard let subject = try only("Subject") else { throw .subjectMissing }
        let confirmations = subject.all(.saml("SubjectConfirmation"))
        guard confirmations.count <= AssertionReader.maximumConfirmations else {
            throw .tooMany("confirmations of the subject", limit: AssertionReader.maximumConfirmations)
        }
        let bearers = confirmations.filter {
            $0.attribute("Method")?.isExactly(ConfirmationMethod.bearer.text) == true
        }
        var refusal = ResponseRefusal.bearerMissing
        for (index, bearer) in bearers.enumerated() {
            do {
                let (end, recipient) = try confirm(bearer)
                facts.recipient = recipient
                facts.notOnOrAfter = min(facts.conditionsEnd ?? end, end)
                return
            } catch {
                if index == 0 { refusal = error }
            }
        }
        throw refusal
    }

    /// One confirmation by the bearer method.
    ///
    /// - Returns: until when the bearer may come, and where. The `Address` is not judged: what lies between changes it.
    private func confirm(_ confirmation: XMLNode) throws(ResponseRefusal) -> (Instant, ExactString) {
        guard let data = try only("SubjectConfirmationData", in: confirmation) else { throw .recipientMissing }
        guard let recipient = data.attribute("Recipient") else { throw .recipientMissing }
        guard expectations.isRecipient(recipient) else {
            throw .recipientMismatch(expected: expectations.acsURL.text.text, found: recipient)
        }
        guard data.attribute("NotBefore") == nil else { throw .confirmationHasBeginning }
        guard let end = try AssertionClock.instant("NotOnOrAfter", of: data) else { throw .confirmationEndMissing }
        guard !clock.isOver(end) else { throw .confirmationExpired(at: end, judgedAt: clock.now, skew: clock.skew) }
        let found = data.attribute("InResponseTo")
        switch (inResponseTo, found) {
        case (nil, nil): break
        case (nil, let found?): throw .confirmationRequestNotExpected(found: found)
        case (_?, nil): throw .confirmationRequestMissing
        case (let request?, let found?):
            guard found.isExactly(request.text) else { throw .confirmationRequestMismatch(found: found) }
        }
        return (end, ExactString(recipient))
    }
}
