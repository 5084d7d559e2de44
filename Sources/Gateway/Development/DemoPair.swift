import Cryptography
import DemoProviders
import Essentials
import Glibc
import HTTP
import SAML

/// The two demo providers of development mode, with the same people, and what the gateway is to them.
struct DemoPair: Sendable {
    let openID: DemoOpenIDProvider
    let saml: DemoSAMLProvider

    /// - Parameters:
    ///   - secret: the gateway's, as client of the OpenID provider.
    ///   - credential: what the gateway signs its requests to the SAML provider with.
    init(
        _ files: DevelopmentFiles, secret: String, credential: SigningCredential, clock: any WallClock
    ) throws(StartError) {
        let keys: DemoKeys
        do throws(DemoProviderError) { keys = try .generate() } catch { throw .underlying(error) }
        openID = try DemoPair.openID(files, secret, keys, clock)
        saml = try DemoPair.saml(files, credential, keys, clock)
    }

    private static func openID(
        _ files: DevelopmentFiles, _ secret: String, _ keys: DemoKeys, _ clock: any WallClock
    ) throws(StartError) -> DemoOpenIDProvider {
        let client = DemoClient(
            id: DevelopmentFiles.clientID, authentication: .secret(Secret(secret)),
            redirectURIs: [try url(files.url + "/callback/demo", files)],
            postLogoutRedirectURIs: [try url(files.url + "/signed-out", files)])
        let issuer = try url(files.issuer, files)
        do throws(DemoProviderError) {
            return try DemoOpenIDProvider(
                issuer: issuer, clients: [client], keys: keys, clock: clock, randomness: SystemRandomness())
        } catch { throw .underlying(error) }
    }

    private static func saml(
        _ files: DevelopmentFiles, _ credential: SigningCredential, _ keys: DemoKeys, _ clock: any WallClock
    ) throws(StartError) -> DemoSAMLProvider {
        let here = files.url + "/saml/" + DevelopmentFiles.samlID
        let consumer = MetadataEndpoint(.post, try url(here + "/acs", files))
        let gateway = RegisteredServiceProvider(
            entityID: ExactString(here + "/metadata"),
            consumers: [IndexedEndpoint(consumer, index: 0, isDefault: true)],
            singleLogout: [MetadataEndpoint(.redirect, try url(here + "/slo", files))],
            signingKeys: [MetadataKey(credential.certificate)])
        let base = try url(files.samlBase, files)
        do throws(DemoProviderError) {
            return try DemoSAMLProvider(
                base: base, clients: [DemoSAMLClient(gateway)],
                credential: try DemoSAMLProvider.credential(
                    for: keys.rsa, at: clock.now(), randomness: SystemRandomness()), clock: clock,
                randomness: SystemRandomness())
        } catch { throw .underlying(error) }
    }

    private static func url(_ text: String, _ files: DevelopmentFiles) throws(StartError) -> HTTPURL {
        guard let url = HTTPURL(text) else { throw .stateFolder(path: files.folder, errno: EINVAL) }
        return url
    }
}
