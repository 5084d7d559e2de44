import DemoProviders
import Essentials
import HTTP
import Synchronization

/// The demo providers' places among the gateway's routes; filled once the port, and so their names, are known.
final class DemoSlot: RouteMounting {
    private let current: Mutex<DemoPair?>

    init() { current = Mutex(nil) }

    func install(_ providers: DemoPair) { current.withLock { $0 = providers } }

    func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        guard let providers = current.withLock({ $0 }) else { return nil }
        if request.path.startsExactly(with: providers.openID.issuer.path + "/") {
            return await providers.openID.answer(request)
        }
        if request.path.startsExactly(with: providers.saml.base.path + "/") {
            return await providers.saml.answer(request)
        }
        return nil
    }

    /// `Ada Arkwright (admins, developers), …`
    var peopleInOneLine: String {
        let people = current.withLock { $0?.openID.people ?? [] }
        return people.map { "\($0.name) (\($0.groups.joined(separator: ", ")))" }.joined(separator: "; ")
    }
}
