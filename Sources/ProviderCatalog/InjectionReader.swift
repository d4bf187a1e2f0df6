internal import Domain
internal import TOMLDocuments

/// Reads `sent = { as = "header", header = "Authorization", format = "Token {token}", headers = { … } }`.
enum InjectionReader {
  static func read(_ section: TOMLSection, below parent: TOMLSection) throws(TOMLProblem) -> Injection {
    let word = try section.string("as")
    guard let kind = Injection.Kind(rawValue: word) else {
      let names = Injection.Kind.allCases.map(\.rawValue)
      throw section.problem(
        "as", "\"\(Printable.text(word, limit: 40))\" is no way to send a credential",
        mend: Nearest.match(word, in: names).map { "did you mean \"\($0)\"?" }
          ?? "write \(names.joined(separator: ", "))")
    }
    let own: [String] =
      switch kind {
      case .bearer, .basic: []
      case .header: ["header", "format"]
      case .query: ["parameter", "format"]
      case .path: ["format"]
      case .awsSigV4: ["region", "service"]
      }
    try section.refuseUnknownKeys(known: ["as", "headers"] + own)
    let extra = try headers(section)
    let injection: Injection
    switch kind {
    case .bearer: injection = .bearer(extraHeaders: extra)
    case .basic:
      injection = Injection(
        kind: .basic, name: Injection.basic.name, format: Injection.basic.format, extraHeaders: extra)
    case .header:
      injection = Injection(
        kind: .header, name: try section.optionalString("header") ?? "Authorization",
        format: try section.optionalString("format") ?? "{token}", extraHeaders: extra)
    case .query:
      injection = Injection(
        kind: .query, name: try section.string("parameter"), format: try section.optionalString("format") ?? "{token}",
        extraHeaders: extra)
    case .path:
      injection = Injection(kind: .path, name: "", format: try section.string("format"), extraHeaders: extra)
    case .awsSigV4:
      injection = .awsSigV4(
        AWSScope(region: try section.optionalString("region"), service: try section.optionalString("service")),
        extraHeaders: extra)
    }
    if let problem = injection.problem { throw section.problem(own.contains("format") ? "format" : nil, problem) }
    return injection
  }

  private static func headers(_ section: TOMLSection) throws(TOMLProblem) -> [Injection.Header] {
    guard let table = try section.optionalSection("headers") else { return [] }
    var headers: [Injection.Header] = []
    for name in table.keys { headers.append(Injection.Header(name: name, value: try table.string(name))) }
    return headers
  }
}
