/// A call that waits for people to approve it, as it is shown to them.
public struct ParkedCall: Hashable, Sendable, Identifiable {
  /// The request id, the same as in the log.
  public let id: Identifier
  public let parkedAt: Timestamp
  /// When it is denied if nobody has answered.
  public let expiresAt: Timestamp
  public let caller: CallerFacts
  public let principal: Principal
  public let grantID: Identifier
  public let grantName: String
  public let provider: String
  /// The caller's words, as they came; show them as a quotation.
  public let reason: String
  public let method: String
  /// Without its query.
  public let url: String
  /// The query with values that look like credentials masked; nil when there is none.
  public let query: String?
  /// The caller's own headers, masked likewise.
  public let headers: [Injection.Header]
  public let body: BodyPreview
  /// The rules that want the approval.
  public let asks: [Decision.Ask]
  /// What an approval for a while would cover.
  public let shape: CallShape
  /// What was answered up to now.
  public let answers: [ApprovalAnswer]
  /// SHA-256 of the call as it is sealed, of which all this was made; an answer is signed for it.
  public let digest: [UInt8]

  public init(
    id: Identifier, parkedAt: Timestamp, expiresAt: Timestamp, caller: CallerFacts, principal: Principal,
    grantID: Identifier, grantName: String, provider: String, reason: String, method: String, url: String,
    query: String?, headers: [Injection.Header], body: BodyPreview, asks: [Decision.Ask], shape: CallShape,
    answers: [ApprovalAnswer], digest: [UInt8]
  ) {
    self.id = id
    self.parkedAt = parkedAt
    self.expiresAt = expiresAt
    self.caller = caller
    self.principal = principal
    self.grantID = grantID
    self.grantName = grantName
    self.provider = provider
    self.reason = reason
    self.method = method
    self.url = url
    self.query = query
    self.headers = headers
    self.body = body
    self.asks = asks
    self.shape = shape
    self.answers = answers
    self.digest = digest
  }

  /// Names of which one has to answer next, where the rules name approvers: those that have not answered yet.
  public var openApprovers: [String] {
    var names: [String] = []
    for ask in asks {
      let missing = ask.approval.missing(among: approvers)
      for name in missing.names where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// So many approvals are still wanted.
  public var missing: Int { asks.map { $0.approval.missing(among: approvers).count }.max() ?? 0 }

  private var approvers: Set<String> { Set(answers.filter { $0.verdict == .approved }.map(\.approver)) }
}

/// Who asks, as far as the operating system tells.
public struct CallerFacts: Hashable, Sendable {
  /// `cli`, `portal`, or the name a program gave itself.
  public let name: String
  public let pid: Int32
  /// The folder it runs in; nil where it is not known.
  public let folder: String?

  public init(name: String, pid: Int32, folder: String?) {
    self.name = name
    self.pid = pid
    self.folder = folder
  }
}

/// A body to be looked at: its bytes as text, values that look like credentials masked, control characters made visible.
public struct BodyPreview: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable { case none, json, form, text, binary }

  public let kind: Kind
  /// Of the body that would be sent, in bytes.
  public let size: Int
  /// What is shown; of a binary body nothing.
  public let text: String
  /// Whether `text` is all of it.
  public let isWhole: Bool

  public init(kind: Kind, size: Int, text: String, isWhole: Bool) {
    self.kind = kind
    self.size = size
    self.text = text
    self.isWhole = isWhole
  }

  public static let none = BodyPreview(kind: .none, size: 0, text: "", isWhole: true)
}
