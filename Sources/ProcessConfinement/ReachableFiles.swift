internal import CLinux
internal import Glibc

/// A Landlock ruleset for everything but the denied paths.
///
/// Landlock only allows, and what it allows holds for everything below. So beside each folder on the way to a denied path
/// everything that lies there now is allowed, one by one. Consequences: in such a folder itself (`/`, the home folder,
/// `~/.config`…) nothing can be created, removed or renamed, and what others create there later is out of reach; names
/// can be listed everywhere. Links are not allowed but followed: what counts is where a file lies.
struct ReachableFiles: ~Copyable {
  /// The ruleset's descriptor, close-on-exec.
  let ruleset: Int32

  init(
    denying denied: DeniedPaths, version: Int, scopingAbstractSockets scopes: Bool
  ) throws(ConfinementProblem) {
    let version = Int32(version)
    ruleset = clinux_landlock_ruleset(version, scopes ? 1 : 0)
    guard ruleset >= 0 else { throw Self.failure("/") }
    guard unsafe clinux_landlock_allow_listing(ruleset, "/") == 0 else { throw Self.failure("/") }
    let ancestors = denied.ancestors
    for folder in ancestors {
      // A folder that cannot be listed, or is a file: nothing beside the denied path is allowed there.
      for name in Folder.names(in: folder) ?? [] {
        let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        guard !denied.paths.contains(path), !ancestors.contains(path) else { continue }
        guard unsafe clinux_landlock_allow(ruleset, version, path) == 0 else { throw Self.failure(path) }
      }
    }
  }

  deinit { if ruleset >= 0 { close(ruleset) } }

  private static func failure(_ path: String) -> ConfinementProblem {
    let reason = unsafe String(cString: strerror(errno))
    return ConfinementProblem(
      .failed, "the program cannot be confined: Landlock refused the rule for \(path) (\(reason))")
  }
}
