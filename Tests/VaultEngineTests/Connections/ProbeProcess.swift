import Foundation
import Testing
import VaultEngine

/// A running `RefreshProbe`.
final class ProbeProcess: Sendable {
  private let process = Process()
  private let input = Pipe()
  private let lines: AsyncStream<String>

  init(_ it: TemporaryVault, passphraseFile: String, url: String, grant: String, calls: Int) throws {
    let output = Pipe()
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    process.executableURL = try Self.program()
    process.arguments = [
      it.location.home, it.location.state, it.location.configuration, passphraseFile, url, grant, String(calls),
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let reading = output.fileHandleForReading
    Thread.detachNewThread {
      var rest = Data()
      while case let data = reading.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
          rest = Data(rest[(end + 1)...])
        }
      }
      continuation.finish()
    }
  }

  /// The executable lies beside the test bundle.
  private static func program() throws -> URL {
    let folders = [
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
      URL(filePath: FileManager.default.currentDirectoryPath).appending(path: ".build/debug"),
    ]
    let found = folders.map { $0.appending(path: "RefreshProbe") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
    return try #require(found, "RefreshProbe is not built; run: swift build --build-tests")
  }

  /// The next line of its output; nil when it has ended.
  func line() async -> String? {
    for await line in lines { return line }
    return nil
  }

  var pid: Int32 { process.processIdentifier }

  func go() { try? input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

  /// Ends it where it stands (SIGKILL) and waits.
  func kill() async {
    Foundation.kill(process.processIdentifier, SIGKILL)
    while await line() != nil {}
    process.waitUntilExit()
  }
}
