internal import DecisionGuide
internal import Domain
internal import TOMLDocuments

/// Reads a provider's TOML file, strictly: a file that says something unknown or impossible is refused with the place.
struct ProviderReader {
  let isBuiltIn: Bool
  /// Ids that are taken.
  let reserved: Set<String>

  func read(text: String, file: String) throws(TOMLProblem) -> Provider {
    let root = try TOMLDocument(text: text, file: file).root
    try root.refuseUnknownKeys(known: [
      "id", "name", "category", "homepage", "documentation", "origins", "rate_limit", "note", "credential", "recognise",
      "oauth", "guide",
    ])
    let id = try id(root)
    let name = try root.string("name")
    guard !name.isEmpty, name.count <= 40, Printable.text(name) == name else {
      throw root.problem("name", "the name must be 1 to 40 visible characters")
    }
    let origins = try origins(root, "origins")
    var managed: [ManagedKind] = []
    for section in try root.sections("credential") {
      let kind = try KindReader(provider: id, origins: origins, isBuiltIn: isBuiltIn).managed(section)
      guard !managed.contains(where: { $0.kind == kind.kind }) else {
        throw section.problem("kind", "the kind \"\(kind.kind)\" stands here twice")
      }
      managed.append(kind)
    }
    var recognised: [RecognisedOnly] = []
    for section in try root.sections("recognise") {
      recognised.append(try KindReader(provider: id, origins: origins, isBuiltIn: isBuiltIn).recognisedOnly(section))
    }
    let oauth = try root.optionalSection("oauth").map { section throws(TOMLProblem) in
      try OAuthReader.read(section)
    }
    let ways: [Way] = (oauth == nil ? [] : [.oauth]) + (managed.isEmpty ? [] : [.managedSecret])
    guard !ways.isEmpty else {
      throw root.problem(
        nil, "the provider takes neither a credential nor OAuth", mend: "add a [[credential]] or an [oauth] table")
    }
    return Provider(
      id: id, name: name, category: try root.optionalString("category") ?? "",
      homepage: try Self.link(root, "homepage") ?? "", documentation: try Self.link(root, "documentation") ?? "",
      origins: origins, rateLimit: try root.optionalString("rate_limit") ?? "",
      note: try root.optionalString("note") ?? "", managed: managed, recogniseOnly: recognised, oauth: oauth,
      guide: try ProviderGuide(
        try root.optionalSection("guide"), provider: id, name: name, ways: ways,
        commands: NextCommands.of(id, managed: managed, oauth: oauth)),
      isBuiltIn: isBuiltIn)
  }

  private func id(_ root: TOMLSection) throws(TOMLProblem) -> String {
    let id = try root.string("id")
    guard Name.isValid(id), id == id.lowercased(), id.utf8.count <= 32 else {
      throw root.problem(
        "id", "\"\(Printable.text(id, limit: 40))\" is no id",
        mend: "write 1 to 32 lower-case letters, digits or hyphens")
    }
    guard !reserved.contains(id) else {
      throw root.problem("id", "\"\(id)\" is built in", mend: "choose another id, such as my-\(id)")
    }
    return id
  }

  private func origins(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> [Origin] {
    try Self.origins(section, key, try section.strings(key))
  }

  static func origins(
    _ section: TOMLSection, _ key: String, _ texts: [String]
  ) throws(TOMLProblem) -> [Origin] {
    var origins: [Origin] = []
    do {
      for text in texts { origins.append(try Origin(text)) }
      _ = try Binding(origins: origins)
    } catch {
      throw section.problem(
        key, error.text.isEmpty ? error.reason : error.description,
        mend: "write https://host, or http:// for this machine")
    }
    return origins
  }

  /// A page to open in a browser.
  static func link(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> String? {
    guard let text = try section.optionalString(key) else { return nil }
    guard let url = try? CanonicalURL(text), url.origin.scheme == .https || url.origin.isLoopback else {
      throw section.problem(key, "\"\(Printable.text(text, limit: 80))\" is no address", mend: "write https://…")
    }
    return text
  }
}

/// What to do after the guide has recommended a way.
enum NextCommands {
  static func of(_ id: String, managed: [ManagedKind], oauth: OAuthFacts?) -> [Way: [String]] {
    var commands: [Way: [String]] = [:]
    if let kind = managed.first(where: { $0.injection != nil }) {
      let name = SecretProposal.name(provider: id, kind: kind)
      commands[.managedSecret] = ["gatehouse secrets add \(id) --name \(name)"]
      if let test = kind.test { commands[.managedSecret]?.append("gatehouse request GET \(test.url) --grant \(name)") }
    }
    if let oauth {
      let scopes = oauth.scopes.filter(\.isDefault).map { " --scope \($0.name)" }.joined()
      commands[.oauth] = [
        "gatehouse oauth add-app \(id) --client-id CLIENT_ID\(scopes)", "gatehouse oauth connect \(id) --user USER_ID",
      ]
    }
    return commands
  }
}
