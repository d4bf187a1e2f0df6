internal import ArgumentParser
internal import Domain

/// Where a custom credential goes: to which origins, and how it is put into the request.
struct CustomInjectionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where it may be sent: https://host[:port]; repeat for more.", valueName: "url"))
  var origin: [String] = []
  @Option(
    help: ArgumentHelp(
      "bearer, header, basic, query or path; for a provider one of its kinds of credential.", valueName: "kind"))
  var kind: String?
  @Option(help: ArgumentHelp("The header that carries it.", valueName: "name")) var header: String?
  @Option(help: ArgumentHelp("What stands around it, such as 'Token {token}'.", valueName: "template"))
  var format: String?
  @Option(help: ArgumentHelp("The query parameter that carries it.", valueName: "name")) var query: String?
  @Option(help: ArgumentHelp("The user name, for basic authentication.", valueName: "user")) var user: String?
  @Option(
    help: ArgumentHelp(
      "A header sent with every call; may hold fields, as in 'X-Key: {key}'.", valueName: "name: value"))
  var extraHeader: [String] = []

  /// The origins that were given; nil for none.
  func binding() throws -> Binding? {
    origin.isEmpty ? nil : try Binding(origins: origin.map { text in try Origin(text) })
  }

  /// A provider of the catalogue says itself how its credentials are sent.
  func refuseTemplates(of provider: String) throws(Failure) {
    guard header == nil, format == nil, query == nil, extraHeader.isEmpty else {
      throw .usage(
        "the catalogue says how a credential of \(Printable.text(provider, limit: 40)) is sent",
        hint: "leave out --header, --format, --query and --extra-header, or add it as custom")
    }
  }

  func injection() throws -> Injection {
    let extra = try extraHeader.map { text in
      let (name, value) = try Arguments.header(text)
      return Injection.Header(name: name, value: value)
    }
    let kind =
      try kind.map(Self.kind(named:))
      ?? (header != nil ? .header : query != nil ? .query : user != nil ? .basic : .bearer)
    var injection: Injection
    switch kind {
    case .bearer: injection = .bearer()
    case .basic: injection = .basic
    case .header: injection = Injection(kind: .header, name: header ?? "Authorization", format: format ?? "{token}")
    case .query: injection = Injection(kind: .query, name: query ?? "", format: format ?? "{token}")
    case .path: injection = Injection(kind: .path, name: "", format: format ?? "")
    }
    try refuseUnused(by: kind)
    injection.extraHeaders = extra
    if let problem = injection.problem {
      throw Failure.badInput(problem, hint: "see: gatehouse secrets add --help")
    }
    return injection
  }

  private static func kind(named word: String) throws(Failure) -> Injection.Kind {
    guard let kind = Injection.Kind(rawValue: word) else {
      throw .usage(
        "\(Printable.text(word, limit: 40)) is no way to send a credential",
        hint:
          "write \(Injection.Kind.allCases.map(\.rawValue).joined(separator: ", ")); see: gatehouse secrets add --help")
    }
    return kind
  }

  private func refuseUnused(by kind: Injection.Kind) throws(Failure) {
    let unused: [(String, Bool)] = [
      ("--header", header != nil && kind != .header), ("--query", query != nil && kind != .query),
      ("--format", format != nil && (kind == .bearer || kind == .basic)), ("--user", user != nil && kind != .basic),
    ]
    guard let (option, _) = unused.first(where: \.1) else { return }
    throw .usage("\(option) means nothing with --kind \(kind.rawValue)", hint: "leave one of the two out")
  }
}
