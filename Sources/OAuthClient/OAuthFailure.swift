internal import Domain
internal import Outbound

/// Why a step of OAuth did not work out. No text holds a token, a code or a secret.
public enum OAuthFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// An error answer of the server (RFC 6749, sections 4.1.2.1 and 5.2), whatever its HTTP status.
  case refused(code: String, description: String)
  /// The server asks to wait, for so many seconds when it says so.
  case throttled(retryAfter: Int64?)
  /// No answer, or none that tells anything of the token: network, timeout, 5xx, a page of HTML, JSON cut short.
  case unavailable(String)
  /// A success without a token that can be used.
  case invalidAnswer(String)
  /// The user refused.
  case denied
  /// The code or the time to agree is over.
  case expired
  case cancelled
  /// The provider cannot do it, or the registration does not fit.
  case misconfigured(String)
  /// A redirect that is not the answer to this attempt.
  case notOurs(String)

  /// Whether the refresh token is dead (`invalid_grant`): the one case in which the user has to agree again.
  public var isInvalidGrant: Bool { if case .refused("invalid_grant", _) = self { true } else { false } }

  /// What happened.
  public var description: String {
    switch self {
    case .refused(let code, let text):
      "the provider refused: \(Printable.text(code, limit: 60))"
        + (text.isEmpty ? "" : ", \(Printable.text(text, limit: 200))")
    case .throttled(let seconds?): "the provider asks to wait for \(Printable.duration(milliseconds: seconds * 1000))"
    case .throttled: "the provider asks to wait"
    case .unavailable(let reason): "the provider's token endpoint gave no usable answer: \(reason)"
    case .invalidAnswer(let reason): "the provider's answer cannot be used: \(reason)"
    case .denied: "the user did not agree"
    case .expired: "the time to agree is over"
    case .cancelled: "it was cancelled"
    case .misconfigured(let reason): reason
    case .notOurs(let reason): "this is not the answer that is awaited: \(reason)"
    }
  }

  /// What to do.
  public var hint: String {
    switch self {
    case .refused("invalid_client", _): "check the app's client id and secret: gatehouse oauth add-app"
    case .refused("redirect_uri_mismatch", _): "register the app's redirect URI at the provider, letter by letter"
    case .refused("invalid_scope", _): "ask for scopes that the app may have"
    case .refused("invalid_grant", _): "connect the user anew"
    case .refused: "check the app's registration at the provider"
    case .throttled, .unavailable: "try again; nothing was lost"
    case .invalidAnswer, .misconfigured: "check the provider's description: gatehouse providers show"
    case .denied, .expired, .cancelled: "connect again when the user is ready; nothing was stored"
    case .notOurs: "paste the address to which the browser was sent last"
    }
  }

  init(_ error: OutboundError) { self = error == .cancelled ? .cancelled : .unavailable(error.reason) }
}
