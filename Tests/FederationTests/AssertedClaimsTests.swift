import Essentials
import Testing

@testable import Federation

private let mail = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
private let groups = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"

private func claims(
    trust: EmailTrust = .never, subject: String? = nil, overage: String? = nil
) -> IdentityClaims {
    IdentityClaims(
        groups: groups, name: ["display", "given"], email: mail, emailTrust: trust, subject: subject,
        groupsOverage: overage)
}

@Suite struct AssertedIdentities {
    private func person(
        _ json: String, _ claims: IdentityClaims, names: GroupNames = .none
    ) throws -> ExternalIdentity {
        try Sample.person(json, at: Sample.samlProvider(claims: claims, groupNames: names))
    }

    @Test func attributesGoByTheNamesThatRulesKnow() throws {
        let person = try self.person(
            #"{"sub": "ada", "\#(mail)": "ada@example.org", "\#(groups)": ["g1", "g2"], "given": "Ada", "dept": "r"}"#,
            claims(trust: .always))
        #expect(person.verifiedEmail == "ada@example.org")
        #expect(person.groups == ["g1", "g2"])
        #expect(person.displayName == "Ada")
        #expect(person.claims["email"] == "ada@example.org")
        #expect(person.claims["dept"] == "r")
    }

    @Test func anAddressThatNobodyVouchesForIsWithheldUnderBothItsNames() throws {
        let person = try self.person(#"{"sub": "ada", "\#(mail)": "root@example.org"}"#, claims())
        #expect(person.verifiedEmail == nil)
        #expect(Set(person.withheld.map(\.name.text)) == ["email", mail])
    }

    /// An attribute that is merely called `email` or `groups` says nothing where the definition names others.
    @Test func anAttributeCannotTakeTheNameOfAnother() throws {
        let person = try self.person(
            #"{"sub": "ada", "email": "root@example.org", "groups": ["admins"]}"#, claims(trust: .always))
        #expect(person.verifiedEmail == nil)
        #expect(person.groups == [])
        #expect(person.claims["email"] == nil)
    }

    @Test func oneAddressInAListIsThatAddressAndSeveralAreNone() throws {
        let one = try self.person(#"{"sub": "a", "\#(mail)": ["a@b.c"]}"#, claims(trust: .always))
        #expect(one.verifiedEmail == "a@b.c")
        let two = try self.person(#"{"sub": "a", "\#(mail)": ["a@b.c", "d@e.f"]}"#, claims(trust: .always))
        #expect(two.verifiedEmail == nil)
    }

    @Test func tooManyGroupsAreSaidToBeMissing() throws {
        let link = "http://schemas.microsoft.com/claims/groups.link"
        let person = try self.person(
            #"{"sub": "a", "\#(link)": "https://graph.windows.net/x"}"#, claims(overage: link))
        #expect(person.groups == [])
        #expect(person.withheld.map(\.name.text) == ["groups"])
    }

    @Test func anAttributeMayTellThePerson() throws {
        let person = try self.person(#"{"sub": "_random", "oid": "8c2f"}"#, claims(subject: "oid"))
        #expect(person.subject == "8c2f")
    }

    @Test func whenThePersonWasAskedIsKept() throws {
        let person = try self.person(#"{"sub": "a", "auth_time": 1000}"#, claims())
        #expect(person.authenticatedAt == Instant(seconds: 1000))
        #expect(person.isAuthenticated(within: .seconds(900), at: Instant(seconds: 1900)))
        #expect(!person.isAuthenticated(within: .seconds(900), at: Instant(seconds: 1901)))
        #expect(person.isAuthenticated(within: .seconds(900), at: Instant(seconds: 940)))
        #expect(!person.isAuthenticated(within: .seconds(900), at: Instant(seconds: 939)))
        #expect(!(try self.person(#"{"sub": "a"}"#, claims())).isAuthenticated(within: .seconds(900), at: .epoch))
    }
}

@Suite struct GroupTables {
    @Test(arguments: [
        "id-1,admins\nid-2,developers\n", "# made by hand\r\nid-1,admins\r\n\r\nid-2,developers",
        "\u{FEFF}id,name\nid-1,admins\nid-2,developers",
        "displayName,mail,objectId\nadmins,x,id-1\n\"developers\",,id-2\n",
        " id-1 , \"admins\"\n\"id-2\",developers",
    ])
    func areRead(_ text: String) throws {
        let table = try GroupNames(csv: text)
        #expect(table.count == 2)
        #expect(table.names(of: ["id-2", "id-1"]) == ["developers", "admins"])
    }

    @Test(arguments: [
        ("id-1\n", 1), ("id-1,\n", 1), (",admins", 1), ("a,b\n\"id-1,admins\n", 2), ("i\"d-1,admins", 1),
    ])
    func whatIsNoTableIsRefused(_ text: String, _ line: Int) {
        let error = #expect(throws: GroupNamesError.self) { try GroupNames(csv: text) }
        guard case .malformed(line, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func oneIDHasOneName() {
        #expect(throws: GroupNamesError.repeated(id: "a", line: 2)) { try GroupNames(csv: "a,x\na,y") }
    }

    /// Whoever may name a group at the provider does not choose whose rules it falls under.
    @Test func aNameThatIsNoIDIsLeftOut() throws {
        let table = try GroupNames(csv: "id-1,admins")
        #expect(table.names(of: ["admins", "id-3", "id-1"]) == ["id-3", "admins"])
        #expect(GroupNames.none.names(of: ["admins"]) == ["admins"])
    }
}
