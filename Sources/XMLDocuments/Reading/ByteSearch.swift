import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Where this byte stands first between two places.
    func find(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
        guard start < end, let base = baseAddress else { return nil }
        return memchr(base + start, Int32(byte), end - start).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }

    /// Where these bytes begin first, at or after `start`.
    func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard let last = pattern.last else { return nil }
        var place = start + pattern.count - 1
        while let end = find(last, from: place, to: count) {
            let begin = end + 1 - pattern.count
            if starts(with: pattern, at: begin) { return begin }
            place = end + 1
        }
        return nil
    }

    /// True where these bytes stand at this place.
    func starts(with pattern: [UInt8], at index: Int) -> Bool {
        guard index + pattern.count <= count, let base = baseAddress else { return false }
        return memcmp(base + index, pattern, pattern.count) == 0
    }
}
