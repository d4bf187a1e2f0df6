import Domain
import Foundation
import PortalModel
import Testing

@testable import Portal
@testable import VaultEngine

/// The effects that have to do with end users, over a real vault; whether a broker runs is the test's word.
@Suite("Links for end users made in the portal")
struct UserLinksTests {
  private static let base = "http://127.0.0.1:7411"

  /// - Parameter broker: where one runs; nil for nowhere.
  private func answers(
    broker: String?, _ effects: (Vault) async throws -> [Effect]
  ) async throws -> [PortalEvent] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let location = VaultLocation(home: "\(folder)/vault", state: "\(folder)/state", configuration: "\(folder)/config")
    let vault = try await Vault.create(
      at: location, passphrase: SecretBytes("test"), options: .forTests(usesKeyring: false))
    let (stream, continuation) = AsyncStream.makeStream(of: PortalEvent.self)
    let runner = EffectRunner(
      location: location, options: .forTests(), vault: vault, emit: { continuation.yield($0) }, onVault: { _ in },
      baseURL: { _ in broker })
    for effect in try await effects(vault) { await runner.run(effect) }
    continuation.finish()
    var events: [PortalEvent] = []
    for await event in stream { events.append(event) }
    await runner.close()
    return events
  }

  private func open(_ vault: Vault) async throws -> (session: ConnectSession, token: String) {
    let minted = try await vault.addCaller(CallerDraft(name: "shop"), by: .admin)
    let shop = try await vault.identify(minted.text.copy(), from: .thisMachine)
    return try await vault.openConnectSession(ConnectWish(.secret, user: "mia"), by: shop)
  }

  @Test(
    "A session's link is at the broker that runs; it is cancelled without the passphrase, and a wallet's link wants it")
  func links() async throws {
    var opened: (session: ConnectSession, token: String)?
    let events = try await answers(broker: Self.base) { vault in
      let session = try await open(vault)
      opened = session
      await vault.dropAdmin()
      let id = session.session.id
      return [
        .loadOverview, .connectLink(session: id), .cancelSession(session: id), .connectLink(session: id),
        .mintWalletLink(user: "mia"), .holdAdmin(passphrase: SecretBytes("test")), .mintWalletLink(user: "mia"),
      ]
    }
    let (session, token) = try #require(opened)
    guard events.count == 7, case .overview(let overview) = events[0], case .failed(_, let late) = events[3],
      case .walletLink("mia", let url, _) = events[6]
    else {
      Issue.record("\(events)")
      return
    }
    #expect(overview.connectSessions == [session])
    #expect(events[1] == .connectLink(session.id, url: "\(Self.base)/connect/\(token)"))
    #expect(events[2] == .done(.cancelSession(session: session.id), message: "Cancelled: shop is told."))
    #expect(late.code == "not_found")
    #expect(events[4] == .adminNeeded(.mintWalletLink(user: "mia")))
    #expect(url.hasPrefix("\(Self.base)/wallet/open/"))
  }

  @Test("Where no broker runs nothing is made, and how to start one is said")
  func noBroker() async throws {
    let events = try await answers(broker: nil) { vault in
      [.connectLink(session: try await open(vault).session.id), .mintWalletLink(user: "mia")]
    }
    for event in events {
      guard case .failed(_, let failure) = event else {
        Issue.record("\(event)")
        continue
      }
      #expect(failure.message.contains("no broker runs") && failure.hint.contains("gatehouse serve"))
    }
    #expect(events.count == 2)
  }
}
