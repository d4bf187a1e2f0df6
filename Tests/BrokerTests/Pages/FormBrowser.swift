import Foundation
import Synchronization
import Testing

@testable import Broker

/// A browser without script: it keeps cookies by their path, sends what browsers send of where a request comes from, fills
/// in the forms it is given, and follows a redirect within the broker.
final class FormBrowser: Sendable {
  private let broker: TemporaryBroker
  private let cookies = Mutex<[String: (value: String, path: String)]>([:])

  init(_ broker: TemporaryBroker) { self.broker = broker }

  var origin: String { "http://\(broker.host)" }

  /// Opens a page by a link of another site, as the link of an application is.
  func open(_ path: String) async throws -> RawConnection.Answer {
    try await follow(
      "GET", path, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n")
  }

  /// Goes where a page or a redirect leads, another port of this machine or the broker, as the end of a journey over another
  /// site.
  func go(to url: String) async throws -> RawConnection.Answer {
    let rest = url.dropFirst("http://127.0.0.1:".count)
    let (port, path) = (UInt16(rest.prefix { $0 != "/" }) ?? 0, String(rest.drop { $0 != "/" }))
    if port == broker.port { return try await open(path) }
    let connection = try RawConnection(port: port)
    await connection.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
    let answer = await connection.readToEnd()
    guard answer.status == 303, let location = answer.header("location") else { return answer }
    return try await go(to: location)
  }

  /// Fills in the form of a page and presses one of its buttons.
  ///
  /// - Parameters:
  ///   - action: the value of the button named `do`.
  ///   - typed: fields, in the place of what stands in them.
  func press(
    _ action: String, on page: RawConnection.Answer, typed: [String: String] = [:], headers: String? = nil
  ) async throws -> RawConnection.Answer {
    let form = try #require(Self.form(of: page, with: action), "no button \(action)")
    var fields = form.hidden
    for (name, value) in typed { fields[name] = value }
    fields["do"] = action
    let body = fields.map { "\(FormFields.encoded($0.key))=\(FormFields.encoded($0.value))" }.joined(separator: "&")
    return try await post(form.path, body, headers: headers)
  }

  func post(_ path: String, _ body: String, headers: String? = nil) async throws -> RawConnection.Answer {
    let usual =
      "Origin: \(origin)\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\n"
    return try await follow("POST", path, headers ?? usual, body)
  }

  /// The forms' fields that nobody sees, and where a form is sent.
  static func form(
    of page: RawConnection.Answer, with action: String
  ) -> (path: String, hidden: [String: String])? {
    for form in page.body.split(separator: "<form", omittingEmptySubsequences: false).dropFirst() {
      let form = form.prefix(upTo: form.firstRange(of: "</form>")?.lowerBound ?? form.endIndex)
      guard form.contains("name=\"do\" value=\"\(action)\"") else { continue }
      var hidden: [String: String] = [:]
      for input in form.split(separator: "<input type=\"hidden\"").dropFirst() {
        hidden[attribute("name", in: input)] = attribute("value", in: input)
      }
      return (attribute("action", in: form), hidden)
    }
    return nil
  }

  /// The value of an attribute, its escapes undone.
  static func attribute(_ name: String, in text: some StringProtocol) -> String {
    guard let start = text.firstRange(of: " \(name)=\"")?.upperBound else { return "" }
    let value = String(text[start...].prefix { $0 != "\"" })
    return [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
      .reduce(value) { $0.replacing($1.0, with: $1.1) }
  }

  private func follow(
    _ method: String, _ path: String, _ headers: String, _ body: String = ""
  ) async throws -> RawConnection.Answer {
    let bare = path.prefix { $0 != "?" }
    let sent = cookies.withLock { cookies in
      cookies.filter { bare == $0.value.path || bare.hasPrefix($0.value.path + "/") }
        .map { "\($0.value.value)" }.joined(separator: "; ")
    }
    let answer = try await broker.send(
      "\(method) \(path) HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n\(headers)"
        + (sent.isEmpty ? "" : "Cookie: \(sent)\r\n")
        + (method == "POST" ? "Content-Length: \(body.utf8.count)\r\n" : "") + "\r\n" + body)
    if let given = answer.header("set-cookie") {
      let parts = given.split(separator: "; ").map(String.init)
      let place = parts.first { $0.hasPrefix("Path=") }.map { String($0.dropFirst(5)) } ?? ""
      #expect(parts.contains("HttpOnly") && parts.contains("SameSite=Lax"))
      cookies.withLock { $0[place] = (parts[0], place) }
    }
    if answer.status == 303, let location = answer.header("location") {
      #expect(location.hasPrefix("/"))
      return try await follow(
        "GET", location, "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n")
    }
    return answer
  }
}
