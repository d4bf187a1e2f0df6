internal import FoundationEssentials
internal import ProcessConfinement

/// A folder for temporary files, where a confined program can make none in the usual one: the vault or the broker has
/// something below that.
struct RunFolder {
  let path: String

  static func needed(by mode: ConfinementMode) throws(Failure) -> RunFolder? {
    let usual = Environment.value("TMPDIR") ?? "/tmp"
    return mode.forbidsCreating(in: usual) ? try RunFolder(in: usual) : nil
  }

  private init(in folder: String) throws(Failure) {
    path = "\(folder)/gatehouse-run-\(UUID().uuidString.lowercased())"
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.failure, "cannot make a folder for temporary files in \(folder)", hint: "set TMPDIR")
    }
  }

  /// Removes it with all that the program has left in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
