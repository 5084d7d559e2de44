/// What is running.
public enum SallyportVersion {
    /// The version, as in the change log.
    public static let current = "0.1.0"
}
