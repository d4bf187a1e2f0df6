internal import Domain

extension ConnectWish {
  /// The wish as it is kept: what is said in it made fit to be shown, what cannot be kept refused.
  func checked(at now: Timestamp) throws(VaultError) -> ConnectWish {
    var wish = self
    wish.providers = wish.providers.map { Printable.text($0, limit: 64) }
    wish.label = Printable.text(wish.label, limit: 200)
    if let user, !Name.isValid(user) {
      throw Self.refused("\(Printable.text(user, limit: 80)) is no user id: \(Name.rule)")
    }
    try Self.check(scopes)
    wish.methods = try methods.map { method throws(VaultError) in try Vault.checkedMethod(method) }
    for path in paths {
      if let problem = Rule(effect: .allow, methods: wish.methods, path: path).problem { throw Self.refused(problem) }
    }
    for seconds in [lifetime, longestLifetime].compactMap({ $0 }) where !(1...Self.longest).contains(seconds) {
      throw Self.refused("a grant lasts between a second and ten years, and not \(seconds) s")
    }
    try CallerCheck.check(expiry: latestEnd, at: now)
    wish.allowedOrigin = try allowedOrigin.map { text throws(VaultError) in try Self.origin(text).description }
    wish.returnURL = try returnURL.map { text throws(VaultError) in
      let url = try Self.page(text)
      if let own = wish.allowedOrigin, own != url.origin.description {
        throw Self.refused("return_url is a page of \(url.origin), and allowed_origin is \(own)")
      }
      return url.description
    }
    return wish
  }

  private static let longest: Int64 = 10 * 365 * 86_400

  /// Characters of a scope (RFC 6749, section 3.3).
  private static func check(_ scopes: [String: [String]]) throws(VaultError) {
    guard scopes.count <= 50, scopes.keys.allSatisfy(Name.isValid), scopes.values.allSatisfy({ $0.count <= 100 }) else {
      throw refused("scopes are those of up to 50 providers, up to 100 of each")
    }
    for scope in scopes.values.joined() {
      let isOne =
        (1...500).contains(scope.utf8.count)
        && scope.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
      guard isOne else { throw refused("\(Printable.text(scope, limit: 80)) is no scope") }
    }
  }

  /// Exactly as browsers tell it: scheme, host, and the port where it is not the scheme's own.
  private static func origin(_ text: String) throws(VaultError) -> Origin {
    let url = try page(text)
    guard url.origin.description == text else {
      throw refused("allowed_origin is scheme, host and port only, as \(url.origin), without a path")
    }
    return url.origin
  }

  /// A page that answers are told to: nobody else may read them on the way.
  private static func page(_ text: String) throws(VaultError) -> CanonicalURL {
    guard text.utf8.count <= 2048 else { throw refused("an address of a page is up to 2048 bytes long") }
    let url: CanonicalURL
    do { url = try CanonicalURL(text) } catch { throw refused("\(error)") }
    guard url.origin.scheme == .https || url.origin.isLoopback else {
      throw refused("\(url.origin) is no place for a user's answer; use https, or http on this machine")
    }
    return url
  }

  private static func refused(_ why: String) -> VaultError {
    VaultError(.badInput, why, hint: "no session was opened")
  }
}
