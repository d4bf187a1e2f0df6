internal import CLinux
internal import Glibc

/// The kernel's keyring of the user (keyrings(7)), which some containers refuse.
public enum Keyring {
  /// Whether a key of one byte can be put in, read and taken out again; tried once in a process.
  public static let works: Bool = {
    let name = "gatehouse:probe:\(getpid())"
    var byte: UInt8 = 1
    guard unsafe clinux_keyring_put(name, &byte, 1, 5) != -1 else { return false }
    let length = unsafe clinux_keyring_get(name, &byte, 1, 0)
    _ = unsafe clinux_keyring_remove(name)
    return length == 1
  }()
}
