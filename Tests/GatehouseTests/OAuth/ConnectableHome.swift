import AuthorizationServer
import Foundation
import LocalServers
import Testing

/// A vault that knows a real authorization server as a provider, an app registered there, and a user who has a browser.
struct ConnectableHome {
  let home: Home
  let server: Glewlwyd
  let app: GlewlwydClient
  let redirectURI: String
  let user: UserAgent

  static let provider = "glewlwyd"

  /// - Parameter port: of the redirect URI; one that is free unless it matters.
  static func make(port: Int = FreePort.take()) async throws -> ConnectableHome {
    let server = try await Glewlwyd.start()
    let redirectURI = "http://127.0.0.1:\(port)/callback"
    let app = try await server.makeClient(redirectURIs: [redirectURI])
    let connectable = ConnectableHome(
      home: try await Home.withVault(), server: server, app: app, redirectURI: redirectURI,
      user: try await server.makeUser())
    try await connectable.describe(server.providerFile())
    let stored = await connectable.home.run(
      "oauth", "add-app", provider, "--client-id", app.id, "--redirect-uri", redirectURI, input: app.secret ?? "")
    try #require(stored.status == 0, "\(stored.errorText)")
    return connectable
  }

  /// Locks the vault and ends the server.
  func end() async {
    await home.run("lock")
    await server.stop()
  }

  /// Adds the provider, or puts another description in its place.
  func describe(_ text: String) async throws {
    try home.write(text, to: "files/provider.toml")
    let added = await home.run("providers", "add", home.path("files/provider.toml"))
    try #require(added.status == 0, "\(added.errorText)")
  }

  /// Begins to connect; returns as soon as the answer is awaited.
  func start(
    _ arguments: [String] = [provider, "--user", "mia"], onTerminal: Bool = false
  ) async throws -> RunningCommand {
    let command = home.start(["oauth", "connect"] + arguments + ["--no-browser"], onTerminal: onTerminal)
    let isWaiting =
      onTerminal ? await command.outputHolds("Ctrl-C cancels") : await command.errorsHold("Ctrl-C cancels")
    guard isWaiting else {
      let ended = await command.ended()
      throw NotWaiting(text: ended.text + ended.errorText)
    }
    return command
  }

  struct NotWaiting: Error { let text: String }

  /// The page that a command shows; a line of its own.
  func page(of command: RunningCommand) throws -> String {
    let text = command.errorsSoFar + command.outputSoFar
    let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .first { $0.hasPrefix("\(server.issuer)/auth?") }
    return try #require(line, "\(text)")
  }

  /// Connects from beginning to end, as a user with a browser on the same machine.
  ///
  /// - Returns: how the command ended, and the last address of the browser, which holds the code.
  func connect(
    _ arguments: [String] = [provider, "--user", "mia"], granting scopes: [String]? = nil
  ) async throws -> (ended: RunningCommand.Ended, redirect: String, page: WebAnswer) {
    let command = try await start(arguments)
    let redirect = try await user.authorize(page(of: command), granting: scopes)
    let page = try await user.open(redirect)
    return (await command.ended(), redirect, page)
  }

  /// The user's own data, asked for through a grant.
  func userinfo(grant: String) async -> RunningCommand.Ended {
    await home.run("request", "GET", "\(server.issuer)/userinfo", "--grant", grant, "--fail")
  }

  static func code(in redirect: String) throws -> String {
    try #require(URLComponents(string: redirect)?.queryItems?.first { $0.name == "code" }?.value)
  }
}
