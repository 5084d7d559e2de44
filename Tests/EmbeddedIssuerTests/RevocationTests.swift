import Cryptography
import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Storage
import Testing

@testable import EmbeddedIssuer

/// What a revocation ends and what it leaves.
@Suite struct WhatIsRevoked {
    private static let everything = SignedBench.allowing("*")

    /// Alice's own session, hers of `role/target`, the one of `role/next` that was made from it, and Bob's.
    private struct Scene {
        var bench: SignedBench
        let own: SigningCredentials
        let parent: SigningCredentials
        let child: SigningCredentials
        let other: SigningCredentials

        init() async throws {
            let trust =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","#
                + #""Principal":{"AWS":["000000000001","\#(SignedBench.bobARN)"]}}}"#
            bench = try await SignedBench(trust: trust, permissions: everything, target: everything)
            bench.issuer = try Bench.issuer(
                accounts: bench.accounts, keys: JSONWebKeySet([]), store: bench.bench.store,
                vault: bench.bench.vault, audit: bench.bench.audit,
                clock: bench.bench.clock, log: bench.bench.log, revoked: bench.bench.revocations.list)
            own = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
            parent = try bench.credentials(try await bench.assume(), "AssumeRole")
            child = try bench.credentials(try await bench.assume(by: parent, role: SignedBench.next), "AssumeRole")
            other = try bench.credentials(try await bench.assume(by: SignedBench.bob), "AssumeRole")
        }

        func add(_ subject: Revocation.Subject, before: Instant? = nil) async throws {
            try await bench.bench.revocations.records.add(
                Revocation(
                    of: subject, before: before, by: "test", why: nil, at: bench.bench.clock.now(), SystemRandomness()))
        }

        /// Which of own, parent, child and other still serve.
        func serving() async throws -> [Bool] {
            var serving: [Bool] = []
            for keys in [own, parent, child, other] {
                let answer = try await bench.call("GetCallerIdentity", by: keys)
                #expect(answer.status == .ok || answer.code == "ExpiredToken")
                serving.append(answer.status == .ok)
            }
            return serving
        }
    }

    /// A kind, its name (`parent` and `child`: of their keys), and which of the four still serve.
    @Test(
        arguments: [
            ("session", "parent", [true, false, false, true]), ("session", "child", [true, true, false, true]),
            ("role", SignedBench.target, [true, false, false, false]),
            ("role", SignedBench.next, [true, true, false, true]),
            ("user", SignedBench.aliceARN, [false, false, false, true]),
            ("user", SignedBench.bobARN, [true, true, true, false]),
            ("account", "000000000001", [false, false, false, false]),
            ("account", "000000000002", [true, true, true, false]),
            ("provider", "house", [true, true, true, true]),
            ("role", "arn:aws:iam::000000000001:role/TARGET", [true, true, true, true]),
        ] as [(String, String, [Bool])])
    func endsWhatComesFromIt(_ kind: String, _ name: String, _ left: [Bool]) async throws {
        let scene = try await Scene()
        #expect(try await scene.serving() == [true, true, true, true])
        let names = ["parent": scene.parent.accessKeyID, "child": scene.child.accessKeyID]
        try await scene.add(Revocation.Subject(kind: kind, names: [names[name] ?? name]))
        #expect(try await scene.serving() == left)
        let isSaid = scene.bench.bench.audit.records.contains { $0.fields["reason"] == "session-revoked" }
        #expect(isSaid == left.contains(false))
    }

    @Test func aRevokedParentAssumesNothing() async throws {
        let scene = try await Scene()
        #expect(try await scene.bench.assume(by: scene.parent, role: SignedBench.next).status == .ok)
        try await scene.add(.session(ExactString(scene.parent.accessKeyID)))
        #expect(try await scene.bench.assume(by: scene.parent, role: SignedBench.next).code == "ExpiredToken")
        #expect(try await scene.bench.assume(by: scene.child, role: SignedBench.next).code == "ExpiredToken")
    }

    /// What begins afterwards serves, what began before does not, at whole seconds.
    @Test func whatBeginsLaterServes() async throws {
        let scene = try await Scene()
        let begun = Instant(seconds: Bench.begin.seconds)
        scene.bench.bench.clock.set(Bench.begin + .seconds(10))
        let later = try scene.bench.credentials(try await scene.bench.assume(), "AssumeRole")
        try await scene.add(.role(try ARN(SignedBench.target)), before: begun)
        #expect(try await scene.serving() == [true, true, true, true])
        try await scene.add(.role(try ARN(SignedBench.target)), before: begun + .nanoseconds(1))
        #expect(try await scene.serving() == [true, false, false, false])
        #expect(try await scene.bench.call("GetCallerIdentity", by: later).status == .ok)
        // An earlier instant takes nothing back.
        try await scene.add(.role(try ARN(SignedBench.target)), before: begun - .seconds(60))
        #expect(try await scene.serving() == [true, false, false, false])
    }

