internal import Essentials

/// Finds tags by their bytes in a document that the parser has taken: well-formed, without a document type and
/// without processing instructions but the XML declaration.
struct MarkupScanner {
    /// One tag.
    struct Tag {
        enum Kind {
            case start
            case end
            case empty
        }
        let kind: Kind
        /// From `<` to behind `>`.
        let range: Range<Int>
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next tag; comments, CDATA sections and the XML declaration are passed over.
    mutating func next() -> Tag? {
        while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            let rest = bytes[open...]
            if rest.starts(with: MarkupScanner.comment) {
                position = end(of: "-->", from: open + MarkupScanner.comment.count)
            } else if rest.starts(with: MarkupScanner.section) {
                position = end(of: "]]>", from: open + MarkupScanner.section.count)
            } else if rest.starts(with: MarkupScanner.declaration) {
                position = end(of: "?>", from: open + MarkupScanner.declaration.count)
            } else {
                position = endOfTag(from: open)
                let isEnd = open + 1 < bytes.count && bytes[open + 1] == UInt8(ascii: "/")
                let isEmpty = position >= open + 2 && bytes[position - 2] == UInt8(ascii: "/")
                return Tag(kind: isEnd ? .end : isEmpty ? .empty : .start, range: open..<position)
            }
        }
        return nil
    }

    /// Behind the end of the element whose start tag came last.
    mutating func passElement(startedBy tag: Tag) -> Int? {
        guard tag.kind == .start else { return tag.range.upperBound }
        var depth = 1
        while let tag = next() {
            switch tag.kind {
            case .start: depth += 1
            case .empty: break
            case .end: depth -= 1
            }
            if depth == 0 { return tag.range.upperBound }
        }
        return nil
    }

    private func end(of mark: String, from start: Int) -> Int {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index..<(index + mark.count)].elementsEqual(mark) { return index + mark.count }
            index += 1
        }
        return bytes.count
    }

    /// A `>` within quotes does not end a tag.
    private func endOfTag(from start: Int) -> Int {
        var quote: UInt8?
        for index in start..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            }
        }
        return bytes.count
    }

    private static let comment = Array("<!--".utf8)
    private static let section = Array("<![CDATA[".utf8)
    private static let declaration = Array("<?".utf8)
}
