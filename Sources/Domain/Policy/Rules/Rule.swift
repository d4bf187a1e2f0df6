/// What a policy says of the calls it matches: `deny DELETE /v1/customers/*`. Everything that is stated must hold.
public struct Rule: Hashable, Sendable, CustomStringConvertible {
  public enum Effect: String, Sendable, CaseIterable {
    case allow, deny
    /// The call waits for people to approve it.
    case ask
    /// Parts of the body are removed before it is sent; it neither permits nor forbids.
    case redact
  }

  public var effect: Effect
  /// Upper-case methods; empty means any.
  public var methods: [String]
  /// A bound host, lower case; nil means any.
  public var host: String?
  /// A glob: `*` stands for one segment or a part of it, `**` for any number of segments; nil means any path.
  public var path: String?
  public var conditions: [Condition]
  /// How many calls an allow rule lets pass, each limit for itself. A rule of another effect begins to match when one of
  /// them is reached.
  public var limits: [Limit]
  /// From then on the rule matches nothing. An allow rule that has expired still closes what no rule allows.
  public var expiresAt: Timestamp?
  /// Of an ask rule only.
  public var approval: Approval?
  /// Of a redact rule only.
  public var redactions: [JSONPointer]

  public init(
    effect: Effect, methods: [String] = [], host: String? = nil, path: String? = nil, conditions: [Condition] = [],
    limits: [Limit] = [], expiresAt: Timestamp? = nil, approval: Approval? = nil, redactions: [JSONPointer] = []
  ) {
    self.effect = effect
    self.methods = methods
    self.host = host?.lowercased()
    // The same as no path at all, in every rule.
    self.path = path == "/**" ? nil : path
    self.conditions = conditions
    self.limits = limits
    self.expiresAt = expiresAt
    self.approval = effect == .ask ? approval ?? Approval() : approval
    self.redactions = redactions
  }

  /// Whether method, host, path and effect are all there is to it.
  public var isSimple: Bool {
    [.allow, .deny].contains(effect) && conditions.isEmpty && limits.isEmpty && expiresAt == nil
  }

  /// Whether the call falls under method, host and path of the rule. A path that servers may read in two ways (an escaped
  /// slash, repeated slashes) is allowed only when both readings match; for the other effects one is enough.
  public func matches(method: String, url: CanonicalURL) -> Bool {
    CompiledTarget(self).matches(CallTarget(method: method, url: url))
  }
}

/// Who has to agree before a call that is asked about is sent.
public struct Approval: Hashable, Sendable {
  /// Names of approvers; empty means whoever holds the admin right.
  public var approvers: [String]
  /// So many of them.
  public var count: Int
  /// How long the call waits; then it is denied.
  public var timeoutSeconds: Int64

  /// As an approver's name: the user whose grant it is, in the wallet and nowhere else.
  public static let endUser = "end-user"

  public static let usualTimeout: Int64 = 300
  public static let longestTimeout: Int64 = 86_400

  public init(approvers: [String] = [], count: Int = 1, timeoutSeconds: Int64 = Self.usualTimeout) {
    self.approvers = approvers
    self.count = count
    self.timeoutSeconds = timeoutSeconds
  }

  /// Whether enough of the approvers can answer for a grant of that principal: the end user only for one of a user.
  public func canBeHad(for principal: Principal) -> Bool {
    if case .user = principal { return true }
    return approvers.isEmpty || approvers.count { $0 != Self.endUser } >= count
  }
}

public struct RuleProblem: Error, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
