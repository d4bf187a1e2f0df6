internal import Glibc

/// What is mounted where (proc(5), `/proc/self/mountinfo`).
struct MountTable {
  struct Mount {
    /// Which file system.
    let device: String
    /// The folder of it that is seen.
    let root: String
    /// Where it is seen.
    let point: String
  }

  let mounts: [Mount]

  static var here: MountTable { MountTable(TextFile.read("/proc/self/mountinfo") ?? "") }

  init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 4 else { return nil }
      return Mount(device: String(fields[2]), root: Self.plain(fields[3]), point: Self.plain(fields[4]))
    }
  }

  /// Where else the same file or folder, or something inside of it, is to be seen.
  func aliases(of path: String) -> [String] {
    // Of two mounts at one place the later one lies on top.
    let holding = mounts.last { holder in
      Self.isBelow(path, holder.point)
        && !mounts.contains { $0.point.utf8.count > holder.point.utf8.count && Self.isBelow(path, $0.point) }
    }
    guard let holding else { return [] }
    let inside = Self.joined(holding.root, Self.suffix(of: path, below: holding.point))
    return mounts.compactMap { mount in
      guard mount.device == holding.device else { return nil }
      if Self.isBelow(inside, mount.root) {
        return Self.joined(mount.point, Self.suffix(of: inside, below: mount.root))
      }
      return Self.isBelow(mount.root, inside) ? mount.point : nil
    }
  }

  private static func isBelow(_ path: String, _ folder: String) -> Bool {
    folder == "/" || path == folder || path.hasPrefix(folder + "/")
  }

  private static func suffix(of path: String, below folder: String) -> String {
    folder == "/" ? path : String(path.dropFirst(folder.count))
  }

  private static func joined(_ folder: String, _ suffix: String) -> String {
    if suffix.isEmpty || suffix == "/" { return folder }
    return folder == "/" ? suffix : folder + suffix
  }

  /// Spaces and the like are written in octal.
  private static func plain(_ field: Substring) -> String {
    var output: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        output.append(value)
        rest = rest.dropFirst(3)
      } else {
        output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
