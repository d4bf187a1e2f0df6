internal import Foundation
internal import Glibc

/// Debian's `glewlwyd` as an ordinary child process; neither root nor the system's service has a part in it.
///
/// It lives as long as somebody here holds its input: a shell beside it ends it, and removes its folder, as soon as that is
/// closed, be it because the tests were killed.
final class GlewlwydProcess: Sendable {
  /// It ended before it listened; `output` is what it said.
  struct Ended: Error { let output: String }

  private static let script = """
    trap '' INT HUP
    folder=$1; shift
    "$@" </dev/null & server=$!
    exec >/dev/null 2>&1
    cat
    kill -KILL $server; wait $server; rm -rf -- "$folder"
    """

  private let input: FileHandle
  private let ended: AsyncStream<Void>

  /// Starts it and waits until it says that it listens.
  init(folder: String, configuration: String) async throws {
    let (inward, childInput) = try Self.pair()
    let (outward, childOutput) = try Self.pair()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", Self.script, "sh", folder, GlewlwydFiles.executable, "--config-file=\(configuration)",
    ]
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardInput = childInput
    process.standardOutput = childOutput
    process.standardError = childOutput
    let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    try childInput.close()
    try childOutput.close()
    input = inward
    self.ended = ended
    try await Self.waitUntilListening(outward)
  }

  /// Kills it and waits until its folder is gone.
  func stop() async {
    try? input.close()
    for await _ in ended {}
  }

  /// Reads on for as long as it runs, so that it never waits for room.
  private static func waitUntilListening(_ output: FileHandle) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      Thread.detachNewThread {
        var waiting: CheckedContinuation<Void, any Error>? = continuation
        var text = ""
        while case let data = output.availableData, !data.isEmpty {
          guard waiting != nil else { continue }
          text += String(decoding: data, as: UTF8.self)
          if text.contains("Glewlwyd started on port") {
            waiting?.resume()
            waiting = nil
          }
        }
        waiting?.resume(throwing: Ended(output: text))
      }
    }
  }

  /// Not pipes, since those cannot be made close-on-exec here without a gap in which another child inherits them.
  private static func pair() throws -> (ours: FileHandle, childs: FileHandle) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw POSIXError(.EMFILE)
    }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
      FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }
}
