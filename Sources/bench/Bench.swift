internal import Domain
internal import Foundation

/// Medians of what a user waits for, with the machine's load, beside the goals of the design.
///
/// `gatehouse-bench --binary PATH [--events N] [--caddy PATH] [--only processes|seal|policy|request|broker|audit]`
@main
struct Bench {
  private static let usage =
    "usage: gatehouse-bench --binary PATH [--events N] [--caddy PATH] [--only processes|seal|policy|request|broker|audit]"

  static func main() async throws {
    var options = CommandLine.arguments.dropFirst()
    var binary: String?
    var events = 1_000_000
    var only: String?
    var caddy: String?
    while let name = options.popFirst() {
      switch (name, options.popFirst()) {
      case ("--binary", let path?): binary = URL(fileURLWithPath: path).path
      case ("--events", let text?): events = Int(text) ?? events
      case ("--only", let part?): only = part
      case ("--caddy", let path?): caddy = FileManager.default.isExecutableFile(atPath: path) ? path : nil
      default: fail(usage)
      }
    }
    guard let binary, FileManager.default.isExecutableFile(atPath: binary) else { fail(usage) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-bench-\(Identifier())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }

    print(Machine.summary)
    Report.heading()
    let parts: [(name: String, run: () async throws -> Void)] = [
      ("processes", { try await ProcessMeasurements(binary: binary, folder: folder.path).run() }),
      ("seal", { try SealMeasurement.run() }),
      ("policy", { try PolicyMeasurement.run() }),
      ("request", { try await RequestMeasurement.run(in: folder.path) }),
      ("broker", { try await BrokerMeasurement(binary: binary, folder: folder.path, caddy: caddy).run() }),
      ("audit", { try await AuditMeasurement.run(in: folder.path, events: events) }),
    ]
    for part in parts where only == nil || only == part.name { try await part.run() }
    print(Machine.summary)
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(64)
  }
}
