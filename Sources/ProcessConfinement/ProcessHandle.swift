/// What `/proc` says of a process handle (pidfd_open(2)).
enum ProcessHandle {
  /// The number of its process; nil when that has ended.
  static func number(_ handle: Int32) -> Int32? {
    guard let text = TextFile.read("/proc/self/fdinfo/\(handle)"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pid:") }),
      let number = line.split(separator: "\t").last.flatMap({ Int32($0) }), number > 0
    else { return nil }
    return number
  }
}
