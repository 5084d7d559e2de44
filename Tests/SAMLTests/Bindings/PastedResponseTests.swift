import Essentials
import HTTP
import SAML
import Testing

/// A response in the forms that people copy it in.
struct PastedResponseTests {
    private static let xml = "<samlp:Response ID=\"_1\"/>\n"

    static let taken: [String] = [
        xml, "\u{FEFF}" + xml, "  \n" + xml, Base64.encode(xml.bytes), "\n" + Base64.encode(xml.bytes) + "\r\n",
        PercentEncoding.form([("SAMLResponse", Base64.encode(xml.bytes))]),
        PercentEncoding.form([("SAMLResponse", Base64.encode(xml.bytes)), ("RelayState", "a+b")]) + "\n",
        String(Base64.encode(xml.bytes).prefix(20)) + "\n" + Base64.encode(xml.bytes).dropFirst(20),
    ]

    @Test(arguments: taken) func isRead(_ text: String) throws {
        let found = try #require(PastedResponse.xml(of: text.bytes))
        #expect(String(decoding: found, as: UTF8.self).contains("<samlp:Response ID=\"_1\"/>"))
    }

    @Test(arguments: ["hello there", "SAMLResponse=%GG", "SAMLResponse=", "RelayState=a", "PHg", "PHg+=="])
    func isNone(_ text: String) {
        let found = PastedResponse.xml(of: text.bytes)
        #expect(found == nil || found?.isEmpty == true)
    }
}
