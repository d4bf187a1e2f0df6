/// The rules that keep pages of other sites out. A page can reach a port of this machine, also under a name of its own that
/// leads there (DNS rebinding), but a browser lets it forge none of `Host`, `Origin` and `Sec-Fetch-Site` (Fetch Standard,
/// forbidden request-header). Nothing but the public script is ever answered with a CORS header, so that no page may read an
/// answer.
///
/// Pages for people are another matter than what programs ask for: a link to them may stand anywhere, so that a browser may
/// open them from anywhere, as a whole and with GET; what changes something is a form of the page's own.
///
/// On the Unix socket, which no browser reaches, `Host` may also be `localhost`, empty or missing.
struct BrowserDefence: Sendable {
  /// What `Host` may say, exactly.
  let hosts: Set<String>

  init(port: UInt16) {
    let names = ["127.0.0.1", "localhost", "[::1]"]
    hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
  }

  /// What is refused, and why; nil when the request may be looked at.
  ///
  /// - Parameter face: what is served at the request's path.
  func refusal(of head: RequestHead, at face: Face) -> ErrorAnswer? {
    guard head.target.hasPrefix("/"), head.target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return ErrorAnswer(
        400, .badRequest, "bad_target", "the request's target is no path",
        hint: "send the path alone: the broker is no HTTP proxy")
    }
    guard isHostAllowed(head) else {
      return ErrorAnswer(
        403, .forbidden, "host_refused", "the Host header is not this broker's address",
        hint: "use http://\(hosts.min() ?? "127.0.0.1")")
    }
    if let refusal = pageRefusal(of: head, for: face.audience) { return refusal }
    guard !head.headers.contains(where: { $0.name.lowercased().hasPrefix("access-control-request-") }) else {
      return ErrorAnswer(403, .forbidden, "origin_refused", "no page is given leave beforehand", hint: "")
    }
    guard face.methods.contains(head.method) else {
      var answer = ErrorAnswer(
        405, .badRequest, "method_refused", "the method is not one of this path", hint: "see the Allow header")
      answer.allow = Array(face.methods)
      return answer
    }
    guard !face.takesJSONOnly || !needsType(head) || isJSON(head) else {
      return ErrorAnswer(
        415, .badRequest, "json_needed", "the body must be JSON", hint: "send Content-Type: application/json")
    }
    guard face.audience != .browsers || !needsType(head) || isForm(head) else {
      return ErrorAnswer(415, .badRequest, "form_needed", "the body must be a form of the page", hint: "")
    }
    return nil
  }

  /// Whether a page that must not asks.
  private func pageRefusal(of head: RequestHead, for audience: RouteAudience) -> ErrorAnswer? {
    guard audience != .anyPage else { return nil }
    let origins = head.values("origin")
    guard origins.count <= 1, origins.allSatisfy({ isOwn($0, head) }) else {
      return ErrorAnswer(
        403, .forbidden, "origin_refused", "pages of other sites may not use the broker",
        hint: "call it from a program, not from a browser")
    }
    let isReading = head.method == "GET" || head.method == "HEAD"
    if audience == .browsers, !isReading {
      // Browsers say the origin with every form (Fetch Standard, section 3.2); what is silent about it is none.
      guard !origins.isEmpty, isFromOwnPage(head) else {
        return ErrorAnswer(403, .forbidden, "origin_refused", "the form was not sent from the page itself", hint: "")
      }
      return nil
    }
    let sites = head.values("sec-fetch-site")
    let isFollowed = audience == .browsers && isReading && isFollowedLink(head)
    guard sites.count <= 1, isFollowed || sites.allSatisfy({ $0 == "none" || $0 == "same-origin" }) else {
      return ErrorAnswer(
        403, .forbidden, "origin_refused", "a browser says that another site asks",
        hint: "call it from a program, not from a browser")
    }
    return nil
  }

  /// Whether the browser opens a page as a whole, by a link or a redirect of another site: not in a frame, and not as a part
  /// of the other site's page (Fetch Metadata, sections 2.1 to 2.3).
  private func isFollowedLink(_ head: RequestHead) -> Bool {
    let site = head.values("sec-fetch-site")
    return (site == ["cross-site"] || site == ["same-site"]) && head.values("sec-fetch-mode") == ["navigate"]
      && head.values("sec-fetch-dest") == ["document"]
  }

  /// Whether a form comes from a page of the broker, as far as the browser says.
  private func isFromOwnPage(_ head: RequestHead) -> Bool {
    func says(_ name: String, _ value: String) -> Bool { head.values(name).isEmpty || head.values(name) == [value] }
    return says("sec-fetch-site", "same-origin") && says("sec-fetch-mode", "navigate")
      && says("sec-fetch-dest", "document")
  }

  private func isHostAllowed(_ head: RequestHead) -> Bool {
    let values = head.values("host")
    guard values.count == 1, let value = values.first else { return values.isEmpty && head.listener == .unixSocket }
    return hosts.contains(value) || head.listener == .unixSocket && (value.isEmpty || value == "localhost")
  }

  /// The same host as the request's own: http://localhost and http://127.0.0.1 are two origins to a browser.
  private func isOwn(_ origin: String, _ head: RequestHead) -> Bool {
    head.listener == .tcp && head.values("host").map { "http://" + $0 } == [origin]
  }

  private func needsType(_ head: RequestHead) -> Bool {
    head.hasBody || ["POST", "PUT", "PATCH"].contains(head.method)
  }

  private func isJSON(_ head: RequestHead) -> Bool { says(head, "application/json") }

  /// Of the types that a form of a page can have, the one that no file can be put into (HTML Standard, section 4.10.22.8).
  private func isForm(_ head: RequestHead) -> Bool { says(head, "application/x-www-form-urlencoded") }

  private func says(_ head: RequestHead, _ wanted: String) -> Bool {
    let types = head.values("content-type")
    guard types.count == 1, let type = types.first else { return false }
    let parts = type.split(separator: ";", omittingEmptySubsequences: false).map { part in
      part.lowercased().filter { $0 != " " && $0 != "\t" }
    }
    return parts[0] == wanted && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" || $0.isEmpty }
  }
}
