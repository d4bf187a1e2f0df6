public import Domain
public import Outbound

extension Vault {
  /// Makes a call for a caller that was identified by its key; see ``request(_:_:grantID:headers:body:caller:reason:onParked:)``.
  ///
  /// The caller is looked at again in the transaction that decides: whether it may call, from where, how often, and with
  /// which grant. What it may not is denied in the log under the rule `caller`.
  public func request(
    _ method: RequestMethod, _ url: String, grantID: String, headers: [(name: String, value: String)] = [],
    body: OutboundBody = .none, as identity: CallerIdentity, context: CallContext = CallContext(), reason: String = "",
    onParked: @Sendable (ParkedCall) -> Void = { _ in }
  ) async throws(VaultError) -> VaultResponse {
    try await send(
      Call(
        method: try Self.checkedMethod(method.description), url: try Self.canonical(url), headers: headers, body: body,
        as: identity, context: context, reason: Printable.text(reason, limit: 1000)),
      grant: grantID, onParked: onParked)
  }
}
