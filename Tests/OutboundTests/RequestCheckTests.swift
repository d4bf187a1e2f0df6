internal import Domain
internal import Testing

@testable internal import Outbound

@Suite struct RequestCheckTests {
  @Test(
    "the HTTP library reads a canonical URL as we do",
    arguments: [
      "https://api.example.com", "https://api.example.com/", "https://api.example.com:8443/v1/a%20b?x=%26&y=1&y=2",
      "http://127.0.0.1:8080/a//b/", "http://[::1]:9/x", "https://xn--bcher-kva.example/%C3%BC", "https://a.b/?",
      "https://a.b",
      "https://a.b/x;y=1,2:3@4!$&'()*+=~-._", "https://a.b/?q=a?b/c:d@e;f", "https://a_b.example/%2F%5Cx",
      "https://a.b/a%7Eb", "https://a.b/?a=%00",
    ])
  func agrees(_ text: String) throws { #expect(LibraryReading.agrees(with: try CanonicalURL(text))) }

  @Test("http to a public destination is refused")
  func unencrypted() throws {
    #expect(throws: OutboundError.unencrypted(host: "api.example.com")) {
      try check("http://api.example.com/", to: .public)
    }
  }

  @Test(
    "an address literal of the wrong kind is refused before a connection is made",
    arguments: [
      ("https://127.0.0.1/", OutboundRequest.Destination.public), ("https://[::1]/", .public),
      ("https://169.254.169.254/", .public), ("https://10.0.0.1/", .public), ("http://8.8.8.8/", .local),
      ("http://169.254.169.254/latest", .local), ("http://0.0.0.0/", .local), ("http://224.0.0.1/", .local),
    ])
  func literals(_ text: String, _ destination: OutboundRequest.Destination) throws {
    let error = try #require(throws: OutboundError.self) { try check(text, to: destination) }
    guard case .blockedAddress = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("CONNECT, TRACE and what is no method are refused", arguments: ["CONNECT", "TRACE", "", "GE T", "GET\r\nX: y"])
  func methods(_ method: String) throws {
    let request = OutboundRequest(method: method, url: try CanonicalURL("https://a.example/"), destination: .public)
    let error = try #require(throws: OutboundError.self) { try RequestCheck.check(request) }
    guard case .invalidRequest = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(
    "headers of the connection are refused in any letter case",
    arguments: ["Host", "hOST", "Connection", "TE", "transfer-encoding", "Proxy-Authorization", "Upgrade", "a b", ""])
  func headers(_ name: String) throws {
    let request = OutboundRequest(
      method: "GET", url: try CanonicalURL("https://a.example/"), headers: [(name, "x")], destination: .public)
    let error = try #require(throws: OutboundError.self) { try RequestCheck.check(request) }
    guard case .invalidRequest = error else {
      Issue.record("\(error)")
      return
    }
  }

  private func check(_ text: String, to destination: OutboundRequest.Destination) throws {
    try RequestCheck.check(OutboundRequest(method: "GET", url: try CanonicalURL(text), destination: destination))
  }
}