    @Test(arguments: ["person", "provider"])
    func aPersonsSessionsAndOldProofsEnd(_ kind: String) async throws {
        let bench = try await Bench()
        let old = try bench.token()
        let keys = SigningCredentials(try bench.credentials(try await bench.ask()))
        let bob = SigningCredentials(
            try bench.credentials(try await bench.ask(token: bench.token(["sub": "bob"]))))
        let subject = try Revocation.Subject(kind: kind, names: kind == "person" ? ["house", "alice"] : ["house"])
        bench.clock.set(Bench.begin + .seconds(5))
        try await bench.revocations.records.add(
            Revocation(of: subject, before: nil, by: "test", why: nil, at: bench.clock.now(), SystemRandomness()))
        #expect(await bench.issuer.answer(try bench.signed(by: keys)).code == "ExpiredToken")
        #expect(await bench.issuer.answer(try bench.signed(by: bob)).status == (kind == "person" ? .ok : .forbidden))
        let again = try await bench.ask(token: old)
        #expect(again.code == "AccessDenied")
        #expect(again.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        #expect(bench.audit.records.last?.fields["detail"]?.string?.contains("older than the revocation") == true)
        // A token without its time may be as old as any.
        #expect(try await bench.ask(token: bench.token(["iat": nil])).code == "AccessDenied")
        bench.clock.set(Bench.begin + .seconds(6))
        let fresh = SigningCredentials(try bench.credentials(try await bench.ask(token: bench.token())))
        #expect(await bench.issuer.answer(try bench.signed(by: fresh)).status == .ok)
    }

    @Test(arguments: ["a\u{0}", "a\nb", "a\u{202E}b", "a\u{2066}b", "\u{9B}"])
    func whatCannotBeShownIsNoReason(why: String) {
        #expect(throws: RevocationError.reasonHidden) {
            try Revocation(of: .provider("house"), before: nil, by: "t", why: why, at: Bench.begin, SystemRandomness())
        }
    }

    /// A node that has not heard of the revocation yet makes a session of an old proof, in a second after it.
    @Test(arguments: [(0, false), (3, true), (4, true)] as [(Int64, Bool)])
    func aSessionIsAsOldAsItsProof(proved: Int64, isLeft: Bool) async throws {
        let bench = try await Bench()
        bench.clock.set(Bench.begin + .seconds(proved))
        let token = try bench.token()
        bench.clock.set(Bench.begin + .seconds(5))
        let keys = SigningCredentials(try bench.credentials(try await bench.ask(token: token)))
        #expect(await bench.issuer.answer(try bench.signed(by: keys)).status == .ok)
        try await bench.revocations.records.add(
            Revocation(
                of: .person(provider: "house", subject: "alice"),
                before: Instant(seconds: Bench.begin.seconds) + .seconds(3), by: "test", why: nil,
                at: bench.clock.now(), SystemRandomness()))
        #expect((await bench.issuer.answer(try bench.signed(by: keys)).status == .ok) == isLeft)
    }

    /// AWS's own way, the policy `AWSRevokeOlderSessions` of the role.
    @Test func aPolicyMayEndOlderSessionsAsWell() async throws {
        let begun = Instant(seconds: Bench.begin.seconds)
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},"#
            + #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":"#
            + #"{"aws:TokenIssueTime":"\#((begun + .seconds(5)).rfc3339)"}}}]}"#
        let bench = try await SignedBench(permissions: Self.everything, target: policy)
        let old = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(try await bench.assume(by: old, role: SignedBench.next).code == "AccessDenied")
        bench.bench.clock.set(Bench.begin + .seconds(5))
        let fresh = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(try await bench.assume(by: fresh, role: SignedBench.next).status == .ok)
    }
}

/// How revocations are kept.
@Suite struct RevocationsInTheStore {
    private func add(_ bench: Bench, _ subject: Revocation.Subject) async throws {
        try await bench.revocations.records.add(
            Revocation(of: subject, before: nil, by: "test", why: "why", at: bench.clock.now(), SystemRandomness()))
    }

    private func node(_ bench: Bench) async throws -> (revocations: Revocations, feed: ChangeFeed) {
        let feed = ChangeFeed(store: bench.store, clock: bench.clock, randomness: SystemRandomness(), log: bench.log)
        return (try await Revocations.open(store: bench.store, clock: bench.clock, feed: feed), feed)
    }

