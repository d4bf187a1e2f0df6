internal import Foundation

/// A shell script that a test lets others run.
public enum ScriptFile {
  /// Writes it. Not through a descriptor of this process: a child that another test starts at that moment inherits it,
  /// and running a file that is open for writing fails (execve(2), ETXTBSY).
  public static func write(_ lines: String, to path: String) throws {
    let text = path + ".text"
    try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: URL(filePath: text))
    let copying = try Process.run(URL(filePath: "/usr/bin/install"), arguments: ["-m", "700", text, path])
    copying.waitUntilExit()
    try FileManager.default.removeItem(atPath: text)
    guard copying.terminationStatus == 0 else { throw NotWritten(path: path) }
  }

  public struct NotWritten: Error { public let path: String }
}
