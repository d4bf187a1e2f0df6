public import Domain
internal import TOMLDocuments

/// The environment variables by which a provider's own client is pointed elsewhere: `OPENAI_BASE_URL`, `OPENAI_API_KEY`.
public struct ClientVariables: Hashable, Sendable {
  /// What the client calls unless it is told otherwise.
  public let origin: Origin
  public let baseURL: String
  /// Between the origin and what the client adds; empty, or with a slash at its beginning.
  public let path: String
  public let key: String

  /// Those of the binary. A mistake in the file is one of the program, found by its tests.
  public static let builtIn: [ClientVariables] = {
    do {
      return try read(String(decoding: PackageResources.clients_toml, as: UTF8.self), file: "clients.toml")
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// The variables of whatever client calls the origin; nil when none is known.
  public static func of(_ origin: Origin) -> ClientVariables? { builtIn.first { $0.origin == origin } }

  static func read(_ text: String, file: String) throws(TOMLProblem) -> [ClientVariables] {
    let root = try TOMLDocument(text: text, file: file).root
    try root.refuseUnknownKeys(known: ["client"])
    var clients: [ClientVariables] = []
    for section in try root.sections("client") {
      try section.refuseUnknownKeys(known: ["origin", "base_url", "path", "key"])
      guard let origin = try ProviderReader.origins(section, "origin", [try section.string("origin")]).first else {
        continue
      }
      guard !clients.contains(where: { $0.origin == origin }) else {
        throw section.problem("origin", "\(origin) stands here twice")
      }
      let path = try section.optionalString("path") ?? ""
      guard path.isEmpty || path.hasPrefix("/") && !path.hasSuffix("/") else {
        throw section.problem("path", "the path begins with a slash and ends without one")
      }
      clients.append(
        ClientVariables(
          origin: origin, baseURL: try variable(section, "base_url"), path: path, key: try variable(section, "key")))
    }
    return clients
  }

  private static func variable(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> String {
    let name = try section.string(key)
    guard let first = name.utf8.first, first > UInt8(ascii: "9"),
      name.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") })
    else { throw section.problem(key, "\"\(Printable.text(name, limit: 40))\" is no name of a variable") }
    return name
  }
}
