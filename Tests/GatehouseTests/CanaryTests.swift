import Foundation
import LocalServers
import Testing

@Suite("A credential is seen nowhere")
struct CanaryTests {
  static let canary = "canary-c0ffee-4f1e9a7d2b6839"

  /// The forms in which it could have slipped out: as it is, URL-encoded, in hex, and in base64 at each alignment.
  static let forms: [Data] = {
    let raw = Data(canary.utf8)
    let hex = raw.map { String(format: "%02x", $0) }.joined()
    let escaped = canary.replacing("-", with: "%2D")
    let aligned = (0...2).map { shift in
      let text = (Data(count: shift) + raw).base64EncodedString()
      return String(text.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
    }
    return [raw] + ([hex, hex.uppercased(), escaped] + aligned).map { Data($0.utf8) }
  }()

  static func holdsCanary(_ bytes: some DataProtocol) -> Bool {
    let data = Data(bytes)
    return forms.contains { data.range(of: $0) != nil }
  }

  @Test("not in files, output, errors, arguments or environment, whatever is done with it")
  func nowhere() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin, value: Self.canary)
    #expect(await home.run("secrets", "rotate", "api", input: Self.canary + "\n").status == 0)

    // Sends the caller's own header back: the scanner has to overwrite it.
    let commands = [
      ["request", "GET", "\(server.origin)/reflect", "--grant", "api", "--include"],
      ["request", "GET", "\(server.origin)/status/500", "--grant", "api", "--fail", "--json"],
      ["secrets", "list", "--json"], ["secrets", "list"], ["grants", "show", "api"],
      ["grants", "show", "api", "--json"],
      ["policy", "test", "GET", "\(server.origin)/", "--grant", "api", "--json"], ["audit", "verify"], ["doctor"],
      ["backup", home.path("state/copy.backup")],
    ]
    for command in commands {
      let ended = await home.run(command)
      let printed = ended.output + ended.errors
      #expect(!Self.holdsCanary(printed), "\(command): \(String(decoding: printed, as: UTF8.self))")
    }
    #expect(server.log.entries.allSatisfy { $0.header("Authorization") == "Token \(Self.canary)" })
    for command in [["secrets", "add", "custom", "--name", "odd", "--origin", "https://api.example.com"]] {
      let refused = await home.run(command, input: "\(Self.canary)\n\(Self.canary)")
      #expect(refused.status == 65 && !Self.holdsCanary(refused.errors))
    }

    let sending = home.start(["request", "GET", "\(server.origin)/hang", "--grant", "api"])
    #expect(await sending.outputHolds("begun"))
    for file in ["cmdline", "environ"] {
      // An ordinary user cannot read the environment of a process that is not dumpable, and need not.
      let bytes = FileManager.default.contents(atPath: "/proc/\(sending.pid)/\(file)") ?? Data()
      #expect(!Self.holdsCanary(bytes))
    }
    for file in home.writtenFiles() {
      #expect(!Self.holdsCanary(FileManager.default.contents(atPath: file) ?? Data()), "\(file)")
    }
    sending.signal(SIGKILL)
    _ = await sending.ended()
    #expect(await home.run("secrets", "revoke", "api").status == 0)
    await home.run("lock")
    for file in home.writtenFiles() {
      #expect(!Self.holdsCanary(FileManager.default.contents(atPath: file) ?? Data()), "\(file)")
    }
    await server.stop()
  }

  @Test("the search that these tests rely on finds every form of it")
  func searchWorks() {
    let raw = Data(Self.canary.utf8)
    #expect(Self.holdsCanary(Data("x".utf8) + raw))
    for shift in 0...2 {
      #expect(Self.holdsCanary(Data((Data(count: shift) + raw + Data(count: 3)).base64EncodedString().utf8)))
    }
    #expect(!Self.holdsCanary(Data("canary".utf8)))
  }
}
