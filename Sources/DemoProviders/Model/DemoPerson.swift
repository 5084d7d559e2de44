import Essentials

/// Somebody who can be signed in at the demo provider.
public struct DemoPerson: Sendable, Equatable {
    /// The short name in forms and on the command line.
    public let id: String
    /// `sub`.
    public let subject: String
    /// `given_name`.
    public let givenName: String
    /// `family_name`.
    public let familyName: String
    /// `email`.
    public let email: String
    /// `groups`.
    public let groups: [String]

    /// A person.
    public init(id: String, subject: String, givenName: String, familyName: String, email: String, groups: [String]) {
        self.id = id
        self.subject = subject
        self.givenName = givenName
        self.familyName = familyName
        self.email = email
        self.groups = groups
    }

    /// The whole name.
    public var name: String { "\(givenName) \(familyName)" }

    /// Three people of different groups.
    public static let everyone = [
        DemoPerson(
            id: "ada", subject: "demo-4c1f9a70", givenName: "Ada", familyName: "Arkwright", email: "ada@example.org",
            groups: ["admins", "developers"]),
        DemoPerson(
            id: "ben", subject: "demo-83d2e5b6", givenName: "Ben", familyName: "Bowyer", email: "ben@example.org",
            groups: ["developers"]),
        DemoPerson(
            id: "cleo", subject: "demo-d907c3e1", givenName: "Cleo", familyName: "Chandler",
            email: "cleo@example.org", groups: ["auditors"]),
    ]

    /// What the provider says about this person.
    var claims: JSONObject {
        [
            "name": .string(name), "given_name": .string(givenName), "family_name": .string(familyName),
            "preferred_username": .string(id), "email": .string(email), "email_verified": true,
            "groups": .array(groups.map { .string($0) }),
        ]
    }
}