    @Test func everyNodeKnowsThemAtItsNextLook() async throws {
        let bench = try await Bench()
        let other = try await node(bench)
        try await add(bench, .provider("house"))
        #expect(bench.revocations.list.value.revocations.count == 1)
        #expect(other.revocations.list.value.revocations.isEmpty)
        await other.feed.look()
        #expect(other.revocations.list.value.revocations == bench.revocations.list.value.revocations)
        let late = try await node(bench)
        #expect(late.revocations.list.value.revocations == bench.revocations.list.value.revocations)
    }

    /// Nothing that it ends may outlive it.
    @Test(
        arguments: [
            (.session("ASIAAAAAAAAAAAAAAAAA"), 129_600), (.provider("house"), 2_592_000),
        ] as [(Revocation.Subject, Int64)])
    func oneIsForgottenWhenWhatItEndsIsOver(_ subject: Revocation.Subject, _ seconds: Int64) async throws {
        let bench = try await Bench()
        try await add(bench, subject)
        let end = Bench.begin + .seconds(seconds) + .seconds(900)
        bench.clock.set(end - .nanoseconds(1))
        _ = try await bench.store.removeExpired(at: bench.clock.now())
        #expect(try await bench.revocations.records.all().count == 1)
        bench.clock.set(end)
        _ = try await bench.store.removeExpired(at: bench.clock.now())
        #expect(try await bench.revocations.records.all().isEmpty)
    }

    @Test func thereIsABound() async throws {
        let bench = try await Bench()
        let few = RevocationRecords(
            store: bench.store, clock: bench.clock,
            feed: ChangeFeed(store: bench.store, clock: bench.clock, randomness: SystemRandomness(), log: bench.log),
            limit: 2)
        func add() async throws {
            try await few.add(
                Revocation(
                    of: .provider("house"), before: nil, by: "test", why: nil, at: bench.clock.now(),
                    SystemRandomness()))
        }
        try await add()
        try await add()
        await #expect(throws: RevocationError.tooMany(limit: 2)) { try await add() }
    }

    /// The one that cannot be read may be the one that matters.
    @Test(arguments: [
        "", "{}", #"{"id":"bad"}"#,
        #"{"id":"other","provider":"p","by":"b","before_instant":[1,2],"made_instant":[1,2]}"#,
    ])
    func oneThatCannotBeReadIsSaid(_ text: String) async throws {
        let bench = try await Bench()
        try await bench.store.put(
            StoredRecord(key: "bad", value: text.bytes, expires: nil, indexes: ["all"]),
            into: RevocationRecords.collection)
        await #expect(throws: RevocationError.unreadable("bad")) { try await bench.revocations.records.all() }
        await #expect(throws: RevocationError.unreadable("bad")) { _ = try await node(bench) }
    }

    @Test(
        arguments: [
            .session("ASIAAAAAAAAAAAAAAAAA"), .person(provider: "house", subject: "K\u{212A}e\u{301} \u{1F600}"),
            .provider("house"),
        ] as [Revocation.Subject])
    func whatIsKeptIsReadAgain(_ subject: Revocation.Subject) async throws {
        let bench = try await Bench()
        try await add(bench, subject)
        let read = try #require(try await bench.revocations.records.all().first)
        #expect(read.subject == subject)
        #expect(read.before == Bench.begin)
        #expect(read.why == "why")
    }

    @Test(
        arguments: [
            ("session", ["AKIAAAAAAAAAAAAAAAAA"], "revocation-subject-malformed"),
            ("session", [], "revocation-names-wrong"), ("session", ["a", "b"], "revocation-names-wrong"),
            ("role", ["admin"], "revocation-subject-malformed"),
            ("role", [SignedBench.aliceARN], "revocation-subject-malformed"),
            ("user", [SignedBench.target], "revocation-subject-malformed"),
            ("account", ["1"], "revocation-subject-malformed"), ("person", ["alice"], "revocation-names-wrong"),
            ("person", ["house", ""], "revocation-subject-malformed"),
            ("person", ["house", "a\u{7}"], "revocation-subject-malformed"),
            ("provider", [""], "revocation-subject-malformed"),
            ("Role", [SignedBench.target], "revocation-kind-unknown"),
        ] as [(String, [String], String)])
    func aSubjectHasItsForm(_ kind: String, _ names: [String], _ reason: String) {
        let error = #expect(throws: RevocationError.self) { try Revocation.Subject(kind: kind, names: names) }
        #expect(error?.reason == reason)
        #expect(error?.remedy != nil)
    }
}
