public import Domain

/// A request through a grant, typed by hand: what is sent, what the policies say of it, and the answer.
public struct RequestComposer: Sendable, Equatable {
  public enum Phase: Sendable, Equatable {
    case editing
    case running(id: Identifier, since: Timestamp)
    case answered(AnswerText)
    case failed(PortalFailure)
  }

  public let grant: Grant
  public let source: GrantSource
  public internal(set) var form: Form
  public internal(set) var phase: Phase = .editing
  /// Whether anything was sent from this dialog, answered or not.
  var hasSent = false
  /// What today's policies say of the request as it is typed; nil while the path cannot be read.
  public internal(set) var decision: Decision?
  /// The first line of the answer that is shown.
  public internal(set) var top = 0
  /// When the request began to run, or now: what the waiting is counted from.
  public internal(set) var now: Timestamp

  static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  public init(_ summary: GrantSummary, in context: DialogContext) {
    grant = summary.grant
    source = summary.source
    now = context.now
    let origins = source.binding.origins.map(\.description)
    let test = SampleCall.url(of: source, in: context.catalog).flatMap { try? CanonicalURL($0) }
    let origin = test.flatMap { origins.firstIndex(of: $0.origin.description) }
    let path = origin == nil ? "/" : test?.pathAndQuery ?? "/"
    form = Form(
      fields: [
        .choice("method", "Method", Self.methods),
        origins.count == 1
          ? .fixed("origin", "Sent to", origins[0], note: "the only bound origin")
          : .choice("origin", "Sent to", origins, selected: origin ?? 0, note: "the bound origins"),
        .text("path", "Path", path, note: "and ?query"),
        .text("headers", "Headers", note: "Name: value, one a line", isMultiline: true),
        .text("body", "Body", isMultiline: true),
      ],
      buttons: [FormButton("send", "Send"), FormButton("close", "Close")], focus: .field("path"))
    decide(in: context)
  }

  /// The whole URL as it would be sent.
  public var url: String { form.text("origin") + form.text("path") }

  /// Asks the policies, as the vault will before it sends.
  mutating func decide(in context: DialogContext) {
    decision = nil
    let path = form.text("path")
    guard path.hasPrefix("/") else {
      form["path"]?.problem = "a path begins with /"
      return
    }
    do {
      let url = try CanonicalURL(url)
      form["path"]?.problem = nil
      decision = CompiledPolicies(context.overview?.policies ?? []).decide(
        facts(url), grant: grant, source: source, context: PolicyContext(now: context.now))
    } catch {
      form["path"]?.problem = error.reason
    }
  }

  /// What the policies look at, as it is typed.
  private func facts(_ url: CanonicalURL) -> CallFacts {
    var typed = self
    let headers = typed.headers().map { (name: $0.name, value: $0.value) }
    let body = Array(form.text("body").utf8)
    return CallFacts(
      method: form.text("method"), url: url, caller: "portal", address: .thisMachine,
      headerNames: headers.map(\.name), bodySize: Int64(body.count), body: CallBody(body, headers: headers))
  }

  /// The headers typed, or the problem written beside the field.
  mutating func headers() -> [Injection.Header] {
    var headers: [Injection.Header] = []
    form["headers"]?.problem = nil
    for line in form.text("headers").split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
        line[..<colon].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
      else {
        form["headers"]?.problem = "write each line as Name: value"
        return []
      }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers.append(Injection.Header(name: String(line[..<colon]), value: String(value)))
    }
    return headers
  }
}
