/// What a caller key may do at the broker. The words are those of Alter's API scopes, so that its SDK reads them.
public enum CallerRight: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Calls that the broker makes: the program never sees the credential.
  case call = "proxy:execute"
  /// This caller receives the token. Off unless chosen when its key is minted, and each release is audited.
  case retrieve = "tokens:retrieve"
  case readGrants = "grants:read"
  case readApprovals = "approvals:read"
  case connect = "connect:initiate"
  case writeSecrets = "secrets:write"
  case readProviders = "providers:read"
  case emitAudit = "audit:emit"
  case emitSpans = "spans:emit"
  /// Links with which end users look into their wallets. Off unless chosen, because whoever opens one can approve what
  /// policies ask the user.
  case walletLinks = "wallet:link"
  /// Narrower keys of the same caller.
  case deriveKeys = "keys:derive"
  /// Agents of its own, their keys, revoking and handing on grants that it may use.
  case administer = "keys:admin"

  /// What a key has when nothing else was chosen: all but the token itself and the word of end users.
  public static let usual = Set(allCases).subtracting(special)

  /// Those that have to be chosen by themselves.
  public static let special: Set<CallerRight> = [.retrieve, .walletLinks]

  /// The right in words, for a list of choices.
  public var inWords: String {
    switch self {
    case .call: "make calls through the vault"
    case .retrieve: "this caller receives the token"
    case .readGrants: "list the grants it may use"
    case .readApprovals: "follow calls that wait for an approval"
    case .connect: "ask end users to connect"
    case .writeSecrets: "ask end users for keys of their own"
    case .readProviders: "read the provider catalogue"
    case .emitAudit: "add its own remarks to the log"
    case .emitSpans: "add its own traces to the log"
    case .walletLinks: "make links to wallets, where end users approve calls"
    case .deriveKeys: "make narrower keys of its own"
    case .administer: "make agents, hand grants on to them, and revoke"
    }
  }

  public static func < (left: CallerRight, right: CallerRight) -> Bool { left.rawValue < right.rawValue }
}
