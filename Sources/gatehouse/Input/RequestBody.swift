internal import Domain
internal import Glibc
internal import Outbound

/// What `--data` names.
enum RequestBody: Equatable {
  case none
  case standardInput
  case file(String)
  case text(String)

  init(_ data: String?) {
    switch data {
    case nil: self = .none
    case "-", "@-": self = .standardInput
    case let data? where data.hasPrefix("@"): self = .file(String(data.dropFirst()))
    case let data?: self = .text(data)
    }
  }

  /// A file and standard input are read as they are sent, so that their size does not matter.
  func opened() throws(Failure) -> OutboundBody {
    switch self {
    case .none: return .none
    case .text(let text): return .bytes(Array(text.utf8))
    case .standardInput: return .stream(length: nil, chunks: FileChunks(file: STDIN_FILENO, name: "standard input"))
    case .file(let path):
      let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else {
        let reason = SystemError.text()
        throw .badInput("cannot read \(Printable.text(path)): \(reason)", hint: "check the path after @")
      }
      var status = stat()
      let isRegular = unsafe fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      return .stream(length: isRegular ? Int64(status.st_size) : nil, chunks: FileChunks(file: file, name: path))
    }
  }
}

/// A file's bytes in chunks of 64 KiB, read when they are asked for.
struct FileChunks: AsyncSequence, Sendable {
  typealias Element = [UInt8]
  typealias Failure = any Error

  let file: Int32
  let name: String

  struct Iterator: AsyncIteratorProtocol {
    let file: Int32
    let name: String

    mutating func next() async throws -> [UInt8]? {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = unsafe read(file, &chunk, chunk.count)
        if count == 0 { return nil }
        if count > 0 {
          chunk.removeLast(chunk.count - count)
          return chunk
        }
        guard errno == EINTR else {
          throw gatehouse.Failure.badInput("cannot read \(Printable.text(name)): \(SystemError.text())")
        }
      }
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(file: file, name: name) }
}
