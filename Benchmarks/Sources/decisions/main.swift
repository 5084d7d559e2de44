// decisions FILE SECONDS: policy decisions a second of processor time, on one thread.
//
// FILE holds a policy and requests as JSON: {"policy": {…}, "requests": [{"action", "resource", "context"}, …]}.
// The policy is compiled once; each round makes a request from its parts and decides it, as a gateway does. Prints the
// rate and, a letter a request, what was decided: A allowed, E explicit deny, I implicit deny.

import Essentials
import Glibc
import IAM

struct WrongCall: Error {}

func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func contents(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw WrongCall() }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    return Array(bytes[..<count])
}

struct Question {
    let action: String
    let resource: String
    let context: RequestContext

    init(_ value: JSONValue) throws {
        guard let action = value.object?["action"]?.string, let resource = value.object?["resource"]?.string else {
            throw WrongCall()
        }
        self.action = action
        self.resource = resource
        var context = RequestContext()
        for (key, value) in value.object?["context"]?.object?.members ?? [] {
            context.add([value.string ?? ""], for: key)
        }
        self.context = context
    }
}

func measure(_ path: String, _ seconds: Double) throws {
    let limits = JSONLimits(bytes: 4 << 20, depth: 16, values: 1 << 20)
    let document = try JSONObject(parsing: try contents(of: path), limits: limits)
    guard let policy = document["policy"]?.object, let asked = document["requests"]?.array,
        let principal = AccessPrincipal(named: try ARN("arn:aws:iam::111122223333:user/Bob"))
    else { throw WrongCall() }
    let policies = PolicySet(identity: [try Policy(parsing: policy, kind: .identity, name: "policy")])
    let questions = try asked.map { try Question($0) }
    func decide(_ question: Question) -> AccessDecision {
        policies.decide(
            AccessRequest(
                principal: principal, action: question.action, resource: question.resource, context: question.context),
            owner: .ownAccount)
    }
    let letters = questions.map { question -> String in
        switch decide(question).outcome {
        case .allowed: "A"
        case .explicitDeny: "E"
        case .implicitDeny: "I"
        }
    }
    var done = 0
    var allowed = 0
    let began = processorSeconds()
    repeat {
        for question in questions where decide(question).isAllowed { allowed += 1 }
        done += questions.count
    } while processorSeconds() - began < seconds
    print("\(Double(done) / (processorSeconds() - began)) \(letters.joined())")
    if allowed == 0 { throw WrongCall() }
}

let words = CommandLine.arguments
guard words.count == 3, let seconds = Double(words[2]) else {
    print("usage: decisions FILE SECONDS")
    exit(2)
}
do { try measure(words[1], seconds) } catch {
    print("decisions: \(error)")
    exit(1)
}
