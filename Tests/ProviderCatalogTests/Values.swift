import Domain

/// Values with the forms of real credentials, put together from parts so that no scanner takes this file for a leak.
enum Values {
  static let githubBody = ["zQWBuTSOo", "Ri4A9spHc", "VY5ncnsDk", "xkJ"].joined()
  static let githubOtherBody = ["ZJDeVREhk", "ptGF7Wvep", "0NwJWlPEQ", "P7a"].joined()
  static let github = "ghp" + "_" + githubBody + "0mLq17"
  static let githubOther = "ghp" + "_" + githubOtherBody + "0t2nxL"
  static let githubFine = "github" + "_pat_" + mixed(22) + "_" + mixed(59, seed: 7)

  static func stripe(_ prefix: String, _ length: Int = 24) -> String { prefix + "_" + mixed(length) }

  static let sentryOrg =
    "sntrys" + "_"
    + base64(#"{"iat":1700000000.5,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}"#) + "_"
    + mixed(43, seed: 3)
  static func sentry(_ letter: String) -> String { "sntry" + letter + "_" + hex(64) }
  static let hex64 = hex(64)

  static let discordBot = base64("123456789012345678") + "." + mixed(6) + "." + mixed(38, seed: 5)
  static let discordWebhook =
    ["https://discord.com", "api", "webhooks", "123456789012345678", mixed(68, seed: 9)].joined(separator: "/")

  static let airtable = "pat" + mixed(14) + "." + hex(64)
  static let pagerdutyUser = "u" + "+" + mixed(18)
  static let pagerdutyAccount = mixed(20, seed: 11)
  static let pagerdutyRouting = mixed(32, seed: 13)

  /// Letters and digits that look random and are always the same.
  static func mixed(_ length: Int, seed: Int = 1) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    return String(
      (0..<length).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(state >> 33) % alphabet.count]
      })
  }

  static func hex(_ length: Int) -> String {
    let digits = Array("0123456789abcdef")
    var state: UInt64 = 42
    return String(
      (0..<length).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return digits[Int(state >> 40) % 16]
      })
  }

  /// Without padding, as both Sentry and Discord write it.
  static func base64(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var output = ""
    var (bits, count) = (0, 0)
    for byte in text.utf8 {
      bits = bits << 8 | Int(byte)
      count += 8
      while count >= 6 {
        count -= 6
        output.append(alphabet[bits >> count & 63])
      }
      bits &= (1 << count) - 1
    }
    if count > 0 { output.append(alphabet[bits << (6 - count) & 63]) }
    return output
  }
}
