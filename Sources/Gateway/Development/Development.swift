import Configuration
import Cryptography
import DemoProviders
public import Essentials
import Glibc
import HTTP

/// `dev`: gateway, demo provider and embedded issuer in one process, on loopback, with generated keys.
public struct Development: Sendable {
    /// What a person needs to know to try it.
    public struct Started: Sendable {
        /// The page to open.
        public let url: String
        /// Who can sign in, in one line.
        public let people: String
        /// A role that the person of `tokenFile` may take.
        public let roleARN: String
        /// A web identity token to try the Query API with.
        public let tokenFile: String
        /// The embedded issuer's endpoint.
        public let stsEndpoint: String
        /// The configuration in force.
        public let configurationFile: String
        /// One line for the AWS CLI.
        public var trialCommand: String {
            "AWS_DEFAULT_REGION=us-east-1 aws sts assume-role-with-web-identity --endpoint-url \(stsEndpoint) --no-sign-request"
                + " --role-arn \(roleARN) --role-session-name ada --web-identity-token file://\(tokenFile)"
        }
    }

    private let port: UInt16
    private let stateFolder: String
    private let log: any LogSink

    /// - Parameter port: 0 for a free one.
    public init(port: UInt16, stateFolder: String, log: any LogSink) {
        self.port = port
        self.stateFolder = stateFolder
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `StartError`.
    public func run(ready: (Started) -> Void) async throws(StartError) {
        let signals = Signals.stream()
        let stateFolder = Self.absolute(self.stateFolder)
        try DevelopmentFiles.makeFolder(stateFolder)
        let clock = SystemClock()
        let provider = DemoSlot()
        let runtime = try await GatewayRuntime.start(
            stateFolder: stateFolder, listen: .init(host: "127.0.0.1", port: port), clock: clock, log: log,
            metrics: MetricsRegistry(), mounting: [provider], isDevelopment: true
        ) { port throws(StartError) in
            try configure(DevelopmentFiles(folder: stateFolder, port: port), provider, clock)
        }
        let files = DevelopmentFiles(folder: stateFolder, port: runtime.port)
        ready(
            Started(
                url: files.url, people: provider.peopleInOneLine,
                roleARN: "arn:aws:iam::\(DevelopmentFiles.accountID):role/Developer", tokenFile: files.token(of: "ada"),
                stsEndpoint: files.url + "/sts", configurationFile: files.configuration))
        for await signal in signals where signal == .terminate {
            await runtime.stop()
            return
        }
    }

    /// The folder from the root on, so that what is printed works from any folder.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// Writes the example files, starts the demo provider, and reads the configuration back as `serve` would.
    private func configure(
        _ files: DevelopmentFiles, _ slot: DemoSlot, _ clock: any WallClock
    ) throws(StartError) -> SallyportConfiguration {
        let secret = SystemRandomness().handle(bytes: 32)
        try DevelopmentFiles.write(secret + "\n", to: files.clientSecret)
        try DevelopmentFiles.write(files.configurationText, to: files.configuration)
        let provider = try demoProvider(files, secret, clock)
        slot.install(provider)
        for person in provider.people {
            let token: Secret
            do throws(DemoProviderError) {
                token = try provider.issueToken(
                    for: person.id, audience: DevelopmentFiles.clientID, lifetime: .seconds(12 * 3600))
            } catch { throw .underlying(error) }
            try DevelopmentFiles.write(token.revealText() ?? "", to: files.token(of: person.id))
        }
        let loaded = ConfigurationLoader.load(path: files.configuration, environment: [:], files: DiskFiles())
        guard let configuration = loaded.configuration else { throw .configuration(loaded.findings) }
        return configuration
    }

    private func demoProvider(
        _ files: DevelopmentFiles, _ secret: String, _ clock: any WallClock
    ) throws(StartError) -> DemoOpenIDProvider {
        guard let issuer = HTTPURL(files.issuer), let redirect = HTTPURL(files.url + "/callback/demo"),
            let signedOut = HTTPURL(files.url + "/signed-out")
        else { throw .stateFolder(path: files.folder, errno: EINVAL) }
        do throws(DemoProviderError) {
            return try DemoOpenIDProvider(
                issuer: issuer,
                clients: [
                    DemoClient(
                        id: DevelopmentFiles.clientID, authentication: .secret(Secret(secret)),
                        redirectURIs: [redirect], postLogoutRedirectURIs: [signedOut])
                ], keys: .generate(), clock: clock, randomness: SystemRandomness())
        } catch {
            throw .underlying(error)
        }
    }
}
