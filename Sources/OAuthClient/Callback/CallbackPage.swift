internal import Hummingbird
internal import NIOCore

/// An answer of the listener.
struct CallbackPage {
  let status: Int
  let html: String
  /// Where the browser is sent on.
  var location: String?

  /// See Other (RFC 9110, section 15.4.4): the page over there tells what becomes of the answer.
  static func sent(on location: String) -> CallbackPage {
    let content = PageContent(
      mark: .open, title: "Going on", text: "The answer was received; the browser goes on by itself.",
      farewell: "Where it does not, return to the page that you came from.")
    return CallbackPage(status: 303, html: PageMarkup.html(content), location: location)
  }

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
    if let location {
      headers[.location] = location
      // What it leads to may have to tell the page that opened the window what came of it; a redirect would cut that off
      // too (HTML Standard, section 7.1.3.1).
      if let name = HTTPFields.Element.Name("Cross-Origin-Opener-Policy") { headers[name] = nil }
    }
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
