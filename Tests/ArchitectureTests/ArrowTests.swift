import Foundation
import Testing

/// The house as a test: what each target may import, level by level. An import that is not listed here fails.
@Suite("The house")
struct ArrowTests {
  /// Targets from the ground up; a target may import only those listed with it, which all stand below.
  private static let house: [(target: String, mayImport: Set<String>)] = [
    ("Domain", ["CLinux"]),
    ("Screen", []),
    ("TOMLDocuments", ["Domain"]),
    ("Themes", ["Screen", "TOMLDocuments"]),
    ("PolicyDocuments", ["Domain", "TOMLDocuments"]),
    ("Settings", ["Domain", "TOMLDocuments"]),
    ("DecisionGuide", ["Domain", "TOMLDocuments"]),
    ("ProviderCatalog", ["Domain", "DecisionGuide", "TOMLDocuments"]),
    ("HelpTopics", []),
    ("ProcessConfinement", ["CLinux"]),
    ("VaultCrypto", ["Domain", "COpenSSL"]),
    ("Outbound", ["Domain"]),
    ("OAuthClient", ["Domain", "Outbound", "ProviderCatalog", "VaultCrypto"]),
    ("PortalModel", ["Domain", "DecisionGuide", "ProviderCatalog", "HelpTopics", "Screen"]),
    ("VaultEngine", ["CLinux", "Domain", "OAuthClient", "Outbound", "ProviderCatalog", "VaultCrypto"]),
    ("PortalViews", ["Domain", "DecisionGuide", "ProviderCatalog", "HelpTopics", "PortalModel", "Screen"]),
    ("Terminal", ["CLinux", "CTerminal", "Domain", "Screen"]),
    ("Broker", ["CLinux", "Domain", "Outbound", "ProviderCatalog", "VaultCrypto", "VaultEngine"]),
    (
      "Portal",
      [
        "Broker", "CLinux", "Settings", "Domain", "DecisionGuide", "Outbound", "ProviderCatalog", "PortalModel",
        "PortalViews", "Screen", "Terminal", "Themes", "VaultEngine",
      ]
    ),
    ("Demo", ["Domain", "Outbound", "VaultEngine", "DecisionGuide", "ProviderCatalog"]),
    (
      "gatehouse",
      [
        "Broker", "CLinux", "Settings", "Demo", "Domain", "DecisionGuide", "HelpTopics", "Portal", "PortalModel",
        "OAuthClient", "Outbound", "PolicyDocuments", "PortalViews", "ProcessConfinement", "ProviderCatalog", "Screen",
        "Terminal", "Themes", "TOMLDocuments", "VaultEngine",
      ]
    ),
  ]

  /// Libraries of others, each with the one target (or the few) that may know it.
  private static let confined: [String: Set<String>] = [
    "GRDB": ["VaultEngine"], "COpenSSL": ["VaultCrypto"], "CTerminal": ["Terminal"], "TOMLKit": ["TOMLDocuments"],
    "AsyncHTTPClient": ["Outbound"], "NIOCore": ["Broker", "Demo", "OAuthClient", "Outbound"],
    "NIOHTTP1": ["Broker", "Outbound"], "NIOPosix": ["Broker", "Outbound"], "NIOSSL": ["Outbound"],
    "Hummingbird": ["Demo", "OAuthClient"], "Mustache": ["Broker"], "ArgumentParser": ["gatehouse"],
  ]

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let targetFolders: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/Sources")) ?? ["no Sources folder"]

  private struct Import {
    let file: String
    let module: String
  }

  private static func folder(of target: String) -> URL {
    target == "Themes" ? root.appendingPathComponent("Themes") : root.appendingPathComponent("Sources/\(target)")
  }

  private static func sources(of target: String) throws -> [(path: String, text: String)] {
    let folder = folder(of: target)
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { name in
      (name, try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
  }

  private static func imports(of target: String) throws -> [Import] {
    try sources(of: target).flatMap { path, text in
      text.split(separator: "\n").compactMap { line -> Import? in
        let words = line.split(separator: " ").map(String.init)
        guard let keyword = words.firstIndex(of: "import"), keyword <= 2, words.count > keyword + 1,
          !line.hasPrefix("//")
        else { return nil }
        let module = words.last.map { $0.split(separator: ".").first.map(String.init) ?? $0 } ?? ""
        return Import(file: path, module: module)
      }
    }
  }

  @Test("Every target stands in the house", arguments: targetFolders)
  func everyTargetIsListed(target: String) {
    let isListed = Self.house.contains { $0.target == target } || ["CLinux", "COpenSSL", "CTerminal"].contains(target)
    #expect(isListed || target == "bench", "\(target) has no level in the house")
  }

  @Test("No arrow points up", arguments: house.map(\.target))
  func arrows(target: String) throws {
    let mayImport = try #require(Self.house.first { $0.target == target }).mayImport
    let own = Set(Self.house.map(\.target)).union(["CLinux", "COpenSSL", "CTerminal"])
    for found in try Self.imports(of: target) where own.contains(found.module) {
      #expect(mayImport.contains(found.module), "\(target)/\(found.file) imports \(found.module)")
    }
  }

  @Test("A library of others is known where it is confined", arguments: house.map(\.target))
  func confinement(target: String) throws {
    for found in try Self.imports(of: target) {
      guard let allowed = Self.confined[found.module] else { continue }
      #expect(allowed.contains(target), "\(target)/\(found.file) imports \(found.module)")
      if found.module == "GRDB" {
        #expect(found.file.hasPrefix("Storage/"), "SQL stands in Storage only, not in \(found.file)")
      }
    }
  }

  @Test("Only the executable prints", arguments: house.map(\.target).filter { $0 != "gatehouse" })
  func printing(target: String) throws {
    for (path, text) in try Self.sources(of: target) {
      let isPrinting = text.split(separator: "\n").contains { line in
        let code = line.drop { $0 == " " }
        return code.hasPrefix("print(") || code.hasPrefix("debugPrint(") || code.hasPrefix("dump(")
      }
      #expect(!isPrinting, "\(target)/\(path) prints")
    }
  }
}
