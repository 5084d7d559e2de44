import CLibXML2
import Glibc

@testable import XMLDocuments

/// libxml2's own canonical forms, which ours must equal.
enum LibraryCanonicaliser {
    /// The canonical form of an element without one inside it; `nil` where libxml2 gives none.
    static func canonical(_ node: XMLNode, _ form: CanonicalForm, omitting omitted: XMLNode?) -> [UInt8]? {
        var (isExclusive, withComments, prefixes) = (false, false, [String]())
        switch form {
        case .inclusive(let comments): withComments = comments
        case .exclusive(let comments, let names): (isExclusive, withComments, prefixes) = (true, comments, names)
        }
        guard let buffer = xmlAllocOutputBuffer(nil) else { return nil }
        defer { xmlOutputBufferClose(buffer) }
        var names: [UnsafeMutablePointer<xmlChar>?] = prefixes.map { xmlStrdup($0) } + [nil]
        defer { names.forEach { free($0) } }
        var bounds = Bounds(apex: node.pointer, omitted: omitted?.pointer)
        let isDone = withUnsafeMutablePointer(to: &bounds) { bounds in
            names.withUnsafeMutableBufferPointer { names in
                xmlC14NExecute(
                    node.document.tree, isVisible, bounds, isExclusive ? 1 : 0, isExclusive ? names.baseAddress : nil,
                    withComments ? 1 : 0, buffer) >= 0
            }
        }
        guard isDone, let content = xmlOutputBufferGetContent(buffer) else { return nil }
        return Array(UnsafeBufferPointer(start: content, count: xmlOutputBufferGetSize(buffer)))
    }

    private struct Bounds {
        let apex: xmlNodePtr
        let omitted: xmlNodePtr?
    }

    private static let isVisible: xmlC14NIsVisibleCallback = { raw, node, parent in
        guard let raw, let node else { return 0 }
        let bounds = raw.assumingMemoryBound(to: Bounds.self).pointee
        let isElse = node.pointee.type == XML_NAMESPACE_DECL || node.pointee.type == XML_ATTRIBUTE_NODE
        var around = isElse ? parent : node
        while let element = around {
            if element == bounds.omitted { return 0 }
            if element == bounds.apex { return 1 }
            around = element.pointee.parent
        }
        return 0
    }
}
