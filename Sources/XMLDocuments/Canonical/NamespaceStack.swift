import CLibXML2

/// What the elements around the current one have written as namespace declarations, innermost last.
struct NamespaceStack {
    /// A prefix (`nil`: the default namespace) and what it stands for (`nil`: nothing).
    struct Binding {
        let prefix: LibraryText?
        let href: LibraryText?

        init(prefix: LibraryText?, href: LibraryText?) {
            self.prefix = prefix
            self.href = href
        }

        init(_ declaration: xmlNsPtr) { self.init(prefix: declaration.prefix, href: declaration.href) }

        func hasPrefix(_ other: LibraryText?) -> Bool { NamespaceStack.isSame(prefix, other) }
    }

    private var bindings: [Binding] = []

    /// How many there are; what is handed to `close` when the element ends.
    var mark: Int { bindings.count }

    mutating func close(to mark: Int) { bindings.removeSubrange(mark...) }

    mutating func open(_ binding: Binding) { bindings.append(binding) }

    /// True where a reader of what was written so far already has this binding. Nothing is written for a default
    /// namespace that nobody has set.
    func has(_ binding: Binding) -> Bool {
        for own in bindings.reversed() where own.hasPrefix(binding.prefix) {
            return NamespaceStack.isSame(own.href, binding.href)
        }
        return binding.prefix == nil && binding.href == nil
    }

    static func isSame(_ left: LibraryText?, _ right: LibraryText?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left == right || left.compare(right) == 0
    }
}
