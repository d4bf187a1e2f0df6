internal import Domain

/// Callers' wishes for a connection, for people and as JSON.
enum ConnectSessionText {
  static func table(_ sessions: [ConnectSession], now: Timestamp = .now()) -> Table {
    var table = Table(["id", "left", "caller", "wants", "user", "label given"])
    for session in sessions {
      table.add([
        session.id.beginning(among: sessions.map(\.id), least: 8),
        "\(max(0, session.expiresAt.seconds - now.seconds)) s", session.callerName, wanted(session),
        session.wish.user ?? "-",
        session.wish.label.isEmpty ? "" : "“\(session.wish.label)”",
      ])
    }
    return table
  }

  /// `an account at github`.
  static func wanted(_ session: ConnectSession) -> String {
    let providers = session.wish.providers.joined(separator: " or ")
    return switch session.wish.kind {
    case .connection where session.wish.repairs != nil:
      "that the user of \(session.wish.repairs?.description ?? "") agrees again (gatehouse oauth connect --grant ID)"
    case .connection: "an account at \(providers.isEmpty ? "any provider" : providers)"
    case .secret: "a key\(providers.isEmpty ? "" : " of \(providers)")"
    }
  }

  static func summary(_ session: ConnectSession) -> String {
    Printable.text("\(session.callerName) wants \(wanted(session))")
  }

  static func document(_ session: ConnectSession) -> JSON {
    var (state, grant, reason) = ("pending", Identifier?.none, String?.none)
    switch session.answer {
    case nil: break
    case .completed(let id, _): (state, grant) = ("completed", id)
    case .denied(let why): (state, reason) = ("denied", why)
    case .failed(_, let why): (state, reason) = ("failed", why)
    }
    return [
      "session_id": JSON(session.id), "kind": .string(session.wish.kind.rawValue),
      "caller": .string(session.callerName), "application": .string(session.application),
      "user": JSON(session.wish.user),
      "providers": JSON(session.wish.providers), "label": .string(session.wish.label),
      "repairs": JSON(session.wish.repairs), "created_at": JSON(session.createdAt),
      "expires_at": JSON(session.expiresAt), "state": .string(state), "grant_id": JSON(grant), "reason": JSON(reason),
    ]
  }

  static func find(_ text: String, in sessions: [ConnectSession]) throws(Failure) -> ConnectSession {
    // People copy the whole address.
    let last = text.split(separator: "/").last ?? Substring(text)
    let id = String(last.prefix { $0 != "." })
    return try Beginning.find(id, in: sessions, "waiting wish", list: "connect list")
  }
}
