internal import Foundation

/// A user with a browser at a ``Glewlwyd``: logged in, it agrees to what an app asks, over HTTP, as the server's own
/// login page does it.
public final class UserAgent: Sendable {
  public let username: String
  private let server: Glewlwyd
  private let browser = WebClient()

  /// The server did something else than its documentation says.
  struct Surprise: Error, CustomStringConvertible {
    let url: String
    let answer: WebAnswer

    var description: String { "\(url) answered \(answer.status) \(answer.location ?? "") \(answer.text)" }
  }

  init(server: Glewlwyd, username: String, password: String) async throws {
    self.server = server
    self.username = username
    try await browser.expect(
      200, "POST", "\(server.origin)/api/auth/", json: ["username": username, "password": password])
  }

  /// Opens the authorization URL, agrees, and returns the URL that the server redirects to: the app's, with a code or
  /// an error.
  ///
  /// - Parameter scopes: what is granted of what is asked; nil for all.
  public func authorize(_ url: String, granting scopes: [String]? = nil) async throws -> String {
    let first = try await browser.expect(302, "GET", url)
    guard let location = first.location else { throw Surprise(url: url, answer: first) }
    guard location.hasPrefix("\(server.origin)/login.html") else { return location }
    let second = try await agree(location, granting: scopes)
    guard let location = second.location, !location.hasPrefix(server.origin) else {
      throw Surprise(url: url, answer: second)
    }
    return location
  }

  /// Opens the page of a device flow with the code typed in, and agrees (RFC 8628, section 3.3).
  public func enter(userCode: String, at verificationURL: String, granting scopes: [String]? = nil) async throws {
    try await confirm("\(verificationURL)?code=\(userCode)", granting: scopes)
  }

  /// Opens the `verification_uri_complete` of a device flow and agrees.
  public func confirm(_ completeURL: String, granting scopes: [String]? = nil) async throws {
    let first = try await browser.expect(302, "GET", completeURL)
    guard let location = first.location else { throw Surprise(url: completeURL, answer: first) }
    let second = try await agree(location, granting: scopes)
    guard second.location?.contains("prompt=deviceComplete") == true else {
      throw Surprise(url: completeURL, answer: second)
    }
  }

  /// Follows the redirect to the app, as the browser does at the end.
  @discardableResult
  public func open(_ redirect: String) async throws -> WebAnswer { try await browser.send("GET", redirect) }

  /// What the login page does: it grants the scopes to the client and goes on to where it was called from.
  private func agree(_ page: String, granting scopes: [String]?) async throws -> WebAnswer {
    var query: [String: String] = [:]
    for item in URLComponents(string: page)?.queryItems ?? [] {
      query[item.name] = item.value?.replacing("+", with: " ")
    }
    guard let client = query["client_id"], let asked = query["scope"],
      let next = URLComponents(string: page)?.queryItems?.first(where: { $0.name == "callback_url" })?.value
    else { throw Surprise(url: page, answer: WebAnswer(status: 302, location: page, text: "")) }
    try await browser.expect(
      200, "PUT", "\(server.origin)/api/auth/grant/\(client)",
      json: ["scope": scopes?.joined(separator: " ") ?? asked])
    return try await browser.expect(302, "GET", "\(next)\(next.contains("?") ? "&" : "?")g_continue")
  }
}
