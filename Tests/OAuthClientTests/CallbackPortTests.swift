import Domain
import Foundation
import LocalServers
import OAuthClient
import Testing

@Suite("The listener's port")
struct CallbackPortTests {
  @Test("Is the redirect URI's own, unless any port is accepted")
  func ports() async throws {
    let any = try await CallbackListener.start(
      redirectURI: "http://127.0.0.1:7412/a/b?x=y", takesAnyPort: true, provider: "Example")
    #expect(any.redirectURI.hasPrefix("http://127.0.0.1:") && any.redirectURI.hasSuffix("/a/b?x=y"))
    #expect(any.redirectURI != "http://127.0.0.1:7412/a/b?x=y")
    await any.stop()
    let port = try LocalPort.free()
    let fixed = try await CallbackListener.start(redirectURI: "http://127.0.0.1:\(port)", provider: "Example")
    #expect(fixed.redirectURI == "http://127.0.0.1:\(port)/")
    await fixed.stop()
  }

  @Test("Taken by this program: says so")
  func takenByItself() async throws {
    let first = try await WaitingAttempt.start()
    let failure = await #expect(throws: ListenFailure.self) {
      try await CallbackListener.start(redirectURI: first.listener.redirectURI, provider: "Example")
    }
    #expect(failure == .taken(port: first.browser.port, by: "this program itself, for another attempt"))
    try await first.succeeds("the one that has the port is not disturbed")
  }

  @Test("Taken by another program, even at all addresses: says by which", arguments: ["127.0.0.1:0", "0"])
  func takenByAnother(address: String) async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl", "s_server", "-nocert", "-accept", address]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = Pipe()
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    // It says `ACCEPT ADDRESS:PORT` when it listens.
    var said = ""
    while !said.contains("ACCEPT") || !said.hasSuffix("\n") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "the other program ended: \(said)")
      said += String(decoding: data, as: UTF8.self)
    }
    let digits = try #require(said.split(whereSeparator: \.isNewline).last?.split(separator: ":").last)
    let port = try #require(UInt16(digits))
    let failure = await #expect(throws: ListenFailure.self) {
      try await CallbackListener.start(redirectURI: "http://127.0.0.1:\(port)/callback", provider: "Example")
    }
    #expect(failure == .taken(port: port, by: "openssl (process \(process.processIdentifier))"))
    #expect(failure?.description == "port \(port) is taken by openssl (process \(process.processIdentifier))")
    #expect(failure?.hint.contains("paste") == true)
  }

  @Test("localhost is served at both its addresses")
  func bothAddresses() async throws {
    let listener = try await CallbackListener.start(
      redirectURI: "http://localhost:7412/callback", takesAnyPort: true, provider: "Example")
    let port = try CanonicalURL(listener.redirectURI).origin.port
    for browser in [CallbackBrowser(port: port), CallbackBrowser(port: port, isIPv6: true)] {
      // A machine without IPv6 has the one address only.
      guard browser.isIPv6 == false || browser.connect().map({ close($0) }) != nil else { continue }
      #expect(await browser.open("/callback?code=a&state=b", host: "localhost:\(port)").status == 410)
      #expect(await browser.open("/callback?code=a&state=b").status == 400)
    }
    await listener.stop()
  }

  @Test(
    "A redirect URI that does not lead here is not listened for",
    arguments: [
      "https://app.example.com/callback", "http://192.168.1.2:7412/callback", "https://127.0.0.1:7412/callback",
    ])
  func elsewhere(redirectURI: String) async {
    await #expect(throws: ListenFailure.notLocal) {
      try await CallbackListener.start(redirectURI: redirectURI, provider: "Example")
    }
  }

  @Test(
    "A redirect URI that cannot be read",
    arguments: ["callback", "http://127.0.0.1:7412/callback#x", "urn:ietf:wg:oauth:2.0:oob"])
  func unreadable(redirectURI: String) async {
    let failure = await #expect(throws: ListenFailure.self) {
      try await CallbackListener.start(redirectURI: redirectURI, provider: "Example")
    }
    guard case .unreadable = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }
}
