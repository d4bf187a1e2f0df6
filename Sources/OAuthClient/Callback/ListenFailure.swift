/// Why no listener waits for the redirect. The redirected address can be pasted instead.
public enum ListenFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another program has the port: which one, as far as the system tells.
  case taken(port: UInt16, by: String)
  /// The redirect URI does not lead to this machine.
  case notLocal
  /// The redirect URI cannot be read.
  case unreadable(String)
  /// The system refuses, with its reason.
  case system(String)

  /// What happened.
  public var description: String {
    switch self {
    case .taken(let port, let holder): "port \(port) is taken by \(holder)"
    case .notLocal: "the redirect URI does not lead to this machine"
    case .unreadable(let reason): "the redirect URI cannot be read: \(reason)"
    case .system(let reason): "the port of the redirect URI cannot be opened: \(reason)"
    }
  }

  /// What to do.
  public var hint: String {
    switch self {
    case .taken: "stop that program, or paste the address to which the browser was sent last"
    case .notLocal, .system: "paste the address to which the browser was sent last"
    case .unreadable: "correct the app's redirect URI: gatehouse oauth add-app"
    }
  }
}
