internal import Domain

/// An address of another site that a page sends the browser to by itself, beside a link to it. A redirect in answer to a
/// form would not pass `form-action 'self'` in some browsers; a `Refresh` header does, and needs no script (HTML Standard,
/// section 4.2.5.3).
struct RefreshTarget: Hashable, Sendable {
  let url: String
  /// For people: where it leads.
  let host: String

  /// nil for what is no http or https address, or could be read as more than one.
  init?(_ url: String) {
    guard url.utf8.count <= 16_384, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.refused.contains($0) }),
      let parsed = try? CanonicalURL(String(url.prefix { $0 != "#" }))
    else { return nil }
    self.url = url
    host = parsed.origin.authority
  }

  /// Quotation marks and the apostrophe end an address in a `Refresh` header; the others stand in none.
  private static let refused = Set("\"'<>\\`".utf8)

  var header: (name: String, value: String) { ("Refresh", "0; url=\(url)") }

  /// The same address with more parameters (application/x-www-form-urlencoded), before a fragment.
  func adding(_ parameters: [(name: String, value: String)]) -> RefreshTarget? {
    let fragment = url.drop { $0 != "#" }
    let base = url.prefix { $0 != "#" }
    let query = parameters.map { "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))" }
      .joined(separator: "&")
    let mark = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
    return RefreshTarget("\(base)\(mark)\(query)\(fragment)")
  }
}
