import Cryptography
import Essentials
import Glibc
import SAML

/// The example files of development mode: a configuration as a user would write it, made anew at each start.
struct DevelopmentFiles {
    let folder: String
    let port: UInt16

    static let accountID = "000000000001"
    static let clientID = "sallyport-dev"
    static let samlID = "demo-saml"

    var configuration: String { folder + "/sallyport.yaml" }
    var clientSecret: String { folder + "/demo-client-secret" }
    var samlKey: String { folder + "/demo-saml.key" }
    var samlCertificate: String { folder + "/demo-saml.crt" }
    func token(of person: String) -> String { "\(folder)/\(person).token" }

    /// The provider lives under another name of this machine than the gateway, so that cookies and redirects
    /// behave as they will between two sites.
    var issuer: String { "http://localhost:\(port)/demo" }
    var samlBase: String { "http://localhost:\(port)/demo-saml" }
    var url: String { "http://127.0.0.1:\(port)" }

    /// Writes a file that only this user may read, in place of a former one.
    ///
    /// - Throws: `StartError.stateFolder`.
    static func write(_ text: String, to path: String) throws(StartError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .stateFolder(path: path, errno: errno) }
        defer { close(descriptor) }
        // A former file keeps its mode otherwise.
        guard fchmod(descriptor, 0o600) == 0 else { throw .stateFolder(path: path, errno: errno) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw .stateFolder(path: path, errno: errno) }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Writes the key pair that signs requests to the demo SAML provider.
    func write(_ credential: SigningCredential) throws(StartError) {
        let key: Secret
        do throws(CryptographyError) { key = try credential.key.pem() } catch { throw .underlying(error) }
        try DevelopmentFiles.write(key.revealText() ?? "", to: samlKey)
        try DevelopmentFiles.write(DevelopmentFiles.pem(of: credential.certificate), to: samlCertificate)
    }

    /// A certificate in PEM form (RFC 7468 §5.1).
    static func pem(of certificate: Certificate) -> String {
        var lines = ["-----BEGIN CERTIFICATE-----"]
        var rest = Base64.encode(certificate.der)[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END CERTIFICATE-----", ""]).joined(separator: "\n")
    }

    /// Makes a folder and those above it that are missing.
    ///
    /// - Throws: `StartError.stateFolder`.
    static func makeFolder(_ path: String) throws(StartError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw .stateFolder(path: made, errno: errno) }
        }
    }

    /// The configuration file's text.
    var configurationText: String {
        """
        # Development mode's configuration, written anew at each start of `sallyport dev`.
        # A real one looks the same; see the README for Google, Microsoft and others.
        url: \(url)
        organisation: the demo
        providers:
          demo:
            preset: generic-oidc
            name: Demo provider
            issuer: \(issuer)
            connect: \(url)
            client_id: \(Self.clientID)
            client_secret: file:demo-client-secret
          \(Self.samlID):
            preset: generic-saml
            name: Demo provider (SAML)
            metadata: \(samlBase)/metadata
            connect: \(url)
            signing_key: file:demo-saml.key
            signing_certificate: file:demo-saml.crt
            email_trust: always
        accounts:
          demo: {id: \(Self.accountID), issuer: embedded}
        roles:
          demo:
            - {name: Administrator, description: "Everything, including people and rights.", sensitive: true, max_duration: 1h}
            - {name: Developer, description: "Build and change, except people and rights.", max_duration: 8h}
            - {name: ReadOnly, description: "Look at everything, change nothing.", max_duration: 12h}
        rules:
          - {when: {group: admins}, grant: demo/Administrator}
          - {when: {group: developers}, grant: demo/Developer}
          - {when: {group: [developers, auditors]}, grant: demo/ReadOnly}
        # Everybody here may look into SAML responses; a real file names a group.
        operators: {when: {sub: {exists: true}}}

        """
    }
}
