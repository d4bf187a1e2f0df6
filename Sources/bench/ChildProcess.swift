internal import Foundation
internal import Glibc

/// Runs a program and times it, without the threads of Foundation's `Process`.
struct ChildProcess {
  let program: String
  var arguments: [String] = []
  var environment: [String: String] = [:]

  struct Failed: Error, CustomStringConvertible { let description: String }

  /// From the start to the end of the process, its output thrown away.
  func run() throws {
    var status: Int32 = 0
    let child = try spawn { actions in
      for descriptor: Int32 in 0...2 {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
      }
    }
    waitpid(child, &status, 0)
    guard status == 0 else {
      throw Failed(description: "\(program) \(arguments.joined(separator: " ")) ended with status \(status >> 8)")
    }
  }

  /// What it prints, to its end.
  func output(in folder: String) throws -> String {
    let file = "\(folder)/output"
    var status: Int32 = 0
    let child = try spawn { actions in
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    waitpid(child, &status, 0)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    guard status == 0 else { throw Failed(description: "\(program) ended with status \(status >> 8): \(text)") }
    return text
  }

  /// Starts it in a session of its own.
  func spawn(_ prepare: (inout posix_spawn_file_actions_t) -> Void) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    prepare(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, &attributes, &argv, &envp) == 0 else {
      throw Failed(description: "cannot start \(program)")
    }
    return child
  }
}
