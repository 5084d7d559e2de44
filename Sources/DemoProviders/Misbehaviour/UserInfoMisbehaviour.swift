/// What is wrong with the UserInfo answer.
public enum UserInfoMisbehaviour: String, Sendable, CaseIterable {
    /// `sub` is somebody else.
    case otherSubject
    /// There is no `sub`.
    case subjectMissing
    /// It is signed.
    case signed
    /// It says that the person proved themselves by other means, and is of other groups.
    case overridesClaims
}
