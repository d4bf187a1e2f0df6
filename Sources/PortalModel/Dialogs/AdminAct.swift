internal import Domain

/// Admin acts in words, after "to": `store stripe-live`.
enum AdminAct {
  static func words(for effect: Effect, in overview: PortalOverview?) -> String {
    switch effect {
    case .testSecret(let draft, _): "test \(draft.name)"
    case .storeSecret(let draft, _): "store \(draft.name)"
    case .rotateSecret(let id, _): "store a new value for \(secret(id, overview))"
    case .revokeSecret(let id): "revoke \(secret(id, overview)) and its grants"
    case .addGrant(let draft): "add the grant \(draft.name)"
    case .revokeGrant(let id): "revoke \(grant(id, overview))"
    case .undoRevoke(.grant(let id)): "take back the revocation of \(grant(id, overview))"
    case .undoRevoke(.secret(let id)): "take back the revocation of \(secret(id, overview))"
    case .savePolicy(let draft): "save the policy \(draft.name)"
    case .removePolicy(let id):
      "remove \(overview?.policies.first { $0.id == id }.map { "the policy \($0.name)" } ?? "a policy")"
    case .storeOAuthApp(let draft): "store the OAuth app \(draft.name)"
    case .connect(let draft):
      if let mended = draft.replacing { "connect \(grant(mended, overview)) anew" } else { "connect \(draft.userID)" }
    case .answerApproval(let id, _, .deny, _): "deny \(call(id, overview))"
    case .answerApproval(let id, _, _, let name):
      "approve \(call(id, overview))\(name.map { " as \(Printable.text($0, limit: 64))" } ?? "")"
    case .endPass: "end an approval"
    case .addCaller(let draft): "make the caller \(draft.name)"
    case .rotateCallerKey(let key, _): "make a new key for \(caller(ofKey: key, overview))"
    case .deprecateCallerKey(let key): "deprecate a key of \(caller(ofKey: key, overview))"
    case .suspendCaller(let id, let isSuspended): "\(isSuspended ? "suspend" : "resume") \(caller(id, overview))"
    case .revokeCaller(let id): "revoke \(caller(id, overview))"
    case .mintWalletLink(let user): "make a link to the wallet of \(Printable.text(user, limit: 64))"
    case .createRecoveryKit: "make a recovery kit"
    case .backup(let path): "write a backup to \(Printable.text(path, limit: 60))"
    default: "go on"
    }
  }

  private static func secret(_ id: Identifier, _ overview: PortalOverview?) -> String {
    overview?.secrets.first { $0.id == id }.map { "the secret \($0.name)" } ?? "a secret"
  }

  private static func call(_ id: Identifier, _ overview: PortalOverview?) -> String {
    overview?.parkedCalls.first { $0.id == id }.map {
      "the call of \(Printable.text($0.caller.name, limit: 64)) with \($0.grantName)"
    } ?? "a call"
  }

  private static func caller(_ id: Identifier, _ overview: PortalOverview?) -> String {
    overview?.callers.first { $0.id == id }.map { "the caller \($0.fullName)" } ?? "a caller"
  }

  private static func caller(ofKey id: Identifier, _ overview: PortalOverview?) -> String {
    overview?.callers.first { $0.caller.keys.contains { $0.id == id } }.map { "the caller \($0.fullName)" }
      ?? "a caller"
  }

  private static func grant(_ id: Identifier, _ overview: PortalOverview?) -> String {
    overview?.grants.first { $0.id == id }.map { "the grant \($0.grant.name)" } ?? "a grant"
  }
}
