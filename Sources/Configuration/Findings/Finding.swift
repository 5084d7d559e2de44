public import Federation

/// Something that the configuration's author should know, with its place.
public struct Finding: Sendable, Equatable {
    /// How much it matters.
    public enum Severity: String, Sendable {
        /// The configuration is not taken.
        case error
        /// It is taken, and this is unwise.
        case warning
    }

    /// How much it matters.
    public let severity: Severity
    /// Where: file as named, line and column from 1.
    public let place: SourcePlace
    /// What: one sentence, lower case, input in back-ticks. Never a secret.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// A finding of these parts.
    public init(_ severity: Severity, at place: SourcePlace, _ message: String, remedy: String? = nil) {
        self.severity = severity
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    /// `FILE:LINE:COLUMN: error: message (remedy)`.
    public var text: String {
        "\(place): \(severity.rawValue): \(message)" + (remedy.map { " (\($0))" } ?? "")
    }
}
