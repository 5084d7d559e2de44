import Cryptography
import Essentials
import Synchronization

/// Judges the codes of devices: six digits that change every 30 seconds (RFC 6238, SHA-1, as the common
/// applications have them).
///
/// A code serves once, in its own interval and the one before and after; after five wrong ones a device has to wait
/// for the next interval, so that nobody tries them all. That it serves once holds within this process here, and
/// among all nodes by the store (`EmbeddedIssuer.presence`).
final class OneTimeCodes: Sendable {
    private struct Record {
        var lastUsed: Int64 = .min
        var interval: Int64 = .min
        var failures = 0
    }

    static let interval: Int64 = 30
    /// Where the store keeps those that were used.
    static let collection = "device-codes"
    private static let maximumFailures = 5
    private let records = Mutex<[ExactString: Record]>([:])

    /// The interval whose code it is, where the code is one of the device's now; it is used up then.
    func accept(_ code: Secret, of device: MFADevice, at now: Instant) -> Int64? {
        let current = now.seconds / OneTimeCodes.interval
        return records.withLock { records in
            var record = records[device.serialNumber] ?? Record()
            defer { records[device.serialNumber] = record }
            if record.interval != current {
                record.interval = current
                record.failures = 0
            }
            guard record.failures < OneTimeCodes.maximumFailures else { return nil }
            for step in (current - 1)...(current + 1) where step > record.lastUsed {
                guard let expected = OneTimeCodes.code(of: device, step) else { return nil }
                if ConstantTime.equal(expected, code.reveal()) {
                    record.lastUsed = step
                    return step
                }
            }
            record.failures += 1
            return nil
        }
    }

    /// The first instant at which the code of an interval serves no more.
    static func end(of step: Int64) -> Instant { Instant(seconds: (step + 2) * interval) }

    /// The code of an interval (RFC 4226 §5.3); `nil` where the library fails.
    static func code(of device: MFADevice, _ step: Int64) -> [UInt8]? {
        let counter = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> (8 * $0)) }
        guard let mac = try? HMAC.authenticate(counter, key: device.key, .sha1), let last = mac.last else { return nil }
        let offset = Int(last & 0x0F)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = Array(String(number % 1_000_000).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: 6 - digits.count) + digits
    }
}
