import Domain
import Foundation
import LocalServers
import PortalModel
import Testing

@testable import Portal
@testable import VaultEngine

/// The effects of a connection over a real vault and a provider on loopback. The redirect is one of a web application,
/// so nothing listens here and every answer is pasted back.
@Suite("A connection made in the portal")
struct ConnectingTests {
  private static let redirect = "https://app.example/callback"
  private static let draft = ConnectionDraft(app: "acme-app", userID: "mia")

  /// A portal's runner with the events it sends.
  private struct Bench {
    let runner: EffectRunner
    let server: ScriptedServer
    var events: AsyncStream<PortalEvent>.AsyncIterator

    mutating func next() async -> PortalEvent? { await events.next() }

    /// The page's `state`, once the page is told.
    mutating func state() async -> String {
      while let event = await next() {
        guard case .connectionStep(.open(let url)) = event else { continue }
        return ScriptedServer.fields(of: String(url.drop { $0 != "?" }.dropFirst()))["state"] ?? ""
      }
      return ""
    }
  }

  private func withBench(_ body: (inout Bench) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "connecting-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let location = VaultLocation(home: "\(folder)/vault", state: "\(folder)/state", configuration: "\(folder)/config")
    let server = try await ScriptedServer.start { request in
      let isFirst = request.form["refresh_token"] == nil
      let more = isFirst ? #""expires_in":3600,"scope":"read""# : #""expires_in":7200"#
      return .init(200, #"{"access_token":"a","refresh_token":"r","token_type":"bearer",\#(more)}"#)
    }
    let vault = try await Vault.create(
      at: location, passphrase: SecretBytes("test"), options: .forTests(usesKeyring: false))
    try await vault.storeProvider(CustomProvider(id: "acme", text: Self.provider(server.origin)))
    _ = try await vault.storeOAuthApp(
      OAuthAppDraft(
        name: "acme-app", provider: "acme", clientID: "client", clientSecret: nil, scopes: ["read", "write"],
        redirectURI: Self.redirect))
    let (events, continuation) = AsyncStream.makeStream(of: PortalEvent.self)
    let runner = EffectRunner(
      location: location, options: .forTests(), vault: vault, emit: { continuation.yield($0) }, onVault: { _ in })
    var bench = Bench(runner: runner, server: server, events: events.makeAsyncIterator())
    do { try await body(&bench) } catch {
      await runner.close()
      await server.stop()
      throw error
    }
    await runner.close()
    await server.stop()
  }

  private static func provider(_ origin: String) -> String {
    """
    id = "acme"
    name = "Acme"
    origins = ["\(origin)"]

    [oauth]
    authorize_url = "\(origin)/authorize"
    token_url = "\(origin)/token"
    pkce = "supported"
    """
  }

  @Test("is made by a pasted address, told step by step, refreshed and revoked")
  func wholeLife() async throws {
    try await withBench { bench in
      await bench.runner.run(.connect(Self.draft))
      guard case .connectionStep(.cannotListen)? = await bench.next() else {
        Issue.record("it listens for another machine's address")
        return
      }
      let state = await bench.state()
      await bench.runner.run(.pasteRedirect(SecretBytes("\(Self.redirect)?code=c1&state=another")))
      var steps: [ConnectionStep] = []
      var made: GrantSummary?
      while made == nil, let event = await bench.next() {
        switch event {
        case .connectionStep(.notAccepted(let reason)):
          steps.append(.notAccepted(reason: reason))
          await bench.runner.run(.pasteRedirect(SecretBytes("\(Self.redirect)?code=c1&state=\(state)")))
        case .connectionStep(let step): steps.append(step)
        case .connected(let summary): made = summary
        default: Issue.record("\(event)")
        }
      }
      #expect(steps.contains(.exchanging) && steps.last == .storing)
      #expect(steps.contains { if case .notAccepted = $0 { true } else { false } })
      let summary = try #require(made)
      #expect(summary.grant.name == "acme-mia")
      #expect(summary.connectionState?.scopesGiven == ["read"])
      #expect(bench.server.requests.first { $0.path == "/token" }?.form["code"] == "c1")

      let refresh = Effect.refreshConnection(grant: summary.id)
      await bench.runner.run(refresh)
      #expect(await bench.next() == .done(refresh, message: "Refreshed; access expires in 2 h."))

      let revoke = Effect.revokeGrant(grant: summary.id)
      await bench.runner.run(revoke)
      guard case .done(revoke, let message)? = await bench.next() else {
        Issue.record("not revoked")
        return
      }
      #expect(message.hasPrefix("Revoked. The provider has no way to be told"))
    }
  }

  @Test("ends when it is cancelled, and another one can begin")
  func cancelled() async throws {
    try await withBench { bench in
      await bench.runner.run(.connect(Self.draft))
      _ = await bench.state()
      await bench.runner.run(.cancelConnect)
      while let event = await bench.next() {
        if case .connectionStep = event { continue }
        guard case .failed(.connect(Self.draft), let failure) = event else {
          Issue.record("\(event)")
          return
        }
        #expect(failure.code == "cancelled")
        break
      }
      await bench.runner.run(.connect(Self.draft))
      #expect(await bench.state().isEmpty == false)
      await bench.runner.run(.cancelConnect)
    }
  }

  @Test("begins by asking for the passphrase where the admin right is not held")
  func adminNeeded() async throws {
    try await withBench { bench in
      await bench.runner.run(.dropAdmin)
      _ = await bench.next()
      await bench.runner.run(.connect(Self.draft))
      #expect(await bench.next() == .adminNeeded(.connect(Self.draft)))
    }
  }
}
