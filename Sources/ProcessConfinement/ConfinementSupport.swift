internal import CLinux
internal import Glibc

/// What of a confinement this kernel can do.
public struct ConfinementSupport: Hashable, Sendable {
  /// The version of Landlock (landlock(7)); nil when the kernel has none, or has it turned off.
  public let landlock: Int?
  /// Whether system calls can be filtered (seccomp(2)).
  public let filtersCalls: Bool

  public init(landlock: Int?, filtersCalls: Bool) {
    self.landlock = landlock
    self.filtersCalls = filtersCalls
  }

  public static let here: ConfinementSupport = {
    let version = Int(clinux_landlock_version())
    return ConfinementSupport(landlock: version > 0 ? version : nil, filtersCalls: clinux_filters_calls() == 1)
  }()

  /// The first that lets files be renamed between folders: without it no build and no checkout works.
  static let oldestLandlock = 2

  /// Why nothing can be confined here; nil when it can.
  public var reason: String? {
    guard let landlock else { return "this kernel has no Landlock, or it is turned off (it needs Linux 5.19 or newer)" }
    if landlock < Self.oldestLandlock {
      return "this kernel's Landlock is version \(landlock), and version 2 is needed (Linux 5.19 or newer)"
    }
    if !filtersCalls { return "this kernel does not filter system calls (seccomp) on this machine" }
    return nil
  }

  /// What a confined program can do here all the same, each as a sentence; empty with a kernel that can all of it.
  public var gaps: [String] {
    guard reason == nil, let landlock, landlock < 6 else { return [] }
    return ["Before Linux 6.12 a confined program can signal other programs of yours, so it could end the broker."]
  }
}
