internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// The connect pages that tell nothing of a session.
enum ConnectMessages {
  static let unknown = PageMessage(
    .failed, "This link does not work any more",
    "It works for ten minutes, and until it is answered. Perhaps it was not copied whole.",
    "Go back to the application and begin again there."
  ).response(404, keepsOpener: true)

  static let stranger = PageMessage(
    .failed, "This link is open in another browser",
    "It belongs to the browser that opened it first.",
    "Go on there. If that was not you, say so to the application, and begin again there."
  ).response(403, keepsOpener: true)

  static let over = PageMessage(
    .open, "This link is used up", "It was answered already.", "You can close this page."
  ).response(403, keepsOpener: true)

  static func foreignForm(_ place: String) -> BrokerResponse {
    var message = PageMessage(
      .failed, "This form is not current any more", "Nothing was sent on, and nothing was changed.",
      "Open the page anew and try it there.")
    message.link = (place, "Open the page")
    return message.response(403, keepsOpener: true)
  }

  /// The vault cannot do anything now.
  static func failure(_ error: VaultError) -> BrokerResponse {
    switch error.code {
    case .locked:
      PageMessage(
        .open, "Gatehouse is locked", "Nothing can be connected until it is unlocked.",
        "Ask whoever runs it to unlock it, then load this page again."
      ).response(503, keepsOpener: true, headers: [("Retry-After", "5")])
    case .integrity:
      PageMessage(
        .failed, "Nothing can be connected",
        "Gatehouse found that its data was changed from outside, and stores nothing.",
        "Tell whoever runs it."
      ).response(500, keepsOpener: true)
    case .denied:
      PageMessage(
        .failed, "This was not accepted", sentences(error), "Go back to the application."
      ).response(403, keepsOpener: true)
    default:
      PageMessage(
        .failed, "That did not work", sentences(error), "Nothing was changed. Load this page again in a moment."
      ).response(503, keepsOpener: true, headers: [("Retry-After", "5")])
    }
  }

  /// What an error says, as sentences, and never anything like a key.
  static func sentences(_ error: VaultError) -> String {
    [error.message, error.hint].filter { !$0.isEmpty }.map { text in
      let text = CredentialMask.text(text)
      return text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }.joined(separator: " ")
  }
}
