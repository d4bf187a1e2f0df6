internal import Glibc

/// Where time zones come from: the machine's IANA database, or a test's own.
public struct ZoneSource: Sendable {
  private let read: @Sendable (String) -> [UInt8]?

  public init(read: @escaping @Sendable (String) -> [UInt8]?) { self.read = read }

  /// The zone of a name such as `Europe/Berlin`; nil when this machine has none of that name. `UTC` needs no database.
  public func zone(_ name: String) -> ZoneRules? {
    if name == "UTC" { return .utc }
    guard Self.isName(name) else { return nil }
    return read(name).flatMap { ZoneRules(tzif: $0) }
  }

  /// `Area/Place`: a path that stays in its folder.
  public static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return text.utf8.count <= 64
      && parts.allSatisfy { part in
        part.utf8.first?.isLetter == true
          && part.utf8.allSatisfy { $0.isLetter || $0.isDigit || "+-_".utf8.contains($0) }
      }
  }

  private static let folder = "/usr/share/zoneinfo/"

  /// `/usr/share/zoneinfo`, as localtime(3) reads it.
  public static let system = ZoneSource { bytes(of: folder + $0) }

  /// The names this machine knows, for the nearest to a mistyped one; read only then.
  public static func systemNames() -> [String] {
    let text = String(decoding: bytes(of: folder + "tzdata.zi") ?? [], as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 2 else { return nil }
      return words[0] == "Z" ? String(words[1]) : words[0] == "L" ? String(words[2]) : nil
    } + ["UTC"]
  }

  private static func bytes(of path: String) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < 1_000_000 {
      let count = unsafe Glibc.read(file, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += chunk.prefix(count)
    }
    return nil
  }
}

extension UInt8 {
  var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
