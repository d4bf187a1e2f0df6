import Foundation
import ProcessConfinement

extension Home {
  /// What makes a run pass on this kernel.
  static let confining: [String] = ConfinementSupport.here.reason == nil ? [] : ["--unconfined"]
  static var kernelConfines: Bool { confining.isEmpty }

  /// A folder in which a confined program may do as it likes: the vault's files do not lie below it.
  func makeWorkFolder() throws -> String {
    try FileManager.default.createDirectory(
      atPath: path("work"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return path("work")
  }

  func startRun(
    _ options: [String], _ command: [String], adding more: [String: String] = [:], passphraseFile: Bool = true
  ) -> RunningCommand {
    RunningCommand(
      ["run"] + options + Self.confining + ["--"] + command,
      environment: environment(passphraseFile: passphraseFile).merging(more) { $1 })
  }

  /// Runs shell lines by `gatehouse run`.
  func run(
    _ options: [String], shell lines: String, adding more: [String: String] = [:], passphraseFile: Bool = true
  ) async -> RunningCommand.Ended {
    let command = startRun(options, ["bash", "-c", lines], adding: more, passphraseFile: passphraseFile)
    command.send([])
    return await command.ended()
  }

  /// Shell lines that make a call with the variables of the grant named api: `call PATH KEY`.
  static let call = """
    call() {
      exec 9<>"/dev/tcp/127.0.0.1/${GATEHOUSE_URL##*:}"
      printf 'GET /%s%s HTTP/1.1\\r\\nHost: %s\\r\\nAuthorization: Bearer %s\\r\\nConnection: close\\r\\n\\r\\n' \
        "${GATEHOUSE_GRANT_API_URL#http://*/}" "$1" "${GATEHOUSE_URL#http://}" "$2" >&9
      cat <&9
      exec 9<&-
    }

    """
}
