internal import Hummingbird
internal import NIOCore

/// An answer of the listener.
struct CallbackPage {
  let status: Int
  let html: String

  static func finished(_ page: FinishedPage) -> CallbackPage {
    CallbackPage(status: 200, html: PageMarkup.html(page.content))
  }

  static func refusal(_ refusal: CallbackRefusal) -> CallbackPage {
    let content = PageContent(
      mark: .failed, title: refusal.title, text: "This request changed nothing: \(refusal.reason).",
      farewell: "If you came from Gatehouse, return to it: it shows what it waits for.")
    return CallbackPage(status: refusal.status, html: PageMarkup.html(content))
  }

  /// - Parameter isHead: whether the request is a HEAD, whose answer has no body (RFC 9110, section 9.3.2).
  func response(isHead: Bool) -> Response {
    var headers: HTTPFields = [:]
    for (name, value) in Self.headers {
      if let name = HTTPFields.Element.Name(name) { headers[name] = value }
    }
    if status == 405 { headers[.allow] = "GET" }
    return Response(
      status: .init(code: status), headers: headers,
      body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Nothing is loaded, run, framed, kept or passed on (Content Security Policy, level 3; Referrer Policy; RFC 9111).
  private static let headers = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src '\(PageMarkup.styleHash)'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("Connection", "close"),
  ]
}
