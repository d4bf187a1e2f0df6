internal import Domain
internal import VaultCrypto

/// What tells one browser from another on the pages of one path: a random value in a cookie (RFC 6265).
///
/// `SameSite=Lax`, since a browser that a provider sends back must still bring it; no `Secure`, since the pages are on this
/// machine's own http addresses. Cookies know no ports: another server of this machine can set one of the same name, so all
/// that come are looked at.
struct BrowserCookie: Sendable {
  let name: String
  /// The pages at and under this path get it.
  let path: String

  /// 32 random bytes in hexadecimal, from the system's generator (getrandom(2)).
  static func newValue() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// The header that gives it to the browser, until that is closed.
  func setting(_ value: String) -> (name: String, value: String) {
    ("Set-Cookie", "\(name)=\(value); Path=\(path); HttpOnly; SameSite=Lax")
  }

  /// The header that takes it away again.
  var removing: (name: String, value: String) {
    ("Set-Cookie", "\(name)=; Path=\(path); Max-Age=0; HttpOnly; SameSite=Lax")
  }

  /// Every value of the cookie's name that a request brings and that could be one of ours.
  func values(in request: BrokerRequest) -> [String] {
    request.values("cookie").joined(separator: ";").split(separator: ";").prefix(100).compactMap { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0] == name, parts[1].utf8.count == 64,
        parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
      else { return nil }
      return String(parts[1])
    }
  }

  /// What is kept of a value.
  static func hash(_ value: String) -> [UInt8] { SHA256Hash.of(Array(value.utf8)) }
}
