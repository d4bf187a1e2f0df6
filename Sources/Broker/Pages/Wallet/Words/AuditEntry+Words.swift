internal import Domain

extension AuditEntry {
  /// One line of the user's activity.
  ///
  /// - Parameter connections: the titles of the user's connections, where the line names its own.
  func activity(_ names: WalletNames, connections: [Identifier: String] = [:]) -> PageFields {
    let (word, tone) = verdict
    return [
      "time": .text(PageTime.short(time)), "who": .text(who(names)), "what": .text(what),
      "connection": .text(event.grantID.flatMap { connections[$0] } ?? ""), "verdict": .text(word), "tone": .text(tone),
      "detail": .text(detail),
    ]
  }

  /// Who connects an account or gives a key is the user, whoever asked for it.
  private func who(_ names: WalletNames) -> String {
    switch event.kind {
    case .connectionMade, .connectionRemade, .secretStored: "You"
    default: names.who(event.caller)
    }
  }

  /// Whether another event says the same.
  var isRepetition: Bool { event.kind == .connectAnswered }

  private var isCall: Bool { !event.method.isEmpty }

  private var what: String {
    if isCall { return "\(event.method) \(event.host)\(event.path)" }
    return Self.words[event.kind] ?? event.kind.inWords.capitalizedFirst
  }

  private static let words: [AuditEvent.Kind: String] = [
    .connectionMade: "Connected", .connectionRemade: "Connected again", .connectionRevoked: "Ended",
    .grantAdded: "Connected", .grantRevoked: "Ended", .grantWithdrawn: "Ended", .grantIssued: "Shared",
    .secretStored: "Key given", .secretRotated: "Key replaced", .secretRevoked: "Ended",
    .tokenRefreshed: "Access renewed", .refreshFailed: "Access could not be renewed",
    .reauthNeeded: "You have to connect again", .remoteRevocation: "The provider was told that it ended",
    .approved: "You said yes", .approvalDenied: "You said no", .approvalEnded: "Nobody answered",
    .credentialReleased: "The access itself was handed to the application",
    .walletLimitsSet: "Your limits were changed", .callReported: "A call the application made by itself",
  ]

  private var verdict: (word: String, tone: String) {
    switch event.kind {
    case .denied: ("Refused", "failed")
    case .intent:
      switch outcome {
      case nil: ("Under way", "open")
      case let outcome? where outcome.event.status == nil: ("No answer", "failed")
      default: ("Allowed", "done")
      }
    case .asked: ("Waited", "open")
    case .approved: ("Yes", "done")
    case .approvalDenied, .approvalEnded: ("No", "failed")
    default: ("", "")
    }
  }

  private var detail: String {
    switch event.kind {
    case .denied, .approvalDenied, .approvalEnded: event.reason
    case .intent: outcome?.event.status.map { "status \($0)" } ?? outcome?.event.reason ?? ""
    default: ""
    }
  }
}
