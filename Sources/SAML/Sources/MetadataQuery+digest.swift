internal import Cryptography
internal import Essentials

extension MetadataQuery {
    /// The digest in lower-case hexadecimal.
    static func sha1(_ entityID: ExactString) throws(MetadataRefusal) -> String {
        do throws(CryptographyError) {
            return Hexadecimal.encode(try Digest.hash(entityID.text.bytes, .sha1))
        } catch {
            throw .placeMalformed(error.detail)
        }
    }
}
