internal import Domain

/// Callers' wishes for a connection, for people and as JSON.
enum ConnectSessionText {
  static func table(_ sessions: [ConnectSession], now: Timestamp = .now()) -> Table {
    var table = Table(["id", "left", "caller", "wants", "label given"])
    for session in sessions {
      table.add([
        session.id.beginning(among: sessions.map(\.id), least: 8),
        "\(max(0, session.expiresAt.seconds - now.seconds)) s", session.callerName, wanted(session),
        session.label.isEmpty ? "" : "“\(session.label)”",
      ])
    }
    return table
  }

  /// `an account at github`.
  static func wanted(_ session: ConnectSession) -> String {
    let providers = session.providers.joined(separator: " or ")
    return switch session.kind {
    case .connection where session.repairs != nil:
      "that the user of \(session.repairs?.description ?? "") agrees again (gatehouse oauth connect --grant ID)"
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
    case .completed(let id): (state, grant) = ("completed", id)
    case .denied(let why): (state, reason) = ("denied", why)
    }
    return [
      "session_id": JSON(session.id), "kind": .string(session.kind.rawValue), "caller": .string(session.callerName),
      "providers": JSON(session.providers), "label": .string(session.label),
      "repairs": JSON(session.repairs), "created_at": JSON(session.createdAt),
      "expires_at": JSON(session.expiresAt), "state": .string(state), "grant_id": JSON(grant), "reason": JSON(reason),
    ]
  }

  static func find(_ text: String, in sessions: [ConnectSession]) throws(Failure) -> ConnectSession {
    // People copy the whole address.
    let id = text.split(separator: "/").last.map(String.init) ?? text
    return try Beginning.find(id, in: sessions, "waiting wish", list: "connect list")
  }
}
