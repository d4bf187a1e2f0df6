internal import Domain

/// What goes back to the SDK: a status, JSON or nothing, and headers beside those that every answer has.
struct SDKAnswer: Sendable {
  var status: Int
  /// nil for no body at all, as a 204 must be: stray bytes would break the next call on the connection.
  var body: JSONValue?
  var headers: [(name: String, value: String)] = []

  static func ok(_ body: JSONValue) -> SDKAnswer { SDKAnswer(status: 200, body: body) }
  static func created(_ body: JSONValue) -> SDKAnswer { SDKAnswer(status: 201, body: body) }
  static let nothing = SDKAnswer(status: 204, body: nil)
}
