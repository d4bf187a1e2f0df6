internal import Glibc

/// How many files and connections the process may have open (getrlimit(2)).
enum OpenFileLimit {
  /// Raises it to what the system allows: each call has a connection on both sides, and the usual limit is 1,024.
  static func raise() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
