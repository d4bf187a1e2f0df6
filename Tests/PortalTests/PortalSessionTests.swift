import Domain
import Foundation
import PortalModel
import Screen
import Settings
import Synchronization
import Testing

@testable import Portal
@testable import VaultEngine

@Suite("A portal over a real vault")
struct PortalSessionTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "portal-\(UUID().uuidString)").path
  private let passphrase = SecretBytes("test")

  private var location: VaultLocation {
    VaultLocation(home: folder + "/vault", state: folder + "/state", configuration: folder + "/config")
  }

  private func options(_ vault: Vault?) -> PortalOptions {
    PortalOptions(
      location: location, configuration: Configuration(), environment: ["HOME": folder], vault: vault)
  }

  private func vault() async throws -> Vault {
    try await Vault.create(at: location, passphrase: passphrase, options: .forTests(usesKeyring: false))
  }

  @Test("leads through creating a vault where there is none")
  func firstRun() async throws {
    let frame = try await PortalSession.frame(options(nil), size: Size(columns: 100, rows: 30))
    #expect(frame.contains("There is no vault on this machine yet"))
    #expect(frame.contains("~/vault"))
    #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
  }

  @Test("shows what the vault holds, its log included")
  func open() async throws {
    let vault = try await vault()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let frame = try await PortalSession.frame(options(vault), size: Size(columns: 120, rows: 40))
    #expect(frame.contains("vault created"))
    #expect(frame.contains("2 Grants"))
    #expect(frame.contains("verified"))
    await vault.close()
  }

  @Test("asks for the passphrase before an admin act, and does the act then")
  func adminAct() async throws {
    let vault = try await vault()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await vault.dropAdmin()
    let inbox = Inbox()
    let runner = EffectRunner(
      location: location, options: .forTests(), vault: vault, emit: { inbox.append($0) }, onVault: { _ in })
    await runner.run(.createRecoveryKit)
    #expect(inbox.takeAll() == [.adminNeeded(.createRecoveryKit)])
    await runner.run(.holdAdmin(passphrase: SecretBytes("wrong")))
    guard case .failed(_, let failure)? = inbox.takeAll().first else {
      Issue.record("a wrong passphrase was taken")
      return
    }
    #expect(failure.code == "wrong_passphrase")
    await runner.run(.holdAdmin(passphrase: passphrase))
    await runner.run(.createRecoveryKit)
    let events = inbox.takeAll()
    guard case .adminHeld? = events.first, case .recoveryKit? = events.last else {
      Issue.record("\(events)")
      return
    }
    await runner.close()
  }

  @Test("reports a locked vault in words that say what to do")
  func locked() async throws {
    let vault = try await vault()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let inbox = Inbox()
    let runner = EffectRunner(
      location: location, options: .forTests(), vault: vault, emit: { inbox.append($0) }, onVault: { _ in })
    await runner.run(.lock)
    #expect(inbox.takeAll() == [.locked])
    await runner.run(.testStoredSecret(secret: Identifier()))
    guard case .failed(_, let failure)? = inbox.takeAll().first else {
      Issue.record("a locked vault was used")
      return
    }
    #expect(failure.code == "locked")
    #expect(failure.hint.contains("unlock"))
    await runner.close()
  }

  @Test("does not wait for a vault that closes slowly")
  func impatientEnd() async throws {
    let (held, release) = AsyncStream.makeStream(of: Void.self)
    let (ended, end) = AsyncStream.makeStream(of: Void.self)
    let isEnded = Mutex(false)
    // This work ends after the waiting only, so the waiting has to have given up.
    await Patience.wait(for: .zero) {
      for await _ in held {}
      isEnded.withLock { $0 = true }
      end.finish()
    }
    #expect(!isEnded.withLock { $0 })
    release.finish()
    for await _ in ended {}
    #expect(isEnded.withLock { $0 })
  }

  @Test("waits for a vault that closes in time")
  func patientEnd() async throws {
    let isEnded = Mutex(false)
    await Patience.wait(for: .seconds(600)) { isEnded.withLock { $0 = true } }
    #expect(isEnded.withLock { $0 })
  }
}
