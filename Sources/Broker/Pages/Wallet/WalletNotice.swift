/// What a page says has just been done: a word in its query, so that the page can be loaded again.
enum WalletNotice: String, Sendable {
  case ended, limits, ending, approved, denied, more

  /// `done=WORD`
  init?(query: String?) {
    guard let query, query.hasPrefix("done=") else { return nil }
    self.init(rawValue: String(query.dropFirst("done=".count)))
  }

  var text: String {
    switch self {
    case .ended: "The connection has ended. Nobody can use it any more."
    case .limits: "Your limits are saved. They hold from now on."
    case .ending: "The new end is saved."
    case .approved: "You said yes. The call is being made."
    case .denied: "You said no. The call is not made."
    case .more: "You said yes. Somebody else has to agree too before the call is made."
    }
  }
}
