internal import Foundation

/// Resident memory of a process, in KiB, from `/proc` (proc(5)).
public enum ProcessMemory {
  /// The present size.
  public static func resident(of process: String = "self") throws -> Int { try value("VmRSS", process) }

  /// The largest size since the start, or since ``resetPeak()``.
  public static func peak(of process: String = "self") throws -> Int { try value("VmHWM", process) }

  /// Begins a new measurement of this process's peak.
  public static func resetPeak() throws {
    let file = try FileHandle(forWritingTo: URL(filePath: "/proc/self/clear_refs"))
    try file.write(contentsOf: Data("5".utf8))
    try file.close()
  }

  struct NoSuchLine: Error {}

  private static func value(_ name: String, _ process: String) throws -> Int {
    let text = try String(contentsOf: URL(filePath: "/proc/\(process)/status"), encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }),
      let number = Int(line.filter(\.isNumber))
    else { throw NoSuchLine() }
    return number
  }
}
