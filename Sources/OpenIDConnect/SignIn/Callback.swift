import Essentials
import HTTP

/// What the provider sent the browser back with (RFC 6749 §4.1.2, RFC 9207), judged up to the code.
struct Callback {
    /// The authorization code.
    let code: Secret
    /// The issuer the provider named, where it did; the ID token must be of the same.
    let issuer: ExactString?

    /// The code of one provider is 900 bytes long; this is only a bound.
    private static let maximumCodeBytes = 8192

    /// Judges in the order that tells an attacker least: whose attempt it is, who answers, what the answer is.
    ///
    /// - Throws: `SignInRefusal`.
    init(
        _ fields: FormFields, attempt: SignInAttempt, settings: RelyingPartySettings, promisesIssuer: Bool
    ) throws(SignInRefusal) {
        let reader = CallbackReader(fields: fields)
        guard let state = try reader.single("state"), ConstantTime.equal(state, attempt.state) else {
            throw .stateMismatch
        }
        issuer = try Callback.judgeIssuer(try reader.single("iss"), settings, promisesIssuer)
        let error = try reader.single("error")
        let code = try reader.single("code")
        if let error {
            guard code == nil else { throw .callbackMalformed("it holds both `code` and `error`") }
            throw .providerError(
                ProviderError(code: error, description: fields.all("error_description").first))
        }
        guard let code, !code.isEmpty else { throw .callbackMalformed("it holds neither `code` nor `error`") }
        guard code.utf8.count <= Callback.maximumCodeBytes else {
            throw .callbackMalformed("its `code` is longer than \(Callback.maximumCodeBytes) bytes")
        }
        self.code = Secret(code)
    }

    private static func judgeIssuer(
        _ found: String?, _ settings: RelyingPartySettings, _ isPromised: Bool
    ) throws(SignInRefusal) -> ExactString? {
        guard let found else {
            let isRequired =
                switch settings.issuerParameter {
                case .always: true
                case .asAdvertised: isPromised
                case .never: false
                }
            if isRequired { throw .issuerParameterMissing }
            return nil
        }
        guard IssuerShape(settings).fits(found) else {
            throw .issuerParameterMismatch(found: Answers.bounded(found))
        }
        return ExactString(found)
    }
}

/// What issuers a provider's tokens may have, as far as that can be judged without a token.
struct IssuerShape {
    private let head: String
    private let tail: String?

    init(_ settings: RelyingPartySettings) {
        let text = settings.issuer.text
        guard settings.issuerTemplateClaim != nil, let open = text.utf8.firstIndex(of: UInt8(ascii: "{")),
            let close = text.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
        else {
            head = text
            tail = nil
            return
        }
        head = String(text[..<open])
        tail = String(text[text.utf8.index(after: close)...])
    }

    /// True for the issuer itself, or for a template whose placeholder is filled with `[A-Za-z0-9-]{1,64}`.
    func fits(_ issuer: String) -> Bool {
        guard let tail else { return issuer.isExactly(head) }
        guard issuer.startsExactly(with: head), issuer.endsExactly(with: tail) else { return false }
        let length = issuer.utf8.count - head.utf8.count - tail.utf8.count
        guard (1...64).contains(length) else { return false }
        return issuer.utf8.dropFirst(head.utf8.count).prefix(length).allSatisfy { byte in
            PercentEncoding.isUnreserved(byte) && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "_")
                && byte != UInt8(ascii: "~")
        }
    }
}

/// Reads a parameter that may stand once (RFC 6749 §3.1).
private struct CallbackReader {
    let fields: FormFields

    func single(_ name: String) throws(SignInRefusal) -> String? {
        let values = fields.all(name)
        guard values.count <= 1 else { throw .callbackMalformed("`\(name)` stands \(values.count) times") }
        return values.first
    }
}
