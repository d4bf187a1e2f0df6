public import Domain
internal import Screen

extension Detail {
  /// The selected row of the log: why, who, what left the machine.
  ///
  /// - Parameter isWaiting: the row is of a call that waits for an approval at this moment.
  init(entry: AuditEntry, isWaiting: Bool = false) {
    let event = entry.event
    let place = event.host + event.path
    var rows: [Row] = []
    if event.kind == .denied {
      rows.append(.pair("denied by", Self.why(event), .bad))
      rows.append(.pair("would pass", "x explains"))
    } else if event.kind == .intent {
      rows.append(.pair("allowed", Self.why(event)))
    } else if event.kind == .asked {
      rows.append(.pair("to approve", Self.why(event), .warn))
    } else {
      rows.append(.pair("what", Self.what(event)))
    }
    rows.append(.pair(event.isAnswer ? "about" : "asked by", Self.who(event)))
    if !event.method.isEmpty {
      rows.append(.pair("call", Printable.text("\(event.method) \(place)\(Self.query(event))")))
    }
    rows.append(.pair("sent", Self.sent(entry, isWaiting: isWaiting)))
    if let request = event.requestID { rows.append(.pair("request", request.description)) }
    rows.append(.pair("time", Self.times(entry)))
    if !(event.flags + (entry.outcome?.event.flags ?? [])).isEmpty {
      rows.append(.pair("flags", (event.flags + (entry.outcome?.event.flags ?? [])).joined(separator: ", "), .warn))
    }
    self.init(
      title: "event \(Printable.count(entry.sequence))", note: entry.result, sections: [Section(rows: rows)])
  }

  /// What happened, for an event that is no call.
  public static func what(_ event: AuditEvent) -> String {
    let words = event.kind.inWords
    // `approved by dev`.
    let joint = event.isAnswer ? " " : ", "
    return Printable.text(event.reason.isEmpty ? words : "\(words)\(joint)\(event.reason)")
  }

  /// The rule that decided and its words; what the rule repeats of itself is left out.
  public static func why(_ event: AuditEvent) -> String {
    let repeats = event.reason.hasPrefix(event.rule) || event.rule == "binding"
    return Printable.text(repeats || event.rule.isEmpty ? event.reason : "\(event.rule): \(event.reason)")
  }

  private static func who(_ event: AuditEvent) -> String {
    var parts = [event.isAnswer ? "a call" : event.caller.isEmpty ? "-" : Printable.text(event.caller)]
    if event.pid > 0, !event.isAnswer { parts.append("pid \(event.pid)") }
    if !event.principal.isEmpty { parts.append("for \(Printable.text(event.principal))") }
    if !event.subject.isEmpty { parts.append("with \(Printable.text(event.subject))") }
    return parts.joined(separator: ", ")
  }

  private static func query(_ event: AuditEvent) -> String {
    event.queryKeys.isEmpty ? "" : "?" + event.queryKeys.map { "\($0)=…" }.joined(separator: "&")
  }

  private static func sent(_ entry: AuditEntry, isWaiting: Bool) -> String {
    switch entry.event.kind {
    case .asked:
      return isWaiting
        ? "nothing yet: it waits for an approval, ! shows it" : "nothing by this row; a later one tells what came of it"
    case .denied: return "nothing: the credential was not unsealed"
    case .intent:
      guard let outcome = entry.outcome?.event else { return "on its way; no outcome yet" }
      let bytes = "\(Printable.count(outcome.bytesOut)) bytes out, \(Printable.count(outcome.bytesIn)) in"
      guard let status = outcome.status else { return Printable.text("\(outcome.reason); \(bytes)") }
      let time = outcome.milliseconds.map { ", " + Printable.duration(milliseconds: $0) } ?? ""
      return "\(status)\(time), \(bytes)"
    default: return "nothing"
    }
  }

  private static func times(_ entry: AuditEntry) -> String {
    let outcome = entry.outcome.map { ", outcome \($0.time.localTime)" } ?? ""
    return "\(entry.time.localDate) \(entry.time.localTime)\(outcome)"
  }
}

extension AuditEvent {
  /// Whether somebody answered a call that waited.
  fileprivate var isAnswer: Bool { kind == .approved || kind == .approvalDenied }
}
