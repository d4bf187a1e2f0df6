internal import Glibc

/// Where the files of running brokers lie, which are gone with the session (XDG Base Directory Specification).
public enum RuntimeFolder {
  /// `$XDG_RUNTIME_DIR/gatehouse`, else `/run/user/UID/gatehouse` where the system has made that folder, else
  /// `/tmp/gatehouse-UID`. A path longer than about 60 bytes has no room for a socket's name (unix(7)).
  public static func path(environment: [String: String]) -> String {
    if let folder = environment["XDG_RUNTIME_DIR"], folder.hasPrefix("/") { return folder + "/gatehouse" }
    let usual = "/run/user/\(geteuid())"
    var status = stat()
    if unsafe stat(usual, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 {
      return usual + "/gatehouse"
    }
    return "/tmp/gatehouse-\(geteuid())"
  }
}
