/// Why a program was not started.
public struct ConfinementProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The kernel cannot confine; nothing was started.
    case unsupported
    /// There is no such program.
    case notFound
    /// There is one, and it cannot be run.
    case notRunnable
    case failed
  }

  public let kind: Kind
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
