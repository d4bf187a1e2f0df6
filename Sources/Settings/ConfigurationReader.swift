internal import FoundationEssentials
internal import TOMLDocuments

/// Turns the document into a ``Configuration``, value by value.
struct ConfigurationReader {
  let root: TOMLSection
  let file: String

  func configuration() throws(TOMLProblem) -> Configuration {
    var configuration = Configuration()
    if let text = try root.optionalString("lock_after") { configuration.lockAfter = try lockTime(text) }
    if let theme = try root.optionalString("theme") {
      guard !theme.isEmpty else {
        throw root.problem("theme", "\"theme\" is empty", mend: "write a theme's name, or leave it out")
      }
      configuration.theme = theme
    }
    if let port = try root.optionalInteger("port") {
      guard let number = UInt16(exactly: port), number > 0 else {
        throw root.problem("port", "\(port) is no port", mend: "write a number from 1 to 65535")
      }
      configuration.port = number
    }
    if root.has("broker") { configuration.broker = try root.bool("broker") }
    configuration.extraCA = try certificates()
    configuration.warnings = root.unknownKeys(known: ["lock_after", "theme", "port", "broker", "extra_ca"]).map(
      \.description)
    return configuration
  }

  private func lockTime(_ text: String) throws(TOMLProblem) -> Int64 {
    let mend = "write a time such as \"15 min\" or \"2 h\""
    guard let seconds = Duration.seconds(text) else {
      throw root.problem("lock_after", "\"lock_after\" is no time", mend: mend)
    }
    guard (10...7 * 86_400).contains(seconds) else {
      throw root.problem("lock_after", "\"lock_after\" is out of range", mend: "write a time from 10 s to 7 days")
    }
    return seconds
  }

  /// One path or a list of paths; each file must be there, or requests would fail later with a worse message.
  private func certificates() throws(TOMLProblem) -> [String] {
    guard root.has("extra_ca") else { return [] }
    let paths = root.isList("extra_ca") ? try root.strings("extra_ca") : [try root.string("extra_ca")]
    var files: [String] = []
    for path in paths {
      let absolute = expanded(path)
      guard FileManager.default.isReadableFile(atPath: absolute) else {
        throw root.problem(
          "extra_ca", "there is no readable file \"\(absolute)\"", mend: "name a PEM file with the certificates")
      }
      files.append(absolute)
    }
    return files
  }

  private func expanded(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path.hasPrefix("~/") { return FileManager.default.homeDirectoryForCurrentUser.path + path.dropFirst(1) }
    return URL(filePath: file).deletingLastPathComponent().appending(path: path).path
  }
}
