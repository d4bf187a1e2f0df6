internal import Glibc

/// Where a path leads (realpath(3)).
enum RealPath {
  /// nil for what is not there.
  static func of(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}
