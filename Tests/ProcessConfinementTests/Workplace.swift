import Foundation
import Testing

@testable import ProcessConfinement

/// A folder with something to guard in it, and room for a program beside it; gone when the test has ended.
final class Workplace: Sendable {
  /// `mkdtemp(3)`, in the system's folder for such things.
  let folder: String
  let secret = "the text that nobody may read"

  init() throws {
    var template = Array("\(NSTemporaryDirectory())confinement-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for name in ["home/vault", "home/work", "scratch"] {
      try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }
    try write(secret, to: "home/vault/vault.db")
    try write("a friend's number", to: "home/notes")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: URL(fileURLWithPath: path(name)), encoding: .utf8)
  }

  /// What keeps a program from the guarded folder.
  func confined(
    localSockets: ConfinementMode.Access = .deny, terminals: ConfinementMode.Access = .deny
  ) -> ConfinementMode {
    .confined(denying: [path("home/vault")], localSockets: localSockets, terminals: terminals)
  }

  struct Ended {
    let status: Int32
    let output: String
  }

  /// Runs it with its output in a file, and waits for its end.
  func run(
    _ program: String, _ arguments: [String], mode: ConfinementMode, environment: [String: String] = [:]
  ) async throws -> Ended {
    let output = path("output-\(UUID().uuidString)")
    let file = unsafe open(output, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(file)
      close(nothing)
    }
    let process = try await Confinement.spawn(
      ChildCommand(program, arguments, input: nothing, output: file, errors: file),
      environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }, mode: mode)
    let status = await process.ended()
    return Ended(status: status, output: try String(contentsOf: URL(fileURLWithPath: output), encoding: .utf8))
  }

  /// A shell's lines.
  func shell(
    _ lines: String, mode: ConfinementMode, environment: [String: String] = [:]
  ) async throws -> Ended {
    try await run("sh", ["-c", lines], mode: mode, environment: environment)
  }
}

/// Whether this kernel confines; where it does not, the refusal is what is tested.
let kernelConfines = ConfinementSupport.here.reason == nil
