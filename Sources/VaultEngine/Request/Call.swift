internal import Domain
internal import Glibc
internal import Outbound
internal import ProviderCatalog

/// One call as it was asked for, before anything was decided.
struct Call: Sendable {
  let requestID: Identifier
  let method: String
  let url: CanonicalURL
  let headers: [(name: String, value: String)]
  var body: OutboundBody
  let caller: String
  /// Why the caller wants it, in its own words, for whoever is asked.
  let reason: String
  /// Where it was asked from.
  var address: NetworkAddress = .thisMachine
  /// The caller that showed its key; nil for a call of the vault's owner.
  var identity: CallerIdentity?
  var context = CallContext()
  /// Whether the body was found to be longer than what is looked into.
  var isTooLarge = false

  init(
    requestID: Identifier = Identifier(), method: String, url: CanonicalURL,
    headers: [(name: String, value: String)], body: OutboundBody, caller: String, reason: String = "",
    address: NetworkAddress = .thisMachine
  ) {
    self.requestID = requestID
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.caller = caller
    self.reason = reason
    self.address = address
  }

  /// A call of a caller that was identified.
  init(
    method: String, url: CanonicalURL, headers: [(name: String, value: String)], body: OutboundBody,
    as identity: CallerIdentity, context: CallContext, reason: String
  ) {
    self.init(
      method: method, url: url, headers: headers, body: body, caller: identity.name, reason: reason,
      address: identity.address)
    self.identity = identity
    self.context = context.printable
  }

  /// A call that was parked, as far as its events need it.
  init(_ message: ParkedContent.Message, requestID: Identifier, caller: String) {
    self.init(
      requestID: requestID, method: message.method, url: message.url,
      headers: message.headers.map { ($0.name, $0.value) }, body: .bytes(message.body), caller: caller)
  }

  /// Names of the query's parameters. A part without `=` may be a value as well as a name, so it is not told.
  private var queryKeys: [String] {
    (url.query ?? "").split(separator: "&").map { part in
      part.contains("=") ? CredentialMask.path(String(part.prefix { $0 != "=" })) : "-"
    }
  }

  /// What every audit event of the call says. Query values are left out, credentials in the path masked.
  ///
  /// The key and its program's notes stand in the first of them: an outcome belongs to an intent that has them.
  func event(_ kind: AuditEvent.Kind, grant: Grant?, source: GrantSource?, name: String) -> AuditEvent {
    AuditEvent(
      kind: kind, requestID: requestID, caller: caller, pid: getpid(),
      principal: (grant?.principal ?? .system).description, grantID: grant?.id, subject: name,
      provider: source?.provider ?? "", credentialKind: source?.kind ?? "", method: method,
      host: url.origin.authority, path: CredentialMask.path(url.path), queryKeys: queryKeys,
      keyPrefix: kind == .outcome ? "" : identity?.keyPrefix ?? "", context: kind == .outcome ? [:] : context.notes)
  }
}

extension CallContext {
  /// So many notes, and bytes in their names and values, are kept: as many as Alter's SDK sends.
  private static let (mostNotes, longestName, longestValue) = (20, 64, 512)

  /// As it may stand in the log: names and values on one line, what looks like a credential masked.
  var printable: CallContext {
    var kept: [String: String] = [:]
    for (name, value) in notes.sorted(by: { $0.key < $1.key }).prefix(Self.mostNotes) {
      kept[Printable.text(name, limit: Self.longestName)] = Printable.text(
        SecretNames.masked(value, named: name), limit: Self.longestValue)
    }
    return CallContext(notes: kept, onlyRights: onlyRights)
  }
}
