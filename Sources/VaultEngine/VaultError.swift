internal import Domain
internal import Outbound

/// What can go wrong with a vault, in words that say what, which thing, and what to do; never a secret.
public struct VaultError: Error, Hashable, CustomStringConvertible {
  /// The kinds a program can tell apart; the executable maps them to its exit codes.
  public enum Code: String, Sendable, CaseIterable {
    case badInput = "bad_input"
    case notFound = "not_found"
    case unreachable
    case denied
    /// The end user of a connection has to agree again.
    case needsReauth = "needs_reauth"
    case locked
    case wrongPassphrase = "wrong_passphrase"
    case adminNeeded = "admin_needed"
    case integrity
    case exists
    case noVault = "no_vault"
    case storage
  }

  public let code: Code
  public let message: String
  public let hint: String
  /// What a program that answers callers has to know beyond the code; nil where the code says all.
  public let cause: Cause?

  public init(_ code: Code, _ message: String, hint: String = "", cause: Cause? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  public var description: String { hint.isEmpty ? message : "\(message); \(hint)" }

  static let locked = VaultError(.locked, "the vault is locked", hint: "unlock it with: gatehouse unlock")
  static let wrongPassphrase = VaultError(
    .wrongPassphrase, "the passphrase is wrong", hint: "nothing was changed; try again, or use the recovery kit")
  static let cancelled = VaultError(.unreachable, "it was cancelled", hint: "nothing was sent")
  static let adminNeeded = VaultError(
    .adminNeeded, "this changes what may be done, so the passphrase must be typed", hint: "nothing was changed")

  static let damagePrefix = "the vault is damaged: "

  static func damaged(_ what: String) -> VaultError {
    VaultError(.integrity, damagePrefix + what, hint: "restore a backup with: gatehouse restore FILE")
  }

  static func notFound(_ what: String, _ name: String, list: String) -> VaultError {
    VaultError(.notFound, "there is no \(what) \(Printable.text(name, limit: 80))", hint: "see: gatehouse \(list)")
  }
}

extension VaultError {
  /// A failure to send, in the terms of a vault; its text holds no part of the URL.
  init(_ error: OutboundError) {
    switch error {
    case .blockedAddress: self.init(.denied, error.reason, hint: error.remedy + "; nothing was sent")
    case .invalidRequest, .requestBody, .urlMismatch, .unencrypted, .extraCA:
      self.init(.badInput, error.reason, hint: error.remedy)
    default: self.init(.unreachable, error.reason, hint: error.remedy)
    }
  }
}
