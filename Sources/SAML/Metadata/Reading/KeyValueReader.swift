internal import Cryptography
internal import Essentials
internal import XMLDocuments

/// Reads a bare key: `ds:RSAKeyValue` (XML-DSig §4.5.2.2) or `dsig11:ECKeyValue` of a named curve (§4.5.2.3).
enum KeyValueReader {
    typealias Defect = KeyDescriptorReader.Defect

    static func key(_ value: XMLNode) throws(Defect) -> PublicKey {
        if let rsa = value.all(.ds("RSAKeyValue")).first {
            guard let modulus = number(rsa, "Modulus"), let exponent = number(rsa, "Exponent") else {
                throw Defect("its `RSAKeyValue` lacks a number in base64")
            }
            do throws(CryptographyError) {
                return try .rsa(modulus: modulus, exponent: exponent)
            } catch {
                throw Defect(error.detail)
            }
        }
        guard let elliptic = value.all(QualifiedName(namespace11, "ECKeyValue")).first else {
            throw Defect("its `KeyValue` is of a kind that is not read")
        }
        return try point(of: elliptic)
    }

    private static func point(of elliptic: XMLNode) throws(Defect) -> PublicKey {
        let name = elliptic.all(QualifiedName(namespace11, "NamedCurve")).first?.attribute("URI") ?? ""
        guard let curve = curves.first(where: { $0.uri.isExactly(name) })?.curve else {
            throw Defect("its curve \(quoted(name)) is not one that is used here")
        }
        let length = curve.coordinateLength
        guard let key = elliptic.all(QualifiedName(namespace11, "PublicKey")).first,
            let text = try? key.text(), text.utf8.count <= maximumText, let octets = SAMLBase64.decode(text),
            octets.count == 1 + 2 * length, octets[0] == 4
        else { throw Defect("its `PublicKey` is not an uncompressed point of the curve") }
        do throws(CryptographyError) {
            return try .elliptic(curve, x: Array(octets[1..<1 + length]), y: Array(octets[(1 + length)...]))
        } catch {
            throw Defect(error.detail)
        }
    }

    private static func number(_ node: XMLNode, _ name: ExactString) -> [UInt8]? {
        guard let child = node.all(.ds(name)).first, let text = try? child.text(), text.utf8.count <= maximumText else {
            return nil
        }
        return SAMLBase64.decode(text)
    }

    /// Bytes of a number in base64; one of 8192 bits takes 1,368, white space aside.
    private static let maximumText = 8192
    private static let namespace11: ExactString = "http://www.w3.org/2009/xmldsig11#"
    private static let curves: [(uri: String, curve: EllipticCurve)] = [
        ("urn:oid:1.2.840.10045.3.1.7", .p256), ("urn:oid:1.3.132.0.34", .p384), ("urn:oid:1.3.132.0.35", .p521),
    ]
}
