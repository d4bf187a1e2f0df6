/// What a person sees who follows an address that the SDK was given: which command answers it. It tells nothing of what is
/// asked, since everybody on this machine can read it.
public struct CommandPage: BrokerRoute {
  public let prefix: String
  private let text: String

  public var methods: Set<String> { ["GET", "HEAD"] }
  public var takesJSONOnly: Bool { false }

  /// `/approvals/ID`.
  public static let approvals = CommandPage(
    prefix: "/approvals/",
    text: """
      A call waits until somebody approves it.
      Answer it in the portal (gatehouse), or in a terminal:

        gatehouse approvals list

      """)

  public func answer(_ request: BrokerRequest) async -> BrokerResponse {
    BrokerResponse(
      status: 200,
      headers: [
        ("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
      ], body: request.method == "HEAD" ? [] : Array(text.utf8))
  }
}
