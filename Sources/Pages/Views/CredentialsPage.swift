/// The keys of one role, in the forms people paste them.
///
/// The one page that holds secrets: it is answered `no-store`, and its values are put in as text like any other.
public struct CredentialsPage: Page {
    /// The keys.
    public struct Keys: Sendable {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let region: String
        let endpoint: String?

        /// - Parameters:
        ///   - region: the region tools are told to use.
        ///   - endpoint: where the issuer's own API is, where that is not AWS.
        public init(
            accessKeyID: String, secretAccessKey: String, sessionToken: String, region: String, endpoint: String?
        ) {
            self.accessKeyID = accessKeyID
            self.secretAccessKey = secretAccessKey
            self.sessionToken = sessionToken
            self.region = region
            self.endpoint = endpoint
        }
    }

    /// How the person came by them.
    public struct Provenance: Sendable {
        let identity: String
        let signedInAt: String
        let rule: String
        let issuer: String
        let issuedAt: String
        let roleARN: String
        let sessionName: String
        let grantID: String

        /// - Parameters:
        ///   - identity: whom the provider vouched for.
        ///   - rule: the rule that granted the role, by its number.
        public init(
            identity: String, signedInAt: String, rule: String, issuer: String, issuedAt: String, roleARN: String,
            sessionName: String, grantID: String
        ) {
            self.identity = identity
            self.signedInAt = signedInAt
            self.rule = rule
            self.issuer = issuer
            self.issuedAt = issuedAt
            self.roleARN = roleARN
            self.sessionName = sessionName
            self.grantID = grantID
        }
    }

    let person: Person
    let account: String
    let role: String
    let renew: Link
    let keys: Keys
    let remaining: Duration
    let end: (machine: String, shown: String)
    let provenance: Provenance

    /// - Parameters:
    ///   - renew: where the form for new keys goes.
    ///   - end: when the keys end, for machines (RFC 3339) and for people.
    public init(
        person: Person, account: String, role: String, renew: Link, keys: Keys, remaining: Duration,
        end: (machine: String, shown: String), provenance: Provenance
    ) {
        self.person = person
        self.account = account
        self.role = role
        self.renew = renew
        self.keys = keys
        self.remaining = remaining
        self.end = end
        self.provenance = provenance
    }

    /// `credentials.html`.
    public static let template = "credentials"

    /// Keys that open nothing.
    public static var sample: CredentialsPage {
        CredentialsPage(
            person: .sample, account: "dev", role: "Reader", renew: "/keys/dev/Reader",
            keys: Keys(
                accessKeyID: "ASIAEXAMPLE", secretAccessKey: "EXAMPLEonly", sessionToken: "EXAMPLE",
                region: "us-east-1",
                endpoint: "https://sts.example.org/sts"), remaining: .seconds(3540),
            end: ("2026-03-12T14:52:07Z", "14:52 UTC"),
            provenance: Provenance(
                identity: "ada@example.org", signedInAt: "13:40 UTC", rule: "1", issuer: "AWS", issuedAt: "13:52 UTC",
                roleARN: "arn:aws:iam::111111111111:role/Reader", sessionName: "ada@example.org",
                grantID: "sp-7f3k-29qd"))
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        var values = person.values
        values["current"] = .text("true")
        values["account"] = .text(account)
        values["role"] = .text(role)
        values["renew"] = .link(renew)
        values["access_key_id"] = .text(keys.accessKeyID)
        values["secret_access_key"] = .text(keys.secretAccessKey)
        values["session_token"] = .text(keys.sessionToken)
        values["region"] = .text(keys.region)
        values["endpoint"] = .optional(keys.endpoint)
        values["profile"] = .text(profileName)
        values["left"] = .text(messages.text("keys.left", ["duration": DurationWords.text(remaining, messages)]))
        values["end"] = .text(end.shown)
        values["end_machine"] = .text(end.machine)
        values["identity"] = .text(provenance.identity)
        values["signed_in_at"] = .text(provenance.signedInAt)
        values["rule"] = .text(provenance.rule)
        values["issuer"] = .text(provenance.issuer)
        values["issued_at"] = .text(provenance.issuedAt)
        values["role_arn"] = .text(provenance.roleARN)
        values["session_name"] = .text(provenance.sessionName)
        values["grant_id"] = .text(provenance.grantID)
        return PageValues(values)
    }

    /// A profile's name is a word in a file and in shells: what is no letter, digit, `-`, `_` or `.` becomes `-`.
    private var profileName: String {
        let bytes = "\(account)-\(role)".utf8.map { byte -> UInt8 in
            let isWord =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
            return isWord && byte < 0x80 ? byte : UInt8(ascii: "-")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
