/// What the browser shows in the end: what happened, and that the user may return. It holds no secret.
public enum FinishedPage: Hashable, Sendable {
  /// The connection is stored. An `account` that the provider does not tell is empty.
  case connected(provider: String, account: String, user: String)
  /// The user or the provider said no.
  case refused(provider: String, reason: String)
  /// The answer came, and no connection.
  case failed(provider: String, reason: String)
  /// The answer came, and what becomes of it is seen in the terminal.
  case unfinished(provider: String)

  /// Why nothing was connected, in the words of the failure.
  public init(provider: String, failure: OAuthFailure) {
    switch failure {
    case .refused, .denied: self = .refused(provider: provider, reason: failure.description)
    default: self = .failed(provider: provider, reason: failure.description)
    }
  }

  var content: PageContent {
    switch self {
    case .connected(let provider, let account, let user):
      PageContent(
        mark: .done, title: "Connected", text: "Gatehouse stored the connection in its vault.",
        facts: [("Provider", provider), ("Account", account), ("For user", user)].filter { !$0.1.isEmpty })
    case .refused(let provider, let reason):
      PageContent(
        mark: .failed, title: "Not connected", text: "Access was not granted, and nothing was stored.",
        facts: [("Provider", provider), ("Reason", Self.sentence(reason))])
    case .failed(let provider, let reason):
      PageContent(
        mark: .failed, title: "Not connected", text: "The answer came, but the connection could not be made.",
        facts: [("Provider", provider), ("Reason", Self.sentence(reason))])
    case .unfinished(let provider):
      PageContent(
        mark: .open, title: "Return to the terminal",
        text: "The answer was received. Gatehouse shows what became of it.", facts: [("Provider", provider)])
    }
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

/// What stands on a page, not yet escaped.
struct PageContent {
  enum Mark: String { case done, failed, open }

  let mark: Mark
  let title: String
  let text: String
  var facts: [(name: String, value: String)] = []
  var farewell = "You can close this tab and return to Gatehouse."
}
