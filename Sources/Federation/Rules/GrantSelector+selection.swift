import Essentials
import Patterns

extension GrantSelector {
    /// What a selector found for one person.
    struct Selection {
        var roles: [CatalogueRole] = []
        var notes: [String] = []
    }

    /// Selects from the catalogue for one set of captures.
    func select(
        from catalogue: RoleCatalogue, for identity: ExternalIdentity, _ captures: Captures
    ) throws(TemplateFailure) -> Selection {
        var selection = Selection()
        let account = try account.resolved(identity, captures)
        let role = try role.resolved(identity, captures)
        let isTemplate = !templates.isEmpty
        if case .exactly(let accountName) = account, case .exactly(let roleName) = role {
            // A name with a slash of its own would make the key of another account and role.
            let found =
                accountName.utf8.contains(UInt8(ascii: "/"))
                ? nil : catalogue.role(account: accountName, name: roleName)
            if let found, found.isListed || !isTemplate {
                selection.roles = [found]
            } else {
                selection.notes = ["`\(accountName)/\(roleName)` is not in the catalogue, so it grants nothing"]
            }
            return selection
        }
        selection.roles = catalogue.roles.filter {
            ($0.isListed || !isTemplate) && account.admits($0.account) && role.admits($0.name)
        }
        if selection.roles.isEmpty {
            selection.notes = ["`\(text)` fits nothing in the catalogue, so it grants nothing"]
        }
        return selection
    }
}

extension GrantSelector.Side {
    fileprivate enum Resolved {
        case exactly(String)
        case glob(Glob)

        func admits(_ name: String) -> Bool {
            switch self {
            case .exactly(let text): name.isExactly(text)
            case .glob(let glob): glob.matches(name)
            }
        }
    }

    fileprivate func resolved(
        _ identity: ExternalIdentity, _ captures: Captures
    ) throws(TemplateFailure) -> Resolved {
        switch self {
        case .literal(let text): .exactly(text)
        case .glob(let glob): .glob(glob)
        case .template(let template): .exactly(try template.fill(identity, captures))
        }
    }
}
