internal import Glibc

/// Every spelling under which a denied file or folder can be reached: where it really lies, each link on the way to it (a
/// link that is exchanged would put another vault in the place of the user's), and where else it is mounted.
struct DeniedPaths {
  /// Absolute and without links, but for a last component.
  private(set) var paths: Set<String> = []

  init(_ spelled: [String], mounts: MountTable = .here) {
    for path in spelled where path.hasPrefix("/") { paths.formUnion(Self.resolved(path)) }
    for path in paths { paths.formUnion(mounts.aliases(of: path)) }
  }

  /// The folders on the way from `/` to one of them: they cannot be allowed, since what is allowed holds for everything
  /// below.
  var ancestors: Set<String> {
    var ancestors: Set<String> = ["/"]
    for path in paths {
      var rest = path[...]
      while let slash = rest.lastIndex(of: "/"), slash != rest.startIndex {
        rest = rest[..<slash]
        ancestors.insert(String(rest))
      }
    }
    return ancestors
  }

  /// Follows links as the kernel does (path_resolution(7)); what does not exist is taken as it is spelled.
  private static func resolved(_ path: String) -> [String] {
    var found: [String] = []
    var place = ""
    var rest = components(path)
    var links = 0
    while let component = rest.popLast() {
      if component == ".." {
        place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
        continue
      }
      let next = "\(place)/\(component)"
      guard let target = target(of: next), links < 40 else {
        place = next
        continue
      }
      links += 1
      found.append(next)
      if target.hasPrefix("/") { place = "" }
      rest += components(target)
    }
    return found + (place.isEmpty ? [] : [place])
  }

  /// The last one first.
  private static func components(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
  }

  private static func target(of path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return unsafe readlink(path, start, bytes.count)
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
