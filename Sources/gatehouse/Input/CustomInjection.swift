internal import ArgumentParser
internal import Domain

/// Where a custom credential goes: to which origins, and how it is put into the request.
struct CustomInjectionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where it may be sent: https://host[:port]; repeat for more.", valueName: "url"))
  var origin: [String] = []
  @Option(
    help: ArgumentHelp(
      "bearer, header, basic, query, path or aws-sigv4; for a provider one of its kinds of credential.",
      valueName: "kind"))
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

  @Option(
    help: ArgumentHelp("The AWS region to sign for, where the host does not tell it.", valueName: "region"))
  var region: String?
  @Option(
    help: ArgumentHelp("The AWS service to sign for, such as s3, where the host does not tell it.", valueName: "name"))
  var service: String?

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

  /// Region and service that were given, in place of those of the catalogue.
  func settle(_ injection: inout Injection) throws(Failure) {
    guard region != nil || service != nil else { return }
    guard injection.kind == .awsSigV4 else {
      throw .usage("--region and --service are for AWS signatures", hint: "leave them out")
    }
    injection.scope.region = region ?? injection.scope.region
    injection.scope.service = service ?? injection.scope.service
    if let problem = injection.problem { throw .badInput(problem, hint: "see: gatehouse secrets add --help") }
  }

  func injection() throws -> Injection {
    let extra = try extraHeader.map { text in
      let (name, value) = try Arguments.header(text)
      return Injection.Header(name: name, value: value)
    }
    let kind =
      try kind.map(Self.kind(named:))
      ?? (header != nil
        ? .header
        : query != nil ? .query : user != nil ? .basic : region != nil || service != nil ? .awsSigV4 : .bearer)
    var injection: Injection
    switch kind {
    case .bearer: injection = .bearer()
    case .basic: injection = .basic
    case .header: injection = Injection(kind: .header, name: header ?? "Authorization", format: format ?? "{token}")
    case .query: injection = Injection(kind: .query, name: query ?? "", format: format ?? "{token}")
    case .path: injection = Injection(kind: .path, name: "", format: format ?? "")
    case .awsSigV4: injection = .awsSigV4(AWSScope(region: region, service: service))
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
      ("--format", format != nil && [.bearer, .basic, .awsSigV4].contains(kind)),
      ("--user", user != nil && kind != .basic), ("--region", region != nil && kind != .awsSigV4),
      ("--service", service != nil && kind != .awsSigV4),
    ]
    guard let (option, _) = unused.first(where: \.1) else { return }
    throw .usage("\(option) means nothing with --kind \(kind.rawValue)", hint: "leave one of the two out")
  }
}
