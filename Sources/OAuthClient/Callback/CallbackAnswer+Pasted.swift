public import Domain

extension CallbackAnswer {
  /// Reads the address to which the browser was sent, pasted where no listener can be reached (over SSH, say): the whole
  /// of it, or only what follows the question mark. Spaces and line breaks that copying put in are taken out.
  ///
  /// Throws `notOurs` for what is no answer to this attempt, which may be pasted anew, and the provider's own refusal.
  public static func read(
    pasted text: String, for pending: PendingAuthorization
  ) throws(OAuthFailure) -> CallbackAnswer {
    guard text.utf8.count <= 2 * CallbackQuery.limit else { throw .notOurs(CallbackQuery.Problem.tooLong.text) }
    let text = String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace }))
    let address = text.prefix { $0 != "#" }
    let mark = address.firstIndex(of: "?")
    var query = mark.map { address[address.index(after: $0)...] } ?? address
    let place = mark.map { address[..<$0] } ?? ""
    if mark == nil, !address.contains("=") {
      throw .notOurs("the address holds no code; copy all of it from the browser's address bar")
    }
    if !place.isEmpty, !leads(String(place), to: pending.redirectURI) {
      throw .notOurs("it does not begin with \(Printable.text(pending.redirectURI, limit: 120))")
    }
    if query.hasPrefix("&") { query = query.dropFirst() }
    let answer: CallbackQuery
    do { answer = try CallbackQuery(String(query)) } catch { throw .notOurs(error.text) }
    if let objection = pending.objection(to: answer) { throw .notOurs(objection) }
    return try answer.answer()
  }

  /// The same for text that was read as a secret.
  public static func read(
    pasted text: SecretBytes, for pending: PendingAuthorization
  ) throws(OAuthFailure) -> CallbackAnswer {
    guard let text = text.text() else { throw .notOurs("it is no text") }
    return try read(pasted: text, for: pending)
  }

  /// Whether both are the same place. Browsers show, and some copy, an address without its scheme.
  private static func leads(_ place: String, to redirectURI: String) -> Bool {
    guard let redirect = try? CanonicalURL(redirectURI) else { return false }
    let whole = place.contains("://") ? place : "\(redirect.origin.scheme.rawValue)://\(place)"
    guard let url = try? CanonicalURL(whole) else { return false }
    return url.origin == redirect.origin && url.path == redirect.path
  }
}
