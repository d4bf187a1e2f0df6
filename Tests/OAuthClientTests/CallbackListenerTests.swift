import Domain
import Foundation
import LocalServers
import OAuthClient
import Testing

@Suite("The listener of an attempt")
struct CallbackListenerTests {
  private static let right = "/callback?\(WaitingAttempt.query)"

  @Test("Takes the right answer, and holds the browser until it is known what came of it")
  func answered() async throws {
    let attempt = try await WaitingAttempt.start()
    async let tab = attempt.browser.open(Self.right)
    let answer = try await attempt.listener.answer()
    #expect(answer.code.text() == WaitingAttempt.code)
    #expect(answer.state == WaitingAttempt.state && answer.issuer == WaitingAttempt.issuer)
    // Reloading and second tabs find the answer used, and neither gets the first one's page.
    for _ in 0..<3 { #expect(await attempt.browser.open(Self.right).status == 409) }
    #expect(await attempt.browser.open("/callback?code=other&state=\(WaitingAttempt.state)").status == 409)
    #expect(await attempt.browser.open("/callback?code=a&state=wrong").status == 400)
    attempt.listener.finish(.failed(provider: "Example", reason: "the vault is locked"))
    let page = await tab
    #expect(page.status == 200 && page.page.contains("The vault is locked"))
    #expect(!page.text.contains(WaitingAttempt.state) && !page.text.contains("code"))
    await attempt.listener.stop()
  }

  @Test("Of fifty tabs with the right answer one is served")
  func manyTabs() async throws {
    let attempt = try await WaitingAttempt.start()
    attempt.listener.finish(.connected(provider: "Example", account: "", user: "user-1"))
    let statuses = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<50 { group.addTask { await attempt.browser.open(Self.right).status } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 409 } == 49)
    #expect(try await attempt.listener.answer().code.text() == WaitingAttempt.code)
    await attempt.listener.stop()
  }

  @Test("An error with the right state ends the attempt, and the reason is told")
  func refusals() async throws {
    for (query, failure) in [
      ("error=access_denied&error_description=No", OAuthFailure.denied),
      (
        "error=invalid_scope&error_description=No%20such%0Ascope",
        .refused(code: "invalid_scope", description: #"No such\u{a}scope"#)
      ),
    ] {
      let attempt = try await WaitingAttempt.start()
      async let tab = attempt.browser.open("/callback?\(query)&state=\(WaitingAttempt.state)")
      await #expect(throws: failure) { try await attempt.listener.answer() }
      attempt.listener.finish(FinishedPage(provider: "Example", failure: failure))
      #expect(await tab.page.contains("Access was not granted"))
      await attempt.listener.stop()
    }
  }

  @Test("Nothing is accepted before the attempt is known")
  func early() async throws {
    let attempt = try await WaitingAttempt.start(isExpected: false)
    #expect(await attempt.browser.open(Self.right).status == 410)
    attempt.listener.expect(attempt.pending)
    try await attempt.succeeds()
  }

  @Test("When the vault takes too long, the browser is sent back to the terminal")
  func slowVault() async throws {
    let attempt = try await WaitingAttempt.start(patience: .milliseconds(1))
    let page = await attempt.browser.open(Self.right)
    #expect(page.status == 200 && page.page.contains("Return to the terminal"))
    #expect(try await attempt.listener.answer().code.text() == WaitingAttempt.code)
    await attempt.listener.stop()
  }

  @Test("Stopping answers the browser that waits, drops idle connections and frees the port")
  func stopping() async throws {
    let attempt = try await WaitingAttempt.start(port: try LocalPort.free())
    let idle = try #require(attempt.browser.connect())
    defer { close(idle) }
    async let tab = attempt.browser.open(Self.right)
    _ = try await attempt.listener.answer()
    await attempt.listener.stop()
    #expect(await tab.page.contains("Return to the terminal"))
    // A child that another test is just starting has a copy of the socket, until it executes its program.
    while let left = attempt.browser.connect() {
      close(left)
      await Task.yield()
    }
    let next = try await CallbackListener.start(redirectURI: attempt.listener.redirectURI, provider: "Example")
    #expect(next.redirectURI == attempt.listener.redirectURI)
    await next.stop()
  }

  @Test("A wait that is cancelled, too long, or stopped ends the attempt")
  func givenUp() async throws {
    let attempt = try await WaitingAttempt.start()
    await #expect(throws: OAuthFailure.expired) { try await attempt.listener.answer(within: .zero) }
    #expect(await attempt.browser.open(Self.right).status == 410)
    await attempt.listener.stop()

    let cancelled = try await WaitingAttempt.start()
    let wait = Task { try await cancelled.listener.answer() }
    wait.cancel()
    await #expect(throws: OAuthFailure.cancelled) { try await wait.value }
    #expect(await cancelled.browser.open(Self.right).status == 410)
    await cancelled.listener.stop()

    let stopped = try await WaitingAttempt.start()
    let answer = Task { try await stopped.listener.answer() }
    await stopped.listener.stop()
    await #expect(throws: OAuthFailure.cancelled) { try await answer.value }
  }

  @Test("Starts and stops while connections come in")
  func restlessness() async throws {
    for _ in 0..<30 {
      let attempt = try await WaitingAttempt.start()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = await attempt.browser.open("/") } }
        group.addTask { await attempt.listener.stop() }
      }
    }
  }
}
