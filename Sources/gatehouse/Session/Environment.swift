internal import FoundationEssentials
internal import Glibc

/// The process's environment.
enum Environment {
  /// One variable; an empty one counts as not set.
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  /// All of it, for the portal.
  static var all: [String: String] { ProcessInfo.processInfo.environment }
}
