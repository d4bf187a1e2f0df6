internal import Glibc

extension ZoneSource {
  /// The zone this machine's clock shows, by name: `TZ`, else where `/etc/localtime` leads; `UTC` when neither tells it.
  ///
  /// - Parameter tz: the environment's `TZ`.
  public static func machineName(tz: String?) -> String {
    let wanted = tz.map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 } ?? ""
    return name(wanted) ?? link("/etc/localtime").flatMap(name) ?? "UTC"
  }

  /// The name in a path such as `../usr/share/zoneinfo/Europe/Berlin`.
  private static func name(_ path: String) -> String? {
    let folder = "/zoneinfo/"
    let parts = path.split(separator: folder, omittingEmptySubsequences: false)
    let name = String(parts.last ?? "")
    return system.zone(name) == nil ? nil : name
  }

  private static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 512)
    let length = unsafe readlink(path, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
