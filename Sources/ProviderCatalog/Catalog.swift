public import Domain
internal import Synchronization
public import TOMLDocuments

/// The providers in the binary, and the user's own. A built-in file is parsed when somebody asks for it first.
public struct Catalog: Sendable {
  /// A provider that is read at most once.
  private final class Entry: Sendable {
    let id: String
    private let bytes: [UInt8]
    private let parsed = Mutex<Provider?>(nil)

    init(_ id: String, _ bytes: [UInt8]) {
      self.id = id
      self.bytes = bytes
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var provider: Provider {
      parsed.withLock { parsed in
        if let parsed { return parsed }
        do {
          let provider = try ProviderReader(isBuiltIn: true, reserved: []).read(
            text: text, file: "\(id).toml")
          parsed = provider
          return provider
        } catch {
          // A mistake in a file that was compiled in; the tests read every one.
          preconditionFailure("\(error)")
        }
      }
    }
  }

  /// In the order of the decision guide.
  private static let entries = [
    Entry("github", PackageResources.github_toml), Entry("stripe", PackageResources.stripe_toml),
    Entry("sentry", PackageResources.sentry_toml), Entry("discord", PackageResources.discord_toml),
    Entry("airtable", PackageResources.airtable_toml), Entry("pagerduty", PackageResources.pagerduty_toml),
    Entry("google", PackageResources.google_toml), Entry("aws", PackageResources.aws_toml),
  ]

  private let custom: [Provider]
  private let customTexts: [String: String]
  /// What is wrong with files of the user's own, which are then left out.
  public let problems: [TOMLProblem]

  public static func builtIn() -> Catalog { Catalog(adding: []) }

  /// - Parameter providers: texts that ``read(_:file:)`` has accepted; one that is refused today is left out and told
  ///   in ``problems``.
  public init(adding providers: [CustomProvider]) {
    var read: [Provider] = []
    var problems: [TOMLProblem] = []
    for provider in providers {
      do { read.append(try Self.read(provider.text, file: "\(provider.id).toml")) } catch { problems.append(error) }
    }
    custom = read
    customTexts = Dictionary(providers.map { ($0.id, $0.text) }) { $1 }
    self.problems = problems
  }

  /// Reads a provider of the user's own, strictly.
  ///
  /// - Throws: ``TOMLProblem`` with file, line and column for anything unknown or impossible, and for an id that is
  ///   built in.
  public static func read(_ text: String, file: String) throws(TOMLProblem) -> Provider {
    try ProviderReader(isBuiltIn: false, reserved: Set(entries.map(\.id) + ["custom"])).read(text: text, file: file)
  }

  public var ids: [String] { Self.entries.map(\.id) + custom.map(\.id) }

  /// Built-in ones first.
  public var providers: [Provider] { Self.entries.map(\.provider) + custom }

  public func provider(_ id: String) -> Provider? {
    Self.entries.first { $0.id == id }?.provider ?? custom.first { $0.id == id }
  }

  /// The TOML text that describes a provider, as a start for one of your own.
  public func text(of id: String) -> String? { Self.entries.first { $0.id == id }?.text ?? customTexts[id] }
}
