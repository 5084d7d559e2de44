// swift-tools-version: 6.2
import PackageDescription

// The floors of the house, lowest first. A target imports only lower floors, and of those only what
// its line names; Essentials and Cryptography go without saying. `make lint` holds every import to
// this list.

/// `make fuzz` builds with libFuzzer's instrumentation in every room.
let isFuzzing = Context.environment["SALLYPORT_FUZZ"] != nil

let settings: [SwiftSetting] =
    (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : []) + [
        // Rooms call each other for every byte of a request; without it generic code of another room is called
        // through tables, which costs a tenth of all answers.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]

/// A C library from Debian behind a shim header; no logic lives there.
func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(
        name: name, path: "CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// One room of the house: a folder of Sources.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings, plugins: plugins)
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, path: "Tests/\(name)Tests",
        swiftSettings: settings)
}

let package = Package(
    name: "sallyport",
    products: [.executable(name: "sallyport", targets: ["sallyport"])],
    targets: [
        // floor 0
        library("COpenSSL", pkgConfig: "openssl", debian: "libssl-dev"),
        library("CLibXML2", pkgConfig: "libxml-2.0", debian: "libxml2-dev"),
        library("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        library("CMicrohttpd", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        library("CGnuTLS", pkgConfig: "gnutls", debian: "libgnutls28-dev"),
        library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        .target(
            name: "CRE2", path: "CLibraries/CRE2", publicHeadersPath: "include",
            linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]),

        // floor 1
        room("Essentials"),

        // floor 2
        room("Cryptography", ["Essentials", "COpenSSL"]),
        room("XMLDocuments", ["Essentials", "CLibXML2"]),
        room("YAMLDocuments", ["Essentials", "CYAML"]),
        room("HTTP", ["Essentials", "CMicrohttpd", "CGnuTLS", "CCurl"]),
        room("Storage", ["Essentials", "CSQLite"]),
        room("Patterns", ["Essentials", "CRE2"]),

        // floor 3
        room("JOSE", ["Essentials", "Cryptography"]),
        room("XMLSecurity", ["Essentials", "Cryptography", "XMLDocuments"]),
        room("IAM", ["Essentials"]),
        room("Vault", ["Essentials", "Cryptography", "Storage"]),

        // floor 4
        room("OpenIDConnect", ["Essentials", "Cryptography", "JOSE", "HTTP"]),
        room("SAML", ["Essentials", "Cryptography", "XMLDocuments", "XMLSecurity", "HTTP", "CZlib"]),
        room("SecurityTokens", ["Essentials", "Cryptography", "IAM", "HTTP", "XMLDocuments"]),

        // floor 5
        room(
            "EmbeddedIssuer",
            [
                "Essentials", "Cryptography", "IAM", "OpenIDConnect", "SAML", "SecurityTokens", "Vault", "Storage",
                "HTTP", "JOSE",
            ]
        ),
        room(
            "Federation",
            [
                "Essentials", "Cryptography", "Patterns", "OpenIDConnect", "JOSE", "SAML", "SecurityTokens", "IAM",
                "HTTP",
            ]),

        // floor 6
        room(
            "Configuration",
            [
                "Essentials", "Cryptography", "YAMLDocuments", "Patterns", "IAM", "OpenIDConnect", "JOSE", "SAML",
                "HTTP", "SecurityTokens", "EmbeddedIssuer", "Federation",
            ], plugins: ["EmbedFiles"]),
        room("DemoProviders", ["Essentials", "Cryptography", "JOSE", "HTTP", "SAML", "XMLSecurity"]),
        room("Pages", ["Essentials"], plugins: ["EmbedFiles"]),

        // floor 7
        room(
            "Gateway",
            [
                "Essentials", "Cryptography", "HTTP", "Storage", "Vault", "OpenIDConnect", "JOSE", "SAML",
                "XMLDocuments", "XMLSecurity", "SecurityTokens", "EmbeddedIssuer", "Federation", "Configuration",
                "DemoProviders", "Pages", "IAM",
            ]),

        // floor 8
        .executableTarget(
            name: "sallyport",
            dependencies: [
                "Essentials", "Cryptography", "JOSE", "SAML", "XMLDocuments", "XMLSecurity", "IAM", "HTTP",
                "OpenIDConnect", "Federation", "Configuration", "Gateway",
            ], path: "Sources/sallyport", swiftSettings: settings),

        // tools of the build: files become a Swift source, so that one binary holds everything
        .executableTarget(name: "embed", path: "Plugins/embed", swiftSettings: settings),
        .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed"], path: "Plugins/EmbedFiles"),

        // the room XMLSecurity as a program, for tests and benchmarks that hold it against xmlsec1
        .executableTarget(
            name: "xmlsecurity-harness", dependencies: ["Essentials", "Cryptography", "XMLDocuments", "XMLSecurity"],
            path: "Tests/Harness/xmlsecurity", swiftSettings: settings),

        // tests, a folder per room
        tests("Essentials", []),
        tests("Cryptography", ["Essentials"]),
        tests("XMLDocuments", ["Essentials", "CLibXML2"]),
        tests("YAMLDocuments", ["Essentials"]),
        tests("HTTP", ["Essentials", "Cryptography"]),
        tests("Storage", ["Essentials", "Cryptography"]),
        tests("Patterns", ["Essentials"]),
        tests("JOSE", ["Essentials", "Cryptography"]),
        tests("XMLSecurity", ["Essentials", "Cryptography", "XMLDocuments"]),
        tests("IAM", ["Essentials"]),
        tests("Vault", ["Essentials", "Cryptography", "Storage"]),
        tests("OpenIDConnect", ["Essentials", "Cryptography", "JOSE", "HTTP", "DemoProviders"]),
        tests("SAML", ["Essentials", "Cryptography", "XMLDocuments", "XMLSecurity", "HTTP"]),
        tests("SecurityTokens", ["Essentials", "Cryptography", "IAM", "HTTP", "XMLDocuments"]),
        tests(
            "EmbeddedIssuer",
            [
                "Essentials", "Cryptography", "IAM", "JOSE", "HTTP", "OpenIDConnect", "SAML", "SecurityTokens",
                "Vault", "Storage", "XMLDocuments",
            ]
        ),
        tests(
            "Federation",
            [
                "Essentials", "Cryptography", "Patterns", "JOSE", "SAML", "SecurityTokens", "OpenIDConnect", "IAM",
                "HTTP",
            ]),
        tests(
            "Configuration",
            [
                "Essentials", "Cryptography", "YAMLDocuments", "HTTP", "JOSE", "OpenIDConnect", "SAML", "Federation",
                "IAM", "SecurityTokens", "EmbeddedIssuer",
            ]),
        tests("DemoProviders", ["Essentials", "Cryptography", "JOSE", "HTTP", "SAML", "XMLSecurity"]),
        tests("Pages", ["Essentials"]),
        tests(
            "Gateway",
            [
                "Essentials", "Cryptography", "HTTP", "JOSE", "Storage", "Vault", "OpenIDConnect", "SAML",
                "Federation", "Configuration", "DemoProviders", "SecurityTokens", "EmbeddedIssuer", "IAM", "Pages",
                "XMLDocuments", "XMLSecurity",
            ]),
    ],
    cxxLanguageStandard: .cxx17
)

// libFuzzer brings `main`, so that no build without it can link this one.
if isFuzzing {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Essentials", "Cryptography", "HTTP", "JOSE", "SAML", "XMLDocuments", "XMLSecurity", "CLibXML2",
            ],
            path: "Fuzz/Sources/fuzz",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}

// What `make bench` measures beside the gateway; no part of what ships.
if Context.environment["SALLYPORT_BENCH"] != nil {
    package.targets += [
        .executableTarget(
            name: "verification", dependencies: ["Essentials", "Cryptography", "JOSE"],
            path: "Benchmarks/Sources/verification", swiftSettings: settings),
        .executableTarget(
            name: "decisions", dependencies: ["Essentials", "IAM"], path: "Benchmarks/Sources/decisions",
            swiftSettings: settings),
        .executableTarget(
            name: "unaudited",
            dependencies: [
                "Essentials", "Cryptography", "HTTP", "Storage", "Vault", "Configuration", "Gateway",
            ], path: "Benchmarks/Sources/unaudited", swiftSettings: settings),
    ]
}
