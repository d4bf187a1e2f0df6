internal import Domain
internal import Glibc

/// Where commands print. Everything from outside that goes to people passes ``Printable`` first.
enum Output {
  /// The reader has gone (EPIPE); the command ends quietly.
  struct Closed: Error {}

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// A line to standard output.
  static func line(_ text: String) throws { try bytes(Array((text + "\n").utf8)) }

  static func bytes(_ bytes: [UInt8]) throws { try write(bytes, to: STDOUT_FILENO) }

  /// Whether a program reads: then standard error holds nothing but an error's document.
  static let isForPrograms = CommandLine.arguments.prefix { $0 != "--" }.contains("--json")

  /// A line beside the output, for people: standard error.
  static func note(_ text: String) { if !isForPrograms { error(text) } }

  static func error(_ text: String) { try? write(Array((text + "\n").utf8), to: STDERR_FILENO) }

  private static func write(_ bytes: [UInt8], to file: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var ready = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&ready, 1, -1)
      } else if errno == EPIPE || errno == ECONNRESET {
        throw Closed()
      } else if errno != EINTR {
        throw Failure(.failure, "cannot write the output: \(SystemError.text())", hint: "check where it goes")
      }
    }
  }
}

/// The text of errno.
enum SystemError {
  static func text(_ number: Int32 = errno) -> String { unsafe String(cString: strerror(number)) }
}
