import Cryptography
import Essentials
import Federation
import JOSE
import OpenIDConnect

/// How a client proves itself at the token endpoint: said outright, or by what was given to prove it with.
struct ClientAuthenticationReader {
    let preset: ProviderPreset
    let map: MapReader

    func read() -> ClientAuthentication? {
        let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"].map { ($0, $0) }
        let written = map.word("client_authentication", methods)
        if map.has("client_authentication"), written == nil { return nil }
        if map.has("client_secret"), map.has("client_key") {
            map.error(
                "client_key", "`\(map.path)` has both `client_secret` and `client_key`", remedy: "leave one of them")
            return nil
        }
        let method = written ?? (map.has("client_key") ? "private_key_jwt" : preset.clientAuthentication)
        switch method {
        case "none":
            for key in ["client_secret", "client_key"] where map.has(key) {
                map.error(key, "`\(map.path(of: key))` is not used, as `client_authentication` is `none`")
            }
            return ClientAuthentication.none
        case "private_key_jwt": return privateKey()
        default:
            guard let (secret, source) = map.secret("client_secret") else {
                if !map.has("client_secret") {
                    map.demand(
                        "client_secret",
                        remedy: "write `client_secret: env:NAME`, or `client_authentication: none` for a public client")
                }
                return nil
            }
            map.context.note(
                map.path(of: "client_secret"), source,
                .file(map.entry("client_secret")?.value.place ?? map.place))
            return method == "client_secret_post" ? .secretPost(secret) : .secretBasic(secret)
        }
    }

    private func privateKey() -> ClientAuthentication? {
        guard let (pem, source) = map.secret("client_key") else {
            if !map.has("client_key") {
                map.demand("client_key", remedy: "write `client_key: file:PATH`, a PEM private key")
            }
            return nil
        }
        map.context.note(
            map.path(of: "client_key"), source, .file(map.entry("client_key")?.value.place ?? map.place))
        do {
            let key = try PrivateKey(pem: pem)
            return .privateKeyJWT(
                key, ClientAuthenticationReader.algorithm(key.publicKey.kind),
                keyID: map.text("client_key_id").map { ExactString($0) })
        } catch {
            map.error("client_key", "`\(map.path(of: "client_key"))` is no usable private key: \(error.detail)")
            return nil
        }
    }

    private static func algorithm(_ kind: KeyKind) -> JWSAlgorithm {
        switch kind {
        case .rsa: .rs256
        case .elliptic(.p256): .es256
        case .elliptic(.p384): .es384
        case .elliptic(.p521): .es512
        case .ed25519: .edDSA
        }
    }
}
