internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What a server answered.
public struct WebAnswer: Sendable {
  public let status: Int
  public let location: String?
  public let text: String
}

/// A small HTTP client that keeps cookies, as a browser does, and follows no redirect by itself.
final class WebClient: Sendable {
  /// An answer with another status than was expected.
  struct Unexpected: Error, CustomStringConvertible {
    let request: String
    let answer: WebAnswer

    var description: String { "\(request) answered \(answer.status): \(answer.location ?? "") \(answer.text)" }
  }

  /// One for all, never shut down, so that no test has to wait for another's connections.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout = .init(connect: .seconds(5), read: .seconds(20))
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  private let cookies = Mutex<[String: String]>([:])

  func send(
    _ method: String, _ url: String, json: [String: any Sendable]? = nil, bearer: String? = nil
  ) async throws -> WebAnswer {
    var request = HTTPClientRequest(url: url)
    request.method = HTTPMethod(rawValue: method)
    if let bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer)") }
    if let json {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: json)))
    }
    let held = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if !held.isEmpty { request.headers.add(name: "Cookie", value: held) }
    let response = try await Self.http.execute(request, timeout: .seconds(30))
    for cookie in response.headers["Set-Cookie"] { keep(cookie) }
    let body = try await response.body.collect(upTo: 1 << 20)
    return WebAnswer(
      status: Int(response.status.code), location: response.headers.first(name: "Location"),
      text: String(buffer: body))
  }

  /// Sends and insists on the status.
  @discardableResult
  func expect(
    _ status: Int, _ method: String, _ url: String, json: [String: any Sendable]? = nil
  ) async throws -> WebAnswer {
    let answer = try await send(method, url, json: json)
    guard answer.status == status else { throw Unexpected(request: "\(method) \(url)", answer: answer) }
    return answer
  }

  /// RFC 6265 as far as one server on loopback needs it: the name and the value.
  private func keep(_ header: String) {
    let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
    guard pair.count == 2 else { return }
    cookies.withLock { $0[String(pair[0])] = String(pair[1]) }
  }
}
