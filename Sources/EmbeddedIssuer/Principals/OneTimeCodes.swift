import Cryptography
import Essentials
import Synchronization

/// Judges the codes of devices: six digits that change every 30 seconds (RFC 6238, SHA-1, as the common
/// applications have them).
///
/// A code serves once, in its own interval and the one before and after; after five wrong ones a device has to wait
/// for the next interval, so that nobody tries them all.
final class OneTimeCodes: Sendable {
    private struct Record {
        var lastUsed: Int64 = .min
        var interval: Int64 = .min
        var failures = 0
    }

    static let interval: Int64 = 30
    private static let maximumFailures = 5
    private let records = Mutex<[ExactString: Record]>([:])

    /// True where the code is one of the device's now; it is used up then.
    func accept(_ code: Secret, of device: MFADevice, at now: Instant) -> Bool {
        let current = now.seconds / OneTimeCodes.interval
        return records.withLock { records in
            var record = records[device.serialNumber] ?? Record()
            defer { records[device.serialNumber] = record }
            if record.interval != current {
                record.interval = current
                record.failures = 0
            }
            guard record.failures < OneTimeCodes.maximumFailures else { return false }
            for step in (current - 1)...(current + 1) where step > record.lastUsed {
                guard let expected = OneTimeCodes.code(of: device, step) else { return false }
                if ConstantTime.equal(expected, code.reveal()) {
                    record.lastUsed = step
                    return true
                }
            }
            record.failures += 1
            return false
        }
    }

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
