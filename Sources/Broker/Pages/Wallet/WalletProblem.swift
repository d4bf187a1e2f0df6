internal import Domain
internal import VaultEngine

/// What the pages say when they cannot do what was asked.
enum WalletProblem {
  /// The same for a visit that ended and for one that is another browser's.
  static let over = PageMessage(
    .failed, "Your visit is over", "These pages close by themselves when you have not used them for 30 minutes.",
    "Ask the application for a new link to open them again.")

  static let signedOut = PageMessage(
    .done, "You are signed out", "Nobody can see your connections in this browser any more.",
    "Ask the application for a new link whenever you want to come back.")

  static func stale(back path: String) -> PageMessage {
    var message = PageMessage(
      .failed, "This was not accepted", "The page was too old, or was not opened in this browser. Nothing was changed.",
      "Open the page again and try once more.")
    message.link = (path, "Open it again")
    return message
  }

  static func page(for error: VaultError) -> BrokerResponse {
    let answer = ErrorAnswer(error)
    switch error.code {
    case .locked, .noVault:
      return PageMessage(
        .open, "Not available at the moment", "Your connections are safe, but locked away.",
        "Try again later, or ask whoever runs this computer to unlock Gatehouse."
      ).response(503, headers: [("Retry-After", "5")])
    // The application that made the link has ended, or may make none any more.
    case .denied: return over.response(403)
    case .notFound:
      return PageMessage(
        .failed, "It is not there any more", "What you were looking for has ended or was never yours.",
        "Go back and load the page again."
      ).response(404)
    default:
      let text = error.message.prefix(1).uppercased() + error.message.dropFirst() + "."
      return PageMessage(.failed, "That did not work", text, "Nothing was changed. Go back and try again.")
        .response(answer.status)
    }
  }
}
