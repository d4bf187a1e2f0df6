internal import Domain

extension Documents {
  static func oauthApp(_ app: OAuthApp, warnings: [String]) -> JSON {
    guard case .object(let members) = oauthApp(app) else { return .null }
    return .object(members + [("warnings", JSON(warnings))])
  }

  /// A step of connecting, on a line of its own.
  static func step(_ step: ConnectionStep) -> JSON {
    switch step {
    case .listening(let redirectURI): ["step": "listening", "redirect_uri": .string(redirectURI)]
    case .cannotListen(let reason): ["step": "cannot_listen", "reason": .string(reason)]
    case .open(let url): ["step": "open", "url": .string(url)]
    case .device(let code, let url, let completeURL, let end):
      [
        "step": "device", "user_code": .string(code), "url": .string(url), "complete_url": JSON(completeURL),
        "expires_at": JSON(end),
      ]
    case .waiting: ["step": "waiting"]
    case .slowedDown(let seconds): ["step": "slowed_down", "seconds": JSON(seconds)]
    case .notAccepted(let reason): ["step": "not_accepted", "reason": .string(reason)]
    case .exchanging: ["step": "exchanging"]
    case .identifying: ["step": "identifying"]
    case .storing: ["step": "storing"]
    }
  }
}
