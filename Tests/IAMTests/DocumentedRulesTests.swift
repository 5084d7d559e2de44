import Essentials
import Testing

@testable import IAM

/// What AWS documents, case by case: the data lies in Tests/Fixtures/iam, each line with its rule and its source.
@Suite struct DocumentedRules {
    static let conditions = Result { try DocumentedCase.all(form: "conditions") }
    static let requests = Result { try DocumentedCase.all(form: "requests") }
    static let documents = Result { try DocumentedCase.all(form: "documents") }

    private static func cases(_ result: Result<[DocumentedCase], any Error>) -> [DocumentedCase] {
        (try? result.get()) ?? []
    }

    @Test func areManyAndEachHasASourceAndANameOfItsOwn() throws {
        let all = try Self.conditions.get() + Self.requests.get() + Self.documents.get()
        #expect(all.count >= 600)
        #expect(Set(try all.map { try $0.text("id") + $0.file }).count == all.count)
        #expect(all.allSatisfy { $0.fields["cite"]?.string?.isEmpty == false })
    }

    /// The condition in an `Allow`, and the same in a `Deny` beside an `Allow` of everything. What cannot be told
    /// does not allow, and denies.
    @Test(arguments: cases(conditions))
    func holdForConditions(_ documented: DocumentedCase) throws {
        let request = AccessRequest(
            principal: .anonymous, action: "s3:GetObject", resource: "arn:aws:s3:::bucket/x",
            context: try documented.context())
        func decide(_ effect: String) throws -> AccessDecision.Outcome {
            let condition = try #require(documented.fields["condition"])
            let conditional: JSONValue = [
                "Effect": .string(effect), "Action": "*", "Resource": "*", "Condition": condition,
            ]
            let plain: JSONValue = ["Effect": "Allow", "Action": "*", "Resource": "*"]
            let policy: JSONObject = [
                "Version": documented.fields["version"] ?? "2012-10-17",
                "Statement": effect == "Deny" ? [plain, conditional] : [conditional],
            ]
            let policies = PolicySet(identity: [try Policy(parsing: policy, kind: .identity, name: "p")])
            return policies.decide(request, owner: .ownAccount).outcome
        }
        let holds = documented.fields["holds"]
        #expect(try decide("Allow") == (holds == true ? .allowed : .implicitDeny))
        #expect(try decide("Deny") == (holds == false ? .allowed : .explicitDeny))
    }

    @Test(arguments: cases(requests))
    func holdForRequests(_ documented: DocumentedCase) throws {
        let request = try documented.request()
        let owner = try documented.owner()
        let policies = try documented.policySet()
        let decision = policies.decide(request, owner: owner)
        #expect(decision.outcome.rawValue == (try documented.text("decision")), "\(decision.explanation)")
        if let by = documented.fields["decided_by"]?.object {
            let statement = try #require(decision.statement)
            if let sid = by["sid"]?.string { #expect(statement.reference.sid == sid) }
            if let kind = by["kind"]?.string { #expect(statement.kind.rawValue == kind) }
            if let number = by["statement"]?.number?.integer { #expect(statement.reference.number == Int(number)) }
        }
        // The trace tells of the same decision, and of every statement.
        let trace = policies.trace(request, owner: owner)
        #expect(trace.decision == decision)
        #expect(decision.outcome != .explicitDeny || trace.steps.map(\.step) == [.explicitDeny])
        if let statement = decision.statement {
            #expect(trace.statements.contains { $0.statement == statement && $0.why == nil })
        }
    }

    @Test(arguments: cases(documents))
    func refuseWhatIsNoPolicy(_ documented: DocumentedCase) throws {
        let kind = try #require(PolicyKind(rawValue: try documented.text("kind")))
        let value = try #require(documented.fields["policy"])
        let text = value.string ?? value.object?.serialized ?? ""
        let error = try #require(throws: PolicyError.self) { try Policy(text.utf8, kind: kind, name: "p") }
        #expect(error.reason == (try documented.text("error")), "\(error)")
        if let message = documented.fields["aws_message"]?.string { #expect(error.awsMessage == message) }
        #expect(!error.awsMessage.isEmpty && !error.detail.isEmpty)
    }
}
