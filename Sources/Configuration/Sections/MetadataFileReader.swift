import Cryptography
import Essentials
import SAML

/// A provider's metadata that stands in a file, judged as it will be when somebody signs in.
///
/// What is wrong with the file is an error. That its time is over is a warning: the gateway serves the other providers,
/// and this one as soon as somebody puts a newer file there.
struct MetadataFileReader {
    let map: MapReader
    let pins: [Certificate]

    private static let key = "metadata"
    /// Defects of one file that are told.
    private static let most = 8

    /// The path of the file; `nil` where there is none that can be read (reported).
    func read(_ node: SourceNode, named name: String) -> String? {
        let path = node.source.resolve(name)
        let bytes: [UInt8]
        do {
            bytes = try map.context.read(path, limit: MetadataReader.maximumBytes)
        } catch {
            map.error(
                Self.key, "\(what(name)): \(error.detail)", remedy: "a relative path starts at the file it stands in")
            return nil
        }
        do throws(MetadataRefusal) {
            let metadata = try MetadataReader.read(
                bytes, entityID: map.text("idp_entity_id").map { ExactString($0) },
                signature: pins.isEmpty ? .notJudged : .pinned(pins), at: map.context.clock.now())
            for warning in metadata.warnings.prefix(Self.most) {
                map.context.warning(at: node.place, "\(what(name)): \(warning.detail)", remedy: warning.remedy)
            }
        } catch {
            let message = "\(what(name)): \(error.detail)"
            if case .expired = error {
                map.context.warning(at: node.place, message, remedy: error.remedy)
            } else {
                map.context.error(at: node.place, message, remedy: remedy(for: error))
            }
        }
        return path
    }

    private func what(_ name: String) -> String { "`\(map.path(of: Self.key))` names the file `\(name)`" }

    /// The words of this file where it has some for it.
    private func remedy(for refusal: MetadataRefusal) -> String? {
        switch refusal {
        case .entityNotNamed: "write the entity ID of the one that is meant as `idp_entity_id`"
        case .signatureRefused, .noPinnedCertificate:
            "write the certificate that its publisher signs with now as `metadata_certificate`"
        case .malformed: refusal.remedy ?? "fetch the metadata from the provider again"
        default: refusal.remedy
        }
    }
}
