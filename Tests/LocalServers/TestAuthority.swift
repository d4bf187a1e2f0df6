internal import Foundation

/// A certificate authority for one test run, made by the `openssl` command in a temporary folder.
public final class TestAuthority: Sendable {
  /// The PEM file that a client has to trust.
  public let certificateFile: String
  private let folder: URL

  public init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-ca-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    certificateFile = folder.appending(path: "ca.pem").path
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
      "-subj", "/CN=Gatehouse test authority", "-keyout", "ca.key", "-out", "ca.pem")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A server certificate for a name, such as `DNS:localhost` or `IP:127.0.0.1`.
  public func identity(
    _ alternativeName: String = "DNS:localhost", isExpired: Bool = false
  ) throws -> TestIdentity {
    let name = "server-\(UUID().uuidString)"
    let settings = "subjectAltName=\(alternativeName)\nbasicConstraints=CA:false\n"
    try settings.write(to: folder.appending(path: "\(name).cnf"), atomically: false, encoding: .utf8)
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Gatehouse test server",
      "-keyout", "\(name).key", "-out", "\(name).csr")
    // Before OpenSSL 3.4 x509 takes no end date but a number of days, which may be negative.
    try openssl(
      "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial",
      "\(UInt32.random(in: 1...UInt32.max))",
      "-days", isExpired ? "-1" : "1", "-extfile", "\(name).cnf", "-out", "\(name).pem")
    return TestIdentity(
      certificateFile: folder.appending(path: "\(name).pem").path, keyFile: folder.appending(path: "\(name).key").path,
      authority: self)
  }

  struct CommandFailed: Error { let output: String }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CommandFailed(output: String(decoding: output, as: UTF8.self)) }
  }
}

/// A server's certificate and key, as files; keeps the authority's folder alive.
public struct TestIdentity: Sendable {
  public let certificateFile: String
  public let keyFile: String
  private let authority: TestAuthority

  init(certificateFile: String, keyFile: String, authority: TestAuthority) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.authority = authority
  }
}
