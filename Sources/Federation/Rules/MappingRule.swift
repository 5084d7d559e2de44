/// Where something stands in the configuration.
public struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int

    /// A place.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `FILE:LINE:COLUMN`.
    public var description: String { "\(file):\(line):\(column)" }
}

/// One rule: who, and what they may take.
public struct MappingRule: Sendable {
    /// Its number, from 1, over all files.
    public let number: Int
    /// Where it stands.
    public let place: SourcePlace
    /// The providers whose people it is for; all of them where none is named.
    public let providers: [String]
    /// What must hold.
    public let condition: Condition
    /// What it grants.
    public let grants: [GrantSelector]
    /// How sessions are named, made and bounded.
    public let session: SessionSettings

    /// A rule of these parts.
    public init(
        number: Int, place: SourcePlace, providers: [String], condition: Condition, grants: [GrantSelector],
        session: SessionSettings
    ) {
        self.number = number
        self.place = place
        self.providers = providers
        self.condition = condition
        self.grants = grants
        self.session = session
    }
}

/// What a rule, or the file for all rules, says about the sessions it grants.
public struct SessionSettings: Sendable {
    /// The session's name; by default the verified e-mail address made safe, else a hash of the subject.
    public var name: Template?
    /// The source identity; by default the same as the name.
    public var sourceIdentity: Template?
    /// The session tags.
    public var tags: [(key: String, value: Template)]
    /// The longest session.
    public var maximumDuration: Duration?

    /// Nothing said.
    public static let unsaid = SessionSettings()

    /// Settings of these parts.
    public init(
        name: Template? = nil, sourceIdentity: Template? = nil, tags: [(key: String, value: Template)] = [],
        maximumDuration: Duration? = nil
    ) {
        self.name = name
        self.sourceIdentity = sourceIdentity
        self.tags = tags
        self.maximumDuration = maximumDuration
    }

    /// What is said here, and below it what is said for all.
    func falling(back on: SessionSettings) -> SessionSettings {
        SessionSettings(
            name: name ?? on.name, sourceIdentity: sourceIdentity ?? on.sourceIdentity,
            tags: tags.isEmpty ? on.tags : tags,
            maximumDuration: [maximumDuration, on.maximumDuration].compactMap { $0 }.min())
    }
}
