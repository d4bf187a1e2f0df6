internal import Glibc

/// Finds a program as a shell does (execvp(3)).
enum ProgramSearch {
  static func path(of program: String, searchPath: String) throws(ConfinementProblem) -> String {
    guard !program.isEmpty else { throw ConfinementProblem(.notFound, "the command is empty") }
    if program.contains("/") { return try checked(program) }
    var refused: ConfinementProblem?
    for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
      let path = folder.isEmpty ? "./\(program)" : "\(folder)/\(program)"
      do { return try checked(path) } catch { if error.kind == .notRunnable { refused = refused ?? error } }
    }
    throw refused ?? ConfinementProblem(.notFound, "there is no program \(program) in PATH")
  }

  private static func checked(_ path: String) throws(ConfinementProblem) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw ConfinementProblem(.notFound, "there is no program \(path)") }
    guard status.st_mode & S_IFMT == S_IFREG, unsafe access(path, X_OK) == 0 else {
      throw ConfinementProblem(.notRunnable, "\(path) cannot be run: it is not an executable file")
    }
    return path
  }
}
