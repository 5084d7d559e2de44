import Cryptography
import Essentials

/// TLS of the server's own. The files are read and held against each other here already, so that `check` names
/// what would keep the server from starting.
struct TLSReader {
    let map: MapReader

    func read(_ proxies: ProxySettings) -> TransportSettings {
        guard let node = map.node("tls"),
            let tls = MapReader(node, schema: .tls, path: "tls", context: map.context)
        else { return .plain }
        let clients = clients(tls)
        let isForProxies = tls.has("client_certificates") && proxies.passesClientCertificates
        if !tls.has("certificate"), !tls.has("key"), isForProxies {
            return TransportSettings(pair: nil, clients: clients)
        }
        for key in ["certificate", "key"] where !tls.has(key) {
            tls.demand(
                key,
                remedy: tls.has("client_certificates") && !tls.has("certificate") && !tls.has("key")
                    ? "name certificate and key, or the proxies that pass certificates on (`client_certificate: true`)"
                    : "name both PEM files")
        }
        return TransportSettings(pair: pair(tls), clients: clients)
    }

    private func pair(_ tls: MapReader) -> TransportSettings.Pair? {
        guard let certificate = file("certificate", of: tls), let key = file("key", of: tls) else { return nil }
        let chain: [Certificate]
        do {
            chain = try Certificate.all(pem: certificate.bytes)
        } catch {
            tls.error(
                "certificate", "`tls.certificate` names `\(certificate.path)`: \(error.detail)", remedy: error.remedy)
            return nil
        }
        do {
            let privateKey = try PrivateKey(pem: Secret(key.bytes))
            guard privateKey.publicKey.components == chain.first?.publicKey.components else {
                tls.error(
                    "key",
                    "`tls.key` names `\(key.path)`, which does not belong to the first certificate of "
                        + "`\(certificate.path)`", remedy: "put certificate and key of one pair in place")
                return nil
            }
        } catch {
            tls.error("key", "`tls.key` names `\(key.path)`: \(error.detail)", remedy: error.remedy)
            return nil
        }
        note("certificate", certificate.path, tls)
        note("key", key.path, tls)
        return TransportSettings.Pair(certificateFile: certificate.path, keyFile: key.path)
    }

    private func clients(_ tls: MapReader) -> TransportSettings.Clients? {
        guard let node = tls.node("client_certificates"),
            let map = MapReader(
                node, schema: .clientCertificates, path: "tls.client_certificates", context: tls.context)
        else { return nil }
        if !map.has("ca") { map.demand("ca", remedy: "name a PEM file of the authorities that vouch for clients") }
        let isRequired = map.word("mode", [("required", true), ("asked", false)]) ?? true
        if map.has("mode") {
            note("mode", isRequired ? "required" : "asked", map)
        } else {
            map.context.note("tls.client_certificates.mode", "required", .standard("nobody without one is served"))
        }
        guard let file = file("ca", of: map) else { return nil }
        do {
            let authorities = try Certificate.all(pem: file.bytes)
            _ = try CertificateVerifier(roots: authorities)
            note("ca", file.path, map)
            return TransportSettings.Clients(authorities: authorities, isRequired: isRequired)
        } catch {
            map.error("ca", "`\(map.path(of: "ca"))` names `\(file.path)`: \(error.detail)", remedy: error.remedy)
            return nil
        }
    }

    private func file(_ key: String, of map: MapReader) -> (path: String, bytes: [UInt8])? {
        guard let node = map.node(key) else { return nil }
        guard let written = node.written else {
            map.error(key, "`\(map.path(of: key))` must be the path of a file, and is \(node.kind)")
            return nil
        }
        let name = written.startsExactly(with: "file:") ? String(written.dropFirst(5)) : written
        let path = node.source.resolve(name)
        do {
            return (path, try map.context.read(path))
        } catch {
            map.error(key, "`\(map.path(of: key))` names the file `\(name)`: \(error.detail)")
            return nil
        }
    }

    private func note(_ key: String, _ value: String, _ map: MapReader) {
        map.context.note(map.path(of: key), value, .file(map.entry(key)?.value.place ?? map.place))
    }
}
