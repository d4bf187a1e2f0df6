internal import Domain

/// Waiting calls and approvals that hold, for people.
enum ApprovalText {
  static func table(_ calls: [ParkedCall], now: Timestamp = .now()) -> Table {
    var table = Table(["id", "left", "caller", "grant", "call", "wanted", "reason given"])
    for call in calls {
      let wanted = call.openApprovers.isEmpty ? "anybody" : call.openApprovers.joined(separator: ", ")
      table.add([
        call.id.beginning(among: calls.map(\.id), least: 8), left(call.expiresAt, now), call.caller.name,
        call.grantName, "\(call.method) \(call.url)", call.missing > 1 ? "\(call.missing) of \(wanted)" : wanted,
        call.reason.isEmpty ? "" : "“\(call.reason)”",
      ])
    }
    return table
  }

  static func table(_ passes: [ApprovalPass], _ grants: [GrantSummary], now: Timestamp = .now()) -> Table {
    var table = Table(["approval", "left", "caller", "grant", "covers", "by"])
    for pass in passes {
      table.add([
        pass.id.beginning(among: passes.map(\.id), least: 8), left(pass.expiresAt, now), pass.shape.caller,
        grants.first { $0.id == pass.shape.grant }?.grant.name ?? pass.shape.grant.description,
        (["\(pass.shape.method) \(pass.shape.place)"] + pass.shape.boundsInWords).joined(separator: ", "),
        pass.approver,
      ])
    }
    return table
  }

  /// Everything that would be sent, the body's text as it is.
  static func details(_ call: ParkedCall, now: Timestamp = .now()) -> String {
    var pairs = [
      ("id", call.id.description), ("call", "\(call.method) \(call.url)\(call.query.map { "?\($0)" } ?? "")"),
      ("with", "\(call.grantName), \(call.provider), for \(call.principal)"),
      ("reason given", call.reason.isEmpty ? "none" : "“\(call.reason)”"),
      ("caller", "\(call.caller.name), pid \(call.caller.pid)\(call.caller.folder.map { ", in \($0)" } ?? "")"),
    ]
    for ask in call.asks { pairs.append(("rule", "\(ask.decider): \(ask.rule.inWords)")) }
    for answer in call.answers where answer.verdict == .approved { pairs.append(("approved by", answer.approver)) }
    if !call.openApprovers.isEmpty {
      pairs.append(("still wanted", "\(call.missing) of \(call.openApprovers.joined(separator: ", "))"))
    }
    for header in call.headers { pairs.append(("header", "\(header.name): \(header.value)")) }
    let covers = ["same caller and grant", "\(call.method) \(call.url)\(call.query.map { "?\($0)" } ?? "")"]
    pairs.append(("--for covers", (covers + call.shape.boundsInWords).joined(separator: ", ")))
    pairs.append(("left", "\(left(call.expiresAt, now)), then it is denied"))
    pairs.append(("body", size(call.body)))
    let body = call.body.text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map { "  " + Printable.text(String($0)) }
    return Table.details(pairs) + (call.body.text.isEmpty ? "" : "\n" + body.joined(separator: "\n"))
  }

  /// `POST https://api.stripe.com/v1/refunds of claude-code`.
  static func summary(_ call: ParkedCall) -> String {
    Printable.text("\(call.method) \(call.url) of \(call.caller.name)", limit: 300)
  }

  private static func size(_ body: BodyPreview) -> String {
    guard body.kind != .none else { return "none" }
    let extent = body.kind == .binary ? "" : body.isWhole ? ", whole" : ", cut: its end is not shown"
    return "\(body.kind.rawValue), \(Printable.count(body.size)) byte\(body.size == 1 ? "" : "s")\(extent)"
  }

  private static func left(_ end: Timestamp, _ now: Timestamp) -> String {
    let seconds = max(0, end.seconds - now.seconds)
    return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
