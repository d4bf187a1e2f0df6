internal import Glibc

/// Who this process belongs to, as the log names the person who changed something.
public enum UserName {
  public static let current: String = {
    guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name else {
      return "user \(geteuid())"
    }
    return unsafe String(cString: name)
  }()
}
