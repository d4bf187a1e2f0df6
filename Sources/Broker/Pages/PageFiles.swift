internal import Domain
internal import VaultCrypto

/// The files that pages load: style, script and mark of the broker's own pages at `/pages/`, and `/connect.js`, which pages of
/// applications load. All are public and the same for everybody.
struct PageFiles: BrokerRoute {
  let prefix: String
  let audience: RouteAudience
  private let files: [String: File]

  var methods: Set<String> { ["GET", "HEAD"] }
  var takesJSONOnly: Bool { false }

  /// `/pages/…`
  static let own = PageFiles(
    prefix: "/pages/", audience: .browsers,
    files: [
      "/pages/page.css": File("text/css; charset=utf-8", PackageResources.page_css),
      "/pages/page.js": File("text/javascript; charset=utf-8", PackageResources.page_js),
      "/pages/icon.svg": File("image/svg+xml", PackageResources.icon_svg),
    ])

  /// `/connect.js`: opens the connect page in a popup and hears what came of it.
  static let connectScript = PageFiles(
    prefix: "/connect.js", audience: .anyPage,
    files: ["/connect.js": File("text/javascript; charset=utf-8", PackageResources.connect_js)])

  func answer(_ request: BrokerRequest) async -> BrokerResponse {
    guard let file = files[request.path] else {
      return ErrorAnswer(404, .notFound, "not_found", "there is nothing at this path").response
    }
    var headers = [
      ("Content-Type", file.type), ("ETag", file.tag), ("Cache-Control", "no-cache"),
      ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
    if audience == .anyPage {
      headers += [("Cross-Origin-Resource-Policy", "cross-origin"), ("Access-Control-Allow-Origin", "*")]
    } else {
      headers.append(("Cross-Origin-Resource-Policy", "same-origin"))
    }
    let known = request.header("if-none-match")?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
    // With the body, whose length the headers tell also where it is not sent (RFC 9110, section 8.6).
    return BrokerResponse(status: known.contains(file.tag) ? 304 : 200, headers: headers, body: file.bytes)
  }

  private struct File: Sendable {
    let type: String
    let bytes: [UInt8]
    /// Strong, of the bytes (RFC 9110, section 8.8.3).
    let tag: String

    init(_ type: String, _ bytes: [UInt8]) {
      self.type = type
      self.bytes = bytes
      tag = "\"\(Hexadecimal.text(SHA256Hash.of(bytes).prefix(16)))\""
    }
  }
}
