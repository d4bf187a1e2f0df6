import AuthorizationServer
import Domain
import OAuthClient
import Synchronization
import Testing

/// The device flow (RFC 8628) against a real server, Debian's glewlwyd.
@Suite("glewlwyd: device flow", .timeLimit(.minutes(2)))
struct GlewlwydDeviceTests {
  @Test("polling waits for the user, slows down when told, and gets the token")
  func polling() async throws {
    let app = try await GlewlwydApp.make()
    let device = try await app.client.startDevice(scopes: Glewlwyd.scopes)
    #expect(device.interval == 5)
    #expect(device.userCode.count == 9)
    #expect(device.url.hasPrefix(app.server.origin))
    #expect(device.completeURL?.contains(device.userCode) == true)
    // The test does not wait, so the server finds the second poll too early; then the user agrees.
    let waits = Mutex<[Int64]>([])
    let slowed = Mutex<[Int]>([])
    let tokens = try await app.client.poll(
      device,
      sleep: { seconds in
        waits.withLock { $0.append(seconds) }
        if slowed.withLock({ !$0.isEmpty }) { try await app.user.enter(userCode: device.userCode, at: device.url) }
      },
      onSlowDown: { interval in slowed.withLock { $0.append(interval) } })
    #expect(waits.withLock { Array($0.prefix(2)) } == [5, 5])
    #expect(waits.withLock { $0.last } == 10)
    #expect(slowed.withLock { $0 } == [10])
    #expect(tokens.scopes?.sorted() == ["read", "write"])
    #expect(tokens.refreshToken != nil)
    #expect(try await app.status(of: tokens) == 200)
  }

  @Test("a public client's user follows the complete address and grants less")
  func completeAddress() async throws {
    let app = try await GlewlwydApp.make(isConfidential: false)
    let device = try await app.client.startDevice(scopes: Glewlwyd.scopes)
    try await app.user.confirm(try #require(device.completeURL), granting: ["read"])
    let tokens = try await app.client.poll(device, sleep: { _ in }, onSlowDown: { _ in })
    #expect(tokens.scopes == ["read"])
    // The code is used up.
    await #expect(throws: OAuthFailure.denied) {
      try await app.client.poll(device, sleep: { _ in }, onSlowDown: { _ in })
    }
  }

  @Test("a wrong secret is told at the start")
  func wrongSecret() async throws {
    let app = try await GlewlwydApp.make()
    let wrong = try app.with(secret: "wrong")
    await #expect(throws: OAuthFailure.refused(code: "unauthorized_client", description: "")) {
      try await wrong.startDevice(scopes: ["read"])
    }
  }
}
