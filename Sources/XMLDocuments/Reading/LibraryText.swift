import CLibXML2
import Essentials
import Glibc

/// Text in libxml2's memory: bytes up to a NUL.
typealias LibraryText = UnsafePointer<xmlChar>

extension LibraryText {
    /// How many bytes there are.
    var count: Int { strlen(UnsafeRawPointer(self).assumingMemoryBound(to: CChar.self)) }

    /// The bytes, without the NUL.
    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: self, count: count) }

    /// A copy.
    var text: String { String(decoding: buffer, as: UTF8.self) }

    /// A copy.
    var exact: ExactString { ExactString(text) }

    /// Byte-wise equality.
    func isExactly(_ other: ExactString) -> Bool {
        var text = other.text
        return text.withUTF8 { $0.count == count && memcmp(self, $0.baseAddress ?? self, $0.count) == 0 }
    }

    /// True for the text `xml`.
    var isXML: Bool {
        self[0] == UInt8(ascii: "x") && self[1] == UInt8(ascii: "m") && self[2] == UInt8(ascii: "l") && self[3] == 0
    }

    /// Byte-wise order, as `strcmp` has it.
    func compare(_ other: LibraryText) -> Int32 {
        strcmp(
            UnsafeRawPointer(self).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(other).assumingMemoryBound(to: CChar.self))
    }
}

extension UnsafeMutablePointer<xmlNs> {
    /// The prefix; empty for the default namespace.
    var prefix: LibraryText? { pointee.prefix.flatMap { $0.pointee == 0 ? nil : LibraryText($0) } }

    /// The namespace's name; `nil` where the declaration takes the default namespace away.
    var href: LibraryText? { pointee.href.flatMap { $0.pointee == 0 ? nil : LibraryText($0) } }

    /// True for `xml`, which is bound without a declaration.
    var isXML: Bool { prefix?.isXML ?? false }
}
