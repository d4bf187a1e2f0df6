public import Domain
public import PortalModel

/// Connect sessions: two that wait, three that have ended.
extension Sample {
  /// Everything a program can ask for.
  public static let shopSession = session(
    0x4c07_0001, left: 278, application: "Shop", caller: "checkout-api", agent: "checkout-api/refunds",
    ConnectWish(
      .connection, providers: ["github", "google"], label: "Mia's repositories", user: "mia",
      scopes: ["github": ["read:user", "repo"]], agent: id(0x501), isDelegable: true, methods: ["GET", "HEAD"],
      paths: ["/repos/**"], lifetime: 86_400, longestLifetime: 2_592_000, allowedOrigin: "https://shop.example",
      returnURL: "https://shop.example/settings/connections"))

  /// Next to nothing.
  public static let keySession = session(
    0xb0_0002, left: 38, application: "evil\u{1B}[2J", caller: "nightly", ConnectWish(.secret, providers: ["stripe"]))

  public static let mendedSession = session(
    3, left: 120, application: "Shop", caller: "checkout-api",
    ConnectWish(.connection, providers: ["github"], repairs: connections[1].id, user: "u42"),
    answer: .completed(grant: connections[1].id, isReauth: true))
  public static let deniedSession = session(
    4, left: 60, application: "Shop", caller: "checkout-api", ConnectWish(.secret, providers: ["sentry"], user: "kim"),
    answer: .denied(reason: "not for this app"))
  public static let cancelledSession = session(
    0x4c07_0001, left: 278, application: "Shop", caller: "checkout-api", shopSession.wish,
    answer: .failed(code: "connect_cancelled", reason: "cancelled"))

  public static func link(_ session: ConnectSession) -> String {
    "http://127.0.0.1:7411/connect/\(session.id)." + String(repeating: "5f3a9c01", count: 8)
  }

  /// The full vault with these sessions.
  public static func overview(sessions: [ConnectSession], waiting calls: [ParkedCall] = []) -> PortalOverview {
    var overview = overview(waiting: calls)
    overview.connectSessions = sessions
    return overview
  }

  private static func session(
    _ number: Int, left: Int64, application: String, caller: String, agent: String = "", _ wish: ConnectWish,
    answer: ConnectSession.Answer? = nil
  ) -> ConnectSession {
    var session = ConnectSession(
      id: callID(number), wish: wish, caller: id(0x500), callerName: caller, application: application, agentName: agent,
      createdAt: now.adding(seconds: left - ConnectSession.lifetime), expiresAt: now.adding(seconds: left))
    session.answer = answer
    return session
  }
}
