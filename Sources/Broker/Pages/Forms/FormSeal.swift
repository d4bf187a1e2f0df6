internal import Domain
internal import VaultCrypto

/// The token in a page's forms, without which no form is taken: that it was filled in on a page which this broker gave to
/// this browser (against cross-site request forgery, beside the rules of ``BrowserDefence``). Its key ends with the process.
struct FormSeal: Sendable {
  /// The name of the hidden field.
  static let field = "form"

  private let key: SecretBytes

  init() {
    var generator = SystemRandomNumberGenerator()
    let numbers = (0..<4).map { _ in generator.next() as UInt64 }
    key = SecretBytes(numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } })
  }

  /// - Parameters:
  ///   - browser: the value of the browser's cookie.
  ///   - place: the path that the cookie is for.
  func token(browser: String, place: String) -> String {
    Hexadecimal.text(mac(browser, place))
  }

  /// Whether the form's token is the browser's; in a time that tells nothing of it.
  func isValid(_ form: FormFields, browser: String, place: String) -> Bool {
    guard let token = form.value(Self.field, limit: 64) else { return false }
    return MAC.areEqual(Array(token.utf8), Array(self.token(browser: browser, place: place).utf8))
  }

  private func mac(_ browser: String, _ place: String) -> [UInt8] {
    // Neither holds a line break: one is hexadecimal, the other a path.
    MAC.of(Array("page form 1\n\(browser)\n\(place)".utf8), key: key)
  }
}
