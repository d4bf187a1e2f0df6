internal import Foundation
internal import Glibc

/// Putting text where another window can paste it. Nothing here ever reads a clipboard.
public enum Clipboard {
  /// Hands the text to the first tool that this session has and that takes it within two seconds.
  ///
  /// - Returns: the tool's name, or nil when there is none; ``Terminal/copyByEscapeSequence(_:)`` is then the way.
  public static func copyWithTool(_ text: String, environment: [String: String]) async -> String? {
    for tool in tools(environment) {
      if await OutsideProgram.run(tool, input: text, environment: environment, limit: .seconds(2)) { return tool[0] }
    }
    return nil
  }

  /// Only tools of a display that this process can reach; over SSH there is none.
  static func tools(_ environment: [String: String]) -> [[String]] {
    func has(_ name: String) -> Bool { environment[name]?.isEmpty == false }
    var tools: [[String]] = []
    if has("WAYLAND_DISPLAY") { tools.append(["wl-copy"]) }
    if has("DISPLAY") { tools += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]] }
    if has("WAYLAND_DISPLAY") || has("DISPLAY") { tools.append(["pbcopy"]) }
    return tools
  }
}

/// The user's browser.
public enum Browser {
  /// Opens a page; false where there is no display, or nothing that opens pages.
  public static func open(_ url: String, environment: [String: String]) async -> Bool {
    let hasDisplay = ["WAYLAND_DISPLAY", "DISPLAY"].contains { environment[$0]?.isEmpty == false }
    guard hasDisplay, url.hasPrefix("https://") || url.hasPrefix("http://") else { return false }
    return await OutsideProgram.run(["xdg-open", url], input: nil, environment: environment, limit: .seconds(60))
  }
}

/// A program of the desktop, run for a moment and kept away from the terminal.
enum OutsideProgram {
  /// Whether it was there, took `input`, and ended well within the limit; else it is stopped.
  static func run(
    _ command: [String], input: String?, environment: [String: String], limit: Duration
  ) async -> Bool {
    guard let path = find(command[0], environment) else { return false }
    // A socket holds more than this: what is longer could wait for a reader that never comes.
    guard input?.utf8.count ?? 0 <= 60_000, let pair = SocketPair() else { return false }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = Array(command.dropFirst())
    process.environment = environment
    process.standardInput = input == nil ? FileHandle.nullDevice : pair.theirs
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (ends, end) = AsyncStream.makeStream(of: Bool.self)
    process.terminationHandler = { end.yield($0.terminationStatus == 0) }
    do { try process.run() } catch { return false }
    pair.send(input ?? "")
    let watchdog = Task {
      try await Task.sleep(for: limit)
      end.yield(false)
    }
    defer { watchdog.cancel() }
    var results = ends.makeAsyncIterator()
    let succeeded = await results.next() ?? false
    if process.isRunning { process.terminate() }
    return succeeded
  }

  private static func find(_ name: String, _ environment: [String: String]) -> String? {
    (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// The way into a program. Not a pipe: one that ends without reading would end this process too, by SIGPIPE.
private struct SocketPair {
  private let ours: FileHandle
  let theirs: FileHandle

  init?() {
    var ends: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return nil
    }
    ours = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    theirs = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  /// Sends the text and its end.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.send(ours.fileDescriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    shutdown(ours.fileDescriptor, Int32(SHUT_WR))
  }
}
