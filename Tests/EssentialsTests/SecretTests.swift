import Essentials
import Foundation
import Testing

@Suite struct SecretTests {
    private struct Holder: Encodable {
        let name = "client"
        let secret = Secret("hunter2-hunter2")
        let list = [Secret("hunter2-hunter2")]
        let optional: Secret? = Secret("hunter2-hunter2")
    }
    private enum Wrapped { case one(Secret) }

    private func isSilent(_ text: String) -> Bool {
        !text.contains("hunter") && !text.contains("104, 117") && !text.contains("68756e746572")
            && !text.contains("aHVudGVy")
    }

    @Test func nothingThatPrintsShowsIt() throws {
        let secret = Secret("hunter2-hunter2")
        var printed = ""
        print(secret, Holder(), [secret], ["k": secret], Wrapped.one(secret), secret as Any, to: &printed)
        debugPrint(secret, Holder(), [secret], Wrapped.one(secret), to: &printed)
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Holder(), to: &dumped)
        dump(Wrapped.one(secret), to: &dumped)
        let texts = [
            printed, dumped, "\(secret)", "\(Holder())", String(describing: secret), String(reflecting: secret),
            String(reflecting: Holder()), secret.description, secret.debugDescription,
            String(describing: Optional(secret)), String(describing: Mirror(reflecting: secret)),
            String(format: "%@", "\(secret)"),
        ]
        for text in texts { #expect(isSilent(text), "\(text)") }
        #expect(printed.contains("«secret»") && dumped.contains("«secret»"))
    }

    @Test func aMirrorHasNoChildren() {
        let mirror = Mirror(reflecting: Secret("hunter2-hunter2"))
        #expect(mirror.children.isEmpty && mirror.superclassMirror == nil)
        #expect(mirror.descendant("value") == nil && mirror.descendant(0) == nil)
    }

    @Test func encodersGetTheWordsThatStandForIt() throws {
        let encoded = String(decoding: try JSONEncoder().encode(Holder()), as: UTF8.self)
        #expect(isSilent(encoded))
        #expect(encoded.contains("\"secret\":\"«secret»\""))
        let list = try PropertyListEncoder().encode(Holder())
        #expect(!list.contains(Array("hunter".utf8)))
    }

    @Test func revealIsTheOneWay() {
        #expect(Secret("hunter2").reveal() == Array("hunter2".utf8))
        #expect(Secret("é").revealText() == "é")
        #expect(Secret([0xFF]).revealText() == nil)
        #expect(Secret("é").count == 2)
    }

    @Test func equalityIsOfAllBytes() {
        let bytes = [UInt8](0..<64)
        #expect(Secret(bytes) == Secret(bytes))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(Secret(bytes) != Secret(other))
            #expect(!ConstantTime.equal(bytes, other))
        }
        #expect(Secret([]) == Secret("") && Secret([]) != Secret([0]))
        #expect(Secret("K") != Secret("\u{212A}"))
        #expect(
            ConstantTime.equal("abc", "abc") && !ConstantTime.equal("abc", "ab") && !ConstantTime.equal("é", "e\u{301}")
        )
    }

    /// How long a comparison takes does not tell where the first difference is. One that ended there would be a hundred
    /// thousand times as quick at the first of these bytes as at the last, so that no load of the machine hides it.
    @Test func theTimeOfAComparisonTellsNothing() {
        let bytes = [UInt8](repeating: 7, count: 262_144)
        func quickest(differingAt place: Int) -> Duration {
            var other = bytes
            other[place] ^= 1
            let times = (0..<9).map { _ in ContinuousClock().measure { _ = ConstantTime.equal(bytes, other) } }
            return times.min() ?? .zero
        }
        let (first, last) = (quickest(differingAt: 0), quickest(differingAt: bytes.count - 1))
        #expect(first * 8 > last && last * 8 > first, "\(first) and \(last)")
    }
}
