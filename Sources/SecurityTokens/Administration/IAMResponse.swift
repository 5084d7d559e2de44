import Essentials
public import HTTP
import XMLDocuments

/// A part of an answer of IAM: a text, members of a list, or a structure of named parts.
public struct IAMElement: Sendable {
    let name: String
    let text: String?
    let children: [IAMElement]

    /// A text; nothing where there is none.
    public static func text(_ name: String, _ text: String?) -> [IAMElement] {
        text.map { [IAMElement(name: name, text: $0, children: [])] } ?? []
    }

    /// A structure of parts.
    public static func structure(_ name: String, _ parts: [IAMElement]) -> [IAMElement] {
        [IAMElement(name: name, text: nil, children: parts)]
    }

    /// A list of structures.
    public static func list(_ name: String, _ members: [[IAMElement]]) -> [IAMElement] {
        structure(name, members.flatMap { structure("member", $0) })
    }

    /// A list of texts.
    public static func list(_ name: String, texts: [String]) -> [IAMElement] {
        structure(name, texts.flatMap { text("member", $0) })
    }

    fileprivate func write(to writer: inout XMLWriter) {
        if let text {
            writer.element(name, text: text)
        } else {
            writer.element(name) { writer in for child in children { child.write(to: &writer) } }
        }
    }
}

/// The answers of IAM, in its XML.
public enum IAMResponse {
    /// The namespace of every answer.
    public static let namespace = "https://iam.amazonaws.com/doc/2010-05-08/"

    /// What an action answers.
    public static func result(
        of action: IAMAction, _ parts: [IAMElement], requestID: STSRequestID
    ) -> HTTPResponse {
        var writer = XMLWriter()
        writer.element("\(action.rawValue)Response", attributes: [("xmlns", namespace)]) { writer in
            if action.hasResult {
                writer.element("\(action.rawValue)Result") { writer in
                    for part in parts { part.write(to: &writer) }
                }
            }
            writer.element("ResponseMetadata") { $0.element("RequestId", text: requestID.description) }
        }
        return response(.ok, writer, requestID)
    }

    /// An error.
    public static func error(_ error: STSError, requestID: STSRequestID) -> HTTPResponse {
        var writer = XMLWriter()
        writer.element("ErrorResponse", attributes: [("xmlns", namespace)]) { writer in
            writer.element("Error") { writer in
                writer.element("Type", text: error.fault.rawValue)
                writer.element("Code", text: error.code)
                writer.element("Message", text: error.message)
            }
            writer.element("RequestId", text: requestID.description)
        }
        return response(error.status, writer, requestID)
    }

    private static func response(_ status: HTTPStatus, _ writer: XMLWriter, _ id: STSRequestID) -> HTTPResponse {
        var response = HTTPResponse.xml(status, writer.text)
        response.headers.add("x-amzn-RequestId", id.description)
        response.headers.add("Cache-Control", "no-store")
        return response
    }
}

/// The errors of IAM's public model.
extension STSError {
    /// There is no such object.
    public static func noSuchEntity(_ message: String) -> STSError {
        STSError(code: "NoSuchEntity", message: message, status: .notFound)
    }

    /// The name is taken.
    public static func entityAlreadyExists(_ message: String) -> STSError {
        STSError(code: "EntityAlreadyExists", message: message, status: .conflict)
    }

    /// Something still hangs on it.
    public static func deleteConflict(_ message: String) -> STSError {
        STSError(code: "DeleteConflict", message: message, status: .conflict)
    }

    /// There are as many as there may be.
    public static func limitExceeded(_ message: String) -> STSError {
        STSError(code: "LimitExceeded", message: message, status: .conflict)
    }

    /// It stands in the configuration.
    public static func unmodifiableEntity(_ message: String) -> STSError {
        STSError(code: "UnmodifiableEntity", message: message, status: .badRequest)
    }

    /// Others change the same account at the same time.
    public static let concurrentModification = STSError(
        code: "ConcurrentModification",
        message: "The request was rejected because multiple requests to change this object were submitted "
            + "simultaneously. Wait a few minutes and submit your request again.", status: .conflict)

    /// The policy's document is none.
    public static func malformedPolicyDocument(_ message: String) -> STSError {
        STSError(code: "MalformedPolicyDocument", message: message, status: .badRequest)
    }

    /// A parameter has a value that it cannot have here.
    public static func invalidInput(_ message: String) -> STSError {
        STSError(code: "InvalidInput", message: message, status: .badRequest)
    }
}
