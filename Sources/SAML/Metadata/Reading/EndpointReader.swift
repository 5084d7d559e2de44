internal import Essentials
internal import HTTP
internal import XMLDocuments

/// Reads the endpoints of a role. One that cannot be used is left out, with a warning; one of a binding that is not
/// spoken here is passed over.
struct EndpointReader {
    let plainHTTP: PlainHTTP
    private(set) var warnings: [MetadataWarning] = []

    init(plainHTTP: PlainHTTP) { self.plainHTTP = plainHTTP }

    /// The endpoints of this element's name, in the order of the document.
    mutating func endpoints(_ role: XMLNode, _ element: ExactString) -> [MetadataEndpoint] {
        var found: [MetadataEndpoint] = []
        for node in role.all(.md(element)).prefix(EntityReader.maximumOfAKind) {
            if let endpoint = endpoint(node) { found.append(endpoint) }
        }
        return found
    }

    /// The indexed endpoints of this element's name, in the order of the document.
    mutating func indexed(_ role: XMLNode, _ element: ExactString) -> [IndexedEndpoint] {
        var found: [IndexedEndpoint] = []
        for node in role.all(.md(element)).prefix(EntityReader.maximumOfAKind) {
            guard let endpoint = endpoint(node) else { continue }
            // `xs:unsignedShort`
            guard let index = node.attribute("index").flatMap({ UInt16($0.collapsed) }) else {
                leaveOut(node, "its `index` is no number from 0 to 65535")
                continue
            }
            guard !found.contains(where: { $0.index == index }) else {
                leaveOut(node, "its `index` \(index) stands there twice")
                continue
            }
            do throws(MetadataRefusal) {
                let isDefault = try EntityReader.boolean(node, "isDefault")
                found.append(IndexedEndpoint(endpoint, index: index, isDefault: isDefault))
            } catch {
                leaveOut(node, error.detail)
            }
        }
        return found
    }

    private mutating func endpoint(_ node: XMLNode) -> MetadataEndpoint? {
        guard let text = node.attribute("Binding")?.collapsed, let binding = SAMLBinding(uri: ExactString(text))
        else { return nil }
        guard let location = url(node, "Location") else { return nil }
        guard node.attribute("ResponseLocation") != nil else { return MetadataEndpoint(binding, location) }
        // Sending responses to the place for requests instead would send them where nobody reads them.
        guard let responses = url(node, "ResponseLocation") else { return nil }
        return MetadataEndpoint(binding, location, responseLocation: responses)
    }

    private mutating func url(_ node: XMLNode, _ attribute: ExactString) -> HTTPURL? {
        let text = node.attribute(attribute)?.collapsed ?? ""
        guard let url = HTTPURL(text) else {
            leaveOut(node, "`\(attribute)` is not a URL of https")
            return nil
        }
        guard plainHTTP.allows(url) else {
            leaveOut(node, "`\(attribute)` is plain http")
            return nil
        }
        return url
    }

    private mutating func leaveOut(_ node: XMLNode, _ why: String) {
        warnings.append(
            .endpointLeftOut(element: node.name.text, location: node.attribute("Location") ?? "", why: why))
    }
}
