import Essentials
import SAML
import Testing

@testable import EmbeddedIssuer

/// The two forms of what a token seals.
@Suite struct SessionPlaintexts {
    private static let session: JSONObject = ["v": 2, "n": "work", "t": [["team", "blue"]], "o": "policy"]
    private static let packed: JSONObject = ["t": [["team", "blue"]], "o": "policy"]

    private func length(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] }

    @Test(arguments: [0, 10, 100, 3000])
    func comesBackWhole(minimum: Int) throws {
        for (session, packed) in [(Self.session, Self.packed), (["v": 2, "n": "work"], [:])]
            as [(JSONObject, JSONObject)]
        {
            let bytes = try SessionPlaintext(session, carrying: packed).bytes(atLeast: minimum)
            #expect(bytes.count >= minimum)
            let read = try #require(SessionPlaintext.session(bytes))
            #expect(read.members.count == session.members.count)
            for (name, value) in session.members { #expect(read[name] == value) }
        }
    }

    @Test func nothingElseIsRead() throws {
        let good = try SessionPlaintext(Self.session, carrying: Self.packed).bytes()
        for count in 0..<good.count { #expect(SessionPlaintext.session(Array(good.prefix(count))) == nil, "\(count)") }
        let head = #"{"v":2,"o":"own"}"#.bytes
        let carried = try Deflate.compress(#"{"o":"other"}"#.bytes)
        #expect(SessionPlaintext.session([1] + length(head) + head + length(carried) + carried) == nil)
        let bomb = try Deflate.compress([UInt8](repeating: 0x20, count: 1_000_000))
        #expect(SessionPlaintext.session([1] + length(head) + head + length(bomb) + bomb) == nil)
        let noObject = try Deflate.compress("[]".bytes)
        #expect(SessionPlaintext.session([1] + length(head) + head + length(noObject) + noObject) == nil)
        #expect(SessionPlaintext.session([2] + good.dropFirst()) == nil)
    }

    @Test func whatCouldNotBeReadBackIsNotWritten() {
        let long: JSONObject = ["o": .string(String(repeating: "a", count: 70_000))]
        #expect(throws: SessionTokenError.self) { try SessionPlaintext(long, carrying: long) }
    }
}
