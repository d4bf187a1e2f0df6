internal import Domain

/// Times as Python writes them (RFC 3339): `Z` or an offset, up to nine digits of a second.
enum SDKTime {
  static func read(_ text: String) -> Timestamp? {
    var local = text[...]
    var offset: Int64 = 0
    if local.last == "Z" || local.last == "z" {
      local = local.dropLast()
    } else {
      let zone = Array(local.utf8.suffix(6))
      guard zone.count == 6, local.utf8.count > 19, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
        zone[3] == UInt8(ascii: ":"), let hours = number(zone[1...2]), let minutes = number(zone[4...5]), hours < 24,
        minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (zone[0] == UInt8(ascii: "+") ? 1 : -1)
      local = local.dropLast(6)
    }
    let parts = local.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    var fraction = ""
    if parts.count == 2 {
      guard (1...9).contains(parts[1].utf8.count) else { return nil }
      fraction = "." + parts[1].prefix(6)
    }
    return Timestamp("\(whole)\(fraction)Z")?.adding(seconds: -offset)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }
}
