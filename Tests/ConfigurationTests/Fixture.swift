import Essentials
import Foundation

@testable import Configuration

/// The fixture files of this folder's tests, and the surroundings they are read in.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/configuration").path()

    static let environment = [
        "SECRET": "swordfish", "GOOGLE_SECRET": "swordfish\n", "EMPTY": "", "KEYCLOAK": "swordfish",
    ]

    /// Reads a fixture file; places and paths in findings start at the file's own folder.
    static func load(_ path: String) -> (configuration: SallyportConfiguration?, findings: [String]) {
        let whole = folder + "/" + path
        let (configuration, findings) = ConfigurationLoader.load(
            path: whole, environment: environment, files: DiskFiles())
        let own = (whole as NSString).deletingLastPathComponent + "/"
        return (configuration, findings.map { $0.text.replacingOccurrences(of: own, with: "") })
    }

    /// A file of providers' metadata; nothing where there is none.
    static func metadata(_ name: String) -> String {
        let path = folder + "/../saml/metadata/" + name
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    /// When the metadata of the fixtures holds.
    static let now = Instant(seconds: 1_796_140_800)

    /// Stands at one instant.
    struct StandingClock: WallClock {
        let at: Instant

        func now() -> Instant { at }
    }

    /// Reads texts as files; the first is `sallyport.yaml`.
    static func load(
        text: String, files: [String: String] = [:], at now: Instant = Fixture.now
    ) -> (configuration: SallyportConfiguration?, findings: [Finding]) {
        ConfigurationLoader.load(
            path: "sallyport.yaml", environment: environment,
            files: MemoryFiles(texts: files.merging(["sallyport.yaml": text]) { first, _ in first }),
            clock: StandingClock(at: now))
    }

    /// The smallest whole configuration, with further lines.
    static func small(_ further: String = "", provider: String = standardProvider) -> String {
        """
        url: https://login.example.org
        providers:
          home: \(provider)
        accounts: {dev: 111111111111}
        \(further)
        """
    }

    static let standardProvider =
        #"{preset: generic-oidc, issuer: "https://id.example.org", client_id: a, client_authentication: none}"#
}
