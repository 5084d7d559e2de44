public import Essentials
public import HTTP
import IAM
import Synchronization

/// What a client needs to know about its issuer.
public struct STSClientSettings: Sendable, Hashable {
    /// Where it listens.
    public let endpoint: STSEndpoint
    /// How it is spoken to.
    public let peer: OutgoingPeer
    /// How often a call is tried again.
    public let retries: RetryPolicy

    /// Settings of these parts.
    public init(endpoint: STSEndpoint, peer: OutgoingPeer = .public, retries: RetryPolicy = RetryPolicy()) {
        self.endpoint = endpoint
        self.peer = peer
        self.retries = retries
    }

    /// AWS's own endpoint of a region.
    ///
    /// - Throws: `IssuerRefusal.validation` where the text is not the name of a region.
    public static func regional(
        _ region: String, peer: OutgoingPeer = .public
    ) throws(IssuerRefusal) -> STSClientSettings {
        STSClientSettings(endpoint: try STSEndpoint(region: region), peer: peer)
    }

    /// An endpoint of one's own.
    public static func endpoint(_ url: HTTPURL, peer: OutgoingPeer) -> STSClientSettings {
        STSClientSettings(endpoint: STSEndpoint(custom: url), peer: peer)
    }
}

/// The client to any issuer that speaks the STS Query API.
public final class STSClient: CredentialIssuer {
    /// Waits; handed in, so that a test need not.
    public typealias Sleep = @Sendable (Duration) async -> Void

    /// The issuer's key in the configuration.
    public let id: String
    private let settings: STSClientSettings
    private let http: any HTTPSending
    private let clock: any WallClock
    private let randomness: any Randomness
    private let log: any LogSink
    private let sleep: Sleep
    /// Roles whose maximum turned out to be the default one, and until when that is believed.
    private let shortRoles = Mutex<[ExactString: Instant]>([:])

    /// What AWS gives a role that says nothing, and what a role that refuses more is asked for instead.
    static let fallbackDuration: Duration = .seconds(3600)
    /// How long it is remembered that a role allows no more.
    static let memory: Duration = .seconds(3600)
    private static let maximumRemembered = 4096

    /// A client of these parts; `sleep` waits between two attempts.
    public init(
        id: String, settings: STSClientSettings, http: any HTTPSending, clock: any WallClock,
        randomness: any Randomness, log: any LogSink, sleep: @escaping Sleep = STSClient.taskSleep
    ) {
        self.id = id
        self.settings = settings
        self.http = http
        self.clock = clock
        self.randomness = randomness
        self.log = log
        self.sleep = sleep
    }

    /// The ordinary wait; ends early where the task is cancelled.
    public static let taskSleep: Sleep = { duration in try? await Task.sleep(for: duration) }

    /// Assumes a role (STS API Reference, AssumeRoleWithWebIdentity).
    ///
    /// A duration that the role does not allow is asked once more with an hour, and that is remembered for the role.
    public func assumeRoleWithWebIdentity(
        _ request: WebIdentityRequest
    ) async throws(IssuerRefusal) -> AssumedRole {
        try await assume(try STSCall(request))
    }

    /// Assumes a role (STS API Reference, AssumeRoleWithSAML); durations as with a token.
    public func assumeRoleWithSAML(_ request: AssertionRequest) async throws(IssuerRefusal) -> AssumedRole {
        try await assume(try STSCall(request))
    }

    private func assume(_ call: STSCall) async throws(IssuerRefusal) -> AssumedRole {
        let deadline = clock.now() + settings.retries.deadline
        let isKnownShort = isRemembered(call.roleARN.text) && call.duration > STSClient.fallbackDuration
        let duration = isKnownShort ? STSClient.fallbackDuration : call.duration
        do throws(IssuerRefusal) {
            return try await send(call, duration: duration, until: deadline)
        } catch {
            guard case .durationTooLong = error, duration > STSClient.fallbackDuration else { throw error }
            remember(call.roleARN.text)
            log.log(
                .warning,
                "the role allows no session of \(duration.wholeSeconds) s; asking for 3600 s instead "
                    + "(raise the role's maximum session duration at the issuer, or lower `max_duration`)",
                ["issuer": id, "role": call.roleARN.description])
            return try await send(call, duration: STSClient.fallbackDuration, until: deadline)
        }
    }

    private func isRemembered(_ role: ExactString) -> Bool {
        let now = clock.now()
        return shortRoles.withLock { roles in roles[role].map { $0 > now } ?? false }
    }

    private func remember(_ role: ExactString) {
        let now = clock.now()
        shortRoles.withLock { roles in
            if roles.count >= STSClient.maximumRemembered { roles = roles.filter { $0.value > now } }
            if roles.count < STSClient.maximumRemembered { roles[role] = now + STSClient.memory }
        }
    }

    private func send(
        _ call: STSCall, duration: Duration, until deadline: Instant
    ) async throws(IssuerRefusal) -> AssumedRole {
        let fields = try call.form(duration: duration)
        var attempt = 1
        while true {
            let answer: Result<HTTPResponse, HTTPSendError>
            do throws(HTTPSendError) {
                answer = .success(try await http.send(outgoing(fields, until: deadline)))
            } catch { answer = .failure(error) }
            let failure: STSFailure
            switch answer {
            case .success(let response) where response.status == .ok:
                return try STSAnswer.assumedRole(response, for: call, at: clock.now())
            case .success(let response):
                failure =
                    STSAnswer.failure(response, token: call.proof)
                    .map { STSFailure(code: $0.code, words: $0.words, status: response.status, duration: duration) }
                    ?? STSFailure(status: response.status)
            case .failure(let error): failure = STSFailure(error)
            }
            guard failure.isWorthRetrying, attempt < settings.retries.attempts, !Task.isCancelled else {
                throw failure.refusal
            }
            let wait = settings.retries.wait(after: attempt, randomness: randomness)
            guard clock.now() + wait < deadline else { throw failure.refusal }
            log.log(
                .info, "the issuer is asked again in \(wait.wholeMilliseconds) ms: \(failure.refusal.detail)",
                ["issuer": id, "attempt": String(attempt)])
            await sleep(wait)
            attempt += 1
        }
    }

    /// One request, its own time cut to what is left of the whole.
    private func outgoing(_ fields: [(String, String)], until deadline: Instant) -> OutgoingRequest {
        var peer = settings.peer
        peer.timeout = max(.milliseconds(1), min(peer.timeout, deadline - clock.now()))
        return .form(settings.endpoint.url, fields, headers: ["Accept": "text/xml"], peer: peer)
    }
}
