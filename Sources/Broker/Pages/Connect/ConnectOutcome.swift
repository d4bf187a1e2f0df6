internal import Domain

/// What came of a session, for the user, for the application's server by the return address, and for the page that opened
/// the popup.
struct ConnectOutcome {
  let session: ConnectSession
  let answer: ConnectSession.Answer
  /// The grant that it ended in, where it is still known.
  let grant: GrantSummary?
  /// The provider's name for people; empty where the grant is not known.
  let providerName: String

  /// The reason that stands with a session which the user declined here.
  static let ownRefusal = "the user declined"

  // MARK: For the application

  /// Where the browser goes back to, with the outcome in its query.
  var target: RefreshTarget? {
    session.wish.returnURL.flatMap { RefreshTarget($0) }?.adding(parameters)
  }

  private var provider: String { grant?.source.provider ?? "" }
  private var account: String { grant?.source.connection?.account ?? "" }
  private var scopes: [String] { grant?.connectionState?.scopesGiven ?? [] }

  /// The SDK's error code and the words to it; nil when it worked.
  private var failure: (code: String, message: String)? {
    switch answer {
    case .completed: nil
    case .denied(let reason): ("connect_denied", reason.isEmpty ? "denied" : reason)
    case .failed(let code, let reason): (code, reason)
    }
  }

  private var parameters: [(name: String, value: String)] {
    if let failure {
      return [("status", "error"), ("error_code", failure.code), ("error_message", failure.message)]
    }
    guard case .completed(let id, let isReauth) = answer else { return [] }
    return [
      ("status", "success"), ("grant_id", id.description), ("provider", provider), ("account", account),
      ("scopes", scopes.joined(separator: " ")), ("operation", isReauth ? "reauth" : "creation"),
    ]
  }

  /// What the page's script posts to the page that opened it.
  private var message: JSONValue {
    let type = ("type", JSONValue.string("gatehouse:connect"))
    if let failure {
      return .fields([
        type, ("status", .string("error")), ("error_code", .string(failure.code)),
        ("error_message", .string(failure.message)),
      ])
    }
    guard case .completed(let id, let isReauth) = answer else { return .fields([type]) }
    let operation = JSONValue.string(isReauth ? "reauth" : "creation")
    let result: [(String, JSONValue?)] = [
      ("grant_id", .id(id)), ("provider_id", .string(provider)), ("account_identifier", .string(account)),
      ("scopes", .texts(scopes)), ("operation", operation),
    ]
    return .fields([
      type, ("status", .string("success")), ("grant_id", .id(id)), ("provider", .string(provider)),
      ("account", .string(account)), ("scopes", .texts(scopes)), ("operation", operation),
      ("grants", .array([.fields(result)])),
    ])
  }

  // MARK: For the user

  var fields: PageFields {
    let target = target
    let origin = session.wish.allowedOrigin.flatMap { try? Origin($0) }?.description
    var fields: PageFields = [
      "back": target.map { .fields(["url": .whole($0.url), "host": .text($0.host)]) } ?? .absent,
      "outcome": origin == nil ? .absent : .whole(Self.ascii(message)), "origin": .optional(origin),
      "farewell": .text(
        target.map { "Your browser goes back to \($0.host) by itself." }
          ?? "You can close this page and go back to \(session.application)."),
    ]
    fields.merge(told) { $1 }
    return fields
  }

  private var told: PageFields {
    switch answer {
    case .completed(_, let isReauth):
      let isKey = grant?.source.connection == nil
      return [
        "title": .text(isReauth ? "Connected again" : isKey ? "Key stored" : "Connected"), "done": true, "mark": "done",
        "sentences": .texts([
          "\(session.application) can use it from now on.",
          "You can take it back at any time: in your wallet, to which \(session.application) gives you the link.",
        ]),
        "facts": .facts([
          ("For", session.application), ("At", providerName), ("Account", account), ("User", session.wish.user ?? ""),
          ("Also given to", session.agentName),
          ("Until", grant?.grant.expiresAt.map { "\($0.localDate) \($0.localTime.prefix(5))" } ?? "you take it back"),
        ]), "hasFacts": true,
      ]
    case .denied(let reason):
      return refusal("Not connected", reason == Self.ownRefusal ? "" : reason)
    case .failed(_, let reason): return refusal("Not connected", reason)
    }
  }

  private func refusal(_ title: String, _ reason: String) -> PageFields {
    [
      "title": .text(title), "failed": true, "mark": "failed",
      "sentences": .texts(["Nothing was stored, and \(session.application) was told so."]),
      "facts": .facts([("Reason", reason)]), "hasFacts": .flag(!reason.isEmpty),
    ]
  }

  /// JSON of ASCII characters alone, so that nothing has to be made visible on a page, and nothing is changed.
  private static func ascii(_ json: JSONValue) -> String {
    String(decoding: json.bytes, as: UTF8.self).utf16.reduce(into: "") { output, unit in
      if unit < 0x7F, let scalar = Unicode.Scalar(unit) {
        output.unicodeScalars.append(scalar)
      } else {
        let digits = String(unit, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }
}
