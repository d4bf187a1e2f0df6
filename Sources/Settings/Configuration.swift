internal import FoundationEssentials
internal import TOMLDocuments

/// The user's settings, `$XDG_CONFIG_HOME/gatehouse/config.toml`. Without the file, or without a key, the defaults hold.
public struct Configuration: Hashable, Sendable {
  /// Seconds without an operation after which the vault locks itself.
  public var lockAfter: Int64 = 15 * 60
  /// A theme's name; nil leaves it to the terminal's background.
  public var theme: String?
  /// The loopback port for applications; nil leaves it to the default.
  public var port: UInt16?
  /// Whether the portal is the broker of programs while it is open, when no other process is.
  public var broker = true
  /// Absolute paths of PEM files whose certificates are trusted besides the system's.
  public var extraCA: [String] = []
  /// What the file says and nobody reads, with file, line and column.
  public var warnings: [String] = []

  public init() {}

  /// Reads and checks a file; no file is no error.
  public static func load(_ file: String) throws(ConfigurationProblem) -> Configuration {
    guard FileManager.default.fileExists(atPath: file) else { return Configuration() }
    return try parse(try text(of: file), file: file)
  }

  /// Checks a text. `file` stands in errors, and relative paths in the text start at its folder.
  public static func parse(_ text: String, file: String) throws(ConfigurationProblem) -> Configuration {
    do throws(TOMLProblem) {
      return try ConfigurationReader(root: TOMLDocument(text: text, file: file).root, file: file).configuration()
    } catch {
      throw ConfigurationProblem(error.description)
    }
  }

  /// Writes another theme into the file and keeps everything else in it, comments too; makes the file when there is
  /// none. The change is whole or not at all.
  public static func setTheme(_ theme: String, in file: String) throws(ConfigurationProblem) {
    let exists = FileManager.default.fileExists(atPath: file)
    let old = exists ? try text(of: file) : ""
    let new: String
    do throws(TOMLProblem) {
      new = try TOMLDocument.setting("theme", to: theme, in: old, file: file)
    } catch {
      throw ConfigurationProblem(error.description)
    }
    do {
      let folder = URL(filePath: file).deletingLastPathComponent().path
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data(new.utf8).write(to: URL(filePath: file).resolvingSymlinksInPath(), options: .atomic)
    } catch {
      throw ConfigurationProblem("\(file) cannot be written; check the owner and mode of its folder")
    }
  }

  private static func text(of file: String) throws(ConfigurationProblem) -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw ConfigurationProblem("\(file) cannot be read as text; check its mode and encoding")
    }
    return text
  }
}

/// What is wrong with the configuration and what to do; it names file, line and column.
public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
