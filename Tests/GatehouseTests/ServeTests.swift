import Foundation
import FoundationNetworking
import LocalServers
import Testing

@Suite("gatehouse serve")
struct ServeTests {
  /// The port out of `Listening at http://127.0.0.1:PORT, …`.
  private static func port(of command: RunningCommand) async throws -> Int {
    try #require(await command.outputHolds(".\n"), "\(command.errorsSoFar)")
    let said = command.outputSoFar
    let start = try #require(said.firstRange(of: "http://127.0.0.1:")?.upperBound, "\(said)")
    return try #require(Int(said[start...].prefix { $0.isNumber }))
  }

  private static func get(_ port: Int, _ path: String, key: String) async throws -> (status: Int, body: String) {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    request.setValue(key, forHTTPHeaderField: "x-api-key")
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  @Test("Makes the calls of programs, says each in a line, and ends with status 0", arguments: [SIGTERM, SIGINT])
  func serves(signal: Int32) async throws {
    let server = try await LocalServer.start(credential: (name: "Authorization", value: "Token value-1"))
    let home = try await Home.withVault()
    try await home.addToken(origin: server.origin)
    let minted = await home.run("callers", "add", "ci")
    let key = minted.text.split(separator: "\n").first.map(String.init) ?? ""
    let socket = home.path("files/b.sock")
    let command = home.start(["serve", "--port", "0", "--socket", socket])
    let port = try await Self.port(of: command)
    #expect(FileManager.default.fileExists(atPath: socket))
    let answer = try await Self.get(port, "/g/api/secure?q=hidden", key: key)
    #expect(answer.status == 200 && answer.body == #"{"ok":true}"#, "\(answer)")
    #expect(try await Self.get(port, "/g/api/secure", key: "nonsense").status == 401)
    #expect(await command.outputHolds("/g/api/secure", times: 2))

    let second = await home.run("serve", "--port", "0")
    #expect(second.status == 1)
    #expect(second.errorText.contains("process \(command.pid)"), "\(second.errorText)")

    command.signal(signal)
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(ended.text.contains("ci  GET  /g/api/secure\n"), "\(ended.text)")
    #expect(!ended.text.contains(key) && !ended.text.contains("hidden") && !ended.text.contains("value-1"))
    #expect(!FileManager.default.fileExists(atPath: socket))
    await server.stop()
  }

  @Test("A port that is taken is an error that says by whom")
  func portTaken() async throws {
    let server = try await LocalServer.start()
    let home = try await Home.withVault()
    let ended = await home.run("serve", "--port", "\(server.port)")
    #expect(ended.status == 1)
    #expect(ended.errorText.contains("port \(server.port) is taken by "), "\(ended.errorText)")
    #expect(ended.errorText.contains("--port"))
    await server.stop()
  }
}
