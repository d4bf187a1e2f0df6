/// Why there is no broker, or no part of one, in words that say what and what to do.
public struct BrokerProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// Another process is this vault's broker: its id, as far as it is known.
    case alreadyRunning(pid: Int32?)
    /// Another program has the port.
    case portTaken
    case socket
    case system
  }

  public let kind: Kind
  public let message: String
  public let hint: String

  init(_ kind: Kind, _ message: String, hint: String) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The kind in one word, for programs.
  public var code: String {
    switch kind {
    case .alreadyRunning: "already_running"
    case .portTaken: "port_taken"
    case .socket: "socket"
    case .system: "system"
    }
  }

  public var description: String { "\(message); \(hint)" }
}
