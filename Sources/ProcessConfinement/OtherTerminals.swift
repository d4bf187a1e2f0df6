internal import Glibc

/// The terminals of the user's other programs. Whoever opens one reads what is typed there, a passphrase as well; and
/// devices that type for him.
enum OtherTerminals {
  /// All but those behind the given descriptors.
  static func paths(keeping kept: [Int32]) -> [String] {
    let own = Set(kept.compactMap(name))
    let pseudo = (Folder.names(in: "/dev/pts") ?? []).filter { Int($0) != nil }.map { "/dev/pts/\($0)" }
    let consoles = (Folder.names(in: "/dev") ?? []).filter { name in
      name.hasPrefix("vcs") || name.hasPrefix("tty") && name.dropFirst(3).first?.isNumber == true
    }.map { "/dev/\($0)" }
    // Nobody is called so: it stands for the terminals that are opened later.
    return (pseudo + consoles).filter { !own.contains($0) } + ["/dev/pts/later", "/dev/uinput", "/dev/input"]
  }

  private static func name(of descriptor: Int32) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe ttyname_r(descriptor, &buffer, buffer.count) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
