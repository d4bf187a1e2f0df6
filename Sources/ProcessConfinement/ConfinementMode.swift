/// How much of the machine a program reaches.
public enum ConfinementMode: Hashable, Sendable {
  /// Everything but what is denied; see ``Confinement`` for what that means.
  case confined(Limits)
  /// All that its user reaches.
  case unconfined

  /// What a confined program does without.
  public struct Limits: Hashable, Sendable {
    /// Files and folders, existing or not, that it can neither read nor change.
    public var denied: [String]
    /// Unix sockets: behind some stands a program that does as it is told (a terminal multiplexer, the session bus, the
    /// ssh agent, a container engine), which ends the confinement.
    public var localSockets: Access
    /// Terminals other than its own, present and future ones: whoever opens one reads what is typed there.
    public var terminals: Access

    public init(denying denied: [String], localSockets: Access = .deny, terminals: Access = .deny) {
      self.denied = denied
      self.localSockets = localSockets
      self.terminals = terminals
    }
  }

  /// Whether nothing can be created or removed in the folder itself, because it is denied or something below it is.
  public func forbidsCreating(in folder: String) -> Bool {
    guard case .confined(let limits) = self, let real = RealPath.of(folder) else { return false }
    let denied = DeniedPaths(limits.denied)
    return denied.ancestors.contains(real) || denied.paths.contains { real == $0 || real.hasPrefix($0 + "/") }
  }

  public enum Access: Hashable, Sendable { case allow, deny }

  public static func confined(
    denying denied: [String], localSockets: Access = .deny, terminals: Access = .deny
  ) -> ConfinementMode {
    .confined(Limits(denying: denied, localSockets: localSockets, terminals: terminals))
  }
}
