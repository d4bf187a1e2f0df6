internal import Foundation

/// A real authorization server in the tests: Debian's `glewlwyd` (OAuth 2, OpenID Connect), one process on a free port of
/// 127.0.0.1 with a database of its own, set up through its admin API.
///
/// It asks every client for PKCE with S256, gives out refresh tokens that work once, compares redirect URIs exactly, and
/// knows the scopes `read` and `write` beside `openid`. Its userinfo is the API at which a token is used.
///
/// A test starts its own: on SQLite this server confuses requests that come at the same time, and answers some with 500.
public final class Glewlwyd: Sendable {
  /// `http://127.0.0.1:PORT`.
  public let origin: String
  /// The `iss` of its answers (RFC 9207) and the root of its endpoints.
  public var issuer: String { "\(origin)/api/oidc" }
  public static let scopes = ["read", "write"]

  private let process: GlewlwydProcess
  private let admin = WebClient()

  /// Starts one; it runs until ``stop()``, or until nothing refers to it any more.
  ///
  /// - Parameters:
  ///   - accessSeconds: how long an access token lasts.
  ///   - refreshWorksOnce: whether a refresh brings a new refresh token and ends the old one.
  ///   - hasPages: whether it serves its login pages, for a real browser.
  /// - Throws: also when the package is not installed; the error says how to.
  public static func start(
    accessSeconds: Int = 3600, refreshWorksOnce: Bool = true, hasPages: Bool = false
  ) async throws -> Glewlwyd {
    var failure: any Error = CancellationError()
    for _ in 0..<5 {
      let files = try GlewlwydFiles(hasPages: hasPages)
      do {
        let process = try await GlewlwydProcess(folder: files.folder, configuration: files.configuration)
        let server = Glewlwyd(port: files.port, process: process)
        try await server.setUp(accessSeconds: accessSeconds, refreshWorksOnce: refreshWorksOnce)
        return server
      } catch let error as GlewlwydProcess.Ended {
        // Another process took the port in between.
        failure = error
        files.remove()
      }
    }
    throw failure
  }

  private init(port: Int, process: GlewlwydProcess) {
    origin = "http://127.0.0.1:\(port)"
    self.process = process
  }

  /// Ends the process and removes its folder.
  public func stop() async { await process.stop() }

  /// A user of their own for one test, logged in.
  ///
  /// Their userinfo is `{"sub": …, "name": "USERNAME", "email": "USERNAME@example.org"}`.
  public func makeUser() async throws -> UserAgent {
    let account = try await makeAccount()
    return try await UserAgent(server: self, username: account.username, password: account.password)
  }

  /// A user of their own for one test, who logs in at the server's pages.
  public func makeAccount() async throws -> (username: String, password: String) {
    let username = "user-\(UUID().uuidString.prefix(8).lowercased())"
    let password = UUID().uuidString
    try await admin.expect(
      200, "POST", "\(origin)/api/user/",
      json: [
        "username": username, "name": username, "email": "\(username)@example.org", "password": password,
        "scope": ["openid"] + Self.scopes, "enabled": true,
      ])
    return (username, password)
  }

  /// An app of its own for one test.
  ///
  /// - Parameter isConfidential: whether it has a secret, shown by Basic or in the body. Only such a client may revoke.
  public func makeClient(isConfidential: Bool = true, redirectURIs: [String]) async throws -> GlewlwydClient {
    let client = GlewlwydClient(
      id: "client-\(UUID().uuidString.prefix(8).lowercased())", secret: isConfidential ? UUID().uuidString : nil)
    var json: [String: any Sendable] = [
      "client_id": client.id, "name": client.id, "confidential": isConfidential, "redirect_uri": redirectURIs,
      "authorization_type": ["code", "refresh_token", "device_authorization", "client_credentials"],
      "token_endpoint_auth_method": isConfidential ? ["client_secret_basic", "client_secret_post"] : ["none"],
      "enabled": true,
    ]
    json["client_secret"] = client.secret
    try await admin.expect(200, "POST", "\(origin)/api/client/", json: json)
    return client
  }

  /// Uses the token at the server's userinfo: 200, or 401 once it is revoked or over.
  public func use(_ accessToken: String) async throws -> WebAnswer {
    try await WebClient().send("GET", "\(issuer)/userinfo", bearer: accessToken)
  }

  private func setUp(accessSeconds: Int, refreshWorksOnce: Bool) async throws {
    // The administrator whom the package's schema brings along.
    try await admin.expect(
      200, "POST", "\(origin)/api/auth/", json: ["username": "admin", "password": "password"])
    for scope in Self.scopes {
      try await admin.expect(
        200, "POST", "\(origin)/api/scope/",
        json: [
          "name": scope, "display_name": scope, "description": scope, "password_required": true,
          "password_max_age": 0, "scheme": [String: String](),
        ])
    }
    let plugin = OpenIDPlugin(issuer: issuer, accessSeconds: accessSeconds, refreshWorksOnce: refreshWorksOnce)
    try await admin.expect(200, "POST", "\(origin)/api/mod/plugin/", json: plugin.json)
  }
}

/// An app as registered at a ``Glewlwyd``.
public struct GlewlwydClient: Sendable {
  public let id: String
  /// nil for a public client.
  public let secret: String?
}
