import Glibc

/// The suite opens hundreds of vaults and sockets at once, more than an ordinary user's soft limit of 1,024.
public enum OpenFiles {
  /// Raises it to what the system allows (getrlimit(2)); touched by whatever a test opens first.
  public static let raisedLimit: Bool = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
    limit.rlim_cur = limit.rlim_max
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
  }()
}
