internal import Domain
internal import TOMLDocuments

extension PolicyTest {
  /// A `[[test]]`. The grant may be left out where the policy names one only.
  init(_ section: TOMLSection, grants: [String]?) throws(TOMLProblem) {
    try section.refuseUnknownKeys(known: [
      "name", "expect", "method", "url", "grant", "caller", "at", "address", "headers", "body",
    ])
    let word = try section.string("expect")
    guard let expected = Decision.Verdict(rawValue: word) else {
      throw section.problem(
        "expect", "\"\(Printable.text(word, limit: 40))\" is no verdict", mend: "write allow, deny or ask")
    }
    let url = try section.string("url")
    do { _ = try CanonicalURL(url) } catch { throw section.problem("url", "the URL is refused: \(error)") }
    guard let grant = try section.optionalString("grant") ?? (grants?.count == 1 ? grants?.first : nil) else {
      throw section.problem(nil, "the test names no grant", mend: "add grant = \"NAME\"")
    }
    let method = try section.string("method").uppercased()
    self.init(
      name: try section.optionalString("name") ?? "\(method) \(url)", expected: expected, method: method, url: url,
      grant: grant, caller: try section.optionalString("caller") ?? "test")
    if let text = try section.optionalString("at") {
      guard let time = Timestamp(text) else {
        throw section.problem("at", "this is no time", mend: "write \"2026-11-24T14:00:00Z\"")
      }
      at = time
    }
    if let text = try section.optionalString("address") {
      guard let address = NetworkAddress(text) else {
        throw section.problem("address", "this is no address", mend: "write \"10.0.0.7\" or \"fd00::1\"")
      }
      self.address = address
    }
    for line in try section.list("headers") {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
        throw section.problem("headers", "a header needs a name and a colon", mend: "write \"Name: value\"")
      }
      headers.append(
        Injection.Header(
          name: String(line[..<colon]), value: String(line[line.index(after: colon)...].drop { $0 == " " })))
    }
    body = try section.optionalString("body")
  }
}
