// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built in Swift 6 mode with warnings as errors; a target that touches C adds strict memory
/// safety, so that each unsafe expression is marked where it stands.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
let touchesC: [SwiftSetting] = strict + [.strictMemorySafety()]

let strictC: [CSetting] = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE")]

// Each dependency has one duty; the versions are pinned because a vault should not change under its owner.
let package = Package(
  name: "gatehouse",
  dependencies: [
    // Commands, options and help of the executable.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // SQLite: connections, transactions, migrations, online backup.
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // Sending: HTTP/1.1 and HTTP/2 over TLS.
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    // The stand-in provider of the demo and the local servers of the tests.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    // The pages' HTML: templates that escape what they are given.
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    // The log file's interface; async-http-client and Hummingbird speak it.
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    // Themes, configuration and custom providers, with the line and column of a mistake.
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // Level 0: no dependency but the C library each confines.
    .target(name: "CLinux", cSettings: strictC),
    .target(
      name: "CTerminal", cSettings: strictC,
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Domain", dependencies: ["CLinux"], swiftSettings: touchesC),
    .target(name: "Screen", swiftSettings: strict),

    // Level 1: data and libraries.
    .target(
      name: "TOMLDocuments", dependencies: ["Domain", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: strict),
    .target(
      name: "Themes", dependencies: ["Screen", "TOMLDocuments"], path: "Themes",
      resources: [
        .embedInCode("dark.toml"), .embedInCode("light.toml"), .embedInCode("high-contrast.toml"),
        .embedInCode("mono.toml"),
      ],
      swiftSettings: strict),
    .target(name: "PolicyDocuments", dependencies: ["Domain", "TOMLDocuments"], swiftSettings: strict),
    .target(name: "Settings", dependencies: ["Domain", "TOMLDocuments"], swiftSettings: strict),
    .target(
      name: "DecisionGuide", dependencies: ["Domain", "TOMLDocuments"], resources: [.embedInCode("Data/guide.toml")],
      swiftSettings: strict),
    .target(
      name: "ProviderCatalog", dependencies: ["Domain", "DecisionGuide", "TOMLDocuments"],
      resources: ["airtable", "aws", "discord", "github", "google", "pagerduty", "sentry", "stripe"].map {
        .embedInCode("Providers/\($0).toml")
      } + [.embedInCode("Clients/clients.toml")],
      swiftSettings: strict),
    .target(
      name: "HelpTopics",
      resources: ["architecture", "grants", "quickstart", "secrets", "security"].map {
        .embedInCode("Topics/\($0).txt")
      },
      swiftSettings: strict),
    .target(name: "ProcessConfinement", dependencies: ["CLinux"], swiftSettings: touchesC),
    .target(name: "VaultCrypto", dependencies: ["Domain", "COpenSSL"], swiftSettings: touchesC),
    .target(
      name: "Outbound",
      dependencies: [
        "Domain",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: touchesC),

    // Level 2: the flows of OAuth; the view-models, which are pure.
    .target(
      name: "OAuthClient",
      dependencies: [
        "Domain", "Outbound", "ProviderCatalog", "VaultCrypto",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: touchesC),
    .target(
      name: "PortalModel", dependencies: ["Domain", "DecisionGuide", "ProviderCatalog", "HelpTopics", "Screen"],
      swiftSettings: strict),

    // Level 3: the vault, the views, the terminal.
    .target(
      name: "VaultEngine",
      dependencies: [
        "CLinux", "Domain", "OAuthClient", "Outbound", "ProviderCatalog", "VaultCrypto",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: touchesC),
    .target(
      name: "PortalViews",
      dependencies: ["Domain", "DecisionGuide", "ProviderCatalog", "HelpTopics", "PortalModel", "Screen"],
      swiftSettings: strict),
    .target(name: "Terminal", dependencies: ["CLinux", "CTerminal", "Domain", "Screen"], swiftSettings: touchesC),

    // Level 4: the broker; the portal over a real vault, which is one while it is open; the demo.
    .target(
      name: "Portal",
      dependencies: [
        "Broker", "CLinux", "Settings", "Domain", "DecisionGuide", "Outbound", "ProviderCatalog", "PortalModel",
        "PortalViews", "Screen", "Terminal", "Themes", "VaultEngine",
      ],
      swiftSettings: touchesC),
    .target(
      name: "Broker",
      dependencies: [
        "CLinux", "Domain", "Outbound", "ProviderCatalog", "VaultCrypto", "VaultEngine",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      resources: [
        "layout.mustache", "message.mustache", "connect-choice.mustache", "connect-start.mustache",
        "connect-onward.mustache", "connect-end.mustache", "wallet-open.mustache", "wallet-list.mustache",
        "wallet-grant.mustache", "wallet-revoke.mustache", "wallet-ending.mustache", "wallet-limits.mustache",
        "wallet-activity.mustache", "wallet-calls.mustache", "wallet-call.mustache", "wallet-header.mustache",
        "wallet-notice.mustache", "wallet-card.mustache", "wallet-lines.mustache", "page.css", "page.js", "connect.js",
        "icon.svg",
      ].map { .embedInCode("Pages/Files/\($0)") },
      swiftSettings: touchesC),
    .target(
      name: "Demo",
      dependencies: [
        "Domain", "Outbound", "VaultEngine",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),

    // Level 5: commands and wiring.
    .executableTarget(
      name: "gatehouse",
      dependencies: [
        "Broker", "CLinux", "Settings", "Demo", "Domain", "DecisionGuide", "HelpTopics", "Portal", "PortalModel",
        "OAuthClient", "Outbound", "PolicyDocuments", "PortalViews", "ProcessConfinement", "ProviderCatalog", "Screen",
        "Terminal", "Themes", "TOMLDocuments", "VaultEngine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: touchesC),

    // `make bench`.
    .executableTarget(
      name: "gatehouse-bench", dependencies: ["Domain", "LocalServers", "Outbound", "VaultCrypto", "VaultEngine"],
      path: "Sources/bench", swiftSettings: strict),

    // Tests: a folder for each target, and what several of them share.
    .target(
      name: "LocalServers",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      path: "Tests/LocalServers", swiftSettings: strict),
    .target(
      name: "AuthorizationServer",
      dependencies: [
        "LocalServers",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Tests/AuthorizationServer", swiftSettings: strict),
    .target(
      name: "PortalSamples", dependencies: ["Domain", "PortalModel", "ProviderCatalog", "Screen"],
      path: "Tests/PortalSamples", swiftSettings: strict),
    .executableTarget(
      name: "TerminalProbe", dependencies: ["Domain", "Screen", "Terminal"], path: "Tests/TerminalProbe",
      swiftSettings: strict),
    .executableTarget(
      name: "RefreshProbe", dependencies: ["Domain", "VaultEngine"], path: "Tests/RefreshProbe",
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "BrokerTests",
      dependencies: [
        "AuthorizationServer", "Broker", "Domain", "LocalServers", "Outbound", "VaultEngine",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Browser/Scripts", "SDK/Scripts"],
      swiftSettings: touchesC),
    .testTarget(
      name: "ConfigurationTests", dependencies: ["Settings", "Screen", "Themes", "TOMLDocuments"],
      swiftSettings: strict),
    .testTarget(
      name: "DecisionGuideTests", dependencies: ["DecisionGuide", "Domain", "ProviderCatalog"], swiftSettings: strict),
    .testTarget(
      name: "DemoTests", dependencies: ["Demo", "Domain", "Outbound", "VaultEngine"], swiftSettings: strict),
    .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: touchesC),
    .testTarget(
      name: "GatehouseTests",
      dependencies: [
        "AuthorizationServer", "Domain", "HelpTopics", "LocalServers", "PortalModel", "ProcessConfinement",
        "ProviderCatalog", "VaultCrypto", "VaultEngine",
        "gatehouse",
      ],
      swiftSettings: strict),
    .testTarget(name: "HelpTopicsTests", dependencies: ["HelpTopics"], swiftSettings: strict),
    .testTarget(
      name: "OAuthClientTests",
      dependencies: [
        "AuthorizationServer", "Domain", "LocalServers", "OAuthClient", "Outbound", "ProviderCatalog",
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      swiftSettings: touchesC),
    .testTarget(
      name: "OutboundTests",
      dependencies: [
        "Domain", "LocalServers", "Outbound",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: touchesC),
    .testTarget(
      name: "PolicyDocumentsTests", dependencies: ["Domain", "PolicyDocuments", "TOMLDocuments"], swiftSettings: strict
    ),
    .testTarget(
      name: "PortalModelTests", dependencies: ["Domain", "HelpTopics", "PortalModel", "PortalSamples", "Screen"],
      swiftSettings: strict),
    .testTarget(
      name: "PortalTests",
      dependencies: [
        "Domain", "LocalServers", "Portal", "PortalModel", "Screen", "Settings", "Themes", "VaultEngine",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PortalViewsTests",
      dependencies: [
        "Domain", "DecisionGuide", "ProviderCatalog", "PortalModel", "PortalViews", "PortalSamples", "Screen",
      ],
      exclude: ["Screens"], swiftSettings: strict),
    .executableTarget(
      name: "ConfinementProbe", path: "Tests/ConfinementProbe", publicHeadersPath: ".", cSettings: strictC),
    .testTarget(
      name: "ProcessConfinementTests", dependencies: ["CLinux", "ConfinementProbe", "ProcessConfinement"],
      swiftSettings: touchesC),
    .testTarget(
      name: "ProviderCatalogTests", dependencies: ["DecisionGuide", "Domain", "ProviderCatalog", "TOMLDocuments"],
      swiftSettings: touchesC),
    .testTarget(name: "ScreenTests", dependencies: ["Screen"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["Domain", "LocalServers", "Screen", "Terminal", "TerminalProbe"],
      swiftSettings: strict),
    .testTarget(name: "VaultCryptoTests", dependencies: ["Domain", "VaultCrypto"], swiftSettings: strict),
    .testTarget(
      name: "VaultEngineTests",
      dependencies: [
        "AuthorizationServer", "Domain", "LocalServers", "OAuthClient", "Outbound", "RefreshProbe", "VaultCrypto",
        "VaultEngine",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
