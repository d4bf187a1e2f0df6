internal import Domain
internal import Glibc

/// The user's editor, in the foreground of the terminal.
enum Editor {
  static func run(_ path: String) throws {
    let command = Environment.value("VISUAL") ?? Environment.value("EDITOR") ?? "vi"
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // SIGPIPE is ignored here; the editor gets the usual signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // The variable may hold options too, as in git: a shell splits it.
    let texts = ["sh", "-c", "\(command) \"$1\"", "sh", path]
    let words = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var child: pid_t = 0
    let failed = unsafe posix_spawn(&child, "/bin/sh", nil, &attributes, words, environ)
    guard failed == 0 else { throw Failure(.failure, "cannot start the editor: \(SystemError.text(failed))") }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(.failure, "the editor was lost: \(SystemError.text())") }
    }
    guard status == 0 else {
      throw Failure(
        .failure, "the editor \(Printable.text(command, limit: 60)) failed",
        hint: "set EDITOR to the one you use; the file is kept in \(path)")
    }
  }
}
