public import Domain
internal import Glibc
internal import ProviderCatalog

extension Vault {
  /// Keeps in the log what a caller says. An event of a kind of its own: nobody may take it for what the vault has seen.
  public func record(
    _ report: CallerReport, by caller: CallerIdentity, context: CallContext = CallContext()
  ) async throws(VaultError) {
    let keys = try await useKeys(rearming: false)
    let (log, cache) = (auditLog(keys), decidingRows)
    try await database.write(.withTheNextSync) { transaction in
      let rows = try cache.rows(transaction)
      var event = AuditEvent(
        kind: .callReported, caller: caller.name, pid: getpid(),
        reason: CredentialMask.text(Printable.text(report.reason, limit: 500)),
        flags: ["claimed"], keyPrefix: caller.keyPrefix, context: context.notes)
      event.bytesOut = report.sentBytes
      event.bytesIn = report.receivedBytes
      if let grant = report.grant.flatMap({ Identifier($0) }).flatMap({ rows.reported($0) }) {
        event.grantID = grant.id
        event.subject = grant.name
        event.provider = rows.source(of: grant)?.provider ?? ""
      }
      switch report.kind {
      case .call(let method, let url, let status, let milliseconds):
        event.method = Printable.text(method, limit: 16)
        if let url = try? CanonicalURL(url) {
          event.host = url.origin.authority
          event.path = CredentialMask.path(url.path)
        }
        event.status = status == 0 ? nil : status
        event.milliseconds = milliseconds
      case .scopeMismatch(let status, let missing):
        event.kind = .scopeMismatchReported
        event.status = status
        event.reason = CredentialMask.text(
          Printable.text("missing: \(missing.isEmpty ? "not said" : missing.joined(separator: " "))", limit: 500))
      case .spans(let count, let names):
        event.kind = .spansReported
        event.reason = CredentialMask.text(
          Printable.text("\(count): \(names.joined(separator: ", "))", limit: 500))
      }
      try log.append(event, in: transaction)
    }
  }
}

extension DecidingRows {
  /// The grant that the admin made behind an id that a caller names.
  fileprivate func reported(_ id: Identifier) -> Grant? {
    var (next, steps) = (id, 0)
    while let issued = book.grants[next]?.grant, steps < CallerBook.depth { (next, steps) = (issued.parent, steps + 1) }
    return grants[next]?.grant
  }
}
