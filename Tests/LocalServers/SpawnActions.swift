public import Glibc

/// For a child that a test starts: it keeps nothing of this process open but its three standard streams. The sockets of
/// the servers here are not close-on-exec, and a child would hold their ports (posix_spawn_file_actions_addclosefrom_np,
/// glibc 2.34; the overlay does not show it, so it is looked up).
public func closeInherited(_ actions: inout posix_spawn_file_actions_t) {
  typealias Adding = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
  guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
  _ = unsafeBitCast(symbol, to: Adding.self)(&actions, 3)
}
