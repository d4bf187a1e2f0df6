internal import Foundation
internal import Glibc
internal import LocalServers

/// The folder of one server: its configuration, its SQLite database, and the pages at which a person logs in.
struct GlewlwydFiles {
  static let executable = "/usr/bin/glewlwyd"
  private static let share = "/usr/share/glewlwyd"
  private static let schema = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"

  /// The server the tests need is not there.
  struct NotInstalled: Error, CustomStringConvertible {
    let missing: String

    var description: String {
      """
      \(missing) is missing: these tests run against a real authorization server, Debian's package glewlwyd. \
      Install it with: sudo apt-get install dbconfig-sqlite3 glewlwyd (as root, make test does)
      """
    }
  }

  let folder: String
  let port: Int

  var configuration: String { "\(folder)/glewlwyd.conf" }

  /// Makes the folder, readable for this user alone.
  ///
  /// - Parameter hasPages: whether the server's own login pages are served, for a real browser.
  init(hasPages: Bool) throws {
    for path in [Self.executable, Self.schema, "/usr/bin/sqlite3"] where access(path, R_OK) != 0 {
      throw NotInstalled(missing: path)
    }
    port = try LocalPort.free()
    var template = Array("\(NSTemporaryDirectory())gatehouse-glewlwyd-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try (settings + (hasPages ? pageSettings : "")).write(toFile: configuration, atomically: false, encoding: .utf8)
    try makeDatabase()
    if hasPages { try copyPages() }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private var settings: String {
    """
    port=\(port)
    bind_address="127.0.0.1"
    external_url="http://127.0.0.1:\(port)"
    login_url="login.html"
    api_prefix="api"
    log_mode="console"
    log_level="INFO"
    cookie_secure=0
    session_key="session"
    admin_scope="g_admin"
    profile_scope="g_profile"
    user_module_path="/usr/lib/glewlwyd/user"
    client_module_path="/usr/lib/glewlwyd/client"
    user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
    plugin_module_path="/usr/lib/glewlwyd/plugin"
    hash_algorithm="SHA512"
    database = { type = "sqlite3"; path = "\(folder)/glewlwyd.db"; };

    """
  }

  private var pageSettings: String {
    let types = [
      "html": "text/html", "css": "text/css", "js": "application/javascript", "json": "application/json",
    ]
    let list = types.map { "{ extension = \".\($0.key)\"; mime_type = \"\($0.value)\"; }" }.joined(separator: ", ")
    return "static_files_path=\"\(folder)/pages/\"\nstatic_files_mime_types = (\(list))\n"
  }

  /// The package's pages, with a configuration of their own, since the link to it in the package leads to a folder. They
  /// are copies: the server follows no link out of its folder.
  private func copyPages() throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/pages", withIntermediateDirectories: true)
    let names = ["login.html", "login.js", "css", "js", "locales", "fonts", "img"].map { "\(Self.share)/webapp/\($0)" }
    try Self.run(
      "/bin/cp", ["-rL"] + names + ["\(Self.share)/templates/config.json", "\(folder)/pages"])
  }

  struct Failed: Error { let output: String }

  /// The package's own tables, in one transaction, since each by itself waits for the disk.
  private func makeDatabase() throws {
    let sql = "PRAGMA journal_mode=WAL; BEGIN;\n.read \(Self.schema)\nCOMMIT;\n"
    try sql.write(toFile: "\(folder)/schema.sql", atomically: false, encoding: .utf8)
    try Self.run("/usr/bin/sqlite3", ["-bail", "\(folder)/glewlwyd.db", ".read \(folder)/schema.sql"])
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(output: String(decoding: output, as: UTF8.self)) }
  }
}
