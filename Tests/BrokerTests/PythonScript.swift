import Foundation
import Testing

/// A script of these tests, run by the Python that `make test` has set up with what it imports.
struct PythonScript {
  /// `SDK/Scripts/proxy`: where it is beside this file, without the `.py`.
  let name: String

  /// What a script wants done that a program cannot do: an admin act, a look at what arrived, the clock.
  typealias Doing = @Sendable (_ what: String, _ arguments: [String: String]) async throws -> [String: Any]

  private struct Line: Decodable {
    let check: String?
    let ok: Bool?
    let detail: String?
    let what: String?
    let arguments: [String: String]?
    let end: Bool?

    enum CodingKeys: String, CodingKey {
      case check, ok, detail
      case what = "do"
      case arguments, end
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let python = folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/python/bin/python")

  /// Runs it to its end. Each of its checks that fails is an issue of its own, by name.
  func run(baseURL: String, configuration: [String: String], doing: Doing) async throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.python.path),
      "\(Self.python.path) is not there; run make test, which installs it and the packages that the scripts import")
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = Self.python
    process.arguments = ["-u", "-B", Self.folder.appending(path: "\(name).py").path]
    // Nothing of the machine's own environment: a proxy in it would get the keys.
    process.environment = [
      "ALTER_BASE_URL": baseURL, "NO_PROXY": "127.0.0.1,localhost", "HOME": "/nonexistent", "LANG": "C.UTF-8",
      "PATH": "/usr/local/bin:/usr/bin:/bin",
      "GATEHOUSE_TEST": String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self),
    ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var (checks, hasEnded) = (0, false)
    for await text in Self.lines(of: output.fileHandleForReading) {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else { continue }
      if let check = line.check {
        checks += 1
        if line.ok != true { Issue.record("\(name).py: \(check): \(line.detail ?? "")") }
      }
      if let what = line.what {
        var answer: [String: Any]
        do { answer = try await doing(what, line.arguments ?? [:]) } catch {
          Issue.record("\(name).py wants \(what), which failed: \(error)")
          answer = ["failed": "\(error)"]
        }
        var bytes = try JSONSerialization.data(withJSONObject: answer)
        bytes.append(0x0A)
        try? input.fileHandleForWriting.write(contentsOf: bytes)
      }
      if line.end == true { hasEnded = true }
    }
    process.waitUntilExit()
    #expect(hasEnded, "\(name).py ended early, after \(checks) checks, with status \(process.terminationStatus)")
    #expect(checks > 0)
  }

  private static func lines(of handle: FileHandle) -> AsyncStream<String> {
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    Thread.detachNewThread {
      var rest = Data()
      while case let data = handle.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
          rest = Data(rest[(end + 1)...])
        }
      }
      continuation.finish()
    }
    return lines
  }
}
