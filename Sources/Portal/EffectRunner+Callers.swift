internal import Domain
internal import Glibc
internal import PortalModel
internal import VaultEngine

extension EffectRunner {
  /// What the person does with callers; all of it wants the admin right.
  func changeCallers(_ effect: Effect) async throws {
    let vault = try present()
    switch effect {
    case .addCaller(let draft): emit(.minted(effect, try await vault.addCaller(draft, by: .admin)))
    case .rotateCallerKey(let key, let overlap):
      emit(.minted(effect, try await vault.rotateKey(key, overlapSeconds: overlap, by: .admin)))
    case .deprecateCallerKey(let key):
      let caller = try await vault.setKeyDeprecated(key, true, by: .admin)
      done(effect, "The old key of \(caller.name) is deprecated; answers tell programs to change over.")
    case .suspendCaller(let id, let isSuspended):
      let moment = Timestamp.now()
      let caller = try await vault.updateCaller(id, by: .admin) { $0.suspendedAt = isSuspended ? moment : nil }
      done(
        effect, isSuspended ? "\(caller.name) is suspended; S resumes it." : "\(caller.name) may call again.")
    case .revokeCaller(let id):
      let caller = try await vault.revokeCaller(id, by: .admin)
      done(effect, "\(caller.name) is revoked, with the callers below it.")
    default: break
    }
  }

  func writeKey(_ key: SecretBytes, to path: String, of effect: Effect) {
    do {
      let path = try KeyFile.write(key, to: path, home: unsafe getenv("HOME").map { unsafe String(cString: $0) })
      emit(.keyKept("Written to \(Printable.text(path, limit: 200)); only you can read it."))
    } catch {
      emit(.failed(effect, PortalFailure(code: "storage", message: error.message, hint: error.hint)))
    }
  }
}
