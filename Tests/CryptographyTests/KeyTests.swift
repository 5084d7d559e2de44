import Cryptography
import Essentials
import Foundation
import Testing

/// What a key must be, and what comes of one that is not.
@Suite struct KeyTests {
    private static let modulus: [UInt8] = {
        // Odd, 2048 bits, without the marks of the faulty generator; nothing is signed under it.
        [0xC1] + (1..<255).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) } + [0x01]
    }()

    private func refusal(_ make: () throws -> PublicKey) -> String? {
        do {
            _ = try make()
            return nil
        } catch {
            return (error as? CryptographyError)?.detail
        }
    }

    @Test func rsaIsTakenWithOrdinaryNumbers() throws {
        let key = try PublicKey.rsa(modulus: [0, 0] + Self.modulus, exponent: [0, 1, 0, 1])
        #expect(key.kind == .rsa(bits: 2048))
        #expect(key.components == .rsa(modulus: Self.modulus, exponent: [1, 0, 1]))
    }

    private static let weak: [([UInt8], [UInt8], String)] = [
        ([UInt8](), [UInt8]([1, 0, 1]), "an RSA modulus of 0 bits; at least 2048 are asked for"),
        (Array(modulus.dropLast(1)), [1, 0, 1], "an RSA modulus of 2040 bits; at least 2048 are asked for"),
        ([0x7F] + modulus.dropFirst(), [1, 0, 1], "an RSA modulus of 2047 bits; at least 2048 are asked for"),
        ([1] + [UInt8](repeating: 1, count: 1024), [1, 0, 1], "an RSA modulus of 8193 bits; at most 8192 are taken"),
        (modulus.dropLast() + [2], [1, 0, 1], "an even RSA modulus"),
        (modulus, [], "an RSA exponent below 3"), (modulus, [1], "an RSA exponent below 3"),
        (modulus, [0, 2], "an RSA exponent below 3"), (modulus, [1, 0, 0], "an even RSA exponent"),
        (modulus, [1, 0, 0, 0, 0, 0, 0, 0, 1], "an RSA exponent of more than 64 bits"),
    ]

    @Test(arguments: weak) func rsaIsRefused(modulus: [UInt8], exponent: [UInt8], why: String) {
        #expect(refusal { try .rsa(modulus: modulus, exponent: exponent) } == "the key may not be used: \(why)")
    }

    @Test(arguments: EllipticCurve.allCases) func ellipticIsRefusedOffItsCurve(curve: EllipticCurve) {
        let one = [UInt8](repeating: 0, count: curve.coordinateLength - 1) + [1]
        #expect(refusal { try .elliptic(curve, x: one, y: one) }?.hasPrefix("the key may not be used: ") == true)
        let zero = [UInt8](repeating: 0, count: curve.coordinateLength)
        #expect(refusal { try .elliptic(curve, x: zero, y: zero) }?.hasPrefix("the key may not be used: ") == true)
        #expect(
            refusal { try .elliptic(curve, x: Array(one.dropFirst()), y: one) }
                == "the x coordinate has \(curve.coordinateLength - 1) bytes; \(curve.coordinateLength) expected")
        #expect(
            refusal { try .elliptic(curve, x: one, y: [0] + one) }
                == "the y coordinate has \(curve.coordinateLength + 1) bytes; \(curve.coordinateLength) expected")
    }

    // The encodings of points of small order, canonical and not, as listed for the contributory check of
    // libsodium and in «Taming the many EdDSAs» (Chalkias, Garillot, Nikolaenko 2020, table 1).
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ])
    func edwardsPointOfSmallOrderIsRefused(text: String) throws {
        let bytes = try Hex(text).bytes
        #expect(refusal { try .ed25519(bytes) } == "the key may not be used: an Ed25519 key of small order")
    }

    @Test(arguments: [
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
    func edwardsPointInAnotherSpellingIsRefused(text: String) throws {
        let bytes = try Hex(text).bytes
        #expect(
            refusal { try .ed25519(bytes) }
                == "the key may not be used: an Ed25519 key that is not canonically spelled")
    }

    @Test func edwardsKeyIsRefusedOffItsCurveOrAtAnotherLength() {
        // y = 2 has no x: (4 - 1) / (4 d + 1) is not a square in the field.
        #expect(
            refusal { try .ed25519([2] + [UInt8](repeating: 0, count: 31)) }
                == "the key may not be used: an Ed25519 key that is not on its curve")
        #expect(refusal { try .ed25519([1]) } == "the Ed25519 key has 1 bytes; 32 expected")
    }

    @Test(arguments: [KeyKind.rsa(bits: 2048), .elliptic(.p256), .elliptic(.p384), .elliptic(.p521), .ed25519])
    func aFreshKeySignsAndSurvivesItsPEM(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        #expect(key.kind == kind)
        let again = try PrivateKey(pem: try key.pem())
        #expect(again.publicKey.components == key.publicKey.components)
        #expect(try key.pem().revealText()?.hasPrefix("-----BEGIN PRIVATE KEY-----\n") == true)
        let message = Array("a message".utf8)
        let schemes: [SignatureScheme] =
            switch kind {
            case .rsa: [.rsaPKCS1(.sha256), .rsaPKCS1(.sha512), .rsaPSS(.sha256), .rsaPSS(.sha384)]
            case .elliptic(let curve): [.ecdsa(curve, .sha256), .ecdsa(curve, .sha512)]
            case .ed25519: [.ed25519]
            }
        for scheme in schemes {
            let signature = try again.sign(message, scheme)
            #expect(try key.publicKey.isValid(signature, over: message, scheme))
            #expect(try key.publicKey.isValid(signature, over: message + [0], scheme) == false)
            #expect(try key.publicKey.isValid(Array(signature.dropLast()), over: message, scheme) == false)
            #expect(try key.publicKey.isValid([], over: message, scheme) == false)
            // After refusals, which leave nothing behind, the same prepared key still answers rightly.
            #expect(try key.publicKey.isValid(signature, over: message, scheme))
        }
    }

    @Test(arguments: [
        SignatureScheme.rsaPKCS1(.sha256), .rsaPSS(.sha256), .ecdsa(.p384, .sha384), .ed25519, .ecdsa(.p256, .sha1),
    ])
    func aSchemeOfAnotherKindOfKeyIsRefused(scheme: SignatureScheme) throws {
        let key = try PrivateKey.generate(.elliptic(.p256))
        let refusal = CryptographyError.schemeDoesNotFit(scheme: scheme.description, key: "P-256")
        #expect(throws: refusal) { try key.sign([1], scheme) }
        #expect(throws: refusal) {
            try key.publicKey.isValid([UInt8](repeating: 1, count: 64), over: [1], scheme)
        }
    }

    @Test(arguments: [1024, 2047, 8193]) func rsaOfAnotherLengthIsNotMade(bits: Int) {
        #expect(throws: CryptographyError.self) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test(arguments: ["encrypted.pem", "public.pem", "certificate.pem"])
    func aPEMThatIsNoOpenPrivateKeyIsRefused(file: String) throws {
        let pem = Secret(Array(try Fixture.data("keys/\(file)")))
        #expect(throws: CryptographyError.unreadableKey("not an unencrypted private key in PEM form")) {
            try PrivateKey(pem: pem)
        }
    }

    @Test(arguments: ["rsa1024.pem", "secp256k1.pem", "ed448.pem"])
    func aPEMOfAKeyThatMayNotBeUsedIsRefused(file: String) throws {
        let pem = Secret(Array(try Fixture.data("keys/\(file)")))
        #expect {
            try PrivateKey(pem: pem)
        } throws: { error in
            guard case CryptographyError.unsuitableKey = error else { return false }
            return true
        }
    }

    @Test func emptyAndEndlessPEMAreRefused() {
        #expect(throws: CryptographyError.unreadableKey("it is empty")) { try PrivateKey(pem: Secret([])) }
        #expect(throws: CryptographyError.unreadableKey("more than 64 KiB")) {
            try PrivateKey(pem: Secret([UInt8](repeating: 0x2D, count: 65_537)))
        }
    }

    @Test func oneKeyServesManyThreads() async throws {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<50 {
                        let message = Array("\(task) \(round)".utf8)
                        let scheme: SignatureScheme = round.isMultiple(of: 2) ? .rsaPKCS1(.sha256) : .rsaPSS(.sha384)
                        let signature = try key.sign(message, scheme)
                        if try key.publicKey.isValid(signature, over: message, scheme) == false { wrong += 1 }
                        if try key.publicKey.isValid(signature, over: message + [1], scheme) { wrong += 1 }
                    }
                    return wrong
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
