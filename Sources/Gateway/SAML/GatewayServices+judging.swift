import Essentials

extension GatewayServices {
    /// Bytes of XML that are judged well within a millisecond.
    private static let shortXML = 16_384

    /// Judges a message of a stranger's: one that is long, or holds a key to be decrypted, on a thread of its own, for it
    /// takes longer than others on an HTTP thread should wait.
    func judging<Found: Sendable>(
        _ xml: [UInt8], _ judgement: @escaping @Sendable () throws -> Found
    ) async throws -> Found {
        guard xml.count > Self.shortXML || xml.firstRange(of: "EncryptedKey".utf8) != nil else {
            return try judgement()
        }
        return try await aside(judgement)
    }
}
