internal import Foundation

/// One run of wrk, the load generator: requests as fast as they are answered, over a number of connections.
struct Wrk {
  let url: String
  let connections: Int
  var seconds = 3
  /// A header of every request. It goes through a script, because arguments can be read by others.
  var header: (name: String, value: String)?

  struct Result {
    let requests: Int
    let perSecond: Double
    let p50: Duration
    let p99: Duration
    /// Answers other than 2xx, and broken connections.
    let failures: Int
  }

  func run(in folder: String) throws -> Result {
    let script = "\(folder)/wrk.lua"
    let headers = header.map { "wrk.headers[\"\($0.name)\"] = \"\($0.value)\"" } ?? ""
    let report = """
      done = function(summary, latency, requests)
        local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
          + summary.errors.timeout
        io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
          latency:percentile(50), latency:percentile(99), bad))
      end
      """
    try Data("\(headers)\n\(report)\n".utf8).write(to: URL(fileURLWithPath: script))
    let output = try ChildProcess(
      program: "/usr/bin/wrk", arguments: ["-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, url]
    ).output(in: folder)
    guard let line = output.split(separator: "\n").last(where: { $0.hasPrefix("RESULT ") }) else {
      throw ChildProcess.Failed(description: "wrk said: \(output)")
    }
    let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard numbers.count == 5, numbers[1] > 0 else { throw ChildProcess.Failed(description: "wrk said: \(line)") }
    return Result(
      requests: Int(numbers[0]), perSecond: numbers[0] / numbers[1] * 1_000_000,
      p50: .microseconds(Int64(numbers[2])), p99: .microseconds(Int64(numbers[3])), failures: Int(numbers[4]))
  }
}
