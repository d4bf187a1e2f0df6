internal import Domain

/// The fields that say where the credential of a custom API goes: a preset, and what the preset leaves open.
enum InjectionFields {
  static let ids = ["sent", "header", "query", "template", "region", "service", "extra"]

  static func make() -> [FormField] {
    [
      .choice("sent", "Sent as", Injection.Kind.allCases.map(\.rawValue), note: "how the API wants it"),
      .text("header", "Header", "Authorization", note: "its name"),
      .text("query", "Parameter", "api_key", note: "its name"),
      .text("template", "Template", "{token}", note: "{token} is where the value goes"),
      .text("region", "Region", note: "such as eu-central-1; empty: as the host says"),
      .text("service", "Service", note: "such as s3; empty: as the host says"),
      .text("extra", "Extra", note: "further headers, Name: value, one a line", isMultiline: true),
    ]
  }

  /// Shows what the preset leaves open; a new preset brings its own template.
  static func settle(_ form: inout Form, isShown: Bool, presetChanged: Bool = false) {
    let kind = kind(form)
    if presetChanged { form.setText("template", kind == .path ? "/bot{token}{path}" : "{token}") }
    let shown: Set<String> =
      switch kind {
      case .bearer: []
      case .basic: []
      case .header: ["header", "template"]
      case .query: ["query", "template"]
      case .path: ["template"]
      case .awsSigV4: ["region", "service"]
      }
    for id in ids { form[id]?.isHidden = !isShown || !(id == "sent" || id == "extra" || shown.contains(id)) }
  }

  private static func kind(_ form: Form) -> Injection.Kind { Injection.Kind(rawValue: form.text("sent")) ?? .bearer }

  /// The injection as it is typed, even when it cannot be sent.
  static func current(_ form: Form) -> Injection {
    let extra = extraHeaders(form) ?? []
    switch kind(form) {
    case .bearer: return .bearer(extraHeaders: extra)
    case .basic:
      return Injection(kind: .basic, name: "Authorization", format: Injection.basic.format, extraHeaders: extra)
    case .header:
      return Injection(kind: .header, name: form.text("header"), format: form.text("template"), extraHeaders: extra)
    case .query:
      return Injection(kind: .query, name: form.text("query"), format: form.text("template"), extraHeaders: extra)
    case .path: return Injection(kind: .path, name: "", format: form.text("template"), extraHeaders: extra)
    case .awsSigV4: return .awsSigV4(scope(form), extraHeaders: extra)
    }
  }

  private static func scope(_ form: Form) -> AWSScope {
    let (region, service) = (form.text("region"), form.text("service"))
    return AWSScope(region: region.isEmpty ? nil : region, service: service.isEmpty ? nil : service)
  }

  /// Writes what is wrong beside the field it is wrong in.
  static func check(_ form: inout Form) {
    for id in ids { form[id]?.problem = nil }
    if extraHeaders(form) == nil { form["extra"]?.problem = "write each line as Name: value" }
    let injection = current(form)
    guard let problem = injection.problem else { return }
    if injection.kind == .awsSigV4 {
      let isScope = Injection.awsSigV4(injection.scope).problem != nil
      let isService = Injection.awsSigV4(AWSScope(region: injection.scope.region)).problem == nil
      form[isScope ? (isService ? "service" : "region") : "extra"]?.problem = problem
      return
    }
    let nameField = kind(form) == .query ? "query" : "header"
    let isName = injection.kind != .path && Injection(kind: .header, name: injection.name, format: "{x}").problem != nil
    let isExtra =
      Injection(kind: .header, name: "X", format: "{x}", extraHeaders: injection.extraHeaders).problem != nil
    form[isName ? nameField : isExtra ? "extra" : "template"]?.problem = problem
  }

  /// Nil when a line is no header.
  private static func extraHeaders(_ form: Form) -> [Injection.Header]? {
    var headers: [Injection.Header] = []
    for line in form.text("extra").split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers.append(Injection.Header(name: String(line[..<colon]), value: String(value)))
    }
    return headers
  }

  /// The options of `gatehouse secrets add custom` that say the same.
  static func options(_ form: Form) -> [String] {
    let injection = current(form)
    var words: [String] = []
    switch injection.kind {
    case .bearer: words += ["--kind", "bearer"]
    case .basic: words += ["--kind", "basic", "--user", "USER"]
    case .header: words += ["--header", ShellWord.quoted(injection.name)]
    case .query: words += ["--query", ShellWord.quoted(injection.name)]
    case .path: words += ["--kind", "path"]
    case .awsSigV4:
      words += ["--kind", "aws-sigv4"]
      if let region = injection.scope.region { words += ["--region", ShellWord.quoted(region)] }
      if let service = injection.scope.service { words += ["--service", ShellWord.quoted(service)] }
    }
    if injection.kind == .path || [.header, .query].contains(injection.kind) && injection.format != "{token}" {
      words += ["--format", ShellWord.quoted(injection.format)]
    }
    for header in injection.extraHeaders {
      words += ["--extra-header", ShellWord.quoted("\(header.name): \(header.value)")]
    }
    return words
  }
}
