import Configuration
import Cryptography
import DemoProviders
public import Essentials
import Glibc
import HTTP
import SAML

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

    /// Writes the example files, starts the demo providers, and reads the configuration back as `serve` would.
    private func configure(
        _ files: DevelopmentFiles, _ slot: DemoSlot, _ clock: any WallClock
    ) throws(StartError) -> SallyportConfiguration {
        let secret = SystemRandomness().handle(bytes: 32)
        let credential = try Self.credential(clock)
        try DevelopmentFiles.write(secret + "\n", to: files.clientSecret)
        try files.write(credential)
        try DevelopmentFiles.write(files.configurationText, to: files.configuration)
        let providers = try DemoPair(files, secret: secret, credential: credential, clock: clock)
        slot.install(providers)
        for person in providers.openID.people {
            let token: Secret
            do throws(DemoProviderError) {
                token = try providers.openID.issueToken(
                    for: person.id, audience: DevelopmentFiles.clientID, lifetime: .seconds(12 * 3600))
            } catch { throw .underlying(error) }
            try DevelopmentFiles.write(token.revealText() ?? "", to: files.token(of: person.id))
        }
        let loaded = ConfigurationLoader.load(path: files.configuration, environment: [:], files: DiskFiles())
        guard let configuration = loaded.configuration else { throw .configuration(loaded.findings) }
        return configuration
    }

    /// What the gateway signs its requests to the demo SAML provider with. Elliptic: an RSA key takes its time to make.
    private static func credential(_ clock: any WallClock) throws(StartError) -> SigningCredential {
        do throws(CryptographyError) {
            let now = clock.now()
            let key = try PrivateKey.generate(.elliptic(.p256))
            let certificate = try Certificate.selfSigned(
                key, name: "sallyport dev", serial: [1] + SystemRandomness().bytes(15), validFrom: now,
                validTo: now + .seconds(365 * 86_400))
            return SigningCredential(key: key, certificate: certificate)
        } catch { throw .underlying(error) }
    }
}
