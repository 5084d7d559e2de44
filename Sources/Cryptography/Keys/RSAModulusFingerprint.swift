/// Recognises RSA moduli made by the faulty generator of CVE-2017-15361 ("ROCA"), whose primes can be found.
///
/// Such a prime is k·M + (65537^a mod M) with M a product of the first primes, so modulo each of these
/// the modulus is a power of 65537. A sound modulus passes all of them by chance about once in 2²⁷.
enum RSAModulusFingerprint {
    /// Primes for which the powers of 65537 are not simply all residues.
    private static let marks: [(prime: Int, powers: Set<Int>)] = [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ].map { prime in
        var powers: Set<Int> = []
        var power = 1
        while powers.insert(power).inserted { power = power * 65_537 % prime }
        return (prime, powers)
    }

    /// Whether a big-endian modulus carries the marks of the faulty generator.
    static func matches(_ modulus: [UInt8]) -> Bool {
        marks.allSatisfy { mark in
            mark.powers.contains(modulus.reduce(0) { ($0 << 8 | Int($1)) % mark.prime })
        }
    }
}
