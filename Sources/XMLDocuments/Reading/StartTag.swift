import CLibXML2
import Essentials

/// A start tag as libxml2 reports it, before it becomes part of the tree.
struct StartTag {
    let name: LibraryText?
    let prefix: LibraryText?
    let namespace: LibraryText?
    /// How many namespaces are declared; a prefix and a URI each.
    let declared: Int
    let declarations: UnsafeMutablePointer<LibraryText?>?
    /// How many attributes there are; name, prefix, namespace, and where the value begins and ends each.
    let count: Int
    let attributes: UnsafeMutablePointer<LibraryText?>?

    var qualifiedName: QualifiedName { QualifiedName(namespace?.exact, name?.exact ?? "") }

    /// True where an attribute of this name, which is one of the parser's dictionary, stands in the tag without a
    /// prefix.
    func hasAttribute(_ name: LibraryText) -> Bool {
        guard let attributes else { return false }
        for index in 0..<count where attributes[5 * index] == name && attributes[5 * index + 1] == nil { return true }
        return false
    }

    /// Why the tag is not taken, where it is not.
    var refusal: XMLError? {
        for text in [name, prefix] where (text?.count ?? 0) > XMLLimits.name { return tooLong }
        if let declarations {
            for index in 0..<declared {
                if (declarations[2 * index]?.count ?? 0) > XMLLimits.name { return tooLong }
                guard let uri = declarations[2 * index + 1], uri.pointee != 0 else { continue }
                guard uri.count <= XMLLimits.namespace else { return .nameTooLong(limit: XMLLimits.namespace) }
                guard StartTag.isAbsolute(uri) else { return .relativeNamespace(uri.exact) }
                // libxml2 keeps an ampersand in a namespace as the five signs it was written with.
                guard !uri.buffer.contains(UInt8(ascii: "&")) else {
                    return .contentRefused("a namespace with an ampersand")
                }
            }
        }
        if let attributes {
            for index in 0..<count {
                for text in [attributes[5 * index], attributes[5 * index + 1]]
                where (text?.count ?? 0) > XMLLimits.name {
                    return tooLong
                }
            }
        }
        return nil
    }

    private var tooLong: XMLError { .nameTooLong(limit: XMLLimits.name) }

    /// What the element takes in the tree with its attributes and declarations, with what the allocator adds.
    var memory: Int {
        var bytes = MemoryLayout<xmlNode>.size + 24
        bytes += declared * (MemoryLayout<xmlNs>.size + 64)
        if let declarations {
            for index in 0..<declared { bytes += declarations[2 * index + 1]?.count ?? 0 }
        }
        if let attributes {
            for index in 0..<count {
                bytes += MemoryLayout<xmlAttr>.size + 24 + HardenedParse.textMemory
                if let start = attributes[5 * index + 3], let end = attributes[5 * index + 4] { bytes += end - start }
            }
        }
        return bytes
    }

    /// True where a scheme stands before a colon (RFC 3986 §3.1).
    private static func isAbsolute(_ uri: LibraryText) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
        }
        guard isLetter(uri[0]) else { return false }
        var index = 1
        while uri[index] != UInt8(ascii: ":") {
            let byte = uri[index]
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            guard isLetter(byte) || isDigit || isSign else { return false }
            index += 1
        }
        return true
    }
}
