import Essentials

/// What is asked: who wants to do what to which resource, and under what circumstances.
public struct AccessRequest: Sendable {
    /// Who.
    public let principal: AccessPrincipal
    /// `s3:GetObject`.
    public let action: String
    /// The resource's ARN; `*` for an action that has none.
    public let resource: String
    /// The condition keys.
    public let context: RequestContext
    /// The action in small letters.
    let foldedAction: [UInt8]

    /// A request of these parts. Wildcards in action and resource stand for themselves.
    public init(principal: AccessPrincipal, action: String, resource: String, context: RequestContext) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
        foldedAction = action.utf8.map(\.asciiLowercased)
    }
}
