internal import Domain

extension WalletEntry {
  /// `GitHub, mia@example.org`, for a heading.
  var title: String { account.isEmpty ? providerName : "\(providerName), \(account)" }

  /// Who uses it.
  var user: String { application.isEmpty ? "the developer's own tools" : application }

  var isOver: Bool { state == .revoked || state == .expired }

  var stateInWords: String {
    switch state {
    case .active: "Active"
    case .revoked: "Ended"
    case .expired: "Over"
    case .needsReauth: "Needs you"
    }
  }

  /// How the state is coloured.
  var tone: String {
    switch state {
    case .active: "done"
    case .needsReauth: "failed"
    case .revoked, .expired: ""
    }
  }

  /// What the state means, where it is not plain.
  var stateExplained: String {
    switch state {
    case .active: ""
    case .revoked: "It was ended, and nobody can use it any more."
    case .expired: "Its time is over, and nobody can use it any more."
    case .needsReauth:
      "\(providerName) no longer accepts it. \(user.capitalizedFirst) has to ask you to connect again."
    }
  }

  func lastUsedInWords(at now: Timestamp) -> String {
    guard let lastUsed else { return "Never" }
    let often = calls == 0 ? "" : "; \(PageTime.count(Int64(calls), "call")) in the last 24 hours"
    return PageTime.ago(lastUsed, at: now).capitalizedFirst + often
  }

  var endInWords: String {
    if isOver { return "" }
    return expiresAt.map { PageTime.end($0).capitalizedFirst } ?? "Not by itself"
  }

  /// What of it may be done, in words, one text each.
  var scopesInWords: [String] {
    if isKey { return ["Whatever the key that you gave allows"] }
    return scopes.isEmpty ? ["What you agreed to at \(providerName)"] : scopes.map(\.inWords)
  }

  /// The facts for a list: name and value.
  func facts(at now: Timestamp) -> [(name: String, value: String)] {
    [
      ("Used by", user), ("Account", account), ("Named", label), ("Last used", lastUsedInWords(at: now)),
      ("Ends", endInWords), ("Shared with", agents.isEmpty ? "" : agents.joined(separator: ", ")),
    ]
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
