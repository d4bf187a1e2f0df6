internal import Domain
internal import Glibc

/// Standard input, which gives one thing only.
enum StandardInput {
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// Refuses a command that would read two things from standard input, before it reads the first.
  static func refuseTwice(_ wants: (what: String, isWanted: Bool)...) throws(Failure) {
    let wanted = wants.filter(\.isWanted).map(\.what)
    guard wanted.count > 1 else { return }
    throw .usage(
      "standard input cannot give both \(wanted.joined(separator: " and "))",
      hint: "write the passphrase to a file of mode 0600 and give --passphrase-file FILE")
  }

  /// All of it into locked pages, for a value that is piped in.
  static func secret() throws(Failure) -> SecretBytes { try SecretFile.bytes(of: STDIN_FILENO, "standard input") }
}

/// A secret in a file, or in anything that reads like one.
enum SecretFile {
  static func read(_ path: String, _ what: String) throws(Failure) -> SecretBytes {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let reason = SystemError.text()
      throw .badInput("cannot read \(what) from \(Printable.text(path)): \(reason)", hint: "check the path")
    }
    defer { close(file) }
    return try bytes(of: file, Printable.text(path))
  }

  static let limit = 1 << 20

  static func bytes(of file: Int32, _ name: String) throws(Failure) -> SecretBytes {
    let secret = SecretBytes()
    while true {
      var count = 0
      let chunk = unsafe SecretBytes(count: 4096) { count = unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      unsafe chunk.withUnsafeBytes { unsafe secret.append(UnsafeRawBufferPointer(rebasing: $0[..<max(0, count)])) }
      if count == 0 { return secret }
      guard count > 0 || errno == EINTR else { throw .badInput("cannot read \(name): \(SystemError.text())") }
      guard secret.count <= limit else { throw .badInput("\(name) is longer than 1 MiB", hint: "give one value only") }
    }
  }
}

extension SecretBytes {
  /// Without the one line break at the end that an editor or `echo` writes.
  func withoutFinalLineBreak() -> SecretBytes {
    var last = unsafe withUnsafeBytes { unsafe $0.last }
    if last == 0x0A {
      removeLastScalar()
      last = unsafe withUnsafeBytes { unsafe $0.last }
    }
    if last == 0x0D { removeLastScalar() }
    return self
  }

  /// The lines, for several values that come through one pipe.
  func lines() -> [SecretBytes] {
    unsafe withUnsafeBytes { bytes in
      unsafe bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
        unsafe SecretBytes(UnsafeRawBufferPointer(rebasing: line)).withoutFinalLineBreak()
      }
    }
  }
}
